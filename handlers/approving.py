"""A second person's approval: who is asked, what they see, and what their answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db import announcements, people
from db.announcements import Reach
from db.models import Announcement, AnnouncementState, Contact, Dialogue, Office
from handlers import approving_wording as words
from handlers.announcing_wording import progress
from handlers.choices import tell
from handlers.desk import Desk, Reply
from handlers.draft import APPROVE, ONE, REFUSE, SEE_FILE
from handlers.messages import Attachment, Button, Outgoing
from handlers.staff import refuse
from handlers.wording import say
from scheduler import announcing

SENT_ALONG = 1_000_000  # bytes of a file that each approver is sent; a larger one on request


def is_needed(office: Office, reach: Reach) -> bool:
    return office.approve_above is not None and reach.reached > office.approve_above


async def colleagues(desk: Desk, office: Office) -> list[Contact]:
    """Every other member of the staff who can be written to, those too who stopped announcements: this is work."""
    found = await people.staff_at_work(desk.session, office.id, desk.now)
    return [each for each in found if each.person_id != desk.contact.person_id]


async def ask(
    desk: Desk, office: Office, announcement: Announcement, shown: Outgoing, reach: Reach, asked: Sequence[Contact]
) -> None:
    """Each of them gets what its readers would see, and below it the two buttons."""
    author = await _name_of(desk.contact.person_id, office, desk)
    if any(len(file.content) > SENT_ALONG for file in shown.attachments):
        shown = replace(shown, attachments=())
    control = words.asked(office, announcement, author, reach, answer_buttons(announcement, bool(shown.attachments)))
    for contact in asked:
        desk.others.append((contact, shown))
        await tell(desk, contact, control)


def answer_buttons(announcement: Announcement, has_file: bool = False) -> list[Button]:
    """`has_file`: it is there to be seen already."""
    to_see = bool(announcement.file_name) and not has_file
    see = [Button(words.SEE_FILE, f"{SEE_FILE}:{announcement.id}")] if to_see else []
    yes, no = Button(words.APPROVE, f"{APPROVE}:{announcement.id}"), Button(words.REFUSE, f"{REFUSE}:{announcement.id}")
    return [yes, no, *see]


async def _name_of(person_id: int, office: Office, desk: Desk) -> str:
    """The name under which the plan knows this member of the staff, "" where there is none."""
    held = await people.memberships(desk.session, person_id, desk.now)
    return next((each.known_as for each in held if each.office_id == office.id and each.known_as), "")


async def opened(id_: str, desk: Desk) -> tuple[Announcement, Office] | None:
    """The announcement where this person works for its office."""
    announcement = await desk.session.get(Announcement, int(id_))
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    if announcement is None or announcement.office_id not in staffed:
        return None
    return announcement, await desk.session.get_one(Office, announcement.office_id)


async def act_approve(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, APPROVE)
    announcement, office = found
    await announcing.approve(desk.session, announcement, desk.contact.person_id, desk.now)
    await _tell_author(announcement, words.approved(announcement, office), desk)
    figures = await announcements.figures(desk.session, announcement.id)
    return Reply(progress(announcement, figures, 0.0, None), closes=True)


async def act_refuse(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, REFUSE)
    announcement, _ = found
    await announcing.refuse(desk.session, announcement, desk.contact.person_id, desk.now)
    if announcement.created_by != desk.contact.person_id:
        await _tell_author(announcement, words.refused(announcement), desk)
    return Reply(say(words.REFUSED), closes=True)


async def _tell_author(announcement: Announcement, message: Outgoing, desk: Desk) -> None:
    author = await desk.session.get(Contact, announcement.contact_id) if announcement.contact_id else None
    if author is not None and author.blocked_at is None:
        await tell(desk, author, replace(message, buttons=(Button(words.DETAILS, f"{ONE}:{announcement.id}"),)))


async def act_see_file(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, SEE_FILE)
    await desk.session.refresh(found[0], ["file_content"])
    announcement, content = found[0], found[0].file_content
    files = (Attachment(announcement.file_name, announcement.file_type, content),) if content else ()
    waits = announcement.state is AnnouncementState.APPROVAL
    return Reply(words.file_of(announcement, files, answer_buttons(announcement, has_file=True) if waits else []))
