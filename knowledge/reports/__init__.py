"""What a principal types about one task ("xong rồi ạ", "12/15 lớp", "huỷ, chuyển sang tháng 4"), read.

A wrong *Đã xong* ends the reminders of work that nobody does, so it is read only from plain words, and anything that
might speak against it does; all else is shown back to be confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from knowledge.language.text import fold
from knowledge.reports import marks
from knowledge.reports.difficulty import difficulty
from knowledge.reports.figures import Count, counts, percent
from knowledge.reports.reading import Kind, Reading, Status
from knowledge.reports.said import Said, said
from knowledge.reports.status import status_of
from knowledge.reports.until import new_time, times, when
from knowledge.timeline.period import Frame
from knowledge.understanding.guard import no_question

__all__ = ["Count", "Kind", "Reading", "Status", "read_report"]

_SIGN = re.compile(r" [.,;!?](?= )")
_PAST = re.compile(r"\b(?:tu|hom qua|da|ke hoach|theo) (?:ngay )?$")


def read_report(text: str, *, today: date, frame: Frame | None) -> Reading:
    """What `text` says of the one task that is meant. `today` is the office's date, `frame` the plan's year.

    Never raises; accents and case make no difference, but for "tháng sáu", which without them is the next month.
    """
    spoken = said(text)
    told, asked = _apart(spoken)
    if asked and not told.strip(" .,;!?"):
        return Reading(Kind.QUESTION, Status.UNKNOWN, False, question=asked)
    reading = _report(spoken, told, asked, today, frame)
    if reading.status is not Status.UNKNOWN or reading.counts or reading.percent is not None:
        return reading
    if asked:
        return Reading(Kind.QUESTION, Status.UNKNOWN, False, question=asked)
    courteous = marks.CHAT.search(told) or no_question(fold(text)) in {"thanks", "greeting"}
    if courteous and not marks.ACKNOWLEDGED.match(told):
        return Reading(Kind.CHAT, Status.UNKNOWN, False)
    return reading


def _apart(spoken: Said) -> tuple[str, str]:
    """The folded text with what is asked blanked out, and what is asked as it was typed.

    Whatever follows a question at the very start ("xong chưa? trường khác xong rồi") belongs to it.
    """
    told, asked = spoken.text, []
    for start, end in _pieces(spoken.text):
        if not _asks(spoken.text[start:end]):
            continue
        end = len(told) if start == 0 else end
        asked.append(spoken.words(start, end))
        told = f"{told[:start]}{' ' * (end - start)}{told[end:]}"
        if start == 0:
            break
    return told, "; ".join(asked)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Where each part between commas and ends of sentences begins and ends; a question mark belongs to its part."""
    start = 0
    for sign in _SIGN.finditer(f"{text} "):
        yield start, sign.end() if "?" in sign.group() else sign.start()
        start = sign.end() + 1
    if start < len(text):
        yield start, len(text)


def _asks(piece: str) -> bool:
    if marks.MOVED.search(piece) and marks.MAY_WE.search(piece):
        return False  # "cho trường xin lùi sang tuần sau được không ạ?" is a report
    return any(sign.search(piece.rstrip(" ?")) for sign in (marks.QUESTION, marks.REQUEST)) or piece.endswith("?")


def _report(spoken: Said, told: str, asked: str, today: date, frame: Frame | None) -> Reading:
    share, share_sure = percent(told)
    counted, rest = counts(told)
    named = list(times(rest, today, frame))
    known = [one for one in named if one.span and not _PAST.search(told[: one.start])]
    coming = [one for one in known if one.span and one.span[0] > today]
    doubted = spoken.cut or re.search(r"\bchua\b", fold(asked)) is not None
    status, sure = status_of(told, share, counted, later=bool(coming), doubted=doubted)
    until = new_time(known if status is Status.MOVED else coming, told)
    wrong = next((spoken.words(one.start, one.end) for one in named if one.span is None), "")
    past = until is not None and until.span is not None and until.span[1] < today
    return Reading(
        Kind.REPORT,
        status,
        sure and share_sure and not (asked or wrong or past or spoken.cut or marks.QUESTION.search(told.rstrip(" ?"))),
        share,
        counted,
        "" if status is Status.DONE else difficulty(spoken, told),
        when(until, spoken.words(until.start, until.end)) if until and not wrong else None,
        wrong,
        asked,
    )
