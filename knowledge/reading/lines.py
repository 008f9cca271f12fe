"""Text to clean lines: mark-up and page furniture taken out, table rows split into cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_LIST_ITEM = re.compile(r"<li[^<>]{0,100}>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
_NOTE = re.compile(r"\s*(?:>[^\n]*(?:\n|\Z))+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_STARS = re.compile(r"\*{2,3}|(?<=\S)\*|\*(?=\S)")
_UNDERSCORES = re.compile(r"(?<!\w)_{1,3}([^_\n]+)_{1,3}(?!\w)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_RULE_ROW = re.compile(r"[\t ]*\|[-:| \t]*--[-:| \t]*$")
_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-–—]?\s?\d{1,3}\s?(?:/\s?\d{1,3})?\s?[-–—]?$", re.IGNORECASE)
_MOTTO = re.compile(
    r"cộng ho[àò]a?\s+xã hội chủ nghĩa việt nam|độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc", re.IGNORECASE
)
_INVISIBLE = str.maketrans(
    {"\u00a0": " ", "\u200b": None, "\u200c": None, "\u200d": None, "\ufeff": None, "\u00ad": None, "\v": " "}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something.

    `gap` counts the blank lines before it, `indent` the spaces; `level` is the depth of a Markdown heading, 0 for
    none; a table row has `cells`.
    """

    text: str
    number: int
    gap: int = 0
    indent: int = 0
    level: int = 0
    cells: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Inline mark-up out, white space collapsed. A leading "* " stays: it is a mark."""
    if "<" in text:
        text = _TAG.sub(" ", _LIST_ITEM.sub(" - ", text))
    if "&" in text:
        text = unescape(text)
    if "*" in text or "_" in text or "\\" in text or "`" in text:
        text = _UNDERSCORES.sub(r"\1", _STARS.sub("", text)).replace("`", "")
        text = _ESCAPE.sub(r"\1", text)
    return " ".join(text.split())


def split_note(text: str) -> tuple[str, str]:
    """What a Markdown file says of itself, in a quotation above everything else, and the text without it.

    The places of the other lines stay as they are.
    """
    found = _NOTE.match(text)
    if found is None:
        return "", text
    note = clean(re.sub(r"(?m)^\s*>", " ", found[0]))
    return note, "\n" * found[0].count("\n") + text[found.end() :]


def lines_of(text: str) -> list[Line]:
    """The lines that say something, in order."""
    return list(_scan(text.translate(_INVISIBLE)))


def _scan(text: str) -> Iterator[Line]:
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        if _RULE_ROW.match(raw):
            continue
        line = _line(raw, number, gap)
        if line is None:
            gap += 1
            continue
        yield line
        gap = 0


def _line(raw: str, number: int, gap: int) -> Line | None:
    stripped = raw.strip()
    if not any(map(str.isalnum, stripped)) and not stripped.startswith("|"):
        return None
    if stripped.startswith("|"):
        return _pipe_row(stripped, number, gap)
    if "\t" in raw.strip(" "):
        return _tab_row(raw, number, gap)
    heading = _HEADING.match(stripped) if stripped.startswith("#") else None
    text = clean(heading[2] if heading else stripped.removeprefix("> "))
    if not text or is_furniture(text, gap):
        return None
    indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip()) if raw[0].isspace() else 0
    return Line(text, number, gap, indent, len(heading[1]) if heading else 0)


def is_furniture(text: str, gap: int) -> bool:
    """Page numbers that stand alone, and the national motto."""
    return bool(len(text) < 80 and ((gap and _PAGE_NUMBER.match(text)) or _MOTTO.search(text)))


def _tab_row(raw: str, number: int, gap: int) -> Line | None:
    cells = tuple(clean(cell) for cell in raw.split("\t"))
    text = " ".join(cell for cell in cells if cell)
    return Line(text, number, gap, cells=cells) if text else None


def _pipe_row(stripped: str, number: int, gap: int) -> Line | None:
    body = stripped[1:-1] if stripped.endswith("|") and len(stripped) > 1 else stripped[1:]
    raw_cells = body.replace("\\|", "\0").split("|")
    cells = tuple(clean(_BREAK.sub(" ", cell).replace("\0", "|")) for cell in raw_cells)
    text = " ".join(cell for cell in cells if cell)
    return Line(text, number, gap, cells=cells) if text else None
