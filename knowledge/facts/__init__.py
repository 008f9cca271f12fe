"""What a plan says, as typed facts with the place that each was read from."""
