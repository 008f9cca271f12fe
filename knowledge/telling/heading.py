"""The figure or the time before the sentence that holds it, where it would come late."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.telling.composed import SENTENCE_LIMIT
from knowledge.telling.wording import say
from knowledge.understanding.question import Question

LATE = 60
"""From this character on a hurried reader has to look for it."""
ABOUT = r"(?:(?:từ|trên|dưới|trước|ít nhất|tối thiểu|không quá|khoảng|đến hết) )?"
PERCENT = re.compile(rf"{ABOUT}\d[\d.,]* ?%(?: trở (?:lên|xuống))?")
DAY = r"(?:ngày \d{1,2}(?:/\d{1,2}(?:/\d{4})?)?|tháng \d{1,2}(?:/\d{4})?|\d{1,2}/\d{1,2}/\d{4})"
PERIOD = r"giai đoạn \d{4} ?[-–] ?\d{4}"
TIME = re.compile(rf"{PERIOD}|{ABOUT}{DAY}(?: (?:đến|-|–) {DAY})?(?: (?:hàng|hằng|mỗi) (?:tháng|năm))?")


PARTS = re.compile(r",?\s+trong đó:?\s+|,\s+|\s*\((?:trong đó:?\s*)?|\)\s*")
"""Between figures that stand side by side, or one within the other."""
WITHIN = re.compile(r"\([^()]*\)|,? trong đó .*")
ENOUGH = 0.8
"""The least share of what a sentence tells of the question that one of its parts must tell to stand for it."""


def own_part(question: Question, sentence: str, told: Callable[[str], float]) -> str:
    """Of a sentence with several percentages the part that has the one asked for, behind the sentence's label; the
    sentence where no part tells nearly all of what it tells. `told` weighs what a text tells of the question."""
    if not question.wants("percent") or len(PERCENT.findall(sentence)) < 2:
        return sentence
    label, _, rest = sentence.rpartition(": ")
    parts = [part for part in PARTS.split(rest) if len(PERCENT.findall(part)) == 1]
    best = max(parts, key=told, default="")
    others = max((told(part) for part in parts if part != best), default=0.0)
    if not best or others >= ENOUGH * told(best) or told(best) < ENOUGH * told(rest):
        return sentence
    if any(PERCENT.search(inner) and best not in inner for inner in WITHIN.findall(rest)):
        return sentence  # what is within may be what is meant
    return f"{label}: {best}" if label else best[:1].upper() + best[1:]


def headed(question: Question, sentence: str) -> str:
    """The sentence behind the one figure or time in it that is asked for; as it is where that comes early, where it
    has several, or where no room is left."""
    pattern = PERCENT if question.wants("percent") else TIME if question.wants("when", "year") else None
    found = list(pattern.finditer(sentence)) if pattern else []
    if len(found) != 1 or found[0].start() < LATE:
        return sentence
    told = found[0].group()
    with_head = say("headed", told[:1].upper() + told[1:], sentence)
    return with_head if len(with_head) <= SENTENCE_LIMIT else sentence
