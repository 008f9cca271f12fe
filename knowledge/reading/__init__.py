"""Files to Documents: `read` takes what an office sends and gives its headings, paragraphs, tables and metadata."""

from __future__ import annotations

from dataclasses import replace

from knowledge.document import Document
from knowledge.reading.appendices import number_appendices
from knowledge.reading.blocks import blocks_of, regroup
from knowledge.reading.closing import split_closing
from knowledge.reading.decode import decode
from knowledge.reading.head import split_head
from knowledge.reading.lines import lines_of, split_note
from knowledge.reading.metadata import metadata_of
from knowledge.reading.outline import Outline, sections_of

__all__ = ["read"]


def read(data: bytes, file_name: str) -> Document:
    """Read a plan of at most 20 MB (UTF-8 or UTF-16 text, OCR or Markdown).

    Raises NotAPlanError, with a sentence for the person, for what is empty, too large, not text, or no plan.
    """
    note, text = split_note(decode(data, file_name))
    lines = regroup(lines_of(text))
    head, body = split_head(lines)
    body, closing = split_closing(body)
    markdown = sum(1 for line in body if line.level) > 1
    blocks = blocks_of(body, markdown=markdown)
    outline = Outline(markdown=markdown)
    for index, block in enumerate(blocks):
        outline.add(block, blocks[index + 1 : index + 2])
    number_appendices(outline.root)
    sections = sections_of(outline.root)
    return Document(replace(metadata_of(head, closing, sections, file_name), note=note), sections)
