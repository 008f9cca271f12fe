"""The kinds of files that a report may bring: told by name and type when they are announced, by content once here."""

from __future__ import annotations

from pathlib import PurePath

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the newer and the older office formats
# By suffix: the media type, and how the content begins (any of these; none for plain text).
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".webp": ("image/webp", (b"RIFF",)),
    ".heic": ("image/heic", (b"\0\0\0",)),
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (ZIP,)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (ZIP,)),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (ZIP,)),
    ".odt": ("application/vnd.oasis.opendocument.text", (ZIP,)),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", (ZIP,)),
    ".doc": ("application/msword", (OLE, b"{\\rtf", ZIP)),
    ".xls": ("application/vnd.ms-excel", (OLE, ZIP)),
    ".ppt": ("application/vnd.ms-powerpoint", (OLE, ZIP)),
    ".txt": ("text/plain", ()),
    ".csv": ("text/csv", ()),
}
SHOWN = "ảnh, PDF, Word, Excel, PowerPoint, tệp chữ .txt"


def is_known(name: str, media_type: str) -> bool:
    """Whether a file of this name may come. The type that the sender's program gives may be missing or general."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        return False
    return not media_type.startswith("image/") or kind[0].startswith("image/")


def begins_right(name: str, content: bytes) -> bool:
    """Whether the content is what its name says: a program that is called .pdf is not."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        return False
    return content.startswith(kind[1]) if kind[1] else b"\0" not in content[:4_096]


def media_type_of(name: str) -> str:
    """The type of a known kind of file, whatever the sender's program calls it."""
    return KINDS[PurePath(name).suffix.lower()][0]
