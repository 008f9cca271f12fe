"""The figure or the time before the sentence that holds it, where it would come late."""

from __future__ import annotations

import re

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
