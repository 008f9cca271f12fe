"""Facts to answers: the figure, name or month first, the plan's own words behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.columns import Role
from knowledge.composed import LIST_LIMIT, PASSAGE_LIMIT, SENTENCE_LIMIT, Composed, quote_of, shorten, single
from knowledge.duties import schools
from knowledge.facts import Fact, Kind
from knowledge.index import PlanIndex
from knowledge.names import folded
from knowledge.prose import closest_clause, prose, section
from knowledge.question import Question
from knowledge.ranking import Found
from knowledge.rows import columns_for, row_sentence, school_line
from knowledge.text import words
from knowledge.wording import say

TIES = 0.9
"""Facts of one kind whose rank is this close to the best are told together where a list is wanted."""


def compose(index: PlanIndex, question: Question, ranked: Sequence[Found]) -> Composed:
    """The answer that the best facts bear out."""
    best = ranked[0].fact
    if question.wants("school") and (composed := _schools(question, ranked)):
        return composed
    if best.kind is Kind.DUTY:
        return _duty(question, ranked)
    if best.kind is Kind.TASK:
        return _tasks(question, ranked)
    if best.kind is Kind.CELL and best.row:
        return single(say("figure", best.shown, best.text.replace(" . ", " – ").replace(" / ", " – ")), best)
    if best.kind is Kind.ROW and best.row:
        return single(row_sentence(question, best.row), best)
    if best.kind is Kind.TABLE:
        return table_list(index, question, best)
    if best.kind is Kind.SECTION:
        return section(best)
    return prose(question, closest_clause(question, ranked))


OWN_WORDS = {*words("ky ki ban hanh van so hieu ke hoach noi nhan gui ten nguoi ra doi cong ai vao")}
"""Words that ask for the plan's own data and are about nothing else."""
PAPER_WORDS = {
    *words("văn bản giấy tờ kế hoạch hướng dẫn công văn nhiệm vụ năm học đầu nay này phòng quận huyện phường xã")
}
"""Words by which people call the plan itself."""


