"""A sheet of invites to print and cut: A4, a row a school, with a QR picture and the code to type."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import segno
from font_roboto import Roboto, RobotoBold  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

from knowledge.errors import UserError

DOTS_PER_INCH = 300
WIDTH, HEIGHT = 2480, 3508  # A4 at that density
MARGIN = 150
TOP = 330  # where the first row begins
ROW = 375  # eight rows a page
ROWS = (HEIGHT - TOP - MARGIN) // ROW
QR_SIDE = 320
SUFFIXES = (".pdf", ".png")


@dataclass(frozen=True, slots=True)
class Card:
    """One school's row. `scanned` is what the QR picture says; `code` is to be typed."""

    school: str
    person: str
    code: str
    scanned: str


def check(path: Path) -> None:
    """Refuses, before any code is made, a file that `write` could not make. Raises UserError."""
    if path.suffix.lower() not in SUFFIXES:
        raise UserError("Phiếu mời lưu thành tệp .pdf hoặc .png.")
    if path.exists():
        raise UserError(f"Đã có tệp {path.name}. Hãy chọn tên khác.")
    if not path.parent.is_dir():
        raise UserError(f"Không có thư mục {path.parent}.")


def write(path: Path, title: str, hint: str, cards: Sequence[Card]) -> list[Path]:
    """Writes the pages as one PDF, or as a PNG each ("name-2.png"). Raises UserError where the disk refuses."""
    try:
        if path.suffix.lower() == ".pdf":
            first, *rest = pages(title, hint, cards)
            first.save(path, "PDF", resolution=DOTS_PER_INCH, save_all=True, append_images=rest)
            return [path]
        written = []
        for number, page in enumerate(pages(title, hint, cards), start=1):
            target = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
            page.save(target, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
            written.append(target)
        return written
    except OSError as error:
        raise UserError(f"Không ghi được tệp {path.name}.", str(error)) from error


def pages(title: str, hint: str, cards: Sequence[Card]) -> Iterator[Image.Image]:
    """Black on white, a bit a dot."""
    count = -(-len(cards) // ROWS)
    for number in range(count):
        page = Image.new("1", (WIDTH, HEIGHT), 1)
        draw = ImageDraw.Draw(page)
        _text(draw, (MARGIN, 110), title, 64, WIDTH - 2 * MARGIN - 200, bold=True)
        _text(draw, (MARGIN, 210), hint, 40, WIDTH - 2 * MARGIN)
        draw.text((WIDTH - MARGIN, 120), f"{number + 1}/{count}", font=_font(40), anchor="ra")
        for place, card in enumerate(cards[number * ROWS : (number + 1) * ROWS]):
            _row(page, draw, TOP + place * ROW, card)
        yield page


def _row(page: Image.Image, draw: ImageDraw.ImageDraw, top: int, card: Card) -> None:
    for left in range(MARGIN, WIDTH - MARGIN, 40):  # where to cut
        draw.line((left, top, left + 20, top), width=3)
    qr = _qr(card.scanned)
    page.paste(qr, (MARGIN, top + (ROW - QR_SIDE) // 2 + (QR_SIDE - qr.height) // 2))
    left = MARGIN + QR_SIDE + 60
    wide = WIDTH - MARGIN - left
    _text(draw, (left, top + 55), card.school, 64, wide, bold=True)
    _text(draw, (left, top + 150), card.person, 48, wide)
    _text(draw, (left, top + 235), f"Mã mời: {card.code}", 72, wide, bold=True)


def _qr(scanned: str) -> Image.Image:
    """A whole number of dots a module: no edge is blurred."""
    code = segno.make(scanned, error="m", micro=False)
    written = io.BytesIO()
    code.save(written, kind="png", scale=QR_SIDE // code.symbol_size(border=2)[0], border=2)
    return Image.open(written).convert("1")


@cache
def _font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(RobotoBold if bold else Roboto, size)


def _text(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, wide: int, *, bold: bool = False
) -> None:
    """One line: smaller where it is long, cut where it would be too small to read."""
    while size > 36 and draw.textlength(text, font=_font(size, bold)) > wide:
        size -= 4
    while draw.textlength(text, font=_font(size, bold)) > wide:
        text = text[:-2].rstrip() + "…"
    draw.text(at, text, font=_font(size, bold), fill=0)
