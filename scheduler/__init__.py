"""Timeline to reminders. The database is the schedule; the clock only wakes the process up."""
