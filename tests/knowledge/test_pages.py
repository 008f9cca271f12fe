"""Answers that are too long for one message: pages, each borne out, with nothing lost between them."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import Answer, KnownPlan
from knowledge.telling.composed import LIST_LIMIT
from knowledge.telling.pages import MOST_SOURCES, Line, listed
from tests.knowledge.snippets import plan

WORKS = [f"Kiểm tra bếp ăn của nhóm trẻ số {number} tại khu phố Bờ Sông, có biên bản gửi về" for number in range(1, 46)]
BODY = "I. NHIỆM VỤ TỪNG THÁNG\n\n| Tháng | Nội dung |\n|---|---|\n" + "\n".join(
    f"| {'10/2026' if number == 0 else ''} | - {work}; |" for number, work in enumerate(WORKS)
)


def lines(count: int, under: str = "") -> list[Line]:
    return [Line(f"việc {number} " + "x" * 90, (f"mục {number}", f"lời {number}"), under) for number in range(count)]


@pytest.fixture(scope="module")
def month() -> Answer:
    return Library([KnownPlan("song-mo", "song-mo", plan(BODY))]).ask("tháng 10 có việc gì")


def test_what_fits_has_no_rest() -> None:
    told = listed("Việc", lines(5))
    assert told.rest == ()
    assert told.text.startswith("Việc:\n- việc 0 ")


@pytest.mark.parametrize("title", ["", "Việc của quý 4"])
def test_pages_are_short_and_lose_nothing(title: str) -> None:
    told = listed(title, lines(40))
    pages = [told, *told.rest]
    assert len(pages) > 2
    assert all(len(page.text) <= LIST_LIMIT for page in pages)
    shown = [line for page in pages for line in page.text.splitlines() if line.startswith("- ")]
    assert shown == [f"- {line.text}" for line in lines(40)]


def test_each_page_has_sources_of_its_own() -> None:
    told = listed("Việc", lines(40))
    for page in (told, *told.rest):
        first = page.text.partition("- việc ")[2].split()[0]
        assert page.sources[0] == (f"mục {first}", f"lời {first}")
        assert len(page.sources) <= MOST_SOURCES


def test_a_heading_within_the_list_comes_again_on_its_next_page() -> None:
    told = listed("Tháng 10", [*lines(10), *lines(30, under="Việc thường xuyên")[10:]])
    assert told.text.count("Việc thường xuyên:") == 1
    assert [page.text.splitlines()[:2] for page in told.rest] == [["Tháng 10 (tiếp):", "Việc thường xuyên:"]] * len(
        told.rest
    )


def test_the_same_line_is_told_once() -> None:
    assert listed("Việc", [*lines(3), *lines(2)]).text.count("\n- ") == 3


def test_a_long_month_goes_on(month: Answer) -> None:
    pages = [month.from_page(number) for number in range(len(month.rest) + 1)]
    assert len(pages) > 2
    told = "\n".join(page.text for page in pages)
    assert [work for work in WORKS if f"- {work}\n" not in f"{told}\n"] == []
    for page in pages:
        assert len(page.text) < 1_500
        assert page.text.splitlines()[1].removeprefix("- ") in page.citations[0].quote


def test_how_many_lines_are_left(month: Answer) -> None:
    shown = month.text.count("\n- ")
    assert month.lines_left == len(WORKS) - shown
    last = month.from_page(len(month.rest))
    assert (last.lines_left, last.rest) == (0, ())
    with pytest.raises(IndexError):
        month.from_page(len(month.rest) + 1)
