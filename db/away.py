"""Whether a database refused because of its own state, and not because of what was asked."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from db.session import DatabaseError

_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
_POSTGRESQL = ("08", "53", "57", "58")  # classes: connection, no resources (a full disk), operator, system


def is_away(error: BaseException) -> bool:
    """Locked, full, shut down or out of reach: worth trying again as it is, and nobody's fault who asked."""
    if isinstance(error, DatabaseError):
        return True
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        return getattr(original, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = getattr(original, "sqlstate", "")  # None where the connection broke before the server could say anything
    return type(original).__name__ == "OperationalError" if state is None else state[:2] in _POSTGRESQL
