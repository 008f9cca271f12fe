"""A person, school, place or programme whose name is spelt two ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from itertools import combinations

from knowledge.document import Document
from knowledge.findings.mentions import Mention, mentions
from knowledge.findings.passages import Passage
from knowledge.findings.report import Finding, Place
from knowledge.findings.spelling import Spelling, accents_only, letter_only, spelling
from knowledge.language.text import fold

MOST_LINES = 5
_CALLED = {"school": "Tên trường", "person": "Tên người", "area": "Địa danh"}
_PROGRAMME = re.compile(
    r"\b(?:[Đđ]ề án|[Cc]hương trình|[Dd]ự án|[Pp]hong trào|[Cc]uộc vận động)\s+[“\"]?(?=[^\W\d_a-z])"
)
_WORD = re.compile(r"[^\W\d_]+")


def names(document: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    found = mentions(document, texts)
    yield from _two_spellings(found)
    yield from _given_names(found)
    yield from _programmes(texts)


def _two_spellings(found: list[Mention]) -> Iterator[Finding]:
    """Full names that differ in one syllable.

    Other accents alone are taken for one name; another letter only where kind and level are the same too. Names that
    stand in one list or column are different ones, unless one of them is written there again and again.
    """
    forms: dict[tuple[str, Spelling], list[Mention]] = defaultdict(list)
    for mention in found:
        if len(mention.spelt) > 1:
            forms[mention.kind, mention.spelt].append(mention)
    buckets: dict[tuple[str, int, int, str], set[Spelling]] = defaultdict(set)
    for kind, spelt in forms:
        for at in range(len(spelt)):  # two names that differ in one syllable share all the others
            buckets[kind, len(spelt), at, fold(" ".join((*spelt[:at], *spelt[at + 1 :])))].add(spelt)
    pairs = {(key[0], (min(pair), max(pair))) for key, spelt in buckets.items() for pair in combinations(spelt, 2)}
    for kind, (one, other) in sorted(pairs):
        first, second = forms[kind, one], forms[kind, other]
        if _is_one(kind, first, second) and not _stand_together(first, second):
            yield _spelt_twice(_CALLED[kind], first, second)


def _is_one(kind: str, first: list[Mention], second: list[Mention]) -> bool:
    one, other = first[0].spelt, second[0].spelt
    if accents_only(one, other):
        return kind != "person" or len(one) > 2
    if not letter_only(one, other):
        return False
    if kind == "school":
        return bool({mention.level for mention in first} & {mention.level for mention in second})
    return kind == "person" and len(one) > 2


def _stand_together(first: list[Mention], second: list[Mention]) -> bool:
    one, other = Counter(m.group for m in first), Counter(m.group for m in second)
    shared = one.keys() & other.keys()
    if any(max(one[group], other[group]) < 3 or min(one[group], other[group]) > 1 for group in shared):
        return True
    paragraphs = [
        {m.passage for m in listed if m.kind != "area" and not any(m.passage.column)} for listed in (first, second)
    ]
    return bool(paragraphs[0] & paragraphs[1])


def _spelt_twice(called: str, first: list[Mention], second: list[Mention]) -> Finding:
    rarer, usual = sorted((first, second), key=len)
    return Finding(
        "name",
        f"{called} có thể bị viết hai cách: “{rarer[0].name}” ({_lines(rarer)}) "
        f"và “{usual[0].name}” ({_lines(usual)}).",
        (_place(usual[0]), _place(rarer[0])),
    )


def _lines(found: Sequence[Mention]) -> str:
    lines = sorted({mention.passage.line for mention in found})
    if lines == [0]:
        return "người ký" if found[0].group == ("signer",) else "tiêu đề"
    listed = ", ".join(str(line) for line in lines[:MOST_LINES] if line)
    return f"dòng {listed}{', …' if len(lines) > MOST_LINES else ''}"


def _place(mention: Mention) -> Place:
    """A person is quoted by name alone: what stands around it may be nobody's business."""
    if mention.kind == "person":
        return Place(mention.passage.line, mention.passage.section, mention.name)
    return mention.passage.place(mention.start, mention.start + len(mention.name))


def _given_names(found: list[Mention]) -> Iterator[Finding]:
    """ "đ/c Huyện" where nobody has that name, but exactly one full name ends in the same letters."""
    people = [mention for mention in found if mention.kind == "person"]
    full = {mention.spelt: mention for mention in people if len(mention.spelt) > 1}
    short: dict[Spelling, list[Mention]] = defaultdict(list)
    for mention in people:
        if len(mention.spelt) == 1 and len(mention.name) > 1:
            short[mention.spelt].append(mention)
    for spelt, called in short.items():
        if any(spelt[0] == name[-1] for name in full):
            continue
        meant = [mention for name, mention in full.items() if fold(name[-1]) == fold(spelt[0])]
        if len(meant) == 1:
            yield Finding(
                "name",
                f"Tên người có thể bị viết hai cách: “{called[0].name}” ({_lines(called)}) và “{meant[0].name}” "
                f"({_lines(meant)}).",
                (_place(meant[0]), _place(called[0])),
            )


def _programmes(texts: Sequence[Passage]) -> Iterator[Finding]:
    """The first three syllables of a programme's name, written elsewhere with other accents."""
    named: dict[str, list[tuple[Spelling, str, Place]]] = defaultdict(list)
    for passage in texts:
        for found in _PROGRAMME.finditer(passage.text):
            words = [match[0] for match in _WORD.finditer(passage.text, found.end(), found.end() + 40)][:3]
            if len(words) == 3:
                name = " ".join(words)
                place = passage.place(found.start(), found.end() + len(name))
                named[fold(name)].append((spelling(name), name, place))
    written = _written(texts, named.keys()) if named else {}
    for key, uses in named.items():
        spelt, name, place = uses[0]
        others = [(other, at) for form, other, at in written.get(key, []) if accents_only(spelt, form)]
        if others:
            lines = ", ".join(str(line) for line in sorted({at.line for _, at in others})[:MOST_LINES])
            own = ", ".join(str(line) for line in sorted({at.line for _, _, at in uses})[:MOST_LINES])
            yield Finding(
                "name",
                f"Tên chương trình, đề án có thể bị viết hai cách: “{name}” (dòng {own}) "
                f"và “{others[0][0]}” (dòng {lines}).",
                (place, others[0][1]),
            )


def _written(texts: Sequence[Passage], wanted: Set[str]) -> dict[str, list[tuple[Spelling, str, Place]]]:
    """Every three syllables in a row that fold to a wanted name: (spelling, as written, place)."""
    found: dict[str, list[tuple[Spelling, str, Place]]] = defaultdict(list)
    for passage in texts:
        words = list(_WORD.finditer(passage.text))
        folded = [fold(word[0]) for word in words]
        for at in range(len(words) - 2):
            key = f"{folded[at]} {folded[at + 1]} {folded[at + 2]}"
            if key in wanted:
                start, end = words[at].start(), words[at + 2].end()
                name = " ".join(word[0] for word in words[at : at + 3])
                found[key].append((spelling(name), name, passage.place(start, end)))
    return found
