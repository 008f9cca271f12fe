"""Lines to blocks: paragraphs whose halves a page break tore apart, and grids of table rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from knowledge.reading.lines import Line, is_furniture
from knowledge.reading.marks import Mark, appendix_mark, is_finished, is_upper, mark_of

LONG_HEADING = 250
"""No heading of a plan runs longer (three printed lines); longer numbered texts are paragraphs."""

LONG_LINE = 100
"""A paragraph of more than a printed line that stops without a full stop was cut by the page."""


@dataclass(slots=True)
class Text:
    """A paragraph, bullet or heading under construction."""

    pieces: list[str]
    line: int
    mark: Mark
    level: int = 0
    indent: int = 0

    @property
    def text(self) -> str:
        return " ".join(self.pieces)

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces))


@dataclass(slots=True)
class Grid:
    """Consecutive table rows, as printed. `breaks` holds the indices of rows that open a new page."""

    rows: list[tuple[tuple[str, ...], int]]
    breaks: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        return max(len(cells) for cells, _ in self.rows)


Block = Text | Grid


def regroup(lines: list[Line]) -> list[Line]:
    """Take for text what has tabs but is no table: indented lines, tabbed bullets, letterhead in columns."""
    result: list[Line] = []
    for run in _runs(lines):
        if not run[0].cells:
            result.append(run[0])
        elif _is_columns(run):
            result.extend(_by_column(run))
        elif _is_table(run, result):
            result.extend(run)
        else:
            result.extend(replace(line, cells=()) for line in run)
    return result


def _runs(lines: list[Line]) -> Iterator[list[Line]]:
    """Table rows that stand together, and every other line alone. A row that lost its tabs stays among them."""
    run: list[Line] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        torn = bool(run and not line.cells and not line.gap and following and following.cells and not following.gap)
        if torn and not line.level:
            run.append(replace(line, cells=(line.text,)))
        elif line.cells and (not run or not line.gap):
            run.append(line)
        else:
            if run:
                yield run
            run = [line] if line.cells else []
            if not line.cells:
                yield [line]
    if run:
        yield run


def _is_columns(run: list[Line]) -> bool:
    """Letterhead and signature are often set in two columns; so are they in a text made from them."""
    if any(len([cell for cell in line.cells if cell]) > 2 for line in run):
        return False
    words = " ".join(line.text for line in run[:12])[:600].lower()
    return "nơi nhận:" in words or "độc lập - tự do" in words or "cộng hòa xã hội" in words


def _by_column(run: list[Line]) -> list[Line]:
    width = max(len(line.cells) for line in run)
    cells = [(line.cells[column], line) for column in range(width) for line in run if column < len(line.cells)]
    kept = [(text, line) for text, line in cells if text and not is_furniture(text, 0)]
    return [replace(line, text=text, cells=(), gap=int(index == 0)) for index, (text, line) in enumerate(kept)]


def _is_table(run: list[Line], before: list[Line]) -> bool:
    if before and before[-1].cells:
        return True
    listed = all(len(line.cells) == 2 and _is_list_entry(line.cells) for line in run)
    return len(run) > 1 and not listed and len(run[0].cells) > 1


def _is_list_entry(cells: tuple[str, ...]) -> bool:
    """ "-<TAB>Rà soát ..." or "<TAB>Nội dung", where no header says that these are columns."""
    return not cells[0] or (not cells[0].isalnum() and bool(mark_of(f"{cells[0]} x").kind))


def blocks_of(lines: list[Line], *, markdown: bool) -> list[Block]:
    """Join what belongs together. In Markdown an empty line ends a paragraph; in OCR text it may be a page break."""
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        last = blocks[-1] if blocks else None
        if line.cells:
            _add_row(blocks, last, line)
        elif isinstance(last, Text) and _is_stamp(lines, index, last):
            continue
        elif isinstance(last, Text) and _continues(last, line, markdown):
            last.pieces.append(line.text)
        else:
            mark = Mark("", "", line.text) if line.level else mark_of(line.text)
            blocks.append(Text([mark.rest], line.number, mark, line.level, line.indent))
    return blocks


def _add_row(blocks: list[Block], last: Block | None, line: Line) -> None:
    if not isinstance(last, Grid):
        blocks.append(Grid([(line.cells, line.number)]))
        return
    if line.gap:
        last.breaks.add(len(last.rows))
    last.rows.append((line.cells, line.number))


def _continues(last: Text, line: Line, markdown: bool) -> bool:
    """Whether `line` is the rest of `last`.

    A lower-case start goes on with what is unfinished, as no paragraph begins so. Where the rest begins with a name
    ("bằng | Tiếng Anh ..."), only a text longer than a printed line can have been cut.
    """
    if line.level or last.level or mark_of(line.text).kind or appendix_mark(line.text):
        return False
    end = last.pieces[-1][-1]
    upper_now, upper_next = is_upper(last.pieces[-1]), is_upper(line.text)
    if upper_now or upper_next:
        return upper_now and upper_next and not line.gap and not last.mark.kind
    if markdown:
        return not line.gap
    if end not in ".!?:…" and line.text[0].islower():
        return True
    if is_finished(last.pieces[-1]) or line.text[0] == "(":
        return False
    least = LONG_HEADING if last.mark.numbered and line.text[0].isupper() else LONG_LINE
    return (not line.gap and last.length > 60) or last.length > least or end == ","


def _is_stamp(lines: list[Line], index: int, last: Text) -> bool:
    """A scrap of a seal that OCR read in the middle of a sentence: short capitals between its two halves."""
    if is_finished(last.pieces[-1]) or last.level or not _is_scrap(lines[index].text):
        return False
    rest = next((line for line in lines[index : index + 12] if not _is_scrap(line.text)), None)
    return rest is not None and not rest.cells and rest.text[0].islower() and not mark_of(rest.text).kind


def _is_scrap(text: str) -> bool:
    return len(text) <= 12 and text == text.upper() and any(map(str.isalpha, text))
