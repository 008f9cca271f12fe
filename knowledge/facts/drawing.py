"""What a plan says, piece by piece: clauses of its prose, table rows, single cells, tasks, duties, its own data.

Facts are drawn from every plan alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from knowledge.document import Document, Paragraph, Section
from knowledge.facts.columns import level_of, roles
from knowledge.facts.duties import duties, person_of, without_reason
from knowledge.facts.fact import Fact, Kind, RowView
from knowledge.facts.own import own_data_facts
from knowledge.facts.tables import row_facts, table_fact, task_fact
from knowledge.language.clauses import clauses, sentences
from knowledge.language.text import fold, plain
from knowledge.timeline.tasks import tasks

__all__ = ["Fact", "Kind", "RowView", "facts"]

OWNER = re.compile(
    r"(?:de nghi )?(?:cac )?(?:phong|ubnd|uy ban|ban|so|truong|tram|cong an|doan|hoi|trung tam|"
    r"co so(?! vat chat)|co quan|don vi|hieu truong|khu pho)\b"
)
SUBJECT = re.compile(
    r"[-+*•\s]*((?:Hiệu trưởng|Thủ trưởng|Ban giám hiệu|Giáo viên|Chủ nhóm trẻ|Trưởng phòng)"
    r"(?: (?:các )?(?:nhà trường|trường(?: học)?|đơn vị|cơ sở giáo dục))?) (?=\w)",
    re.IGNORECASE,
)
"""Who opens a sentence, and so does what its later clauses say as well."""
ENCLOSED = re.compile(r"\(?kèm theo\b", re.IGNORECASE)
"""What an appendix says of the plan that it belongs to."""
LONG_HEADING = 70
"""A heading of more characters says something itself."""


def facts(document: Document) -> tuple[Fact, ...]:
    """All facts of a document, in its order."""
    tables = [(table, roles(table)) for section in document.sections for table in section.tables]
    places = {row.line: (table, known, row) for table, known in tables for row in table.rows}
    found = list(own_data_facts(document))
    timed = [task_fact(task, places.get(task.line)) for task in tasks(document)]
    found += timed
    told = {fact.line for fact in timed if fact.text}  # rows that are wholly said by their tasks
    for section in document.sections:
        found += _section_facts(section, told, block=len(found))
    return tuple(map(_discreet, found))


def _discreet(fact: Fact) -> Fact:
    """The fact without the reason of anybody's absence in what is told of it; `telling` cuts a duty's whole clause.
    It is still found by the reason: who asks until when somebody is away often knows why."""
    if fact.kind is Kind.DUTY:
        return fact
    shown, quote = without_reason(fact.shown), without_reason(fact.quote)
    return fact if (shown, quote) == (fact.shown, fact.quote) else replace(fact, shown=shown, quote=quote)


def _section_facts(section: Section, skip: set[int], block: int) -> Iterator[Fact]:
    above = " . ".join(plain(heading.title) for heading in section.path)
    who = person_of(section)
    paragraphs = _with_heading(section)
    for place, paragraph in enumerate(paragraphs):
        block += 1
        if who:
            yield from _duty_facts(section, paragraph, who, block)
        elif lead := _lead_fact(section, paragraphs[place:], above, block):
            yield lead
        else:
            yield from _prose_facts(section, paragraph, above, block)
    if not who:
        yield from _section_fact(section, above, block + 1)
    block += 1
    for table in section.tables:
        block += 1
        known = roles(table)
        yield from table_fact(section, table, known, above, block)
        for row in table.rows:
            if row.line not in skip:
                yield from row_facts(section, table, known, row, above, block)


def _lead_fact(section: Section, listed: list[Paragraph], above: str, block: int) -> Fact | None:
    """A sentence that ends in a colon, with the bullets that hang under it; None where nothing does."""
    lead, *following = listed
    under = list(takewhile(lambda paragraph: paragraph.lead == lead.text, following))
    if not under or not lead.text.rstrip(" *_").endswith(":"):
        return None
    shown = "\n".join(plain(paragraph.text).strip(" -+") for paragraph in [lead, *under])
    return Fact(Kind.SECTION, plain(lead.text), above, shown, shown, section.label, lead.line, block)


def _section_fact(section: Section, above: str, block: int) -> Iterator[Fact]:
    """The heading as the thing asked about ("what does this office do"), its paragraphs as the answer."""
    title = plain(section.path[-1].title) if section.path else ""
    listed = [text for p in section.paragraphs if not ENCLOSED.match(text := plain(p.text).strip(" -+"))]
    if title and listed and (not _says_something(title) or (len(title) < LONG_HEADING and len(listed) > 1)):
        shown = "\n".join(listed)
        yield Fact(Kind.SECTION, title, above, shown, shown, section.label, section.line, block)


def _with_heading(section: Section) -> list[Paragraph]:
    """The paragraphs; a heading of a sentence's length is one itself, joined with what a page break tore off it."""
    listed = list(section.paragraphs)
    title = plain(section.path[-1].title) if section.path else ""
    if not _says_something(title) or person_of(section):
        return listed
    if listed and not listed[0].text.lstrip()[:1].isupper() and listed[0].text.lstrip()[:1] not in "-+*":
        return [Paragraph(f"{title} {plain(listed[0].text)}", section.line), *listed[1:]]
    return [Paragraph(title, section.line), *listed]


def _says_something(title: str) -> bool:
    """Whether a heading is more than a name for what stands under it."""
    return bool(re.search(r"[.;]|:\s", title)) or len(title) > 2 * LONG_HEADING


def _prose_facts(section: Section, paragraph: Paragraph, above: str, block: int) -> Iterator[Fact]:
    text = plain(paragraph.text)
    context = f"{above} . {plain(paragraph.lead)[:200]}"
    owner = plain(section.path[-1].title) if section.path else ""
    owner = owner if OWNER.match(fold(owner)) and len(owner) < LONG_HEADING else ""
    base = Fact(Kind.PROSE, text, context, text, text, section.label, paragraph.line, block, owner=owner)
    pieces = clauses(text)
    for piece, label in pieces:
        shown = f"{label}: {piece}" if label and len(label) < 60 and label not in piece else piece
        actor = owner or _subject_of(piece, text)
        yield replace(base, text=piece, shown=shown, context=f"{context} . {label}", owner=actor)
    if len(pieces) > 1 and len(text) < 900:
        yield base


def _subject_of(piece: str, text: str) -> str:
    """Who opens the sentence of `text` of which `piece` is a later clause; "" where nobody does."""
    whole = next((sentence for sentence in sentences(text) if piece in sentence), "")
    found = SUBJECT.match(whole)
    return found.group(1) if found and not whole.startswith(piece) else ""


def _duty_facts(section: Section, paragraph: Paragraph, who: tuple[str, str], block: int) -> Iterator[Fact]:
    name, position = who
    quote = plain(paragraph.text)
    listed = duties(quote)
    # "Giáo vụ Tiểu học" at the head says the level of what follows.
    head = listed[0] if listed and level_of(" ".join(listed[0].split()[:4])) else ""
    for duty in listed:
        yield Fact(
            Kind.DUTY,
            duty,
            f"phụ trách . {position} {name} . {' '.join(head.split()[:4])}",
            duty,
            quote,
            section.label,
            paragraph.line,
            block,
            person=name,
        )
