"""The lock of a SQLite database: the operating system's, on a file beside it, which stays there unlocked."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import URL

from db.session import DatabaseError

SUFFIX = ".serving.lock"

if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # Windows forbids to read what is locked: the name stands at the beginning

    def _lock(file: BinaryIO) -> bool:
        file.seek(FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _is_at(file: BinaryIO, path: Path) -> bool:
        return True  # an open file cannot be deleted there

else:
    import fcntl

    def _lock(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _is_at(file: BinaryIO, path: Path) -> bool:
        """Whether the file that we locked is the one that others would lock: somebody may have tidied it away."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), path.stat())
        except FileNotFoundError:
            return False


class FileLock:
    """db.lock.Lock on a file."""

    def __init__(self, url: URL) -> None:
        database = Path(str(url.database)).resolve()  # the same file whichever way it is reached
        self._path = database.with_name(database.name + SUFFIX)
        self._file: BinaryIO | None = None

    async def take(self, name: str) -> bool:
        return self._take(name)  # a moment on the local disk

    def _take(self, name: str) -> bool:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a+b")
        except OSError as error:
            raise DatabaseError(f"Không tạo được tệp khóa {self._path}.", str(error)) from error
        if not (_lock(file) and _is_at(file, self._path)):
            file.close()
            return False
        file.truncate(0)
        file.write(name.encode())
        file.flush()
        self._file = file
        return True

    async def is_ours(self) -> bool:
        return self._file is not None and _is_at(self._file, self._path)

    async def holder(self) -> str:
        return self._path.read_bytes().decode(errors="replace")

    async def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
