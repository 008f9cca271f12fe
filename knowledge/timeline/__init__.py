"""Time in plans and in questions, and a plan's tasks."""
