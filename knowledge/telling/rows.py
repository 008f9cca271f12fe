"""Table rows to sentences: the cells that the question is after first, the row's name behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.facts.columns import Role, level_of
from knowledge.facts.fact import Fact, RowView
from knowledge.language.text import words
from knowledge.ranking.evidence import EXACT
from knowledge.ranking.headers import named_columns
from knowledge.ranking.rowtimes import days_told, overlap
from knowledge.telling.composed import SENTENCE_LIMIT, shorten
from knowledge.telling.wording import say
from knowledge.understanding.question import Question

LONG_SUBJECT = 60
"""Behind a subject of more characters a figure comes too late."""


def row_sentence(question: Question, row: RowView) -> str:
    """The cells that the question is after, the row's name behind them."""
    if by_level := row.of(Role.LEVEL_VALUE):
        return _level_sentence(question, row, by_level)
    if by_year := row.of(Role.YEAR_VALUE):
        return _year_sentence(question, row, by_year)
    values = row.of(Role.VALUE)
    if len(values) == 1 and not row.years and not row.of(Role.TIME, Role.MONEY, Role.PERSON):
        value, what = _part(question, row.name, values[0][1])
        return subject_first(what, _counted(*values[0]) if value == values[0][1] else value)
    if row.years:
        told = [f"năm {', '.join(row.years)}", *(_lowered(cell) for _, cell in row.of(Role.NOTE))]
        return subject_first(row.name, ", ".join(told))
    chosen = columns_for(question, row) if question.wants(*EXACT) else _telling(row)
    if len(chosen) == 1:
        return subject_first(row.name, _counted(*chosen[0]))
    return subject_first(row.name, "; ".join(_under(header, cell) for header, cell in chosen))


def subject_first(what: str, told: str) -> str:
    """ "MN Cầu Vồng: 8 lớp"; but before a long subject what is told of it: "4-5 trường: Dạy các môn …".

    A bare number says nothing alone and stays behind. A subject that does not fit is cut, not what is told of it.
    """
    subject = shorten(what, max(80, SENTENCE_LIMIT - len(told) - 2))
    speaks = re.search(r"[%/]|[^\W\d]", told) and ":" not in told
    if len(what) > LONG_SUBJECT and speaks and len(told) < len(subject):
        return say("first", told[:1].upper() + told[1:], subject)
    return say("figure", told, subject) if told else what


def cell_sentence(fact: Fact) -> str:
    """One figure of a table under headers of several storeys: "Mầm non, công lập: 45 lớp"."""
    name, *headers = re.split(r" \. | / ", fact.text)
    unit = next((header for header in headers if re.match(r"(?:Số|Tổng số) ", header)), "")
    told = _counted(unit or headers[-1], fact.shown)
    others = [header for header in headers if header != unit and header != "Tổng"]
    above = others if unit or told == fact.shown else others[:-1]
    return subject_first(", ".join([name, *map(_lowered, above)]), told)


def _counted(header: str, cell: str) -> str:
    """A figure with what it counts or is paid in, where the header says it: "8 lớp", "600 triệu đồng"."""
    cell = re.sub(r"\(Hiện tại", "(hiện tại", cell)
    if not _is_bare(cell):
        return cell
    if unit := re.search(r"\((triệu đồng|nghìn đồng|tỷ đồng|đồng)\)", header):
        return f"{cell} {unit.group(1)}"
    counted = re.match(r"(?:Số|Tổng số) (?!tiền|liệu)(.+)", header)
    return f"{cell} {_lowered(counted.group(1))}" if counted else cell


def _under(header: str, cell: str) -> str:
    """A cell with its header, where the cell does not say by itself what it is."""
    told = _counted(header, cell)
    if header == "Ghi chú" or told != cell:
        return _lowered(told)
    return f"{_lowered(re.sub(r' *[(].*?[)]', '', header))}: {_lowered(cell)}"


def _lowered(text: str) -> str:
    """Without the capital of a sentence's start; names and abbreviations keep theirs."""
    first, _, rest = text.partition(" ")
    common = first.istitle() and not rest[:1].isupper() and len(first) > 1
    return text[:1].lower() + text[1:] if common else text


