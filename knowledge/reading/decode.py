"""Bytes to text, refusing cheaply and in plain words what cannot be a plan."""

from __future__ import annotations

import codecs
import unicodedata

from knowledge.errors import NotAPlanError

MAX_BYTES = 20_000_000
"""A plan with its appendices has 15 to 60 kB of text; even scanned, with every page a picture, it stays under 20 MB."""

MAX_CHARACTERS = 3_000_000
MAX_LINES = 30_000
"""About a thousand pages: no plan is longer, and reading stays a matter of seconds whatever the text is."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, file_name: str) -> str:
    """The file's text in NFC with "\\n" line ends. Refuses the empty, the huge and what is not text."""
    if not data.strip():
        raise NotAPlanError(f"Tệp {file_name} không có nội dung.", "empty file")
    if len(data) > MAX_BYTES:
        raise NotAPlanError(
            f"Tệp {file_name} lớn {len(data) // 1_000_000} MB, vượt mức {MAX_BYTES // 1_000_000} MB cho một kế hoạch.",
            f"{len(data)} bytes",
        )
    text = _text(data, file_name).lstrip("\ufeff")
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        raise NotAPlanError(f"Tệp {file_name} quá dài so với một kế hoạch.", f"{len(text)} characters")
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    if not text.strip():
        raise NotAPlanError(f"Tệp {file_name} không có nội dung.", "blank text")
    return text


def _text(data: bytes, file_name: str) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(file_name, str(error)) from error
    if "\0" in text or _control_share(text[:4096]) > 0.01:
        raise _not_text(file_name, "control characters")
    return text


def _control_share(sample: str) -> float:
    controls = sum(1 for char in sample if ord(char) < 32 and char not in "\t\n\r\f\v")
    return controls / max(1, len(sample))


def _not_text(file_name: str, detail: str) -> NotAPlanError:
    return NotAPlanError(
        f"Không đọc được chữ trong tệp {file_name}. Hãy dùng tệp văn bản thuần (.txt) hoặc Markdown (.md), mã UTF-8.",
        detail,
    )
