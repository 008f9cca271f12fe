"""Answers about the plan itself: its number, day, signer, issuer, recipients, name."""

from __future__ import annotations

import re

from knowledge.document import Metadata
from knowledge.facts.fact import Kind
from knowledge.language.issuers import ABOVE, issuers_said, own_issuers
from knowledge.language.lexicon import lexicon
from knowledge.language.text import words
from knowledge.search.index import PlanIndex, Unit, is_soft
from knowledge.telling.composed import SENTENCE_LIMIT, Composed
from knowledge.telling.pages import Line, listed
from knowledge.understanding.paper import PAPER, asked_of_paper
from knowledge.understanding.question import Question
from knowledge.understanding.units import LIGHT

OWN_WORDS = {
    *words(
        "ky ki ban hanh van so hieu ke hoach noi nhan gui ten nguoi ra doi cong ai vao dung dat but cai to tay phat "
        "ngay hom bua khi luc hoi tu xuong xin chuc vu danh day du muc cuoi dau ghi"
    )
}
"""Words that ask for the plan's own data and are about nothing else."""
PAPER_WORDS = {
    *words(
        "văn bản giấy tờ kế hoạch hướng dẫn công văn nhiệm vụ năm học đầu nay này phòng quận huyện phường xã giáo dục "
        "đào tạo ủy ban nhân dân bên mình nhà cơ quan cấp thành phố tỉnh sở ban ngành"
    )
}
"""Words by which people call the plan itself."""
DESCRIBED = re.compile(rf"\b{PAPER} ((?:\w+ ){{1,7}}?)nay\b")
""" "Cái kế hoạch luyện học trò giỏi này": what the plan before the asker is about."""
OTHER_YEAR = re.compile(r"\bnam (?:ngoai|truoc|sau|kia)\b")


def own_data(index: PlanIndex, question: Question) -> Composed | None:
    """The plan's number, date, signer, issuer, recipients or name, where the question is about nothing else."""
    groups = _own_groups(question)
    if not groups:
        return None
    data = index.plan.document.metadata
    if _cites_another(question, data):
        return None
    named = {word.folded for word in lexicon().words(f"{data.title} {data.issuer} {data.place} {data.number}")}
    allowed = OWN_WORDS | PAPER_WORDS | named | set(words(data.title))
    described = _described(index, question)
    telling = [unit for unit in question.subject if unit.factor > LIGHT and not is_soft(unit) and unit not in described]
    if any(word.folded not in allowed for unit in telling for word in unit.words):
        return None
    told = [fact for fact in index.facts if fact.kind is Kind.META and fact.person in groups]
    if not told:
        return None
    sentence = "; ".join(fact.shown for fact in told)
    if len(sentence) <= SENTENCE_LIMIT:
        return Composed(sentence, tuple((fact.section, fact.quote) for fact in told))
    return listed("", [Line(part, (fact.section, fact.quote)) for fact in told for part in fact.shown.split("; ")])


def _described(index: PlanIndex, question: Question) -> list[Unit]:
    """The units by which the question describes the plan as the one before the asker, if the plan has them."""
    found = DESCRIBED.search(question.folded)
    said = set(found.group(1).split()) if found else set()
    return [unit for unit in question.subject if said.issuperset(unit.said.split()) and index.found_in(unit)]


def _own_groups(question: Question) -> set[str]:
    """The groups of its own data asked for; a number and a day beside one of them are the plan's as well."""
    groups = {ask for ask in question.asks if ask.startswith("own_")}
    return groups | asked_of_paper(question.words, named=bool(groups))


def _cites_another(question: Question, data: Metadata) -> bool:
    """Whether the question gives another document's number, another year's plan, or another issuer."""
    if OTHER_YEAR.search(question.folded):
        return True
    years = {str(year) for start in question.school_years for year in (start, start + 1)} | set(
        map(str, question.years)
    )
    cited = {w.folded for w in question.words if w.folded.isdigit() and len(w.folded) > 1} - years
    if "document" in question.asks and cited and not cited & set(words(data.number)):
        return True
    said = issuers_said(question.folded)
    return bool(said & ABOVE - own_issuers(data.issuer))
