"""What an answer rests on: one everyday wording alone, which the plan has by another word, is often another matter.

"Cô phạt thế nào" is no question on the discipline of an office, though both are called so. The limits were found on the
questions that docs/answers.md tells of, and on everyday ones that no plan answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.language.lexicon import plain_words
from knowledge.language.text import fold
from knowledge.ranking.evidence import EXACT
from knowledge.ranking.ranking import Found
from knowledge.search.index import PlanIndex, Unit
from knowledge.understanding.question import Question

TELLING = 0.8
"""The least weight of a unit that names a matter."""
BESIDE = 0.25
"""In a short plan, where all weighs little: the least share of the heaviest that is found."""
ALONE = 0.7
"""From this share of what was found on, one unit is all that the answer rests on."""
SYLLABLES = 4.0
"""What lone syllables must weigh together, where they are all that shows who is asked for ("chuyển", "lớp")."""
WITH_ONE = 0.7
"""The share of a yes-or-no question that must be covered where but one of its matters is found."""
EVERYBODY = {"hoc sinh", "tre", "giao vien", "cha me hoc sinh"}
IN_OTHER_WORDS = 0.35
"""Below this share of the question's weight said as the question says it, the plan says it in other words."""
IN_ITS_WORDS = 0.7
"""From this share on, it says so in the question's words."""
NEARLY_ALL = 0.75
"""The share of the question's weight that such an answer must cover."""

ASKING_MORE = {"gi", "sao"}
""" "Có cách gì … không", "tính sao, có … không": these ask for more than a yes or a no."""

ENDING = frozenset(plain_words("bỏ hủy dừng ngừng ngưng"))
NO_END = {"hoc", "tien", "ra", "phieu", "rac", "tiet", "an"}
""" "Bỏ học", "bỏ tiền": nothing that an office would end."""
NO_MORE = re.compile(r"\bkhong (?:phai|can|con|duoc)\b.*\bnua\b|\b(?:khoi|het) phai\b")
ENDED = re.compile(r"\b(?:không|miễn|dừng|ngừng|cấm|thôi|hủy|hủy bỏ|bãi bỏ|bỏ|chấm dứt|hoãn|thay thế)\b", re.IGNORECASE)
"""By one of these a plan says that something is no more, or is not."""


@dataclass(frozen=True, slots=True)
class _Ground:
    unit: Unit
    weight: float
    found: bool


def rests_on_little(index: PlanIndex, question: Question, best: Found) -> bool:
    """Whether the best fact has too little of what is asked to be taken for an answer."""
    grounds = _grounds(index, question, best)
    found = [ground for ground in grounds if ground.found]
    if not found:
        return False  # it was weighed as a heading or a person's duties: what is found stands elsewhere
    if _asks_whether_ended(question) and not ENDED.search(best.fact.text):
        return True
    matters = [ground for ground in found if _names_matter(ground)]
    if question.wants("who", "agency") and not matters and sum(ground.weight for ground in found) < SYLLABLES:
        return True
    if _asks_whether(question):
        if not matters or (len(matters) == 1 and best.coverage < WITH_ONE and not question.months):
            return True
        alike = _said_alike(index, grounds, best.number)  # nothing but the words shows that it is answered
        return _things(found) < 2 and alike < IN_ITS_WORDS
    if best.coverage >= NEARLY_ALL or question.wants("percent"):
        return False
    alone = max(ground.weight for ground in found) > ALONE * sum(ground.weight for ground in found)
    return alone and _said_alike(index, grounds, best.number) < IN_OTHER_WORDS


def _names_matter(ground: _Ground) -> bool:
    """Whether it is a known wording or a name, and more than whom plans and askers talk of."""
    unit = ground.unit
    wording = bool(unit.concepts or unit.name or len(unit.words) > 1)
    return wording and ground.weight >= TELLING and EVERYBODY.isdisjoint(unit.concepts)


def _asks_whether_ended(question: Question) -> bool:
    """ "Có phải bỏ thi … không", "không phải mua … nữa, đúng không": that a thing is done does not say that it ends."""
    if not question.wants("yes_no"):
        return False
    ends = any(word in ENDING and after.folded not in NO_END for word, after in pairwise(question.words))
    return ends or bool(NO_MORE.search(fold(question.text)))


def _asks_whether(question: Question) -> bool:
    """Whether a yes or a no is all that is asked for: no figure, no name, and not how or what."""
    otherwise = any(word.folded in ASKING_MORE for word in question.words)
    return question.wants("yes_no") and not question.wants(*EXACT) and not otherwise


def _grounds(index: PlanIndex, question: Question, best: Found) -> list[_Ground]:
    units = enumerate(zip(question.units, best.weights, strict=True))
    return [_Ground(unit, weight, place in best.held) for place, (unit, weight) in units if weight]


def _things(found: Sequence[_Ground]) -> int:
    """How many matters are found; what two wordings of the question have in common is one."""
    told: list[set[str]] = []
    least = min(TELLING, BESIDE * max(ground.weight for ground in found))
    for ground in found:
        names = set(ground.unit.concepts) or {ground.unit.said}
        if ground.weight >= least and all(names.isdisjoint(others) for others in told):
            told.append(names)
    return len(told)


def _said_alike(index: PlanIndex, grounds: Sequence[_Ground], fact: int) -> float:
    """The share of the question's weight that the fact has in the question's own words."""
    alike = sum(ground.weight * index.said_in(ground.unit, fact) for ground in grounds)
    return alike / sum(ground.weight for ground in grounds)
