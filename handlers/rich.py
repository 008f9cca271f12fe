"""Simple formatting, as people type it in chats: *bold*, _italics_, lines that begin with "- ".

A pair of signs counts where it stands around words of one line; any other sign stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Run = tuple[str, str]  # what is bold ("b"), in italics ("i") or both ("bi"), or neither (""), and its words

STYLES = {"*": "b", "_": "i"}
_MARKED = re.compile(r"(?<![\w*])([*_])(?!\s)((?:(?!\1)[^\n])+)(?<!\s)\1(?![\w*])")


def lines(text: str) -> list[list[Run]]:
    """Each line as its runs, none for an empty one."""
    return [list(_runs(line, "")) for line in text.split("\n")]


def plain(text: str) -> str:
    """The words without the signs."""
    return "\n".join("".join(said for _, said in line) for line in lines(text))


def _runs(text: str, style: str) -> Iterator[Run]:
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield style, text[at : found.start()]
        yield from _runs(found[2], "".join(sorted({*style, STYLES[found[1]]})))
        at = found.end()
    if at < len(text):
        yield style, text[at:]
