"""Facts to sentences: the figure, name or month first, the plan's own words behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.clauses import sentences, split_outside_brackets
from knowledge.columns import Role, level_of
from knowledge.duties import schools, without_absence
from knowledge.facts import Fact, Kind, RowView
from knowledge.index import PlanIndex
from knowledge.lexicon import lexicon
from knowledge.names import folded
from knowledge.question import Question
from knowledge.ranking import EXACT, Found
from knowledge.text import counted_words, fold, words
from knowledge.wording import say

SENTENCE_LIMIT = 300
LIST_LIMIT = 1450
PASSAGE_LIMIT = 650
QUOTE_WORDS = 145
TIES = 0.9
"""Facts of one kind whose rank is this close to the best are told together where a list is wanted."""


@dataclass(frozen=True, slots=True)
class Composed:
    """`sources` are (section label, quote)."""

    text: str
    sources: tuple[tuple[str, str], ...]


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
        return _single(say("figure", best.shown, best.text.replace(" . ", " – ").replace(" / ", " – ")), best)
    if best.kind is Kind.ROW and best.row:
        return _single(row_sentence(question, best.row), best)
    if best.kind is Kind.SECTION:
        return _section(best)
    return _prose(question, _closest_clause(question, ranked))


OWN_WORDS = set("ky ki ban hanh van so hieu ke hoach noi nhan gui ten nguoi ra doi cong ai vao".split())


def own_data(index: PlanIndex, question: Question) -> Composed | None:
    """The plan's number, date, signer, issuer, recipients or name, where the question is about nothing else."""
    groups = {ask for ask in question.asks if ask.startswith("own_")}
    if not groups:
        return None
    data = index.plan.document.metadata
    allowed = OWN_WORDS | set(words(f"{data.title} {data.issuer} {data.place} {data.number}"))
    if any(word.folded not in allowed for unit in question.subject for word in unit.words):
        return None
    told = [fact for fact in index.facts if fact.kind is Kind.META and fact.person in groups]
    if not told:
        return None
    return Composed("; ".join(fact.shown for fact in told), tuple((f.section, f.quote) for f in told))


def _section(fact: Fact) -> Composed:
    """What stands under a heading, as bullets that fit, each borne out."""
    lines: list[str] = []
    for line in fact.shown.split("\n"):
        if sum(map(len, lines)) + min(len(line), 400) > LIST_LIMIT - 100:
            break
        lines.append(shorten(line, 400))
    text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    quotes = tuple((fact.section, cut_to_quote(line)) for line in fact.shown.split("\n")[:5])
    return Composed(text, quotes)


def _closest_clause(question: Question, ranked: Sequence[Found]) -> Fact:
    """For an exact question, the smallest evident clause of the best paragraph."""
    best = ranked[0]
    if not question.wants(*EXACT):
        return best.fact
    inside = [f for f in ranked if f.fact.block == best.fact.block and f.fact.kind is Kind.PROSE and f.evident]
    smaller = [f for f in inside if len(f.fact.text) < len(best.fact.text) and f.rank >= 0.6 * best.rank]
    return smaller[0].fact if smaller else best.fact


def _single(text: str, fact: Fact) -> Composed:
    return Composed(text, ((fact.section, quote_of(fact)),))


def quote_of(fact: Fact) -> str:
    """The fact's own words with at most QUOTE_WORDS, the shown part in them, nobody's absence told."""
    quote = without_absence(fact.quote) if fact.kind is Kind.DUTY else fact.quote
    return cut_to_quote(quote, fact.shown)


