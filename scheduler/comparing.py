"""What the rows of one item are against what they should be. Pure, so that an edit can be shown before it is made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from db.agenda import WAITS, ReminderRow, RequestRow
from db.models import AgendaItem, ItemKind, ReminderStatus, RequestState, School
from knowledge.timeline.period import Span
from scheduler.agenda import BY_HAND, FIRST, OFFICE, Audience, Occurrence, SchoolFacts, occurrences, steps
from scheduler.rhythm import Rhythm

Key = tuple[str, int, str]  # period, school id, step
REACHED_NOBODY = (ReminderStatus.CANCELLED, ReminderStatus.MISSED, ReminderStatus.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item as the schedule sees it. `calls`: False where it is withdrawn, or perhaps another one."""

    spans: tuple[Span, ...]
    every: str
    due_days: Mapping[str, date]
    audience: Audience
    owes: bool
    calls: bool
    asked_at: datetime | None

    def occurrences(self, rhythm: Rhythm) -> list[Occurrence]:
        return occurrences(self.spans, self.every, self.due_days, rhythm, daily=self.owes)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be written, by kind, and who has been told already of what is not over."""

    new_reminders: list[dict[str, Any]] = field(default_factory=list)
    moved: dict[int, datetime] = field(default_factory=dict)  # planned for another instant, or planned anew
    cancelled: list[int] = field(default_factory=list)
    new_requests: list[dict[str, Any]] = field(default_factory=list)
    changed_requests: list[RequestRow] = field(default_factory=list)
    told: frozenset[int] = frozenset()  # school ids


def wanted(item: AgendaItem) -> Wanted:
    return Wanted(
        spans=tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in item.spans),
        every=item.every,
        due_days={period: date.fromisoformat(day) for period, day in item.due_days.items()},
        audience=Audience(frozenset(item.levels), frozenset(item.wards), frozenset(item.school_ids), item.is_public),
        owes=item.owes,
        calls=item.withdrawn_at is None and item.perhaps_id is None,
        asked_at=item.created_at if item.kind is ItemKind.REQUEST else None,
    )


def facts_of(school: School) -> SchoolFacts:
    return SchoolFacts(school.id, frozenset(school.levels), school.ward, school.is_public)


def compare(
    item_id: int,
    want: Wanted,
    schools: Iterable[School],
    reminders: Iterable[ReminderRow],
    requests: Iterable[RequestRow],
    rhythm: Rhythm,
    now: datetime,
) -> Difference:
    """The difference between rows and wish. What was sent stays as it is; what is past is not planned any more."""
    audience = [s.id for s in schools if want.calls and s.closed_at is None and want.audience.has(facts_of(s))]
    had = {(row.period, row.school_id, row.step): row for row in reminders}
    owed = {(row.period, row.school_id): row for row in requests}
    today = rhythm.today(now)
    falling = want.occurrences(rhythm) if audience else []
    difference = Difference(told=_told(had.values(), [each for each in falling if each.due >= today], audience))
    _compare_requests(difference, item_id, falling, audience if want.owes else [], owed, today)
    reported = {key for key, row in owed.items() if row.state is RequestState.REPORTED}
    exempt = {key for key, row in owed.items() if row.state is RequestState.EXEMPT}
    at = {
        (occurrence.period, school, step): instant
        for occurrence in falling
        for step, instant in steps(occurrence, want.owes, rhythm, want.asked_at).items()
        for school in audience
        if (occurrence.period, school) not in reported
        if step == FIRST or (occurrence.period, school) not in exempt
        if occurrence.due >= today or (occurrence.period, school) in owed
    }
    _compare_reminders(difference, item_id, at, had, rhythm, now)
    return difference


def _told(rows: Iterable[ReminderRow], falling: Iterable[Occurrence], audience: Collection[int]) -> frozenset[int]:
    periods, still = {each.period for each in falling}, set(audience)
    sent = (row for row in rows if row.status is ReminderStatus.SENT and row.step != OFFICE)
    return frozenset(row.school_id for row in sent if row.period in periods and row.school_id in still)


def _compare_reminders(
    difference: Difference,
    item_id: int,
    at: Mapping[Key, datetime],
    had: Mapping[Key, ReminderRow],
    rhythm: Rhythm,
    now: datetime,
) -> None:
    for key, instant in at.items():
        row = had.get(key)
        if row is None and instant >= now:
            period, school, step = key
            difference.new_reminders.append(
                {
                    "item_id": item_id,
                    "period": period,
                    "school_id": school,
                    "step": step,
                    "due_at": instant,
                    "status": ReminderStatus.PLANNED,
                }
            )
        elif row and row.status in REACHED_NOBODY and instant >= now:
            difference.moved[row.id] = instant
        elif row and row.status is ReminderStatus.PLANNED and row.due_at != instant:
            if instant >= now or rhythm.today(instant) == rhythm.today(row.due_at):  # another hour of the same day
                difference.moved[row.id] = instant
            else:
                difference.cancelled.append(row.id)
    called = {(period, school) for period, school, _ in at}
    by_hand = {key for key in had if key[2].startswith(BY_HAND) and key[:2] in called}
    unwanted = had.keys() - at.keys() - by_hand
    difference.cancelled.extend(had[key].id for key in unwanted if had[key].status is ReminderStatus.PLANNED)


def _compare_requests(
    difference: Difference,
    item_id: int,
    falling: Iterable[Occurrence],
    owing: Iterable[int],
    owed: Mapping[tuple[str, int], RequestRow],
    today: date,
) -> None:
    """Occurrences that are over keep their requests as they are: what is missing there stays missing."""
    due = {(each.period, school): each for each in falling for school in owing}  # the past ones with them
    for (period, school), occurrence in due.items():
        row = owed.get((period, school))
        if row is None and occurrence.due >= today:
            difference.new_requests.append(
                {
                    "item_id": item_id,
                    "period": period,
                    "school_id": school,
                    "opens": occurrence.opens,
                    "due": occurrence.due,
                    "state": RequestState.OPEN,
                    "reason": "",
                }
            )
        elif row:
            state = RequestState.OPEN if row.state is RequestState.WITHDRAWN else row.state
            right = row._replace(opens=occurrence.opens, due=occurrence.due, state=state)
            difference.changed_requests.extend([right] if right != row else [])
    for key in owed.keys() - due.keys():
        row = owed[key]
        if row.state in WAITS and row.due >= today:
            difference.changed_requests.append(row._replace(state=RequestState.WITHDRAWN))
