"""What is due now, as one call a person: the newest step of each thing, what is stale left out, nobody called at night.

The rows are marked in the same transaction in which the caller queues the messages; so a crash calls nobody twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda, dialogues
from db.agenda import DueRow
from db.models import AgendaItem, Contact, Office, Purpose, ReminderStatus, ReportRequest, School
from db.people import Colleague, Reached, principals_of, staff_of
from knowledge.language.text import fold
from scheduler.agenda import BY_HAND, FIRST, OFFICE
from scheduler.planner import rhythm_for
from scheduler.rhythm import DAY, Rhythm


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a call is about. `request` is None where no report is owed, or none any more."""

    item: AgendaItem
    school: School
    period: str
    step: str
    request: ReportRequest | None


@dataclass(frozen=True, slots=True)
class Call:
    """What one person is told at one time about their schools."""

    contact: Contact
    office: Office
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """What a specialist is told of one item's occurrence: who has not answered, and who could not be reached."""

    item: AgendaItem
    period: str
    silent: tuple[School, ...]
    unreachable: tuple[School, ...]


@dataclass(frozen=True, slots=True)
class OfficeCall:
    contact: Contact
    office: Office
    silences: tuple[Silence, ...]


async def take_due(session: AsyncSession, now: datetime) -> list[Call | OfficeCall]:
    """The calls that are to go out now; their rows are settled in the caller's transaction."""
    due = await agenda.due(session, now)
    if not due:
        return []
    items = await agenda.items_by_id(session, {row.item_id for row in due})
    calls: list[Call | OfficeCall] = []
    for office in await agenda.offices_by_id(session, {item.office_id for item in items.values()}):
        rhythm = rhythm_for(office)
        if not rhythm.is_quiet(now):
            morning = rhythm.calls_at(rhythm.today(now))  # until then what is left of another day waits for today's
            theirs = [row for row in due if items[row.item_id].office_id == office.id]
            rows = [row for row in theirs if now >= morning or rhythm.today(row.due_at) == rhythm.today(now)]
            calls += await _Round(session, office, rhythm, items, now).take(rows)
    return _one_each(calls)


async def remind_now(session: AsyncSession, requests: Collection[ReportRequest], now: datetime) -> list[Call]:
    """The same call at once, because staff press for it; no row is settled by it."""
    items = await agenda.items_by_id(session, {request.item_id for request in requests})
    calls: list[Call] = []
    for office in await agenda.offices_by_id(session, {item.office_id for item in items.values()}):
        here = [request for request in requests if items[request.item_id].office_id == office.id]
        round_ = _Round(session, office, rhythm_for(office), items, now)
        rows = [DueRow(0, each.item_id, each.period, each.school_id, "now", now) for each in here]
        people = await principals_of(session, {each.school_id for each in here}, Purpose.REMINDERS, now)
        calls += await round_.calls(rows, people)
    return calls


async def held(session: AsyncSession, school_ids: Collection[int], now: datetime) -> set[int]:
    """Those of these schools that must not be called just now: one of their people is at something."""
    people = await principals_of(session, school_ids, Purpose.REMINDERS, now)
    return _held(people, await dialogues.in_progress(session, [person.contact.id for person in people], now))


async def note_by_hand(session: AsyncSession, requests: Iterable[ReportRequest], at: datetime, now: datetime) -> None:
    """Keeps that staff had these called: as sent where `at` is now, else planned for when it is no longer quiet."""
    status = ReminderStatus.PLANNED if at > now else ReminderStatus.SENT
    rows = [
        {
            "item_id": each.item_id,
            "period": each.period,
            "school_id": each.school_id,
            "step": f"{BY_HAND}{now:%m%d%H%M}",
            "due_at": at,
            "status": status,
            "settled_at": None if at > now else now,
        }
        for each in requests
    ]
    await agenda.insert_reminders(session, rows)


