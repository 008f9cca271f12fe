"""What the bot does with one message, a file a job; router.py says which."""
