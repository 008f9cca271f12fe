"""How an answer is judged: every group met, nothing forbidden said, not longer than a person wants."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from knowledge.answering import Answer, Status

LONGEST_FACT = 600  # characters
LONGEST_LIST = 1_800
LONG_KINDS = {"month", "list", "passage"}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).casefold()).strip()


def is_right(question: dict[str, Any], answer: Answer) -> bool:
    if question["kind"] == "refuse":
        return answer.status is Status.REFUSED
    text = _plain(answer.text)
    return (
        answer.status is Status.ANSWERED
        and len(text) <= (LONGEST_LIST if question["kind"] in LONG_KINDS else LONGEST_FACT)
        and all(any(_plain(option) in text for option in group) for group in question["answer"])
        and not any(_plain(bad) in text for bad in question["not"])
    )


def misleads(question: dict[str, Any], answer: Answer) -> bool:
    """Answered, where nothing or something else was to be said: worse than saying nothing."""
    return answer.status is Status.ANSWERED and not is_right(question, answer)