class _Round:
    """One office's due rows at one time."""

    def __init__(
        self, session: AsyncSession, office: Office, rhythm: Rhythm, items: dict[int, AgendaItem], now: datetime
    ) -> None:
        self._session, self._office, self._rhythm, self._items, self._now = session, office, rhythm, items, now

    async def take(self, due: Sequence[DueRow]) -> list[Call | OfficeCall]:
        fates = self._fates(due)
        await self._settle(fates[ReminderStatus.MISSED], ReminderStatus.MISSED)
        await self._settle(fates[ReminderStatus.CANCELLED], ReminderStatus.CANCELLED)
        for_office = [row for row in fates[ReminderStatus.SENT] if row.step == OFFICE]
        for_schools = [row for row in fates[ReminderStatus.SENT] if row.step != OFFICE]
        return [*await self._call_schools(for_schools), *await self._call_office(for_office)]

    def _fates(self, due: Sequence[DueRow]) -> dict[ReminderStatus, list[DueRow]]:
        """The newest step of each thing goes where it is still of use. An older one was missed, unless it fell on the
        same instant: then the newest says it too."""
        newest = {_thing(row): row for row in due}  # `due` comes by instant
        oldest = self._rhythm.today(self._now) - self._rhythm.stale_after * DAY
        fates: dict[ReminderStatus, list[DueRow]] = defaultdict(list)
        for row in due:
            last = newest[_thing(row)]
            if row.due_at < last.due_at or self._rhythm.today(last.due_at) < oldest:
                fates[ReminderStatus.MISSED].append(row)
            else:
                fates[ReminderStatus.SENT if row is last else ReminderStatus.CANCELLED].append(row)
        return fates

    async def _call_schools(self, due: Sequence[DueRow]) -> list[Call]:
        if not due:
            return []
        people = await principals_of(self._session, {row.school_id for row in due}, Purpose.REMINDERS, self._now)
        reached = {school for person in people for school in person.school_ids}
        await self._settle([row for row in due if row.school_id not in reached], ReminderStatus.UNREACHABLE)
        busy = await dialogues.in_progress(self._session, [person.contact.id for person in people], self._now)
        free = reached - _held(people, busy)
        going = [row for row in due if row.school_id in free]
        await self._settle(going, ReminderStatus.SENT)
        return await self.calls(going, people)

    async def calls(self, due: Sequence[DueRow], people: Iterable[Reached]) -> list[Call]:
        """One call a person, with a line for each thing of theirs, the earliest due first."""
        schools = await agenda.schools_by_id(self._session, {row.school_id for row in due})
        keys = {(row.item_id, row.period) for row in due}
        requests = await agenda.requests_at(self._session, keys, schools.keys())
        lines: dict[int, list[Line]] = defaultdict(list)
        for row in due:
            request = requests.get((row.item_id, row.period, row.school_id))
            waits = request if _waits(request) else None
            line = Line(self._items[row.item_id], schools[row.school_id], row.period, row.step, waits)
            if waits or row.step == FIRST:
                lines[row.school_id].append(line)
        calls = []
        for person in people:
            theirs = [line for school in sorted(person.school_ids) for line in lines[school]]
            if theirs:
                calls.append(Call(person.contact, self._office, tuple(sorted(theirs, key=_by_urgency))))
        return calls

    async def _call_office(self, due: Sequence[DueRow]) -> list[OfficeCall]:
        """To each specialist what their schools left unanswered; to all staff what is nobody's."""
        if not due:
            return []
        staff = await staff_of(self._session, self._office.id, Purpose.REPORTS, self._now)
        if not staff:
            await self._settle(due, ReminderStatus.UNREACHABLE)
            return []
        if await dialogues.in_progress(self._session, [each.contact.id for each in staff], self._now):
            return []  # one row is for all of them: it waits until none is at something
        await self._settle(due, ReminderStatus.SENT)
        schools = await agenda.schools_by_id(self._session, {row.school_id for row in due})
        requests = await agenda.requests_at(self._session, {(r.item_id, r.period) for r in due}, schools.keys())
        people = await principals_of(self._session, schools.keys(), Purpose.REMINDERS, self._now)
        reached = {school for person in people for school in person.school_ids}
        missing = [row for row in due if _waits(requests.get((row.item_id, row.period, row.school_id)))]
        calls = []
        for colleague in _one_contact_each(staff):
            theirs = [row for row in missing if _is_theirs(schools[row.school_id], colleague, staff)]
            if silences := self._silences(theirs, schools, reached):
                calls.append(OfficeCall(colleague.contact, self._office, silences))
        return calls

    def _silences(
        self, rows: Iterable[DueRow], schools: dict[int, School], reached: Collection[int]
    ) -> tuple[Silence, ...]:
        grouped: dict[tuple[int, str], list[School]] = defaultdict(list)
        for row in rows:
            grouped[row.item_id, row.period].append(schools[row.school_id])
        return tuple(
            Silence(
                self._items[item_id],
                period,
                tuple(school for school in missing if school.id in reached),
                tuple(school for school in missing if school.id not in reached),
            )
            for (item_id, period), missing in grouped.items()
        )

    async def _settle(self, rows: Iterable[DueRow], status: ReminderStatus) -> None:
        await agenda.settle_reminders(self._session, [row.id for row in rows], status, self._now)


def _one_each(calls: Iterable[Call | OfficeCall]) -> list[Call | OfficeCall]:
    """Whoever leads schools of two offices is called once, in the name of the first; staff, for each office."""
    merged: dict[int, Call] = {}
    for_staff: list[Call | OfficeCall] = []
    for call in calls:
        if isinstance(call, OfficeCall):
            for_staff.append(call)
        elif former := merged.get(call.contact.id):
            lines = tuple(sorted((*former.lines, *call.lines), key=_by_urgency))
            merged[call.contact.id] = replace(former, lines=lines)
        else:
            merged[call.contact.id] = call
    return [*merged.values(), *for_staff]


def _thing(row: DueRow) -> tuple[int, str, int, bool]:
    return row.item_id, row.period, row.school_id, row.step == OFFICE


def _held(people: Iterable[Reached], busy: Collection[int]) -> set[int]:
    """The schools that wait because one of their people is at something (`busy`: contact ids).

    With them wait the other schools of each of their people, who else would be called twice.
    """
    held = {school for person in people if person.contact.id in busy for school in person.school_ids}
    while more := {s for person in people if person.school_ids & held for s in person.school_ids} - held:
        held |= more
    return held


def _by_urgency(line: Line) -> tuple[bool, str, int]:
    """What owes a report first, the earliest due before the later."""
    return line.request is None, line.request.due.isoformat() if line.request else line.period, line.item.number


def _waits(request: ReportRequest | None) -> bool:
    return request is not None and request.state in agenda.WAITS


def _one_contact_each(staff: Iterable[Colleague]) -> list[Colleague]:
    return list({colleague.contact.person_id: colleague for colleague in staff}.values())


def _is_theirs(school: School, colleague: Colleague, staff: Iterable[Colleague]) -> bool:
    """The specialist's own school; one whose specialist is not among the staff is everybody's."""
    in_charge = fold(school.specialist)
    if in_charge and any(fold(each.known_as) == in_charge for each in staff):
        return fold(colleague.known_as) == in_charge
    return True