def cut_to_quote(quote: str, shown: str = "") -> str:
    """At most QUOTE_WORDS of a text, those around `shown`."""
    if counted_words(quote) <= QUOTE_WORDS:
        return quote
    place = max(0, quote.find(shown.split(": ")[-1][:50]))
    pieces = list(re.finditer(r"\S+", quote))
    first = next((i for i, piece in enumerate(pieces) if piece.start() >= place), 0)
    length = len(shown.split())
    begin = max(0, min(first - max(0, (120 - length) // 3), len(pieces) - 120))
    cut = quote[pieces[begin].start() : pieces[min(len(pieces), begin + 120) - 1].end()]
    while counted_words(cut) > QUOTE_WORDS:
        cut = cut.rsplit(" ", 1)[0]
    return f"{'… ' if begin else ''}{cut} …"


def shorten(text: str, limit: int) -> str:
    """`text` within `limit` characters, cut at a word."""
    return text if len(text) <= limit else text[: limit - 2].rsplit(" ", 1)[0] + " …"


# --- table rows -----------------------------------------------------------------------------------------------------


def row_sentence(question: Question, row: RowView) -> str:
    """The cells that the question is after, the row's name behind them."""
    if by_level := row.of(Role.LEVEL_VALUE):
        return _level_sentence(question, row, by_level)
    values = row.of(Role.VALUE)
    if len(values) == 1 and not row.years and not row.of(Role.TIME, Role.MONEY, Role.PERSON):
        return shorten(say("figure", *_part(question, row.name, values[0][1])), SENTENCE_LIMIT)
    chosen = _columns(question, row)
    if not question.wants(*EXACT) and not row.years:
        return shorten(say("figure", row.name, "; ".join(f"{h}: {c}" for h, c in _telling(row))), SENTENCE_LIMIT)
    if row.years:
        chosen = [("Năm", ", ".join(row.years)), *[c for c in row.of(Role.NOTE)]]
    told = "; ".join(cell if header == "Ghi chú" else f"{header}: {cell}" for header, cell in chosen)
    if len(chosen) == 1:
        told = chosen[0][1]
    return shorten(f"{told} ({row.name})" if told else row.name, SENTENCE_LIMIT)


def _level_sentence(question: Question, row: RowView, by_level: list[tuple[str, str]]) -> str:
    asked = [(h, c) for h, c in by_level if level_of(h) in question.levels] or by_level
    unit = next((c for _, c in row.of(Role.UNIT) if not re.search(r"[%\w]", asked[0][1].strip("0123456789-–,. ")) and c != "%"), "")
    if len(asked) == 1:
        value = f"{asked[0][1]} {unit.lower()}".strip()
        what = row.name if len(by_level) == 1 else f"{row.name}, cấp {asked[0][0]}"
        return shorten(say("figure", value, what), SENTENCE_LIMIT)
    return shorten(say("levels", [(h, f"{c} {unit.lower()}".strip()) for h, c in asked], row.name), SENTENCE_LIMIT)


def _part(question: Question, name: str, value: str) -> tuple[str, str]:
    """(value, what): one of several values in one cell ("- Tiểu học: - THCS:" beside "100% 65%") by its label."""
    head, *labels = (piece.strip(" :") for piece in re.split(r"(?:^|\s)-\s", name))
    values = [v.strip(" .;") for v in re.findall(r"(?:[^\W\d_][^\d]*:?\s*)?[≥≤]?\s*\d[\d.,]*\s*%?", value)]
    if len(labels) < 2 or len(labels) != len(values):
        return value, name
    asked = {word.folded for word in question.words}
    fits = [len(asked & set(words(label))) + 5 * (level_of(label) in question.levels) for label in labels]
    best = max(range(len(labels)), key=lambda i: fits[i])
    if fits.count(fits[best]) == 1:
        return values[best], f"{head}, {labels[best]}".strip(", ")
    return "; ".join(f"{label}: {v}" for label, v in zip(labels, values, strict=True)), head


def _columns(question: Question, row: RowView) -> list[tuple[str, str]]:
    """The columns that the question names by kind or by the words of their headers; else the telling ones."""
    wanted: list[tuple[str, str]] = []
    for ask, role in (("money", Role.MONEY), ("when", Role.TIME), ("who", Role.PERSON), ("agency", Role.AGENCY), ("product", Role.PRODUCT), ("audience", Role.AUDIENCE)):
        if ask in question.asks:
            wanted += row.of(role)
    if "agency" in question.asks and "phoi hop" in " ".join(w.folded for w in question.words):
        wanted = row.of(Role.JOINS)
    named = _named_columns(question, row)
    if wanted or named:
        return list(dict.fromkeys([*named, *wanted] if "count" in question.asks else [*wanted, *named]))
    return _telling(row)


def _telling(row: RowView) -> list[tuple[str, str]]:
    return row.of(Role.VALUE, Role.AUDIENCE, Role.TIME, Role.MONEY, Role.PERSON, Role.AGENCY, Role.PRODUCT, Role.NOTE)[:6]


def _named_columns(question: Question, row: RowView) -> list[tuple[str, str]]:
    """Value columns whose header the question says, by its words or by a known wording for it."""
    asked = {word.folded for word in question.words}
    concepts = {concept for unit in question.units for concept in unit.concepts}
    found = []
    for header, cell in row.of(Role.VALUE, Role.TIME, Role.MONEY, Role.NOTE, Role.LEVEL):
        said = lexicon().words(re.sub(r"\(.*?\)", "", header.split("/")[-1]))
        content = {w.folded for w in said} - {"so", "thoi", "gian", "nam", "du", "kien", "cua", "tong"}
        known = {c for span in lexicon().concepts.everywhere(said) for c in span.concepts}
        if (content and content <= asked) or (known & concepts - lexicon().soft):
            found.append((header, cell))
    return found


# --- tasks ----------------------------------------------------------------------------------------------------------


def _tasks(question: Question, ranked: Sequence[Found]) -> Composed:
    """When (or who) first. Where time is asked, equally good tasks of other months are told too."""
    best = ranked[0].fact
    if question.wants("who", "agency", "product") and best.row and (chosen := _columns(question, best.row)):
        told = "; ".join(cell for _, cell in chosen)
        return _single(shorten(f"{told}: {best.shown}", SENTENCE_LIMIT), best)
    same = [f.fact for f in ranked if f.fact.task and f.rank >= TIES * ranked[0].rank][:4]
    if not question.wants("when") or len(same) == 1:
        return _single(shorten(_when_what(best), SENTENCE_LIMIT), best)
    lines = list(dict.fromkeys(shorten(_when_what(fact), 250) for fact in same))
    if len(lines) == 1:
        return _single(lines[0], best)
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


# --- people and schools ---------------------------------------------------------------------------------------------


def _duty(question: Question, ranked: Sequence[Found]) -> Composed:
    best = ranked[0].fact
    if not question.wants("who"):
        return _person_duties(question, ranked)
    position = _position(best)
    return _single(shorten(say("person", best.person, position, best.shown), SENTENCE_LIMIT), best)


def _position(fact: Fact) -> str:
    return fact.context.removeprefix("phụ trách . ").replace(fact.person, "").strip()


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


def _schools(question: Question, ranked: Sequence[Found]) -> Composed | None:
    """A list of schools: the rows of one table that fit alike, or the sentence that names them."""
    best = ranked[0].fact
    if not best.row or best.kind is not Kind.ROW or not schools(best.row.name):
        return None
    top = ranked[0].rank
    rows = [f for f in ranked if f.fact.block == best.block and f.fact.row and f.rank >= TIES * top]
    months = [rf"\b0?{month}/" for month in question.months]
    rows = [f for f in rows if f.fact.row and any(re.search(m, c) for m in months for _, c in f.fact.row.of(Role.TIME))] or rows
    rows.sort(key=lambda f: f.number)
    lines = [_school_line(f.fact.row) for f in rows if f.fact.row]
    text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in dict.fromkeys(lines))
    return Composed(shorten(text, LIST_LIMIT), tuple((f.fact.section, quote_of(f.fact)) for f in rows[:5]))


def _school_line(row: RowView) -> str:
    told = [*row.years, *(c for _, c in row.of(Role.NOTE)), *(c for _, c in row.of(Role.TIME)[-1:])]
    return f"{row.name} ({', '.join(told)})" if told else row.name


# --- prose ----------------------------------------------------------------------------------------------------------


def _prose(question: Question, fact: Fact) -> Composed:
    """One clause for a figure, the surrounding sentence for a matter; long ones as bullets."""
    plural = question.wants("list") or any(word.folded == "nhung" for word in question.words)
    exact = question.wants(*EXACT) and not plural
    text = fact.shown.strip(" -+;")
    if fact.owner and question.wants("agency", "who"):
        text = f"{fact.owner}: {text}"
    if exact:
        return _single(shorten(text, SENTENCE_LIMIT) if len(text) <= SENTENCE_LIMIT else _window(question, text), fact)
    return _single(_passage(question, fact), fact)


def _window(question: Question, text: str) -> str:
    """The stretch of a long clause that holds most of the question's words, figures in it."""
    asked = {unit_word.folded for unit in question.units for unit_word in unit.words}
    pieces = [p for s in sentences(text) for c in split_outside_brackets(s) for p in re.split(r",\s", c)]
    scored = [len(asked & set(words(p))) + 0.4 * bool(re.search(r"\d", p)) for p in pieces]
    best = max(range(len(pieces)), key=lambda i: scored[i])
    first = last = best
    while True:
        left = len(pieces[first - 1]) if first else 0
        right = len(pieces[last + 1]) if last + 1 < len(pieces) else 0
        size = sum(map(len, pieces[first : last + 1])) + 2 * (last - first)
        if right and size + right <= SENTENCE_LIMIT - 8 and (not left or scored[last + 1] >= scored[first - 1]):
            last += 1
        elif left and size + left <= SENTENCE_LIMIT - 8:
            first -= 1
        elif right and size + right <= SENTENCE_LIMIT - 8:
            last += 1
        else:
            break
    shown = ", ".join(pieces[first : last + 1])
    return shorten(("… " if first else "") + shown + (" …" if last + 1 < len(pieces) else ""), SENTENCE_LIMIT)


def _passage(question: Question, fact: Fact) -> str:
    """The paragraph where it is short, else the clauses around the best one."""
    whole = fact.quote.strip(" -+;")
    if len(whole) <= PASSAGE_LIMIT:
        return whole
    pieces = [c for s in sentences(whole) for c in split_outside_brackets(s)]
    asked = fold(fact.shown)[:80]
    best = next((i for i, p in enumerate(pieces) if asked[:40] in fold(p) or fold(p)[:40] in fold(fact.shown)), 0)
    first = last = best
    size = len(pieces[best])
    while first or last + 1 < len(pieces):
        grown = False
        if last + 1 < len(pieces) and size + len(pieces[last + 1]) <= PASSAGE_LIMIT:
            last += 1
            size += len(pieces[last])
            grown = True
        if first and size + len(pieces[first - 1]) <= PASSAGE_LIMIT:
            first -= 1
            size += len(pieces[first])
            grown = True
        if not grown:
            break
    kept = pieces[first : last + 1]
    if len(kept) > 2:
        return shorten("\n".join(f"- {piece.strip(' -+')}" for piece in kept), LIST_LIMIT)
    return shorten("; ".join(kept), LIST_LIMIT)
