"""Texts that are no question to a plan: thanks, greetings, an emoji, rambling, mark-up, orders to forget the rules."""

from __future__ import annotations

import re

from knowledge.lexicon import lexicon
from knowledge.question import LONGEST, Question
from knowledge.text import fold, words

COMMAND_START = 3
"""An order ("viết giúp …") stands among the first words; further on it may be part of a question."""
MARKUP = re.compile(
    r"</?(?:script|html|body|div|iframe|img|a|p|style|svg)\b|\{\{|\bselect\b.+\bfrom\b|drop table", re.I
)


def too_long(text: str) -> bool:
    return len(text) > LONGEST


def no_question(text: str) -> str:
    """The name of the fitting reply, or "" where the text may well be a question."""
    if too_long(text):
        return "too_long"
    if MARKUP.search(text):
        return "no_text"
    typed = words(text)
    if not any(token.isalpha() for token in typed):
        return "no_text"
    spans = lexicon().asking.everywhere(lexicon().typed_words(text), strict=fold(text) != text.lower())
    groups = {concept for span in spans for concept in span.concepts}
    said = {concept: sum(s.end - s.start for s in spans if concept in s.concepts) for concept in groups}
    if "injection" in groups:
        return "injection"
    if any("command" in span.concepts and span.start < COMMAND_START for span in spans):
        return "command"
    if (
        said.get("thanks", 0)
        and len(typed) <= said["thanks"] + 4
        and not groups & {"when", "who", "count", "list", "paper"}
    ):
        return "thanks"
    if said.get("greeting", 0) and len(typed) <= said["greeting"] + 3 and not groups & {"when", "who", "count", "list"}:
        return "greeting"
    return ""


def orders(question: Question) -> bool:
    """Whether it is, with its slips put right, an order to forget the rules."""
    return "injection" in question.asks


def is_empty(question: Question) -> bool:
    """Whether nothing is left that a plan could be searched for."""
    asked = any(ask.startswith("own_") for ask in question.asks)
    return not (question.units or question.months or question.quarters or question.names or asked)
