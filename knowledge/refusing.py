"""What is refused before anything is looked for: a year, a level or a name that the plan does not have, a matter of one
child, a best school; and what is refused because the very thing asked about is nowhere in the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.answering import Choice, Citation, Page
from knowledge.facts.fact import Fact
from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold
from knowledge.ranking.rowtimes import is_of_year
from knowledge.search.index import PlanIndex, Unit, is_soft, known_levels
from knowledge.telling.wording import say
from knowledge.understanding.naming import Named
from knowledge.understanding.periods import plan_years
from knowledge.understanding.question import Question

LEVEL_NAMES = {
    "MN": "cấp mầm non",
    "TH": "cấp tiểu học",
    "THCS": "cấp THCS",
    "THPT": "cấp THPT",
    "GDTX": "giáo dục thường xuyên",
}
ONE_CHILD = re.compile(
    r"\b(?:diem|ket qua|hoc luc|hanh kiem|bai thi|bai kiem tra|hoc ba|xep loai)\b.*\bcua (?:con|chau|em|be)\b|"
    r"\b(?:con|chau|be) (?:toi|minh|nha toi|nha minh|em|tui)\b.* (?:duoc|may) (?:may )?(?:diem|hang)\b"
)
SAYS_NOTHING = {"money", "for_asker", "month_list", "goal", "order"}
"""Groups of [asking] that leave open what is wanted of a framing word."""
SAYS_OF_PEOPLE = SAYS_NOTHING | {"list"}
PEOPLE = {"hoc sinh", "tre", "giao vien"}
"""Whom all of a plan is about: one framing word beside one of them ("học sinh", "sự kiện") names no subject yet."""
PAYMENTS = {"hoc phi", "luong", "tien an", "hoc bong", "phu cap", "muc thu", "mien giam hoc phi"}
LONG_SPAN = re.compile(r"\bgiai đoạn (?:từ )?(?:năm )?20\d\d ?[-–] ?20\d\d\b", re.IGNORECASE)
"""A sum for several years is none for the last of them."""
YEAR_BEFORE = re.compile(r"\bnam (?:hoc )?(?:truoc|ngoai|vua qua|qua)\b|\bcung ky\b|\bhien tai\b")
BEST = re.compile(r"\b(?:nao|ai)\b.*\b(?:gioi|tot|xin|dep|hay|uy tin|noi tieng|chat luong|te|kem|ngon|re|dat) nhat\b")


@dataclass(frozen=True, slots=True)
class Reply:
    answered: bool
    score: float
    text: str
    citations: tuple[Citation, ...] = ()
    nearest: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    rest: tuple[Page, ...] = ()


def refuse(name: str, said: str, *, nearest: Sequence[str] = (), score: float = 0.0) -> Reply:
    return Reply(False, score, say("refused", name, said), nearest=tuple(nearest))


def refused_by_name(index: PlanIndex, question: Question) -> Reply | None:
    """The refusal that names what the plan does not have, or None."""
    for check in (_unknown_year, _unknown_level, _unknown_name, _of_one_child, _absent_noun):
        if refusal := check(index, question):
            return refusal
    return None


def _unknown_year(index: PlanIndex, question: Question) -> Reply | None:
    years, start = plan_years(index.plan.document)
    for year in question.school_years:
        if year != start and not index.has(f"{year}_{year + 1}") and not _has_rows_of(index, question):
            return refuse("school_year", f"{year}-{year + 1}")
    for year in question.years:
        if year not in years and not index.has(str(year)):
            return refuse("year", str(year))
    return None


def _has_rows_of(index: PlanIndex, question: Question) -> bool:
    """Whether some table has rows of the school year that is asked for, under one of its calendar years."""
    asked = question.year
    return asked is not None and any(fact.row and is_of_year(fact.row, asked) for fact in index.facts)


def _unknown_level(index: PlanIndex, question: Question) -> Reply | None:
    if question.levels and not question.levels & known_levels(index):
        return refuse("level", LEVEL_NAMES[sorted(question.levels)[0]])
    return None


def _unknown_name(index: PlanIndex, question: Question) -> Reply | None:
    kinds: dict[str, Callable[[Named], bool]] = {
        "school": lambda n: _has_school(index, n),
        "person": lambda n: bool(index.names.person_like(n.said)) or _written(index, n.said),
        "place": lambda n: bool(index.names.place_like(n.said)) or _written(index, n.said),
    }
    for name in question.names:
        if not kinds[name.kind](name):
            return refuse(name.kind, f"{name.level} {name.shown}".strip())
    return None


def _has_school(index: PlanIndex, name: Named) -> bool:
    """Whether the plan has such a school, of the level said where it says the levels of that name."""
    known = index.names.school_like(name.said)
    if not known:
        return _written(index, name.said)
    levels = index.names.schools[known]
    return not name.level or name.level in levels or not levels <= set(LEVEL_NAMES)


def _written(index: PlanIndex, said: str) -> bool:
    """Whether the plan has these syllables side by side."""
    parts = said.split()
    if len(parts) == 1:
        return index.has(said)
    return all(index.has(f"{a}_{b}") for a, b in pairwise(parts))


def _of_one_child(index: PlanIndex, question: Question) -> Reply | None:
    """What one child was given, or which school is the best: no plan says."""
    said = question.folded
    if ONE_CHILD.search(said):
        return refuse("one_child", "")
    if BEST.search(said) and not index.has("gioi_nhat"):
        return refuse("not_said", "")
    return None


def absent(index: PlanIndex, question: Question) -> bool:
    """Whether something that the question names by a known wording is nowhere in the plan."""
    units = (u for u in question.units if u.concepts and not is_soft(u) and not u.bonus)
    return any(not _stands(index, unit) for unit in units)


def _stands(index: PlanIndex, unit: Unit) -> bool:
    """Whether the plan has the wording, or a syllable of it."""
    return _has_wording(index, unit) or any(index.has(word.folded) for word in unit.words)


def _has_wording(index: PlanIndex, unit: Unit) -> bool:
    return any(index.has(f"#{concept}") or index.has(f"#~{concept}") for concept in unit.concepts)


def _absent_noun(index: PlanIndex, question: Question) -> Reply | None:
    """ "Xe buýt nào": the noun that is asked for stands nowhere in the plan, and is no everyday word for another."""
    for noun, which in pairwise(question.words):
        known = index.has(noun.folded) or noun.folded in lexicon().known or not noun.folded.isalpha()
        if which.folded == "nao" and len(noun.folded) > 2 and not known:
            return refuse("not_said", "")
    return None


def no_such_sum(index: PlanIndex, question: Question) -> bool:
    """Whether a kind of payment is asked for ("học phí", "lương") that the plan nowhere names."""
    paid = (u for u in question.units if not u.bonus and PAYMENTS & set(u.concepts))
    if not question.wants("money") or question.wants("who", "agency", "when", "paper", "list"):
        return False
    return any(not _has_wording(index, unit) for unit in paid)


def is_vague(question: Question) -> bool:
    """Whether framing words ("tiền", "sự kiện") are all that it says, and nothing exact is asked of them."""
    told = [unit for unit in question.units if not unit.bonus]
    if question.asks == {"yes_no"} and all(is_soft(unit) or unit.levels for unit in told) and not question.names:
        return True  # "trường mầm non có nhận không": whether what
    if not told or not all(is_soft(unit) for unit in told) or question.names:
        return False
    whose = any(not PEOPLE.isdisjoint(unit.concepts) for unit in told)
    return question.asks <= (SAYS_NOTHING if len(told) == 1 else SAYS_OF_PEOPLE if whose and len(told) == 2 else set())


def of_another_year(index: PlanIndex, question: Question, best: Fact) -> str:
    """A year or school year asked for that is neither the plan's nor told by the fact; "" where there is none."""
    years, start = plan_years(index.plan.document)
    told = f"{best.text} {best.context} {best.quote}"
    dated = bool(best.row and question.year and is_of_year(best.row, question.year))
    for year in question.school_years:
        if start and year != start and not dated and not re.search(rf"{year}\s*[-–]\s*{year + 1}", told):
            return f"{year}-{year + 1}"
    titled = {int(year) for year in re.findall(r"\bnăm (20\d\d)\b(?!\s*[-–])", index.plan.document.metadata.title)}
    own = titled or years
    single = LONG_SPAN.sub(" ", told) if len(question.years) == 1 else told
    return next((str(year) for year in question.years if year not in own and str(year) not in single), "")


def of_no_such_year(question: Question, best: Fact) -> bool:
    """Whether "năm nay" or "năm ngoái" is asked for, and the fact is of another year than that is in the plan; a plan
    is of its own year throughout, and what it tells of the one before says so."""
    if not question.year or question.years_away is None:
        return False
    of_it = is_of_year(best.row, question.year) if best.row else None
    if of_it is None and question.years_away < 0:
        told = f"{best.text} {best.context}"  # what else its paragraph says may be compared with that year
        return str(question.year[0].year) not in told and not YEAR_BEFORE.search(fold(told))
    return of_it is False
