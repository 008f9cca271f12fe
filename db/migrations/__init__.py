"""Alembic's folder. A new step: copy the last file of `versions/`, count on, write `upgrade` and `downgrade`."""

from pathlib import Path

FOLDER = Path(__file__).parent
# Revisions are numbered, in a line: the last file's number is the head, and knowing it needs no alembic.
HEAD = max(path.stem.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
