"""Proper names in a question: runs of capitals behind a word for a school, a place or a person; typed without
capitals, the words behind a school level or a word for a place that are known nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from knowledge.language.lexicon import PhraseBook, Word, lexicon, plain_words
from knowledge.language.text import fold, words
from knowledge.understanding.sayings import LONE, LONE_NAMELIKE, OPENING, goes_on

LONGEST_NAME = 5
PLACE_WORDS = frozenset(plain_words("phường xã quận huyện tỉnh"))
TOWNS = frozenset((*PLACE_WORDS, *plain_words("trấn")))
LONE_PLACES, LONE_TOWNS = ({word.folded for word in known} for known in (PLACE_WORDS, TOWNS))
EVERYDAY = LONE - LONE_NAMELIKE
TOKEN = re.compile(r"\w+|,|(?<=\w[a-zà-ỹ])[.!?;](?=\s)")
# Words that stand behind a school level or a word for a place without being anybody's name.
NO_NAME = frozenset(
    words(
        "nào gì ai ở có là được thì sẽ đã đang bao mấy khi năm tháng lớp cho và của học không cần phải để từ đến công "
        "ngoài nay kia do mình ta em cháu con nhà phường xã quận huyện tỉnh thị trường hay hoặc thuộc trong trên tại "
        "với về thế tư thục đạt chuẩn ra vào lên xuống bị số mức hạng như cũng nữa rồi chưa các những mới đều tất cả "
        "toàn cấp sắp một hai ba bốn sáu bảy ngày giờ tuần buổi đợt lúc hồi tôi tui ấy nó"
    )
)


@dataclass(frozen=True, slots=True)
class Named:
    """A proper name in the question: its kind ("school", "place", "person") and its words, folded."""

    kind: str
    said: str
    level: str = ""
    shown: str = ""  # as it was typed


def names_in(
    shown: str,
    typed: Sequence[Word],
    books: Sequence[PhraseBook],
    knows: Callable[[str], bool],
    breaks: Collection[int] = (),
) -> list[Named]:
    """The names of a question as typed (`shown`) and as words; `knows(pair)` says whether a plan has two in a row. No
    name runs across one of the `breaks`, where a comma or a full stop stands."""
    if not _is_titled(shown):
        capitals = list(_by_capitals(shown))
        if capitals or re.search(r"\w\s+[A-ZĐ]\w*[a-zà-ỹ]", shown):
            return capitals
    return list(_by_place(typed, books, knows, breaks))


def _is_titled(shown: str) -> bool:
    """Whether words of everyday talk have capitals too, as some people type whatever they write."""
    typed: list[str] = re.findall(r"\w+", shown)
    if sum(word[0].isupper() for word in typed[1:]) < 2:
        return False  # so it is with most, and the words themselves need not be looked at
    bare = not any(word.marks for word in plain_words(shown))
    said = [w for w in typed[1:] if (fold(w) in EVERYDAY if bare else not OPENING.isdisjoint(plain_words(w)))]
    titled = sum(word[0].isupper() for word in said)
    return titled > 1 and titled * 2 > len(said)


def _by_capitals(shown: str) -> Iterator[Named]:
    raw = TOKEN.findall(shown)
    before, after = ("", ""), 0  # kind and level of the name before, the place behind it: "THCS A, B và C"
    for place in range(1, len(raw)):
        if place < after or not _is_name_part(raw[place]):
            continue  # within a name that was read: the "Phương" of "Phương Liệt" is no ward
        kind = _name_kind(raw[place - 1], [fold(w) for w in raw[max(0, place - 3) : place]])
        run = _run_at(raw, place)
        level = _level_before(raw, place) if kind == "school" else ""
        if place - 1 == after and raw[after] in {",", "và"}:
            kind, level = before
        if kind and (len(run) >= 2 or (run and kind == "place")):
            said = " ".join(word.folded for word in lexicon().words(" ".join(run)))
            yield Named(kind, said, level, " ".join(run))
            before, after = (kind, level), place + len(run)


def _run_at(raw: Sequence[str], place: int) -> list[str]:
    """The words with capitals from `place` on, as far as a name may be long."""
    said = plain_words(" ".join(raw[place : place + LONGEST_NAME]))
    if said and lexicon().levels.at(said, 0, strict=False):
        return []  # "Trường Tiểu Học Kim Đồng": the name comes behind its level
    return list(takewhile(_is_name_part, raw[place : place + LONGEST_NAME]))


def _level_before(raw: Sequence[str], place: int) -> str:
    """The school level that the words right before `place` name."""
    said = lexicon().typed_words(" ".join(raw[max(0, place - 4) : place]))
    return next((c for s in _levels_ending(said, len(said)) for c in s), "")


def _is_name_part(word: str) -> bool:
    return word[:1].isupper() and (len(word) == 1 or not word.isupper())


def _name_kind(before: str, nearby: Sequence[str]) -> str:
    if fold(before) in {"truong", "thcs", "th", "mn", "thpt", "hoc", "non", "so"} and (
        fold(before) not in {"hoc", "non", "so"} or "truong" in nearby or nearby[-2:-1] in (["tieu"], ["mam"], ["co"])
    ):
        return "school"
    if any(_is_place_word(word) for word in plain_words(before)):
        return "place"
    if before.lower() in {"cô", "thầy", "ông", "bà", "chí", "đ/c", "anh", "chị"}:
        return "person"
    return ""


def _is_place_word(word: Word) -> bool:
    """ "Phường" with its accents or without any: "Phương" is part of a name."""
    return word in TOWNS or (not word.marks and word.folded in LONE_TOWNS)


def _is_area(word: Word, *, accented: bool) -> bool:
    return word in PLACE_WORDS if accented else word.folded in LONE_PLACES


def _is_accented(typed: Sequence[Word]) -> bool:
    return sum(bool(word.marks) for word in typed) * 5 > len(typed)


def _by_place(
    typed: Sequence[Word], books: Sequence[PhraseBook], knows: Callable[[str], bool], breaks: Collection[int]
) -> Iterator[Named]:
    """Two words behind a school level or a word for a place that neither the plans nor the lexicon put together."""
    accented = _is_accented(typed)
    levels = {span.end: span.concepts[0] for span in reversed(lexicon().levels.everywhere(typed, strict=False))}
    for place in range(1, len(typed) - 1):
        level = levels.get(place, "")
        kind = "school" if level else "place" if _is_area(typed[place - 1], accented=accented) else ""
        pair = typed[place : place + 2]
        if not kind or not {place, place + 1}.isdisjoint(breaks):
            continue
        if _is_known_name(typed, place, books) or _is_known_pair(typed, place, knows):
            continue
        if goes_on(typed, place, strict=accented) or not all(_may_be_name(word) for word in pair):
            continue
        if not accented or not all(knows(word.exact) for word in pair):
            said = " ".join(word.folded for word in pair)
            yield Named(kind, said, level, said.title())


def _is_known_name(typed: Sequence[Word], place: int, books: Sequence[PhraseBook]) -> bool:
    near = (book.near(" ".join(w.folded for w in typed[place : place + n])) for book in books for n in (2, 3))
    return any(book.at(typed, place, strict=False) for book in books) or any(near)


def _levels_ending(typed: Sequence[Word], end: int) -> list[tuple[str, ...]]:
    return [
        span.concepts
        for start in range(max(0, end - 4), end)
        for span in lexicon().levels.at(typed, start, strict=False)
        if span.end == end
    ]


def _may_be_name(word: Word) -> bool:
    return word.folded.isalpha() and len(word.folded) > 1 and word.folded not in NO_NAME


def _is_known_pair(typed: Sequence[Word], place: int, knows: Callable[[str], bool]) -> bool:
    """Whether the two words at `place` belong to a wording of the plans or the lexicon."""
    if knows(f"{typed[place].folded}_{typed[place + 1].folded}"):
        return True
    lex = lexicon()
    for book in (lex.concepts, lex.stops, lex.asking, lex.levels):
        for start in range(max(0, place - 1), place + 2):
            if any(s.end - s.start > 1 and s.end > place for s in book.at(typed, start, strict=False)):
                return True
    return False