def _level_sentence(question: Question, row: RowView, by_level: list[tuple[str, str]]) -> str:
    asked = [(h, c) for h, c in by_level if level_of(h) in question.levels] or by_level
    unit = next(
        (c for _, c in row.of(Role.UNIT) if not re.search(r"[%\w]", asked[0][1].strip("0123456789-–,. ")) and c != "%"),
        "",
    )
    if len(asked) == 1:
        value = f"{_counted('', asked[0][1])} {unit.lower()}".strip()
        what = row.name if len(by_level) == 1 else f"{row.name}, cấp {asked[0][0]}"
        return subject_first(what, value)
    pairs = [(h, f"{_counted('', c)} {unit.lower()}".strip()) for h, c in asked]
    return say("levels", pairs, row.name)


def _year_sentence(question: Question, row: RowView, by_year: list[tuple[str, str]]) -> str:
    """The figures of the year asked for, those of all years where none is."""
    asked = [(h, c) for h, c in by_year if _is_of(question, h)] or by_year
    unit = next((cell for _, cell in row.of(Role.UNIT)), "").lower()
    told = [(_lowered(header), _counted(header, cell)) for header, cell in asked]
    told = [(header, cell if not _is_bare(cell) else f"{cell} {unit}".strip()) for header, cell in told]
    named = [(header.replace(" / ", ", "), cell) for header, cell in told]
    if len(named) == 1:
        return subject_first(f"{row.name}, {named[0][0]}", named[0][1])
    return subject_first(row.name, "; ".join(f"{header}: {cell}" for header, cell in named))


def _is_bare(cell: str) -> bool:
    return bool(re.fullmatch(r"[\d., ]+", cell))


def _is_of(question: Question, header: str) -> bool:
    """Whether a year's column is of the year that is asked for."""
    if question.year:
        return overlap(days_told(header), question.year)
    return any(overlap(days_told(header), (date(year, 1, 1), date(year, 12, 31))) for year in question.years)


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


def columns_for(question: Question, row: RowView) -> list[tuple[str, str]]:
    """The columns that the question names by kind or by the words of their headers; else the telling ones."""
    wanted: list[tuple[str, str]] = []
    for ask, role in (
        ("money", Role.MONEY),
        ("when", Role.TIME),
        ("who", Role.PERSON),
        ("agency", Role.AGENCY),
        ("product", Role.PRODUCT),
        ("audience", Role.AUDIENCE),
    ):
        if ask in question.asks:
            wanted += row.of(role)
    if "agency" in question.asks and "phoi hop" in question.folded:
        wanted = row.of(Role.JOINS)
    named = named_columns(question, row)
    if wanted or named:
        counts = "count" in question.asks and "money" not in question.asks
        return list(dict.fromkeys([*named, *wanted] if counts else [*wanted, *named]))
    return _telling(row)


def _telling(row: RowView) -> list[tuple[str, str]]:
    return row.of(Role.VALUE, Role.AUDIENCE, Role.TIME, Role.MONEY, Role.PERSON, Role.AGENCY, Role.PRODUCT, Role.NOTE)[
        :6
    ]


def school_line(row: RowView, years: Sequence[int] = ()) -> str:
    """The school with when and what for it is listed; of several times the last, and those of the `years` asked."""
    times = [_time_told(header, cell) for header, cell in row.of(Role.TIME)]
    asked = [cell for cell in times[:-1] if any(str(year) in cell for year in years)]
    told = [*row.years, *(_lowered(cell) for cell in [*(c for _, c in row.of(Role.NOTE)), *asked, *times[-1:]])]
    return f"{row.name} ({', '.join(told)})" if told else row.name


def _time_told(header: str, cell: str) -> str:
    """A mere year with what it is the year of: "năm công nhận gần nhất: 2021"."""
    return f"{_lowered(header)}: {cell}" if re.fullmatch(r"20\d\d", cell.strip()) else cell
