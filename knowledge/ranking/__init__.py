"""Which fact answers a question, and whether it does."""
