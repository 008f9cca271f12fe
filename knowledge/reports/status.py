"""How a task stands, from the words that tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.language.text import is_syllable
from knowledge.reports import done as done_marks
from knowledge.reports import marks
from knowledge.reports.figures import Count
from knowledge.reports.reading import Status

_KIP = re.compile(r"\bkhong kip\b")
_PIECE = re.compile(r" [.,;!?] ")
_ALREADY = re.compile(r"\b(?:da|roi|xong|du)\b")
_NOT_YET = re.compile(r"\bchua \w+ \w+|\w+ chua \w{3,}")


def status_of(
    text: str, percent: int | None, counts: Sequence[Count], *, later: bool, doubted: bool
) -> tuple[Status, bool]:
    """The status that folded words tell, and whether it is sure. `later`: a time to come is named; `doubted`: what else
    was typed speaks against *done*."""
    done = says_done(text) or (_complete(percent, counts) and bool(_ALREADY.search(text)))
    partial = _partial(percent, counts)
    hedged = later or doubted or partial or is_hedged(text) or not _is_stated(text)
    if marks.MOVED.search(text):
        return Status.MOVED, True
    if marks.CANCELLED.search(text):
        return Status.CANCELLED, "huy" in text or "khong to chuc" in text
    if done and not hedged:
        return Status.DONE, bool(done_marks.DONE.search(text) or _complete(percent, counts))
    return _not_done(text, done=done, progress=partial or percent is not None, later=later)


def _not_done(text: str, *, done: bool, progress: bool, later: bool) -> tuple[Status, bool]:
    trouble = _is_trouble(text, later=later)
    if trouble and not _claims(text):
        return Status.TROUBLE, True
    if (marks.NOT_STARTED.search(text) or (later and marks.TO_BE_HELD.search(text))) and not (
        progress or done or re.search(done_marks.XONG, text)
    ):
        return Status.NOT_STARTED, bool(_NOT_YET.search(text))
    if progress or done or marks.DOING.search(text):
        return Status.DOING, not trouble and (progress or not done)
    if re.search(done_marks.XONG, text) or (done_marks.BEGUN.search(text) and not marks.CHAT.search(text)):
        return Status.DOING, False
    return (Status.DOING if later and not marks.CHAT.search(text) else Status.UNKNOWN), False


def _is_trouble(text: str, *, later: bool) -> bool:
    """A difficulty that was told. Not to manage in time is none where a time is named for it."""
    found = marks.TROUBLE.search(marks.NO_DIFFICULTY.sub("", _KIP.sub("", text) if later else text))
    return bool(found) or _has_reason(text)


def says_done(text: str) -> bool:
    """Whether the task, or an act of it, is called done, whatever speaks against it."""
    held = done_marks.HELD.search(text) and not done_marks.FIRST_STEPS.search(text)
    return bool(done_marks.DONE.search(text) or held) or bool(
        re.search(r"\b100 (?:%|phan tram)|^(?:du|ca) \d|(\d+) / \1 ", text)
    )


def is_hedged(text: str) -> bool:
    """Whether anything speaks against a plain *done*."""
    spoken = " , ".join(_plain(piece) for piece in _PIECE.split(text))
    return any(
        p.search(spoken)
        for p in (done_marks.HEDGED, done_marks.INTENDED, done_marks.NEGATED, done_marks.PARTIAL, done_marks.WHEN_DONE)
    )


def _is_stated(text: str) -> bool:
    """Whether some clause states it as done, and the word before is no slip for a denial ("chau xong")."""
    stated = any(done_marks.CUE.search(piece.strip()) for piece in _PIECE.split(text))
    before = [text[: found.start()].split() for found in re.finditer(done_marks.XONG, text)]
    return stated and not any(words and words[-2:] != ["to", "chuc"] and _like_denial(words[-1]) for words in before)


@lru_cache(maxsize=2_000)
def _like_denial(word: str) -> bool:
    if word.isalpha() and not is_syllable(word):
        return True  # a slip that nobody can tell
    return any(OSA.distance(word, denial, score_cutoff=1) <= 1 for denial in ("chua", "khong", "khoong", "chang"))


def _plain(piece: str) -> str:
    """A piece without the words that deny trouble; beside *done* itself a denial stays what it is."""
    return piece if done_marks.DONE.search(piece) else done_marks.NO_TROUBLE.sub("", piece)


def _claims(text: str) -> bool:
    """Whether it is called done in so many words, though something is lacking ("xong rồi nhưng thiếu chữ ký")."""
    found = done_marks.DONE.search(text)
    if not found or re.search(r"\b(?:chua|khong|chang|sap|gan|hk)\b", text[: found.end()]):
        return False
    return "roi" in text or "da " in text or found.start() == 0


def _has_reason(text: str) -> bool:
    return bool(marks.REASON.search(text)) and bool(re.search(r"\b(?:chua|khong) ", text))


def _partial(percent: int | None, counts: Sequence[Count]) -> bool:
    return (percent is not None and percent < 100) or any(
        count.left or (count.done is not None and count.total is None) or (count.done or 0) < (count.total or 0)
        for count in counts
    )


def _complete(percent: int | None, counts: Sequence[Count]) -> bool:
    return percent == 100 or any(count.done == count.total and count.done for count in counts)
