"""A typed text to what it asks."""
