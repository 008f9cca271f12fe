"""When an item falls due, for whom, and on which steps its schools are called. Pure: rows come in as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from db.models.agenda import BY_HAND_STEP, OFFICE_STEP
from knowledge.timeline.period import Span, month_end
from scheduler.rhythm import DAY, Rhythm

FIRST, DUE, OFFICE, BY_HAND = "first", "due", OFFICE_STEP, BY_HAND_STEP
BY_SPAN = ("", "term", "year")  # `every` of items whose periods are called by their spans; others by the calendar
STANDS_DAYS = 100
"""What runs longer and is not said to recur is a standing duty ("thường xuyên"): nobody is called for it."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Kỳ: one falling due. `period` is its name for good, whatever becomes of its day."""

    period: str
    opens: date
    due: date


@dataclass(frozen=True, slots=True)
class Audience:
    """Which schools an item concerns: each restriction that is given must hold."""

    levels: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    school_ids: frozenset[int] = frozenset()
    is_public: bool | None = None

    def has(self, school: SchoolFacts) -> bool:
        return (
            (not self.levels or not school.levels or bool(self.levels & school.levels))
            and (not self.wards or school.ward in self.wards)
            and (not self.school_ids or school.id in self.school_ids)
            and (self.is_public is None or school.is_public is None or school.is_public == self.is_public)
        )


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What an audience asks of a school. A school of unknown level or kind is not left out: better called in vain."""

    id: int
    levels: frozenset[str] = field(default=frozenset())
    ward: str = ""
    is_public: bool | None = None


def occurrences(
    spans: Sequence[Span], every: str, due_days: Mapping[str, date], rhythm: Rhythm, daily: bool = False
) -> list[Occurrence]:
    """Each falling due within `spans`, in order, no period twice. `due_days` are the days that differ from the end.

    `every` is as in `timeline.when.When`. What recurs daily or weekly calls only where a report is asked for by the
    day (`daily`): a principal is not called each morning to keep doing what they do.
    """
    found: dict[str, Occurrence] = {}
    for first, last in sorted(spans):
        for opens, due in _falling(first, last, every, rhythm, daily):
            name = period_name(opens, due, every)
            former = found.get(name, Occurrence(name, opens, due))  # two days of one month are one occurrence
            found[name] = Occurrence(name, min(former.opens, opens), max(former.due, due))
    return [_moved(each, due_days.get(each.period, each.due), every) for each in found.values()]


def _moved(occurrence: Occurrence, due: date, every: str) -> Occurrence:
    """Due before it would open, it opens by then; but a report by the day is told by the day that it opens on."""
    return replace(occurrence, due=due, opens=occurrence.opens if every == "day" else min(occurrence.opens, due))


def _falling(first: date, last: date, every: str, rhythm: Rhythm, daily: bool) -> Iterator[Span]:
    match every.partition(":")[0]:
        case "" if (last - first).days <= STANDS_DAYS:
            yield first, last
        case "month":
            yield from _months(first, last, int(every.partition(":")[2] or 31))
        case "quarter":
            yield from _quarters(first, last)
        case "day" if daily:
            yield from ((day, day) for day in _each_day(first, last) if rhythm.is_working(day))
        case "year" | "term":
            yield first, last


def _months(first: date, last: date, day: int) -> Iterator[Span]:
    """Each month that the span touches, due by its `day`; one whose day lies outside of the span is not due."""
    opens = first.replace(day=1)
    while opens <= last:
        end = month_end(opens.year, opens.month)
        due = opens.replace(day=min(day, end.day))
        if first <= due <= last:
            yield max(opens, first), due
        opens = end + DAY


def _quarters(first: date, last: date) -> Iterator[Span]:
    opens = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    while opens <= last:
        end = month_end(opens.year, opens.month + 2)
        yield max(opens, first), min(end, last)
        opens = end + DAY


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def period_name(opens: date, due: date, every: str) -> str:
    """ "2026-10", "2026-Q4", "2026-2027", "2026-10-05" of a daily report, else "2026-10..2026-12"."""
    quarter = f"{opens.year}-Q{(opens.month + 2) // 3}"
    if every == "day":
        return opens.isoformat()
    if every == "quarter":
        return quarter
    if (opens.year, opens.month) == (due.year, due.month):
        return f"{due:%Y-%m}"
    if opens.year == due.year and opens.month % 3 == 1 and due.month == opens.month + 2:
        return quarter
    if (due - opens).days > 2 * STANDS_DAYS:
        return f"{opens.year}-{due.year}" if due.year > opens.year else f"{opens.year}"
    return f"{opens:%Y-%m}..{due:%Y-%m}"


def renamed(before: Sequence[Occurrence], after: Sequence[Occurrence], today: date) -> dict[str, str]:
    """Old name -> new, of the occurrences that a new version of the plan gives another time: in order, none that is
    over. Where one became several or several one, nobody can tell which is which: none."""
    old, new = {each.period for each in before}, {each.period for each in after}
    gone = [each.period for each in before if each.period not in new and each.due >= today]
    come = [each.period for each in after if each.period not in old and each.due >= today]
    return dict(zip(gone, come, strict=True)) if len(gone) == len(come) else {}


def steps(occurrence: Occurrence, owes: bool, rhythm: Rhythm, asked_at: datetime | None = None) -> dict[str, datetime]:
    """Each step's instant (UTC), on working days at the hour of calls.

    What is asked for at once (`asked_at`) is told at once, or as soon as it is not quiet. A report by the day is called
    for on its day, and that is all.
    """
    opens, due = occurrence.opens, occurrence.due
    by_the_day = occurrence.period == opens.isoformat()
    first: dict[str, datetime] = {}
    if asked_at:
        first = {FIRST: rhythm.next_call(asked_at)}
    elif rhythm.first and not by_the_day:
        first = {FIRST: rhythm.calls_at(rhythm.first_working(opens.year, opens.month))}
    if not owes:
        return first
    chasing = (
        {} if by_the_day else {f"before:{count}": rhythm.last_working(due - count * DAY) for count in rhythm.before}
    )
    if rhythm.on_day or by_the_day:
        chasing[DUE] = rhythm.last_working(due)
    if not by_the_day:
        chasing |= {f"after:{count}": rhythm.next_working(due + count * DAY) for count in rhythm.after}
    chasing[OFFICE] = rhythm.next_working(max([due, *chasing.values()]) + DAY)
    return first | {step: rhythm.calls_at(day) for step, day in chasing.items()}
