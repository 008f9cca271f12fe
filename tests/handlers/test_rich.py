"""Formatting as people type it: pairs around words count, everything else stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.messages import Block, BlockKind, Outgoing
from handlers.rich import Run, lines, plain


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("*đậm* và _nghiêng_", [("b", "đậm"), ("", " và "), ("i", "nghiêng")]),
        ("*_cả hai_*", [("bi", "cả hai")]),
        ("*a _b_ c*", [("b", "a "), ("bi", "b"), ("b", " c")]),
        ("(*x*), “_y_”.", [("", "("), ("b", "x"), ("", "), “"), ("i", "y"), ("", "”.")]),
        ("- *Hạn:* 15/10", [("", "- "), ("b", "Hạn:"), ("", " 15/10")]),
    ],
)
def test_pairs_around_words(typed: str, runs: list[Run]) -> None:
    assert lines(typed) == [runs]


@pytest.mark.parametrize(
    "typed",
    ["2*3*4", "ten_tep_moi", "Họ tên: ______", "*chưa đóng", "5 * 3 * 2", "**x**", "*a\nb*", "_a* b_*", "* a *"],
)
def test_other_signs_stay_as_typed(typed: str) -> None:
    assert plain(typed) == typed


@given(st.text("ab*_ \n-", max_size=60))
def test_no_word_is_lost_or_made(typed: str) -> None:
    def words(text: str) -> str:
        return text.replace("*", "").replace("_", "")

    assert words(plain(typed)) == words(typed)


def test_the_plain_rendering_is_without_signs() -> None:
    assert Outgoing((Block(BlockKind.LEAD, "*A*"), Block(BlockKind.RICH, "*B*"))).plain() == "*A*\n\nB"
