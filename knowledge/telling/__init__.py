"""Facts to answers, as a clerk would say them."""
