"""The month as a picture: a row a school, a column a task, a colour and a sign for how each stands.

Sized for a telephone held upright: 1,080 pixels wide, and letters that can be read without turning it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import TypeVar

from font_roboto import font_files  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

from db.overview import Cell, Standing

T = TypeVar("T")
Row = tuple[int, str]  # school id and name
Column = tuple[date, int, tuple[int, str]]  # due day, item number, occurrence
WIDTH, NAME_WIDTH, ROW, MARGIN = 1_080, 400, 34, 16
HEAD, TITLE = 70, 160  # heights: of the columns' names, and of title and legend
MOST_ROWS, MOST_COLUMNS = 100, 12  # on one picture
INK, FAINT, LINE, PAPER = "#1d2733", "#5d6b7a", "#d5dbe1", "#ffffff"
# Colours that the colour-blind can tell apart; the signs say the same.
LOOKS: Mapping[Standing, tuple[str, str, str]] = {  # standing -> colour, sign, words
    Standing.ON_TIME: ("#1a8f5a", "", "đúng hạn"),
    Standing.LATE: ("#f2b632", "T", "trễ hạn"),
    Standing.MISSING: ("#cf2f2f", "×", "thiếu"),
    Standing.WAITING: ("#cfd8e1", "", "chưa tới hạn"),
    Standing.RETURNED: ("#7a4fb5", "L", "trả lại"),
    Standing.EXEMPT: ("#9aa5b1", "–", "được miễn"),
}
TROUBLE = "!"


def draw(title: str, cells: Sequence[Cell]) -> list[bytes]:
    """PNG files, as many as keep each of them legible."""
    schools = list(dict.fromkeys((cell.school.id, cell.school.name) for cell in cells))
    columns = sorted({(c.request.due, c.item.number, c.occurrence) for c in cells})
    parts = [(rows, heads) for heads in _pieces(columns, MOST_COLUMNS) for rows in _pieces(schools, MOST_ROWS)]
    numbered = [f"{title} ({number}/{len(parts)})" if len(parts) > 1 else title for number in range(1, len(parts) + 1)]
    by_place = {(cell.school.id, cell.occurrence): cell for cell in cells}
    return [
        _png(_Sheet(name, rows, heads, by_place).drawn()) for name, (rows, heads) in zip(numbered, parts, strict=True)
    ]


class _Sheet:
    """One picture."""

    def __init__(
        self,
        title: str,
        rows: Sequence[Row],
        columns: Sequence[Column],
        cells: Mapping[tuple[int, tuple[int, str]], Cell],
    ) -> None:
        self._title, self._rows, self._columns, self._cells = title, rows, columns, cells
        self._image = Image.new("RGB", (WIDTH, TITLE + HEAD + ROW * len(rows) + MARGIN), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._plain, self._small = (
            ImageFont.truetype(font_files["Roboto"], 24),
            ImageFont.truetype(font_files["Roboto"], 19),
        )
        self._bold, self._big = (
            ImageFont.truetype(font_files["RobotoBold"], 23),
            ImageFont.truetype(font_files["RobotoBold"], 38),
        )
        self._step = min(110.0, (WIDTH - NAME_WIDTH - MARGIN) / max(1, len(columns)))

    def drawn(self) -> Image.Image:
        self._draw.text((MARGIN, 14), self._title, INK, self._big)
        self._legend()
        for index, (due, number, _) in enumerate(self._columns):
            middle = NAME_WIDTH + (index + 0.5) * self._step
            self._draw.text((middle, TITLE + 14), f"V{number}", INK, self._bold, "mm")
            self._draw.text((middle, TITLE + 44), f"{due.day}/{due.month}", FAINT, self._small, "mm")
        for index, row in enumerate(self._rows):
            self._row(TITLE + HEAD + index * ROW, *row)
        return self._image

    def _legend(self) -> None:
        shown = {row for row, _ in self._rows}
        heads = {column[2] for column in self._columns}
        counts = Counter(c.standing for (row, head), c in self._cells.items() if row in shown and head in heads)
        left, top = MARGIN, 74
        for standing in Standing:
            colour, sign, words = LOOKS[standing]
            words = f"{words}: {counts[standing]}"
            width = 44 + int(self._draw.textlength(words, self._plain)) + 26
            if left + width > WIDTH:
                left, top = MARGIN, top + 40
            self._cell(left, top, 34, colour, sign)
            self._draw.text((left + 44, top + 15), words, INK, self._plain, "lm")
            left += width
        self._draw.text((left, top + 15), f"{TROUBLE} gặp khó khăn", INK, self._plain, "lm")

    def _row(self, top: float, school_id: int, name: str) -> None:
        self._draw.line((MARGIN, top - 2, WIDTH - MARGIN, top - 2), LINE)
        self._draw.text((MARGIN, top + ROW / 2 - 2), self._fitted(name), INK, self._plain, "lm")
        for index, (_, _, occurrence) in enumerate(self._columns):
            cell = self._cells.get((school_id, occurrence))
            if cell:
                colour, sign, _ = LOOKS[cell.standing]
                left = NAME_WIDTH + index * self._step + 2
                self._cell(left, top, self._step - 4, colour, TROUBLE if cell.is_trouble else sign)

    def _cell(self, left: float, top: float, width: float, colour: str, sign: str) -> None:
        self._draw.rectangle((left, top, left + width, top + ROW - 5), colour)
        if not sign:
            return
        ink = INK if colour in (LOOKS[Standing.LATE][0], LOOKS[Standing.WAITING][0]) else PAPER
        self._draw.text((left + width / 2, top + (ROW - 5) / 2), sign, ink, self._bold, "mm")

    def _fitted(self, name: str) -> str:
        """As much of the name as its column holds."""
        room = NAME_WIDTH - MARGIN - 10
        if self._draw.textlength(name, self._plain) <= room:
            return name
        fits = (name[:end].rstrip() + "…" for end in range(len(name), 0, -1))
        return next(each for each in fits if self._draw.textlength(each, self._plain) <= room)


def _pieces(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (things[start : start + most] for start in range(0, len(things), most))


def _png(image: Image.Image) -> bytes:
    kept = BytesIO()
    image.save(kept, "PNG", compress_level=6)
    return kept.getvalue()
