"""What is held about a person, for the person to see and to carry off. Nothing of anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    AgendaItem,
    Announcement,
    Consent,
    Contact,
    Delivery,
    Dialogue,
    DraftFile,
    InboxUpdate,
    Invite,
    Membership,
    Office,
    OfficeAnswer,
    Question,
    Report,
    ReportFile,
    ReportRequest,
    School,
    Upload,
)

PAGE = 50  # messages in memory at a time


class Sent(NamedTuple):
    """A report, what it was about, and its files without their bytes."""

    report: Report
    item: AgendaItem
    school: School
    files: list[ReportFile]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything but the messages, which may be many: see `written` and `received`."""

    contacts: Sequence[Contact]
    roles: Sequence[tuple[Membership, Office, School | None]]
    consents: Sequence[tuple[Consent, Office, Contact]]
    invites: Sequence[Invite]  # those used
    dialogues: Sequence[Dialogue]
    files: Sequence[Upload | DraftFile]  # that wait for a message, a report or an announcement
    questions: Sequence[Question]
    reports: Sequence[Sent]
    announcements: Sequence[tuple[Delivery, Announcement]]  # got, or to be got
    in_charge: Sequence[Question]  # of others, put to this member of staff
    answers: Sequence[OfficeAnswer]
    items: Sequence[AgendaItem]  # made by this member of staff
    authored: Sequence[Announcement]  # or approved


async def held(session: AsyncSession, person_id: int) -> Held:
    """Reads in the caller's transaction."""
    contacts = list(await session.scalars(select(Contact).where(Contact.person_id == person_id).order_by(Contact.id)))
    ids, chats = [contact.id for contact in contacts], [contact.chat_id for contact in contacts]
    uploads = await session.scalars(select(Upload).where(Upload.chat_id.in_(chats)).order_by(Upload.id))
    drafts = await session.scalars(select(DraftFile).where(DraftFile.contact_id.in_(ids)).order_by(DraftFile.id))
    by_person = or_(Announcement.created_by == person_id, Announcement.approved_by == person_id)
    return Held(
        contacts=contacts,
        roles=await _roles(session, person_id),
        consents=await _consents(session, person_id),
        invites=list(await session.scalars(select(Invite).where(Invite.used_by == person_id).order_by(Invite.id))),
        dialogues=list(await session.scalars(select(Dialogue).where(Dialogue.contact_id.in_(ids)))),
        files=[*uploads, *drafts],
        questions=await _questions(session, Question.contact_id.in_(ids)),
        reports=await _reports(session, person_id),
        announcements=await _announcements(session, person_id),
        in_charge=await _questions(session, Question.in_charge_id == person_id),
        answers=list(
            await session.scalars(
                select(OfficeAnswer).where(OfficeAnswer.person_id == person_id).order_by(OfficeAnswer.id)
            )
        ),
        items=list(
            await session.scalars(select(AgendaItem).where(AgendaItem.created_by == person_id).order_by(AgendaItem.id))
        ),
        authored=list(await session.scalars(select(Announcement).where(by_person).order_by(Announcement.id))),
    )


async def _roles(session: AsyncSession, person_id: int) -> list[tuple[Membership, Office, School | None]]:
    """Those that have ended too."""
    query = (
        select(Membership, Office, School)
        .join(Office, Office.id == Membership.office_id)
        .outerjoin(School, School.id == Membership.school_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.since, Membership.id)
    )
    return [(role, office, school) for role, office, school in await session.execute(query)]


async def _consents(session: AsyncSession, person_id: int) -> list[tuple[Consent, Office, Contact]]:
    query = (
        select(Consent, Office, Contact)
        .join(Office, Office.id == Consent.office_id)
        .join(Contact, Contact.id == Consent.contact_id)
        .where(Contact.person_id == person_id)
        .order_by(Consent.given_at, Consent.id)
    )
    return [(consent, office, contact) for consent, office, contact in await session.execute(query)]


async def _questions(session: AsyncSession, which: ColumnElement[bool]) -> list[Question]:
    return list(await session.scalars(select(Question).where(which).order_by(Question.id)))


async def _reports(session: AsyncSession, person_id: int) -> list[Sent]:
    query = (
        select(Report, AgendaItem, School)
        .join(ReportRequest, Report.request_id == ReportRequest.id)
        .join(AgendaItem, ReportRequest.item_id == AgendaItem.id)
        .join(School, ReportRequest.school_id == School.id)
        .where(Report.person_id == person_id)
        .order_by(Report.id)
    )
    rows = [(report, item, school) for report, item, school in await session.execute(query)]
    files: dict[int, list[ReportFile]] = {report.id: [] for report, _, _ in rows}
    for file in await session.scalars(
        select(ReportFile).where(ReportFile.report_id.in_(files)).order_by(ReportFile.id)
    ):
        files[file.report_id].append(file)
    return [Sent(report, item, school, files[report.id]) for report, item, school in rows]


async def _announcements(session: AsyncSession, person_id: int) -> list[tuple[Delivery, Announcement]]:
    query = (
        select(Delivery, Announcement)
        .join(Announcement, Announcement.id == Delivery.announcement_id)
        .where(Delivery.person_id == person_id)
        .order_by(Delivery.id)
    )
    return [(delivery, announcement) for delivery, announcement in await session.execute(query)]


async def written(session: AsyncSession, contact: Contact) -> AsyncIterator[InboxUpdate]:
    """What came from this contact, the oldest first."""
    query = select(InboxUpdate).where(
        InboxUpdate.channel == contact.channel,
        InboxUpdate.account == contact.account,
        InboxUpdate.chat_id == contact.chat_id,
    )
    last = 0
    while page := list(await session.scalars(query.where(InboxUpdate.id > last).order_by(InboxUpdate.id).limit(PAGE))):
        for update in page:
            yield update
        last = page[-1].id
        await asyncio.sleep(0)  # SQLite's statements do not pause by themselves


async def received(session: AsyncSession, contact: Contact) -> AsyncIterator[Delivery]:
    """What went to this contact or will, the oldest first; announcements are told of apart."""
    query = select(Delivery).where(
        Delivery.channel == contact.channel,
        Delivery.account == contact.account,
        Delivery.chat_id == contact.chat_id,
        Delivery.announcement_id.is_(None),
    )
    last = 0
    while page := list(await session.scalars(query.where(Delivery.id > last).order_by(Delivery.id).limit(PAGE))):
        for delivery in page:
            yield delivery
            session.expunge(delivery)  # one may carry a file of some megabytes
        last = page[-1].id
        await asyncio.sleep(0)
