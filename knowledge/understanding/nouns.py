"""The nouns that a question counts: what stands behind "bao nhiêu" or "mấy"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.language.lexicon import Word, concepts_between, lexicon, plain_words
from knowledge.search.index import Unit

COUNTED = {
    word.folded: word
    for word in plain_words("trường lớp phòng xã phường ngày buổi tiết giải môn tổ điểm bếp cụm tuổi suất phút")
}
"""Nouns that a plan would count though they are no known wording, by their folded form."""
PERSON = plain_words("người")[0]
PUPILS = {"chau", "em", "be", "dua"}
"""How pupils are called where they are counted."""
FRIEND = plain_words("bạn")[0]
"""The same, but without its accents it is many other words."""
QUANTITIES = {"tram", "nghin", "ngan", "chuc"}
ORDINAL_NOUNS = {"thang", "ngay", "lop", "khoi", "nam", "quy", "thu", "gio", "tuan", "do", "muc", "so", "cap", "hang"}
"""Behind one of these "mấy" asks which, not how many."""


def counted_nouns(typed: Sequence[Word], *, strict: bool) -> Iterator[Unit]:
    """The noun behind each word for a count, where it is one that a plan would count. `strict` where accents count."""
    said = [word.folded for word in typed]
    plural = "nhieu" in said and "bao" in said  # "mấy trường được bao nhiêu": the first is none
    for place in range(len(typed) - 1):
        if not _asks_count(typed, place) or (plural and said[place] == "may"):
            continue
        start = place + 1 + (said[place + 1] in QUANTITIES and place + 2 < len(said))
        if unit := _noun(typed, start, strict=strict):
            yield unit


def _asks_count(typed: Sequence[Word], place: int) -> bool:
    """Whether the word at `place` ends "bao nhiêu", is "mấy", or the "số" of "tổng số", of "sĩ số" or at the start."""
    word = typed[place]
    before = typed[place - 1].folded if place else ""
    if word.folded == "may":
        return before not in ORDINAL_NOUNS and word.marks in {"", "\u0301\u0302", "\u0302\u0301"}
    return (word.folded, before) in {("nhieu", "bao"), ("so", ""), ("so", "tong"), ("so", "sy")}


def _noun(typed: Sequence[Word], start: int, *, strict: bool) -> Unit | None:
    head = typed[start]
    spans = lexicon().concepts.at(typed, start, strict=strict)
    if spans := [span for span in spans if not lexicon().cuts_level(typed, span)]:
        end = spans[0].end
        also = ((head,),) if head.folded in {*COUNTED, PERSON.folded} else ()
        concepts = concepts_between(typed, start, end, strict=strict)
        return Unit(tuple(typed[start:end]), concepts, accented=strict, also=also)
    if head.folded in COUNTED and not lexicon().levels.at(typed, start, strict=False):
        return Unit((head,))
    return Unit((head,), ("hoc sinh", "tre")) if head.folded in PUPILS or head == FRIEND else None
