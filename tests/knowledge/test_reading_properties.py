"""Whatever the text: a Document or a polite refusal, the same each time, soon, and nothing of a plan's body lost."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.document import Document, document_from_json, document_to_json
from knowledge.errors import NotAPlanError
from knowledge.reading import read
from knowledge.timeline.tasks import tasks
from tests.knowledge.snippets import HEAD, plan

WORDS = st.text("abcdeghiklmnopqrstuvxyăâđêôơưàáảãạềế", min_size=2, max_size=7)
SENTENCES = st.lists(WORDS, min_size=2, max_size=12).map(lambda words: f"Các {' '.join(words)}.")
MARKS = st.sampled_from(["", "- ", "+ ", "1. ", "2. ", "I. ", "II. ", "a) ", "1.1. ", "* ", "**", "## ", "• "])
LINES = st.tuples(MARKS, SENTENCES).map("".join)
ROWS = st.lists(st.lists(WORDS, min_size=1, max_size=4).map("\t".join), min_size=2, max_size=6).map("\n".join)
BODIES = st.lists(LINES | ROWS, min_size=1, max_size=12).map("\n\n".join)

NOISE = st.lists(
    st.sampled_from(
        [
            *"\t\n\n |-+*#_<>.:;,()/0123IVXabđ",
            "Tháng ",
            "9/2026",
            "Nơi nhận:",
            "Phụ lục 1",
            "KẾ HOẠCH",
            "TM. ",
            "(Kèm theo",
        ]
    ),
    max_size=120,
).map("".join)


def words_of(document: Document) -> str:
    return json.dumps(document_to_json(document), ensure_ascii=False)


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read(data, "tep.txt")
    except NotAPlanError:
        return
    tasks(document)


@given(NOISE)
@settings(max_examples=300)
def test_any_body_behind_a_head_is_read_or_refused(noise: str) -> None:
    try:
        document = plan(noise)
    except NotAPlanError:
        return
    assert all(
        len(row.cells) == len(t.header) for section in document.sections for t in section.tables for row in t.rows
    )
    assert all(section.label for section in document.sections)
    assert document_from_json(json.loads(words_of(document))) == document
    assert plan(noise) == document
    assert tasks(document) == tasks(plan(noise))


@given(BODIES)
@settings(max_examples=200)
def test_no_word_of_a_body_is_lost(body: str) -> None:
    kept = words_of(plan("I. MỤC ĐÍCH\n\n" + body))
    for word in body.replace("**", "").split():
        assert word.strip("-+*#.)•") in kept


@pytest.mark.parametrize(
    "body",
    [
        "a " * 1_400_000,
        "\t" * 100_000 + "x\n" + "x\t" * 100_000,
        "<" * 1_000_000,
        "*a" * 700_000,
        "1." * 700_000,
        "Tháng\tNội dung\n" + "\t- A; - B\n" * 10_000,
        "".join("#" * (depth % 7) + " Mục\n" for depth in range(10_000)),
        "tháng " + "1" * 50 + "\n" + "I" * 1_000_000,
        "(Kèm theo\nKẾ HOẠCH LỚN\n" * 5_000,
    ],
    ids=["one line", "tabs", "brackets", "stars", "dots", "one month", "headings", "digits", "appendices"],
)
def test_hostile_text_ends_soon(body: str) -> None:
    """Linear time: seconds at most, where anything quadratic would take hours."""
    start = time.process_time()
    tasks(read((HEAD + "I. MỤC ĐÍCH\n\n" + body).encode(), "tep.txt"))
    assert time.process_time() - start < 120
