"""Each channel turns its wire format into Incoming and Outgoing, and knows nothing of plans or reports."""

import os

# python-telegram-bot's durations as timedelta, which will be its only form; else each use is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