OWN_MORE = (
    ("own_number", r"\bso (?:bao nhieu|may|hieu)\b|\bso gi\b"),
    ("own_date", r"\b(?:k[yi]|ban hanh|ra|de) (?:vao )?(?:ngay|hom|thang|luc|khi)\b|\bngay (?:k[yi]|ban hanh|ra)\b"),
    ("own_signer", r"\b(?:ai|nguoi|ong|ba|sep) (?:nao )?(?:da |dung ra )?k[yi]\b"),
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
    return Composed("; ".join(fact.shown for fact in told), tuple((f.section, f.quote) for f in told))


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


def _tasks(question: Question, ranked: Sequence[Found]) -> Composed:
    """When (or who) first. Where time is asked, equally good tasks of other months are told too."""
    best = ranked[0].fact
    if question.wants("who", "agency", "product") and best.row and (chosen := columns_for(question, best.row)):
        told = "; ".join(cell for _, cell in chosen)
        return single(shorten(f"{told}: {best.shown}", SENTENCE_LIMIT), best)
    same = [f.fact for f in ranked if f.fact.task and f.rank >= TIES * ranked[0].rank][:4]
    if not question.wants("when") or len(same) == 1:
        return single(shorten(_when_what(best), SENTENCE_LIMIT), best)
    lines = list(dict.fromkeys(shorten(_when_what(fact), 250) for fact in same))
    if len(lines) == 1:
        return single(lines[0], best)
    return Composed("\n".join(f"- {line}" for line in lines), tuple((f.section, quote_of(f)) for f in same))


def _when_what(fact: Fact) -> str:
    when = fact.task.when.words if fact.task else ""
    if re.fullmatch(r"\d{1,2}/\d{4}", when):
        when = f"Tháng {when}"
    return say("figure", when, fact.shown.rstrip(" ;.")) if when else fact.shown


def month_list(question: Question, fitting: Sequence[Fact]) -> Composed:
    """The tasks of the asked months as bullets."""
    title = " và ".join([*(f"Tháng {m}" for m in question.months), *(f"Quý {q}" for q in question.quarters)])
    when = {fact.task.when.words for fact in fitting if fact.task}
    if len(when) == 1 and re.fullmatch(r"\d{1,2}/\d{4}", next(iter(when))):
        title = f"Tháng {next(iter(when))}"
    title = question.period or title
    lines: list[str] = []
    for fact in fitting:
        line = shorten(fact.shown.strip(" -;."), 220)
        if sum(map(len, lines)) + len(line) + 3 * len(lines) > LIST_LIMIT - 100:
            break
        if line not in lines:
            lines.append(line)
    sources = tuple((f.section, quote_of(f)) for f in fitting[:4])
    return Composed(say("bullets", title, lines, len({f.shown for f in fitting}) - len(lines)), sources)


def fitting_tasks(index: PlanIndex, question: Question, found: Sequence[Fact]) -> list[Fact]:
    """Those of the tasks that fit the level and the subject that the question names; all where it names none."""
    numbers = {id(fact): number for number, fact in enumerate(index.facts)}
    kept = [f for f in found if not question.levels or not f.level or f.level in question.levels]
    units = [unit for unit in question.subject if not unit.levels]
    if not units:
        return kept
    hits, wanted, _ = index.search(units)
    good = {hit.fact for hit in hits if hit.covered >= 0.5 * wanted}
    return [fact for fact in kept if numbers[id(fact)] in good]


def _duty(question: Question, ranked: Sequence[Found]) -> Composed:
    best = ranked[0].fact
    if not question.wants("who"):
        return _person_duties(question, ranked)
    position = _position(best)
    return single(shorten(say("person", best.person, position, best.shown), SENTENCE_LIMIT), best)


def _position(fact: Fact) -> str:
    return fact.context.removeprefix("phụ trách . ").split(fact.person)[0].strip()


def _person_duties(question: Question, ranked: Sequence[Found]) -> Composed:
    """What one person does: the duties that fit the question, those of the same paragraph."""
    best = ranked[0].fact
    same = [f.fact for f in ranked if f.fact.block == best.block and f.rank >= 0.6 * ranked[0].rank]
    lines = list(dict.fromkeys(fact.shown for fact in same))
    text = shorten(f"{best.person}: " + "; ".join(lines), PASSAGE_LIMIT)
    return Composed(text, tuple((f.section, quote_of(f)) for f in same[:2]))


def schools_of_person(index: PlanIndex, question: Question) -> Composed | None:
    """The schools that one named person is in charge of."""
    if not question.wants("school"):
        return None
    said = " ".join(word.folded for word in question.words)
    named = [n.said for n in question.names if n.kind == "person"]
    people = {index.names.person_like(name) for name in named} | {n for n in index.names.people if n in said}
    duties = [f for f in index.facts if f.person and folded(f.person) in people and schools(f.shown)]
    if not duties:
        return None
    told = "; ".join(fact.shown for fact in duties)
    return Composed(shorten(f"{duties[0].person}: {told}", PASSAGE_LIMIT), ((duties[0].section, quote_of(duties[0])),))


def table_list(index: PlanIndex, question: Question, table: Fact) -> Composed:
    """The rows of a table by name, those of the level asked for."""
    rows = [fact for fact in index.facts if fact.block == table.block and fact.row and fact.kind is not Kind.TABLE]
    kept = [row for row in rows if not question.levels or row.level in question.levels] or rows
    lines = list(dict.fromkeys(row_sentence(question, row.row) for row in kept if row.row))
    return listing(table.text.split(" . ")[0], lines, tuple((r.section, quote_of(r)) for r in kept[:5]))


def listing(title: str, lines: Sequence[str], sources: tuple[tuple[str, str], ...]) -> Composed:
    """Bullets under a title, as many as fit, and how many are left out."""
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(line) + 3 * len(kept) > LIST_LIMIT - 150:
            break
        kept.append(line)
    return Composed(say("bullets", title.rstrip(" :"), kept, len(lines) - len(kept)), sources)


def _schools(question: Question, ranked: Sequence[Found]) -> Composed | None:
    """A list of schools: the rows of one table that fit alike, or the sentence that names them."""
    best = ranked[0].fact
    if not best.row or best.kind is not Kind.ROW or not schools(best.row.name):
        return None
    rows = _of_the_time(question, _fitting_alike(question, ranked))
    rows.sort(key=lambda f: f.number)
    lines = [school_line(f.fact.row) for f in rows if f.fact.row]
    text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in dict.fromkeys(lines))
    return Composed(shorten(text, LIST_LIMIT), tuple((f.fact.section, quote_of(f.fact)) for f in rows[:5]))


def _fitting_alike(question: Question, ranked: Sequence[Found]) -> list[Found]:
    """The rows of the best one's table that fit as well; under a year all that are ticked there."""
    best, top = ranked[0].fact, ranked[0].rank
    ticked = bool(question.years and best.row and best.row.years)
    rows = [f for f in ranked if f.fact.block == best.block and f.fact.row]
    return [f for f in rows if f.rank >= (0.6 if ticked else TIES) * top]


def _of_the_time(question: Question, rows: list[Found]) -> list[Found]:
    """Those whose time is a month that was asked for, where any is."""
    months = [rf"\b0?{month}/" for month in question.months]
    dated = [
        f for f in rows if f.fact.row and any(re.search(m, c) for m in months for _, c in f.fact.row.of(Role.TIME))
    ]
    return dated or rows
