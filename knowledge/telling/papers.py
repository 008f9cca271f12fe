"""The documents that a plan cites: when the one was issued that a question gives by its number, issuer or matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.document import Document, Metadata
from knowledge.language.issuers import ABOVE, issuers_said, numbered_by, own_issuers
from knowledge.language.lexicon import lexicon
from knowledge.language.text import UPPER, plain, words
from knowledge.search.index import PlanIndex, Unit, is_soft
from knowledge.telling.composed import SENTENCE_LIMIT, Composed, cut_to_quote, shorten
from knowledge.telling.pages import Line, listed
from knowledge.telling.wording import say
from knowledge.understanding.question import Question
from knowledge.understanding.units import LIGHT

KINDS = (
    "Kế hoạch|Quyết định|Nghị quyết|Kết luận|Thông tư|Công văn|Chỉ thị|Nghị định|Hướng dẫn|Thông báo|Luật|Tờ trình|"
    "Công điện|Chương trình|Đề án"
)
CITED = re.compile(rf"\b({KINDS})(?: liên tịch)?\s+(?:số:?\s*)?(\d\w*\s?[/-]\s?[\w/&-]+)", re.IGNORECASE)
DAY = re.compile(r"\bngày\s+(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(20\d\d|19\d\d)")
END = re.compile(rf"[;)]|\.\s|\.$|,\s(?=[{UPPER}])")
"""Where what is said of a document ends, if no other is cited before."""
HANGING = re.compile(r"\s(?:và|theo|của|về|về việc|thực hiện|triển khai)$")
MATTER_BEGINS = re.compile(r"(?:\s(?:về|quy định|thực hiện|hướng dẫn|triển khai|trong)\b|[:“])")
KIND_SAID = re.compile(rf"\b({'|'.join(' '.join(words(kind)) for kind in KINDS.split('|'))}|van ban|giay)\b")
ANY_KIND = {"van ban", "giay"}
HELD = re.compile(rf"\b(?:cuộc|buổi|phiên|kỳ) họp\b[^;.]{{0,60}}?{DAY.pattern}", re.IGNORECASE)
HELD_SAID = re.compile(
    r"\bhop\b.*\b(?:truoc|de|ma|roi|moi|thi)\b.*\b(?:ke hoach|van ban|ket luan|giay)\b|"
    r"\btruoc khi (?:co|ra|ban hanh|lam|viet)\b.*\b(?:ke hoach|van ban|giay|ban nay)\b.*\bhop\b|"
    r"\bket luan\b.*\bhop\b|\bhop(?: (?:roi|va|moi|de|ra|xong))* ket luan\b"
)
""" "Họp hôm nào rồi mới ra kế hoạch này": the meeting that the plan rests on."""
NUMBER_SAID = re.compile(r"^(?: lien tich)?(?: so)? (\d+)\b(?: (20\d\d)\b)?")
ISSUED = re.compile(
    r"\b(?:ban hanh|phat hanh|k[yi]|ra doi|ra(?= (?:vao |tu |hoi )?(?:ngay|hom|bua|khi|luc|bao gio|thang|nam|hoi)))\b"
)
BY_WHOM = re.compile(
    r"\b(?:cua|do) (?:ai|(?:co quan|don vi|noi|cap) nao)\b|\b(?:ai|(?:co quan|don vi|noi|cap) nao) (?:ban hanh|ra)\b"
)
SAID_OF_ANY = {
    *words(
        "ban hành phát ký kí ra đời ngày hôm bữa khi lúc số căn cứ dựa vào theo làm mà đang năm học của do cấp trên "
        "viện dẫn trích nêu nhắc kể nói nhất gốc nền bản bên đảng bộ"
    )
}
"""Words of a question that hold of any document."""
MOST = 3
"""So many documents that fit alike are told; of more the question says too little."""
MATTER = 0.6
"""The share of what is asked about that a document without a number must be about."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A cited document as the plan writes it: `about` are the words that say what it is and what it is cited for."""

    kind: str  # folded
    number: str
    day: str  # "16/8/2021"
    issuer: str  # what is said between its number and its matter
    told: str
    about: str
    section: str
    paragraph: str


def _dated(document: Document) -> Iterator[tuple[str, str]]:
    """(section label, text) of the paragraphs that have a day; only those are cleaned of their mark-up."""
    for section in document.sections:
        for paragraph in section.paragraphs:
            if DAY.search(paragraph.text):
                yield section.label, plain(paragraph.text)


def papers(document: Document) -> Iterator[Paper]:
    """Every citation of a numbered document that has its day."""
    for label, text in _dated(document):
        found = list(CITED.finditer(text))
        for place, cited in enumerate(found):
            following = found[place + 1].start() if place + 1 < len(found) else len(text)
            told = _up_to_its_end(text[cited.start() : following], cited.end() - cited.start())
            before = text[found[place - 1].end() if place else 0 : cited.start()]
            if day := DAY.search(told):
                kind, number = " ".join(words(cited.group(1))), re.sub(r"\s", "", cited.group(2))
                about = f"{before.rsplit('. ', 1)[-1]} {told}"
                issuer = MATTER_BEGINS.split(told[cited.end() - cited.start() :])[0]
                yield Paper(kind, number, "/".join(day.groups()), issuer, told, about, label, text)


