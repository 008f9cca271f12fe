"""What stands in the way, in the person's own words."""

from __future__ import annotations

import re

from knowledge.reports import marks
from knowledge.reports.said import Said

_ENDS = re.compile(
    r" [.;!?](?= |$)| (?:nen|xin|de nghi|hen|du kien)\b|"
    r" , (?=(?:\w+ ){0,2}(?:xin|cho|de nghi|du kien|hen|se|chac|tuan|thang|ngay|mai|con lai|nha truong)\b)"
)
_BEGINS = re.compile(r" [.,;!?] | (?:nhung|ma) ")
_WITHOUT = re.compile(r"\b(?:chua|khong|thieu|hoan|lui|doi|chuyen|huy|cham|tre|mot phan|gia han)\b")
"""Something that has not been done: only then is a reason one for it."""
_COMMA = re.compile(r" ,(?= )")
_COURTESY = re.compile(r"(?<!tieng)(?: (?:a|ah|nhe|nha|anh|chi|oi|c|em|co|thay|do|day|thoi|roi))+$")


def difficulty(spoken: Said, told: str) -> str:
    """From the reason ("vì …") or the clause of the first trouble to where the sentence ends or a request begins; ""
    where there is neither."""
    reason, trouble = marks.REASON.search(told), marks.TROUBLE.search(told)
    if reason and not _WITHOUT.search(told):
        reason = None  # "9 ti vi" gives no reason
    if reason and (trouble is None or not re.search(r" [.;!?] ", _between(reason, trouble, told))):
        start, limit = reason.end() + 1, _clause_end(reason, told)
    elif trouble:
        start = max((found.end() for found in _BEGINS.finditer(told, 0, trouble.start() + 1)), default=0)
        limit = trouble.start() if trouble.group().startswith("nen ") else len(told)
    else:
        return ""
    ends = _ENDS.search(told, max(start, trouble.end() if trouble and not reason else start))
    kept = _COURTESY.sub("", told[start : min(limit, ends.start() if ends else limit)])
    return spoken.words(start, start + len(kept)).strip(" ,;:.") if kept.strip() else ""


def _between(one: re.Match[str], other: re.Match[str], told: str) -> str:
    return told[min(one.end(), other.end()) : max(one.start(), other.start())]


def _clause_end(reason: re.Match[str], told: str) -> int:
    """A reason that opens the sentence ends at its comma ("Do mưa lũ, trường …")."""
    opens = reason.start() == 0 or told[: reason.start()].endswith((", ", ". ", "; "))
    ends = _COMMA.search(told, reason.end()) if opens else None
    return ends.start() if ends else len(told)
