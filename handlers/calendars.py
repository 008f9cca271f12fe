"""A school's calendar: what the agenda asks of it and when, as text and as an .ics file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from icalendar import Calendar, Event
from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda
from db.models import AgendaItem, Office, School
from handlers.reminding import code
from scheduler.agenda import Occurrence
from scheduler.comparing import facts_of, wanted
from scheduler.planner import rhythm_for

MOST_LINES = 30  # of the text; the file holds all
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One falling due of one item for one school."""

    office: Office
    school: School
    item: AgendaItem
    occurrence: Occurrence

    @property
    def is_daily(self) -> bool:
        return self.occurrence.period == self.occurrence.opens.isoformat()


async def entries(session: AsyncSession, school_ids: Iterable[int]) -> list[Entry]:
    """All that these schools have to do in their offices' agendas, the earliest due first."""
    schools = (await agenda.schools_by_id(session, set(school_ids))).values()
    found: list[Entry] = []
    for office in await agenda.offices_by_id(session, {school.office_id for school in schools}):
        rhythm = rhythm_for(office)
        here = [school for school in schools if school.office_id == office.id and school.closed_at is None]
        for item in await agenda.items_of(session, office.id):
            want = wanted(item)
            concerned = [school for school in here if want.calls and want.audience.has(facts_of(school))]
            falling = want.occurrences(rhythm) if concerned else []
            found += [Entry(office, school, item, each) for school in concerned for each in falling]
    return sorted(found, key=lambda entry: (entry.occurrence.due, entry.item.number, entry.school.id))


def months(found: Sequence[Entry], today: date, several: bool) -> tuple[list[str], int]:
    """What is still to come, a paragraph a month, and how many lines were left out. The daily is one line."""
    coming = [entry for entry in found if entry.occurrence.due >= today]
    daily = {(entry.item.id, entry.school.id): entry for entry in coming if entry.is_daily}
    dated = [entry for entry in coming if not entry.is_daily]
    paragraphs = []
    for month, of_month in groupby(dated[:MOST_LINES], key=lambda entry: f"{entry.occurrence.due:%m/%Y}"):
        lines = [f"- {entry.occurrence.due:%d/%m}: {_line(entry, several)}" for entry in of_month]
        paragraphs.append("\n".join([f"Tháng {month}:", *lines]))
    if daily:
        paragraphs.append("\n".join(["Hằng ngày:", *(f"- {_line(entry, several)}" for entry in daily.values())]))
    return paragraphs, max(len(dated) - MOST_LINES, 0)


def _line(entry: Entry, several: bool) -> str:
    owes = " (cần báo cáo)" if entry.item.owes else ""
    return f"{code(entry.item.number)} {entry.item.text}{owes}{f' – {entry.school.name}' if several else ''}"


def ics(found: Sequence[Entry], name: str, now: datetime) -> bytes:
    """All-day events on the due days. An event keeps its UID when its day moves, so an import anew changes it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trống Trường//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in found:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    item, school, occurrence = entry.item, entry.school, entry.occurrence
    event = Event()
    event.add("uid", f"v{item.id}-{occurrence.period}-{school.id}@{entry.office.slug}.trong-truong")
    event.add("dtstamp", now)
    event.add("dtstart", occurrence.due)
    event.add("dtend", occurrence.due + DAY)
    event.add("summary", f"{code(item.number)} {item.text}")
    event.add("location", school.name)
    event.add("description", f"{entry.office.name}. {'Cần báo cáo.' if item.owes else 'Không cần báo cáo.'}")
    event.add("transp", "TRANSPARENT")  # a due day is no time that is taken
    return event
