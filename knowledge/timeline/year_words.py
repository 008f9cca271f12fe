"""Years that people name by the year that a plan is of: "năm nay", "năm tới", "năm ngoái"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from knowledge.language.lexicon import PhraseBook, Word, lexicon
from knowledge.timeline.period import Frame, Span

WORDINGS = {
    0: ("năm nay", "năm học này", "niên học này", "đợt này"),
    1: ("năm tới", "năm sau", "sang năm", "năm học sau", "năm kế tiếp", "năm tiếp theo", "năm sắp tới"),
    -1: (
        *("năm ngoái", "năm trước", "năm học trước", "năm vừa rồi", "năm rồi", "năm vừa qua", "năm học vừa qua"),
        *("năm học vừa rồi", "năm học ngoái"),
    ),
}
"""Years from the plan's own to what is said for them."""
SEVERAL = {"nhung", "cac", "may", "vai", "nhieu", "moi", "hang", "hai", "ba", "bon", "lam", "muoi", "lop", "thang"}
"""Behind one of these no single year is meant: "hai năm tới", "lớp năm tới", "tháng năm tới"."""
COMPARING = {"so", "hon", "kem", "bang", "nhu", "giong", "ky", "tu", "qua", "thua"}
""" "So với năm ngoái": what is asked is of this year."""
NEAR = 2
"""Words before a year within which it may be compared with."""


def years_away(typed: Sequence[Word], *, strict: bool) -> int | None:
    """How many years from the plan's own the one that is asked for is; None where none or several are named. `strict`
    where accents were typed: then they count."""
    found = {
        int(span.concepts[0])
        for span in _book().longest(typed, strict=strict)
        if _is_one_year([word.folded for word in typed[: span.start]])
    }
    return found.pop() if len(found) == 1 else None


def _is_one_year(before: Sequence[str]) -> bool:
    counted = bool(before) and (before[-1] in SEVERAL or before[-1].isdigit())
    return not counted and COMPARING.isdisjoint(before[-NEAR:])


@cache
def _book() -> PhraseBook:
    return PhraseBook({lexicon().words(said): [str(away)] for away, listed in WORDINGS.items() for said in listed})


def year_away(frame: Frame, away: int) -> Span:
    """The days of the year that is `away` years from the plan's own."""
    return _moved(frame.first, away), _moved(frame.last, away)


def _moved(day: date, years: int) -> date:
    return day.replace(year=day.year + years)
