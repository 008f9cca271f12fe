"""What a text names, read without our own readers: numbers, dates, papers' numbers, proper names, runs of words.

The comparison of a fact sheet with its document must not share the blind spots of `knowledge`: only folding is its.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from knowledge.language.text import UPPER, fold, nfc

Key = tuple[str | int | None, ...]

WORD = re.compile(r"\w+")
THOUSANDS = re.compile(r"(?<=\d)[. ](?=\d{3}(?!\d))")
MARK_UP = re.compile(r"<[^>]*>|[*_`>]")
ORDINAL = re.compile(
    r"^\s*(?:#+\s*|[-+•]\s*)*(?:(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s+|\d{1,2}(?:\.\d{1,2})+\s+)"
)
FIRST_CELL = re.compile(r"^\s*\|?\s*(?:[IVX]+|[A-Z]|\(?\d{1,2}(?:\.\d{1,2})*\)?\.?)\s*[\t|]")
COLUMN_NUMBERS = re.compile(r"[\s|]*(?:\(\d+\)[\s|]*)+")
PAPER = re.compile(r"\d+ ?(?:/ ?\d{4} ?/|[/-]) ?[A-ZĐ]{2}[\w&]*(?: ?[/-] ?[A-ZĐ]{2}[\w&]*)*")
DATES = tuple(  # the fullest first
    re.compile(pattern)
    for pattern in (
        r"[Nn]gày (?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})",
        r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})",
        r"[Tt]háng (?P<month>\d{1,2}) năm (?P<year>\d{4})",
        r"(?P<month>\d{1,2}) ?/ ?(?P<year>\d{4})",
        r"[Nn]gày (?P<day>\d{1,2}) tháng (?P<month>\d{1,2})",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?!\d)",
    )
)
YEARS = re.compile(r"(\d{4})(?: ?[-–] ?| đến (?:năm )?)(\d{4})")
SERIES = re.compile(r"(?:[Ll]ớp|[Kk]hối|[Tt]háng) \d{1,2}(?:,\d{1,2})+|\d(?:,\d){2,}")
NUMBER = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d{1,2})?(?!\d)|\d+")
ROMAN = re.compile(r"\b[IVX]{2,}\b")
PATTERNS = (
    ("paper", PAPER),
    *(("date", pattern) for pattern in DATES),
    ("years", YEARS),
    ("series", SERIES),
    ("number", ROMAN),
    ("number", NUMBER),
)  # what one has taken, the next does not see
NAME = re.compile(rf"[{UPPER}][\w’']*(?:[ -][{UPPER}][\w’']*)*")
SENTENCE_START = re.compile(r"(?:^|[.!?])[\s\"“(+•-]*$")  # a first word's capital says nothing
CLAUSE_START = re.compile(r"(?:^|[.!?:;|\t])[\s\"“(+•-]*$")  # so here, where it stands alone
FRAME = frozenset(
    WORD.findall(
        "trường phường quận huyện xã tỉnh thành thị phố phòng sở đồng đ ông bà tổ ban hội ủy bộ cấp lớp phó trưởng "
        "chuyên mầm tiểu liên đoàn"
    )
)
"""What stands before a name and is none."""
COMMON = frozenset(
    WORD.findall("va cua cac cho co duoc o tai theo den tu trong la voi nhung mot so tren duoi ve khi thi")
)
WINDOW = 10  # words on either side that say what a number counts
ENOUGH = 2  # of them must stand beside the same number in the other text


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a line names. `near`: the folded words around it, in a table the whole row with its numbers.

    `starts` is set for a name that begins a sentence: its first word may have its capital from there.
    """

    kind: str  # "number", "date", "paper", "name"
    key: Key
    printed: str
    line: int
    near: frozenset[str] = frozenset()
    starts: bool = False


