"""The text of one cell: its bullets in lines of their own, its torn pieces joined."""

from __future__ import annotations

import re

Cells = tuple[str, ...]

_INNER_BULLET = re.compile(r"(?<=[.;:,…)\d%])\s+[-–]\s+(?=\D)|\s+[-–+]\s+(?=[A-ZĐÀ-Ỹ“])")
_BULLET = re.compile(r"[-–+*•]\s+")


def fit(cells: Cells, width: int) -> Cells:
    """As many cells as the header: missing ones are empty, what is over goes into the last."""
    if len(cells) <= width:
        return cells + ("",) * (width - len(cells))
    return (*cells[: width - 1], " ".join(cell for cell in cells[width - 1 :] if cell))


def tidy_cell(pieces: list[str]) -> str:
    """The cell's text, each bullet on a line of its own ("- A;\\n- B"). A bullet that is alone loses its mark."""
    lines: list[str] = []
    for piece in pieces:
        for part in _split_bullets(piece):
            if lines and not _BULLET.match(part):
                lines[-1] = f"{lines[-1]} {part}".strip()
            else:
                lines.append(part)
    if len(lines) == 1:
        return _BULLET.sub("", lines[0], count=1) if _BULLET.match(lines[0]) else lines[0]
    return "\n".join(lines)


def _split_bullets(piece: str) -> list[str]:
    """ "- A; - B" into its entries. A dash between words or numbers is none."""
    parts = _INNER_BULLET.split(piece)
    if len(parts) == 1 or not (_BULLET.match(parts[0]) or parts[0].endswith(":")):
        return [piece]
    head = [parts[0]] if parts[0] else []
    return head + [f"- {part}" for part in parts[1:] if part]
