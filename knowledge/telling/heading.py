"""The figure or the time before the sentence that holds it, where it would come late."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from knowledge.language.text import fold
from knowledge.ranking.evidence import INTERVAL
from knowledge.telling.composed import SENTENCE_LIMIT
from knowledge.telling.passages import Telling
from knowledge.telling.wording import say
from knowledge.understanding.question import Question

LATE = 60
"""From this character on a hurried reader has to look for it."""
ABOUT = r"(?:(?:từ|trên|dưới|trước|ít nhất|tối thiểu|không quá|khoảng|đến hết) )?"
PERCENT = re.compile(rf"{ABOUT}\d[\d.,]* ?%(?: trở (?:lên|xuống))?")
SHARE = re.compile(r"\d ?%")
PIECE = re.compile(r",\s+(?![^()]*\))")
"""Commas, but for those in brackets and numbers."""
GROUPS = ("nha tre", "mau giao", "tieu hoc", "trung hoc co so", "trung hoc pho thong")
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


def figure_asked(question: Question, sentence: str, telling: Telling) -> str:
    """Of a sentence that tells shares, or how often, of one after another ("trẻ ra lớp, mẫu giáo từ 90%, nhà trẻ từ
    30%") what it begins with and the figure asked for; else as it is."""
    pieces = PIECE.split(sentence)
    if question.wants("percent"):
        places = [place for place, piece in enumerate(pieces) if SHARE.search(piece)]
        best = _of_the_group(question, [pieces[place] for place in places])
    elif question.wants("often"):
        places = [place for place, piece in enumerate(pieces) if INTERVAL.search(fold(piece))]
        told = [sum(telling(pieces[place])) for place in places]
        best = 0 if len(told) > 1 and told[0] > max(told[1:]) else None
    else:
        return sentence
    if best is None or (best and not places[0]):
        return sentence  # a later figure hangs on what is said with the first
    return ", ".join([*pieces[: places[0]], pieces[places[best]]])


def _of_the_group(question: Question, pieces: Sequence[str]) -> int | None:
    """The one piece that names a group of children asked for, where each other names but others."""
    concepts = {concept for unit in question.units for concept in unit.concepts}
    asked = {group for group in GROUPS if group in concepts or group in question.folded}
    named = [{group for group in GROUPS if group in fold(piece)} for piece in pieces]
    own = [place for place, groups in enumerate(named) if groups & asked]
    return own[0] if len(own) == 1 and len(named) > 1 and all(named) else None