@dataclass(frozen=True)
class Text:
    """One file as lines, and what they name."""

    raw: str
    skip: int = 0  # so many first lines say what the file is, and nothing of the document

    @cached_property
    def lines(self) -> dict[int, str]:
        """Line number, from 1 -> the line without mark-up; lines that only number a table's columns are left out."""
        plain = ((n, MARK_UP.sub(" ", line)) for n, line in enumerate(nfc(self.raw).splitlines(), 1))
        return {n: line for n, line in plain if n > self.skip and line.strip() and not COLUMN_NUMBERS.fullmatch(line)}

    @cached_property
    def folded(self) -> str:
        """All words in order, folded, a space at either end: `f" {name} " in folded`."""
        return f" {' '.join(word for line in self.lines.values() for word in folded_words(line))} "

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(mention for n, line in self.lines.items() for mention in _mentions(n, line))

    @cached_property
    def known(self) -> dict[Key, list[Mention]]:
        found: dict[Key, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            found[(mention.kind, *mention.key)].append(mention)
        return found

    @cached_property
    def lower(self) -> frozenset[str]:
        """Words that stand somewhere in small letters: a capital alone does not make them a name."""
        return frozenset(word for line in self.lines.values() for word in WORD.findall(line) if word.islower())


def folded_words(text: str) -> list[str]:
    """Folded syllables and numbers, these without leading zeros and without marks of thousands."""
    said = WORD.findall(fold(THOUSANDS.sub("", text)))
    return [str(int(word)) if word.isdecimal() else word for word in said]


def is_row(line: str) -> bool:
    return "\t" in line or line.lstrip().startswith("|")


# --- what a line names ----------------------------------------------------------------------------------------------


def _mentions(number: int, line: str) -> Iterator[Mention]:
    rest = FIRST_CELL.sub(" | ", line, count=1) if is_row(line) else ORDINAL.sub("", line)
    yield from _names(number, rest)
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(rest):
            near = _near(rest, found)
            for key, printed in _keys(kind, found):
                yield Mention("number" if kind in {"series", "years"} else kind, key, printed, number, near)
        rest = pattern.sub(lambda found: " " * len(found.group()), rest)


def _keys(kind: str, found: re.Match[str]) -> Iterator[tuple[Key, str]]:
    printed = found.group()
    if kind == "paper":
        yield (re.sub(r"[\s&]", "", fold(printed)),), printed
    elif kind == "years":
        yield ("-".join(found.groups()),), printed
    elif kind == "series":
        yield from (((int(one),), one) for one in re.findall(r"\d+", printed))
    elif kind == "date":
        parts = found.groupdict()
        yield tuple(int(parts[part]) if part in parts else None for part in ("day", "month", "year")), printed
    else:
        yield (_value(printed),), printed


def _value(printed: str) -> str | int:
    """1.234 and 1234 are one, and so are 05 and 5, 4,5 and 4.5, XIII and 13."""
    if printed[0] in "IVX":
        worth = [{"I": 1, "V": 5, "X": 10}[letter] for letter in printed]
        return sum(-one if one < max(worth[at:]) else one for at, one in enumerate(worth))
    if re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+", printed) and (printed.count(",") != 1 or "." in printed):
        return int(re.sub(r"\D", "", printed))
    whole, _, part = re.sub(r"\.(?=\d{3})", "", printed).replace(".", ",").partition(",")
    return f"{int(whole)},{part.rstrip('0')}" if part.strip("0") else int(whole)


def _near(line: str, found: re.Match[str]) -> frozenset[str]:
    before, after = folded_words(line[: found.start()]), folded_words(line[found.end() :])
    if is_row(line):
        return frozenset([*before, *after]) - COMMON
    return frozenset(word for word in [*before[-WINDOW:], *after[:WINDOW]] if not word.isdigit()) - COMMON


def _names(number: int, line: str) -> Iterator[Mention]:
    for found in NAME.finditer(line):
        words = [word for word in re.split(r"[ -]", found.group()) if not (len(word) > 1 and word.isupper())]
        before = line[: found.start()]
        starts = bool(SENTENCE_START.search(before))
        while words and words[0].lower() in FRAME:
            words, starts = words[1:], False
        while words and words[-1].lower() in FRAME:
            words = words[:-1]
        if len(words) > 1 or (words and not CLAUSE_START.search(before)):
            yield Mention("name", tuple(words), " ".join(words), number, starts=starts)


# --- what one text names and the other does not ---------------------------------------------------------------------


def lacking(said: Text, other: Text) -> Iterator[tuple[Mention, str]]:
    """Whatever `said` names and `other` does not, each with the reason."""
    for mention in said.mentions:
        reason = _name_lacks(mention, said, other) if mention.kind == "name" else _value_lacks(mention, other)
        if reason:
            yield mention, reason


def _name_lacks(mention: Mention, said: Text, other: Text) -> str:
    words = [str(word) for word in mention.key]
    ordinary = words[0].lower() in said.lower | other.lower
    if ordinary and len(words) <= 1 + mention.starts:
        return ""
    tried = [words, words[1:]] if ordinary and mention.starts else [words]
    said_there = (f" {' '.join(folded_words(' '.join(one)))} " in other.folded for one in tried)
    return "" if any(said_there) else "is not there"


def _value_lacks(mention: Mention, other: Text) -> str:
    same = [there for key in _alike(mention, other) for there in other.known[key]]
    if not same:
        return "is not there"
    asked = min(ENOUGH, len(mention.near))
    if mention.kind != "number" or any(len(mention.near & there.near) >= asked for there in same):
        return ""
    return f"is there (line {', '.join(str(there.line) for there in same[:5])}), but not beside these words"


def _alike(mention: Mention, other: Text) -> Collection[Key]:
    """The keys of the other text that mean the same: a date without a year is each year's."""
    if mention.kind != "date":
        return [(mention.kind, *mention.key)] if (mention.kind, *mention.key) in other.known else []
    day, month, year = mention.key
    return [
        key for key in other.known
        if key[0] == "date" and key[1:3] == (day, month) and (year is None or key[3] is None or key[3] == year)
    ]  # fmt: skip


# --- runs of words --------------------------------------------------------------------------------------------------


def runs(sheet: Iterable[tuple[int, str]], document: str, length: int) -> Iterator[tuple[int, str]]:
    """The runs of `length` words and more that lines of a sheet share with the document: line, folded words."""
    known = _grams(document.split(), length)
    for number, line in sheet:
        words, at = folded_words(line), 0
        while at + length <= len(words):
            size = length
            if tuple(words[at : at + size]) not in known:
                at += 1
                continue
            while at + size < len(words) and tuple(words[at + size + 1 - length : at + size + 1]) in known:
                size += 1
            yield number, " ".join(words[at : at + size])
            at += size


def _grams(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}