def _meetings(document: Document) -> Iterator[Paper]:
    """Meetings with their days, each told as the clause that names it."""
    for label, text in _dated(document):
        for held in HELD.finditer(text):
            start = max(text.rfind(sign, 0, held.start()) for sign in (";", ". ")) + 1
            told = _up_to_its_end(text[start:].strip(), held.end() - start)
            yield Paper("hop", "", "/".join(held.groups()), "", told, told, label, text)


def _up_to_its_end(text: str, start: int) -> str:
    end = END.search(text, start)
    told = HANGING.sub("", text[: end.start() if end else None].rstrip(" ,."))
    return f"{told})" if told.count("(") > told.count(")") else told


def cited_paper(index: PlanIndex, question: Question) -> Composed | None:
    """When the document was issued that the question gives, or by whom that of its number; None where it asks no such
    thing or gives none that is cited."""
    line = question.folded
    kind = KIND_SAID.search(line)
    dated = question.wants("when", "day", "year", "own_date")
    if not kind or not (dated or BY_WHOM.search(line)):
        return None
    if HELD_SAID.search(line):
        held = list(_meetings(index.plan.document))
        return _told(held) if len(held) == 1 else None
    number = NUMBER_SAID.match(line[kind.end() :])
    if not number and not (dated and ISSUED.search(line)):
        return None
    own = re.sub(r"\s", "", index.plan.document.metadata.number)
    cited = [paper for paper in papers(index.plan.document) if paper.number != own]
    of_kind = [paper for paper in cited if paper.kind == kind.group() or kind.group() in ANY_KIND]
    found = _numbered(of_kind, number) if number else _about(of_kind, question, line, index.plan.document.metadata)
    each = list({paper.number: paper for paper in found}.values())
    return _told(each) if 0 < len(each) <= MOST else None


def cites_none_of(index: PlanIndex, question: Question) -> bool:
    """Whether it asks for nothing but the day of a document by an office above, of which the plan cites none."""
    line = question.folded
    own = index.plan.document.metadata.issuer
    asked = KIND_SAID.search(line) and ISSUED.search(line) and question.wants("when", "day", "year", "own_date")
    if not asked or not (issuers_said(line) & ABOVE) - own_issuers(own):
        return False
    return not any(_tells(unit, _framing(line)) for unit in question.subject)


def _numbered(of_kind: Sequence[Paper], number: re.Match[str]) -> list[Paper]:
    own = [paper for paper in of_kind if words(paper.number)[0] == number.group(1)]
    return [paper for paper in own if not number.group(2) or number.group(2) in paper.number]


def _about(of_kind: Sequence[Paper], question: Question, line: str, own: Metadata) -> list[Paper]:
    """Those of the issuer that is said, about what is said; none where the question gives neither."""
    said = issuers_said(line) - own_issuers(own.issuer)
    known = {word.folded for word in lexicon().words(own.issuer)} | _framing(line)
    matter = [unit for unit in question.subject if _tells(unit, known)]
    if not said:
        return []
    issued = [paper for paper in of_kind if said & (own_issuers(paper.issuer) or numbered_by(paper.number))]
    shares = [_share(matter, paper) for paper in issued]
    best = max(shares, default=0.0)
    return [p for p, share in zip(issued, shares, strict=True) if share == best and best >= MATTER]


def _framing(line: str) -> set[str]:
    """The words of a question that hold of any document, and those for its kind and its issuer."""
    said = [*(found.group() for found in KIND_SAID.finditer(line)), *issuers_said(line)]
    return SAID_OF_ANY.union(*(words.split() for words in said))


def _tells(unit: Unit, known: set[str]) -> bool:
    """Whether a unit says what the document is about."""
    return not is_soft(unit) and unit.factor > LIGHT and any(word.folded not in known for word in unit.words)


def _share(matter: Sequence[Unit], paper: Paper) -> float:
    text = lexicon().words(paper.about)
    said = {word.folded for word in text}
    known = {c.removeprefix("~") for span in lexicon().concepts.everywhere(text) for c in span.concepts}
    has = sum(not known.isdisjoint(u.concepts) or said.issuperset(w.folded for w in u.words) for u in matter)
    return has / len(matter) if matter else 1.0


def _told(found: Sequence[Paper]) -> Composed:
    """The day, then the document as it is cited."""
    lines = [
        Line(shorten(say("headed", f"Ngày {p.day}", p.told), SENTENCE_LIMIT), (p.section, _quote(p))) for p in found
    ]
    return Composed(lines[0].text, (lines[0].source,)) if len(lines) == 1 else listed("", lines)


def _quote(paper: Paper) -> str:
    return cut_to_quote(paper.paragraph, paper.told)
