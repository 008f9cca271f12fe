"""A school year in a minute: a service that delivers, principals who answer or do not, and a judge of the promises."""
