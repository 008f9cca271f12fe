"""Texts that are no question to a plan: thanks, greetings, an emoji, rambling, mark-up, orders to forget the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.language.lexicon import Span, Word, lexicon
from knowledge.language.text import fold, words
from knowledge.timeline.timewords import read_times
from knowledge.understanding.naming import names_in
from knowledge.understanding.paper import asked_of_paper
from knowledge.understanding.question import LONGEST, Question

COMMAND_START = 3
"""An order ("viết giúp …") stands among the first words; further on it may be part of a question."""
PLEADING = re.compile(r"\b(?:di|voi)(?: (?:a|nhe|nha|ad|em|bot))*$")
"""How an order ends that does not say for whom."""
COURTESY = {"thanks": 5, "greeting": 4}
"""The replies to mere courtesy, each with how many other words may stand beside it."""
ASKED = {"when", "who", "count", "list", "paper", "money", "school", "agency", "contact", "hour", "grade", "often"}
ADDRESSED = {"cha me hoc sinh", "hieu truong", "ban giam hieu"}
"""Matters of the lexicon that are also people to be greeted."""
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
    if not any(token.isalpha() for token in words(text)):
        return "no_text"
    said = lexicon().typed_words(text)
    spans = lexicon().asking.everywhere(said, strict=fold(text) != text.lower())
    groups = {concept for span in spans for concept in span.concepts}
    if "injection" in groups:
        return "injection"
    if _commands(said, spans):
        return "command"
    return next((kind for kind, more in COURTESY.items() if _is_only(kind, more, text, said, spans)), "")


def _commands(said: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Whether the bot is to make something for the person; what may be a subject too needs words that say so."""
    first = {concept for span in spans if span.start < COMMAND_START for concept in span.concepts}
    if "command" in first:
        return True
    groups = {concept for span in spans for concept in span.concepts}
    line = " ".join(word.folded for word in said)
    return "order" in first and not groups & ASKED and ("for_asker" in groups or bool(PLEADING.search(line)))


def _is_only(kind: str, more: int, text: str, said: Sequence[Word], spans: Sequence[Span]) -> bool:
    """Whether a text is thanks or a greeting and, with at most `more` other words, asks for nothing beside."""
    length = sum(span.end - span.start for span in spans if kind in span.concepts)
    if not length or len(said) > length + more or any(ASKED & set(span.concepts) for span in spans):
        return False
    polite = {place for s in spans if COURTESY.keys() & set(s.concepts) for place in range(s.start, s.end)}
    rest = [word for place, word in enumerate(said) if place not in polite]
    return not (_has_subject(rest, strict=fold(text) != text.lower()) or _has_name(text))


def _has_subject(rest: Sequence[Word], *, strict: bool) -> bool:
    """Whether words name a time, a level or a matter; those that only frame ("hỗ trợ", "thầy cô") are none."""
    if read_times(rest).taken or lexicon().levels_in(rest) or any(word.folded[:1].isdigit() for word in rest):
        return True
    spans = lexicon().concepts.everywhere(rest, strict=strict)
    return bool({c.removeprefix("~") for span in spans for c in span.concepts} - lexicon().soft - ADDRESSED)


def _has_name(text: str) -> bool:
    """Whether a school or a place is named; of a person only beside a question mark: people are thanked by name."""
    kinds = {name.kind for name in names_in(text, lexicon().typed_words(text), (), lambda _: False)}
    return bool(kinds - {"person"}) or ("person" in kinds and "?" in text)


def orders(question: Question) -> bool:
    """Whether it is, with its slips put right, an order to forget the rules."""
    return "injection" in question.asks


def is_empty(question: Question) -> bool:
    """Whether nothing is left that a plan could be searched for."""
    asked = any(ask.startswith("own_") for ask in question.asks) or bool(asked_of_paper(question.words))
    return not (question.units or question.months or question.quarters or question.names or question.counted or asked)
