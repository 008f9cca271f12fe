"""Answers about the plan itself: its number, day, signer, issuer, recipients, name."""

from __future__ import annotations

import re

from knowledge.composed import SENTENCE_LIMIT, Composed
from knowledge.fact import Kind
from knowledge.index import PlanIndex
from knowledge.pages import Line, listed
from knowledge.question import Question
from knowledge.text import words

OWN_WORDS = {
    *words("ky ki ban hanh van so hieu ke hoach noi nhan gui ten nguoi ra doi cong ai vao dung dat but cai to")
}
"""Words that ask for the plan's own data and are about nothing else."""
PAPER_WORDS = {
    *words("văn bản giấy tờ kế hoạch hướng dẫn công văn nhiệm vụ năm học đầu nay này phòng quận huyện phường xã")
}
"""Words by which people call the plan itself."""


OWN_MORE = (
    ("own_number", r"\bso (?:bao nhieu|may|hieu)\b|\bso gi\b"),
    ("own_date", r"\b(?:k[yi]|ban hanh|ra|de) (?:vao )?(?:ngay|hom|thang|luc|khi)\b|\bngay (?:k[yi]|ban hanh|ra)\b"),
    (
        "own_signer",
        r"\b(?:ai|nguoi|ong|ba|sep|lanh dao|dong chi)(?: (?!duyet)\w+){0,4} k[yi]\b"
        r"(?! (?:duyet|luat|hop|nang|nguyen|cuong|thi))",
    ),
)


def own_data(index: PlanIndex, question: Question) -> Composed | None:
    """The plan's number, date, signer, issuer, recipients or name, where the question is about nothing else."""
    groups = _own_groups(question)
    if not groups:
        return None
    data = index.plan.document.metadata
    if _cites_another(question, data.number):
        return None
    allowed = OWN_WORDS | PAPER_WORDS | set(words(f"{data.title} {data.issuer} {data.place} {data.number}"))
    if any(word.folded not in allowed for unit in question.subject for word in unit.words):
        return None
    told = [fact for fact in index.facts if fact.kind is Kind.META and fact.person in groups]
    if not told:
        return None
    sentence = "; ".join(fact.shown for fact in told)
    if len(sentence) <= SENTENCE_LIMIT:
        return Composed(sentence, tuple((fact.section, fact.quote) for fact in told))
    return listed("", [Line(part, (fact.section, fact.quote)) for fact in told for part in fact.shown.split("; ")])


def _own_groups(question: Question) -> set[str]:
    """The groups of its own data asked for; a number and a day beside one of them are the plan's as well."""
    groups = {ask for ask in question.asks if ask.startswith("own_")}
    about_paper = bool({*words("văn bản kế hoạch công văn hướng dẫn giấy tờ")} & {w.folded for w in question.words})
    if groups or about_paper:
        said = " ".join(word.folded for word in question.words)
        groups |= {group for group, pattern in OWN_MORE if re.search(pattern, said)}
    return groups


def _cites_another(question: Question, number: str) -> bool:
    """Whether the question gives the number of a document that is not the plan itself."""
    cited = {w.folded for w in question.words if w.folded.isdigit() and len(w.folded) > 1} - set(
        map(str, question.years)
    )
    return "document" in question.asks and bool(cited) and not cited & set(words(number))
