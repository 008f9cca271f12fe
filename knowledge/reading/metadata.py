"""A document's own data, from its head, its closing and, where those are silent, its text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from knowledge.document import Metadata, SchoolYear, Section
from knowledge.errors import NotAPlanError
from knowledge.reading.closing import Closing
from knowledge.reading.head import Head
from knowledge.reading.names import issuer_of

_SCHOOL_YEAR = re.compile(r"năm học\s*(?:mới\s*)?(20\d\d)\s*[-–]\s*(20\d\d)", re.IGNORECASE)
_CALENDAR_YEAR = re.compile(r"năm (20\d\d)\b(?!\s*[-–]\s*20)", re.IGNORECASE)
_KIND_OF_SUFFIX = {"KH": "Kế hoạch", "HD": "Hướng dẫn", "CTR": "Chương trình", "QĐ": "Quyết định", "TB": "Thông báo"}


def metadata_of(head: Head, closing: Closing, sections: tuple[Section, ...], file_name: str) -> Metadata:
    """The metadata, or NotAPlanError where nothing shows that this is an office's document."""
    _refuse_unless_plan(head, closing, sections, file_name)
    text = "\n".join(paragraph.text for section in sections for paragraph in section.paragraphs)[:300_000]
    titles = "\n".join(heading.title for section in sections for heading in section.path[-1:])
    signed_on, signed_month = _signed(head)
    place, issuer = issuer_of(head, closing, f"{head.title}\n{text}\n{titles}")
    return Metadata(
        title=head.title,
        number=head.number,
        kind=head.kind or _KIND_OF_SUFFIX.get(head.suffix.split("-")[0], "Công văn"),
        issuer=issuer,
        place=place,
        signer=closing.signer,
        signer_position=closing.position,
        signed_on=signed_on,
        signed_month=signed_month,
        school_year=_school_year(head, sections, signed_on, signed_month),
        recipients=tuple(closing.recipients),
    )


def _refuse_unless_plan(head: Head, closing: Closing, sections: tuple[Section, ...], file_name: str) -> None:
    """A plan shows at least two of its outer signs, or a title over headings or tables. Says which are missing."""
    signs = {
        "số, ký hiệu": bool(head.number or head.suffix),
        "ngày ban hành": bool(head.date),
        "tên loại và trích yếu (KẾ HOẠCH ...)": bool(head.title),
        "nơi nhận, người ký": bool(closing.recipients or closing.position),
    }
    structured = any(section.tables for section in sections) or sum(1 for section in sections if section.path) > 1
    if not sections or (sum(signs.values()) < 2 and not (head.title and structured)):
        missing = ", ".join(name for name, seen in signs.items() if not seen) or "nội dung"
        raise NotAPlanError(f"Tệp {file_name} không giống một kế hoạch: không thấy {missing}.", "no plan")


def _signed(head: Head) -> tuple[date | None, tuple[int, int] | None]:
    if not head.date:
        return None, None
    day, month, year = head.date
    try:
        return date(year, month, day), None
    except ValueError:
        return None, (year, month)


def _school_year(
    head: Head, sections: tuple[Section, ...], signed_on: date | None, signed_month: tuple[int, int] | None
) -> SchoolYear | None:
    """The school year that the plan is for.

    The title names it, else the preamble does; a plan for a calendar year ("năm 2023") belongs to the school year in
    which it was signed, as its first tasks do.
    """
    preamble = " ".join(p.text for section in sections if not section.path for p in section.paragraphs)
    for text in (head.title, preamble):
        for found in _SCHOOL_YEAR.finditer(text):
            if int(found[2]) == int(found[1]) + 1:
                return SchoolYear(int(found[1]))
    if signed_on or signed_month:
        return SchoolYear.containing(signed_on or date(*(signed_month or (1, 1)), 1))
    calendar = _CALENDAR_YEAR.search(head.title)
    if calendar:
        return SchoolYear.containing(date(int(calendar[1]), 1, 1))
    named = Counter(int(f[1]) for s in sections for p in s.paragraphs for f in _SCHOOL_YEAR.finditer(p.text))
    return SchoolYear(named.most_common(1)[0][0]) if named else None
