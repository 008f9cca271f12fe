"""Blocks to the tree of headings, paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.document import Heading, Paragraph, Section
from knowledge.reading.blocks import LONG_HEADING, Block, Grid, Text
from knowledge.reading.marks import Mark, appendix_mark, heading_mark, is_finished, is_upper, ordinal
from knowledge.reading.tables import build_tables

_LEAD_AND_ENTRY = re.compile(r"([^:]{1,20}:)\s+[-–]\s+(\S.*)$")
_ATTACHED = ("(kèm theo", "(ban hành kèm", "(đính kèm")


@dataclass(slots=True)
class Node:
    """A heading under construction. `text` is what stands behind its number, heading or paragraph."""

    number: str
    title: str
    rank: int
    line: int
    place: int = 0  # its place among its siblings: 4 for "IV"
    parent: Node | None = None
    content: list[Text | Grid] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def is_appendix(self) -> bool:
        return self.rank == 0


class Outline:
    """Takes blocks in order and hangs each under the heading that it belongs to."""

    def __init__(self, *, markdown: bool) -> None:
        self.root = Node("", "", -1, 1)
        self.at = self.root
        self.markdown = markdown
        self.list_at: dict[str, int] = {}  # the last number of a list that is no heading

    def add(self, block: Block, following: Sequence[Block]) -> None:
        if isinstance(block, Grid):
            self.at.content.append(block)
        elif not self._heading(block, following):
            (self._ended() if _is_conclusion(block) else self.at).content.append(block)

    def _heading(self, block: Text, following: Sequence[Block]) -> bool:
        if block.level:
            mark = heading_mark(block.text)
            self._open(mark, 0 if mark.kind == "appendix" else block.level, mark.rest, block.line)
            return True
        appendix = appendix_mark(block.text)
        if appendix:
            self._open(appendix, 0, appendix.rest, block.line)
            return True
        if not block.mark.kind and is_upper(block.text):
            return self._upper_title(block, following)
        return not self.markdown and block.mark.numbered and self._numbered(block)

    def _upper_title(self, block: Text, following: Sequence[Block]) -> bool:
        """An appendix's title: under its number, or alone above "(Kèm theo Kế hoạch số ...)"."""
        if self.at.is_appendix and not self.at.title and not self.at.content:
            self.at.title = block.text
            return True
        after = following[0] if following else None
        attached = isinstance(after, Text) and after.text.lower().startswith(_ATTACHED)
        if attached:
            self._open(Mark("appendix", "", ""), 0, block.text, block.line)
        return attached

    def _numbered(self, block: Text) -> bool:
        """A number is a heading's where it carries on its level's sequence; else it belongs to a list."""
        mark, place = block.mark, ordinal(block.mark)
        parent = self.at
        while parent.rank > mark.rank:
            parent = parent.parent or self.root
        last = parent.place if parent.rank == mark.rank else 0
        if self.list_at.get(mark.kind) == place - 1 != 0 or not 0 < place - last <= 2 or not self._fits(mark, parent):
            self.list_at[mark.kind] = place
            return False
        self._open(mark, mark.rank, block.text, block.line)
        return True

    def _fits(self, mark: Mark, parent: Node) -> bool:
        """3.4.1 belongs under 3.4, when there is one."""
        if mark.kind != "dotted":
            return parent.rank >= 0 or mark.kind in {"roman", "arabic", "letter"}
        if parent.rank == mark.rank and parent.parent:
            parent = parent.parent
        return parent.rank < 4 or mark.number.startswith(f"{parent.number}.")

    def _open(self, mark: Mark, rank: int, title: str, line: int) -> None:
        parent = self.at
        while parent.rank >= rank and parent.parent:
            parent = parent.parent
        node = Node(mark.number, title, rank, line, ordinal(mark) if mark.numbered else 0, parent)
        parent.children.append(node)
        self.at = node
        self.list_at.clear()

    def _ended(self) -> Node:
        """Where a closing paragraph goes: up to the outermost heading, as it speaks for the whole of it."""
        node = self.at
        while node.parent and node.parent.rank >= 0:
            node = node.parent
        return node


def _is_conclusion(block: Text) -> bool:
    """The form ends a document's last paragraph with "./."."""
    return not block.mark.kind and block.pieces[-1].replace(" ", "").endswith("/.")


def sections_of(root: Node) -> tuple[Section, ...]:
    sections: list[Section] = []
    _collect(root, (), sections)
    return tuple(section for section in sections if section.path or section.paragraphs or section.tables)


def _collect(node: Node, above: tuple[Heading, ...], sections: list[Section]) -> None:
    path = above
    if node.rank >= 0:
        path = (*above, Heading(node.number, node.title))
    grids = [block for block in node.content if isinstance(block, Grid)]
    texts = [block for block in node.content if isinstance(block, Text)]
    paragraphs = _paragraphs(texts)
    tables = tuple(table for grid in grids for table in build_tables(grid, node.title))
    sections.append(Section(path, paragraphs, tables, node.line))
    _settle_titles(node)
    for child in node.children:
        _collect(child, path, sections)


def _settle_titles(node: Node) -> None:
    """Tell headings from numbered paragraphs. Siblings look alike, so the doubtful one follows the many."""
    numbered = [child for child in node.children if child.number and not child.is_appendix and child.title]
    plain = sum(1 for child in numbered if not _ends_as_sentence(child.title))
    for child in numbered:
        sentence = _ends_as_sentence(child.title)
        has_more = bool(child.content or child.children)
        is_heading = not sentence or (has_more and 0 < len(numbered) - 1 <= plain * 2)
        if not is_heading or len(child.title) > LONG_HEADING:
            child.content.insert(0, Text([child.title], child.line, Mark("", "", child.title)))
            child.title = ""


def _ends_as_sentence(text: str) -> bool:
    return is_finished(text) and not text.endswith(":")


def _lead_and_entry(block: Text) -> list[Text]:
    """ "Lưu ý: - Kế hoạch ..." on one line is a lead and the first entry of its list."""
    found = None if block.mark.kind else _LEAD_AND_ENTRY.match(block.text)
    if not found:
        return [block]
    bullet = Mark("bullet", "-", found[2])
    return [Text([found[1]], block.line, Mark("", "", found[1])), Text([found[2]], block.line, bullet)]


def _paragraphs(texts: list[Text]) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    lead = bullet = ""
    for block in (part for text in texts for part in _lead_and_entry(text)):
        text = block.text
        if block.mark.numbered:
            text = f"{block.mark.number}{'' if block.mark.kind == 'dotted' else '.'} {text}"
        if block.mark.kind == "sub" or (block.mark.kind == "bullet" and block.indent >= 2 and bullet):
            paragraphs.append(Paragraph(text, block.line, bullet or lead))
        elif block.mark.kind:
            paragraphs.append(Paragraph(text, block.line, lead))
            bullet = text
        else:
            paragraphs.append(Paragraph(text, block.line, bullet if bullet.endswith(":") else ""))
            lead = text if text.endswith(":") else ""
            bullet = bullet if bullet.endswith(":") and not lead else ""
    return tuple(paragraphs)
