"""The document's own number, date and appendices: stated at the top, stated again on every appendix, referred to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.document import Document
from knowledge.findings.passages import Passage
from knowledge.findings.report import Finding, Place
from knowledge.language.text import fold
from knowledge.reading.marks import roman_value

_ATTACHED = re.compile(
    r"\(?\s*(?:ban hành |đính )?kèm(?: theo)?\s+(?P<kind>[^\W\d_]+ [^\W\d_]+)\s+số\s*:?\s*(?P<digits>\d*)\s*/\s*"
    r"(?P<suffix>[^\W\d_&]+(?:&[^\W\d_]+)*(?:\s?[-–]\s?[^\W\d_]+(?:&[^\W\d_]+)*)*)"
    r"(?:,?\s*ngày\s*(?P<day>\d{1,2})\s*(?:/|tháng)\s*(?P<month>\d{1,2})\s*(?:/|năm)\s*(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_VALUE = r"(?:\d{1,2}|[IVX]{1,4})"
_APPENDIX = re.compile(rf"\b(?:[Pp]hụ lục|PHỤ LỤC|PL)\s*(?:số\s*)?({_VALUE}(?:\s*(?:,|và)\s*{_VALUE})*)(?![\w/])")
_OF_ANOTHER = re.compile(
    r"thông tư|nghị định|quyết định|công văn|nghị quyết|hướng dẫn|luật|quy chế|kế hoạch số|chỉ thị", re.IGNORECASE
)
NEAR = 60
"""Characters around a mention of an appendix in which another document may claim it."""


@dataclass(frozen=True, slots=True)
class _Attached:
    """One "(Kèm theo Kế hoạch số ... ngày ...)" line of an appendix."""

    number: str
    day: date | None
    place: Place


def papers(document: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    attached = list(_attached(document, texts))
    yield from _blank(document)
    yield from _numbers(document, attached)
    yield from _days(document, attached)
    yield from _appendices(document, texts)


def _attached(document: Document, texts: Sequence[Passage]) -> Iterator[_Attached]:
    """The lines that speak of this document: its kind of paper, or its own suffix."""
    own = fold(document.metadata.number.rpartition("/")[2])
    for passage in texts:
        found = _ATTACHED.match(passage.text) if len(passage.text) < 250 else None
        if not found:
            continue
        suffix = "".join(found["suffix"].replace("–", "-").split())
        if fold(suffix) == own or fold(found["kind"]) == fold(document.metadata.kind):
            number = f"{found['digits']}/{suffix}" if found["digits"] else ""
            yield _Attached(number, _day(found), passage.place())


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found["year"] else None
    except ValueError:
        return None


def _blank(document: Document) -> Iterator[Finding]:
    about = document.metadata
    head = (Place(0, "", ""),)
    if not about.number:
        yield Finding("number", "Văn bản chưa có số, ký hiệu (để trống hoặc không in).", head)
    if not about.signed_on:
        month = f" (chỉ ghi tháng {about.signed_month[1]}/{about.signed_month[0]})" if about.signed_month else ""
        yield Finding("date", f"Văn bản chưa có ngày ban hành{month}.", head)


def _numbers(document: Document, attached: list[_Attached]) -> Iterator[Finding]:
    own = document.metadata.number
    top = Place(0, "", f"Số: {own}")
    known = [(own, top)] if own else []
    known += [(line.number, line.place) for line in attached if line.number]
    for number, place in known[1:]:
        if _key(number) != _key(known[0][0]):
            yield Finding(
                "number", f"Số của văn bản được ghi hai cách: {known[0][0]} và {number}.", (known[0][1], place)
            )


def _key(number: str) -> str:
    return fold(number).lstrip("0").replace("&", "")


def _days(document: Document, attached: list[_Attached]) -> Iterator[Finding]:
    """One finding for each other date, with all the places that print it."""
    about = document.metadata
    first = about.signed_on or next((line.day for line in attached if line.day), None)
    if not first:
        return
    top = Place(0, "", f"ngày {first:%d/%m/%Y}") if about.signed_on else attached[0].place
    for day in sorted({line.day for line in attached if line.day} - {first}):
        places = [line.place for line in attached if line.day == day]
        lines = ", ".join(str(place.line) for place in places)
        yield Finding(
            "date",
            f"Ngày của văn bản được ghi hai cách: {first:%d/%m/%Y} và {day:%d/%m/%Y} (dòng {lines}).",
            (top, *places),
        )


def _appendices(document: Document, texts: Sequence[Passage]) -> Iterator[Finding]:
    """Appendices that the text sends the reader to and the file lacks; unnumbered ones may be any of them."""
    tops = [section.path[0].number for section in document.sections if section.path and len(section.path) == 1]
    numbered = {value for top in tops if (value := _appendix_value(top))}
    unnumbered = sum(1 for top in tops if top in {"", "Phụ lục"})
    missing: dict[int, tuple[str, Place]] = {}
    for passage in texts:
        for found in _APPENDIX.finditer(passage.text):
            around = passage.text[max(0, found.start() - NEAR) : found.end() + NEAR]
            if _OF_ANOTHER.search(around):
                continue
            for text in re.findall(_VALUE, found[1]):
                value = int(text) if text.isdecimal() else roman_value(text)
                if value not in numbered:
                    missing.setdefault(value, (text, passage.place(found.start(), found.end())))
    if missing and len(missing) > unnumbered:
        listed = ", ".join(text for text, _ in missing.values())
        places = tuple(dict.fromkeys(place for _, place in missing.values()))
        yield Finding("appendix", f"Văn bản nhắc tới Phụ lục {listed} nhưng tệp này không có.", places)


def _appendix_value(number: str) -> int:
    last = number.split()[-1] if number.startswith("Phụ lục ") else ""
    if last.isdecimal():
        return int(last)
    return roman_value(last) if last and set(last) <= set("IVX") else 0
