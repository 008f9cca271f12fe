"""Proper names in a question: runs of capitals behind a word for a school, a place or a person; typed without
capitals, the words behind a school level or a word for a place that are known nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.lexicon import PhraseBook, Word, lexicon
from knowledge.text import fold, words

LONGEST_NAME = 5
PLACE_WORDS = {"phuong", "xa", "quan", "huyen", "tinh"}
# Words that stand behind a school level or a word for a place without being anybody's name.
NO_NAME = frozenset(
    words(
        "nào gì ai ở có là được thì sẽ đã đang bao mấy khi năm tháng lớp cho và của học không cần phải để từ đến công "
        "ngoài nay kia do mình ta em cháu con nhà phường xã quận huyện tỉnh thị trường hay hoặc thuộc trong trên tại "
        "với về thế tư thục đạt chuẩn ra vào lên xuống bị số mức hạng như cũng nữa rồi chưa các những mới đều tất cả "
        "toàn cấp sắp một hai ba bốn sáu bảy ngày giờ tuần buổi đợt lúc hồi"
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
    shown: str, typed: Sequence[Word], books: Sequence[PhraseBook], knows: Callable[[str], bool]
) -> list[Named]:
    """The names of a question as typed (`shown`) and as words; `knows(pair)` says whether a plan has two in a row."""
    capitals = list(_by_capitals(shown))
    if capitals or re.search(r"\w\s+[A-ZĐ]\w*[a-zà-ỹ]", shown):
        return capitals
    return list(_by_place(typed, books, knows))


def _by_capitals(shown: str) -> Iterator[Named]:
    raw = re.findall(r"\w+|,", shown)
    before, after = ("", ""), 0  # kind and level of the name before, the place behind it: "THCS A, B và C"
    for place in range(1, len(raw)):
        run: list[str] = []
        while place + len(run) < len(raw) and _is_name_part(raw[place + len(run)]) and len(run) < LONGEST_NAME:
            run.append(raw[place + len(run)])
        kind = _name_kind(raw[place - 1].lower(), [fold(w) for w in raw[max(0, place - 3) : place]])
        level = _level_before(raw, place) if kind == "school" else ""
        if place - 1 == after and raw[after] in {",", "và"}:
            kind, level = before
        if kind and (len(run) >= 2 or (run and kind == "place")):
            said = " ".join(word.folded for word in lexicon().words(" ".join(run)))
            yield Named(kind, said, level, " ".join(run))
            before, after = (kind, level), min(place + len(run), len(raw) - 1)


def _level_before(raw: Sequence[str], place: int) -> str:
    """The school level that the two words before `place` name."""
    return next(iter(lexicon().levels_in(lexicon().typed_words(" ".join(raw[max(0, place - 2) : place])))), "")


def _is_name_part(word: str) -> bool:
    return word[:1].isupper() and (len(word) == 1 or not word.isupper())


def _name_kind(before: str, nearby: Sequence[str]) -> str:
    if fold(before) in {"truong", "thcs", "th", "mn", "thpt", "hoc", "non", "so"} and (
        fold(before) not in {"hoc", "non", "so"} or "truong" in nearby or nearby[-2:-1] in (["tieu"], ["mam"], ["co"])
    ):
        return "school"
    if fold(before) in {*PLACE_WORDS, "tran"}:
        return "place"
    if before in {"cô", "thầy", "ông", "bà", "chí", "đ/c", "anh", "chị"}:
        return "person"
    return ""


def _by_place(typed: Sequence[Word], books: Sequence[PhraseBook], knows: Callable[[str], bool]) -> Iterator[Named]:
    """Two words behind a school level or a word for a place that neither the plans nor the lexicon put together."""
    for place in range(1, len(typed) - 1):
        level = next((c for s in _levels_ending(typed, place) for c in s), "")
        kind = "school" if level else "place" if typed[place - 1].folded in PLACE_WORDS else ""
        if not kind:
            continue
        known = [book.near(" ".join(w.folded for w in typed[place : place + n])) for book in books for n in (2, 3)]
        named = any(book.at(typed, place, strict=False) for book in books) or any(known)
        pair = typed[place : place + 2]
        if named:
            continue
        if (
            not _is_known_pair(typed, place, knows)
            and all(_may_be_name(word) for word in pair)
            and (not any(word.marks for word in typed) or not all(knows(word.exact) for word in pair))
        ):
            said = " ".join(word.folded for word in pair)
            yield Named(kind, said, level, said.title())


def _levels_ending(typed: Sequence[Word], end: int) -> list[tuple[str, ...]]:
    return [
        span.concepts
        for start in range(max(0, end - 3), end)
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
