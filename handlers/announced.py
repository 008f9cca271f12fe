"""What was announced: the last ones with their figures, and what staff do with one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from db import announcements, drafts
from db.announcements import Audience, Figures, Whom
from db.models import Announcement, AnnouncementState, Dialogue
from handlers import announced_wording as words
from handlers import announcing as announcing_chat
from handlers.announced_xlsx import workbook
from handlers.announcing import go_on
from handlers.announcing_wording import CORRECTION, REMINDER, text_of
from handlers.approving import answer_buttons, opened
from handlers.choices import spoken
from handlers.desk import Desk, Reply
from handlers.draft import (
    CORRECT,
    LIST,
    ONE,
    REMIND,
    SEND_UNCERTAIN,
    SHEET,
    WITHDRAW,
    WITHDRAW_SURELY,
    Draft,
)  # fmt: skip
from handlers.messages import Attachment, Button
from handlers.staff import office_for, refuse
from handlers.summary import XLSX
from handlers.wording import label, say
from knowledge.errors import UserError
from scheduler import announcing

MOST_LISTED = 8
RECENT = Button(words.RECENT, LIST)
LISTS = {"danh sach", "gan day", "xem", "xem lai", "cac thong bao gan day", "thong bao gan day"}


async def show(argument: str, desk: Desk) -> Reply:
    """/thongbao: with a word for the list that, else a new one."""
    if spoken(argument) in LISTS:
        return await act_list([], desk, None)
    return await announcing_chat.show(argument, desk)


async def act_list(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, LIST)
    last = await announcements.recent(desk.session, office.id, MOST_LISTED)
    counted = [(each, await announcements.figures(desk.session, each.id)) for each in last]
    buttons = [Button(label(words.named(each)), f"{ONE}:{each.id}") for each in last]
    return Reply(words.recent(counted, office, buttons))


async def act_one(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, ONE)
    announcement, office = found
    figures = await announcements.figures(desk.session, announcement.id)
    return Reply(words.one(announcement, office, figures, _buttons(announcement, figures, desk)))


def _buttons(announcement: Announcement, figures: Figures, desk: Desk) -> list[Button]:
    """What can be done with it as it stands."""
    id_, state, silent = announcement.id, announcement.state, figures.sent - figures.acknowledged
    buttons = []
    if state is AnnouncementState.APPROVAL and announcement.created_by != desk.contact.person_id:
        buttons += answer_buttons(announcement)
    if state is AnnouncementState.SENDING and announcement.answers and silent:
        buttons.append(Button(words.remind(announcement, silent), f"{REMIND}:{id_}"))
    if figures.failed or figures.blocked or figures.uncertain or (announcement.answers and silent):
        buttons.append(Button(words.SHEET, f"{SHEET}:{id_}"))
    if state is AnnouncementState.SENDING and figures.uncertain:
        buttons.append(Button(words.send_uncertain(figures.uncertain), f"{SEND_UNCERTAIN}:{id_}"))
    got = figures.sent + figures.sending + figures.uncertain
    if announcement.started_at and (got or state is AnnouncementState.WITHDRAWN):  # what was deleted may have been read
        buttons.append(Button(words.CORRECT, f"{CORRECT}:{id_}"))
    if state in announcing.OPEN:
        buttons.append(Button(words.WITHDRAW, f"{WITHDRAW}:{id_}"))
    return [*buttons, RECENT]


async def act_remind(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """A draft of the same words and file to those alone who have not answered; its buttons answer the first."""
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, REMIND)
    announcement, office = found
    draft = _about(announcement, REMINDER, Whom.SILENT, words.silent(announcement))
    draft |= {"text": text_of(announcement.message), "answers": [], "at": "", "urgent": False}
    await drafts.take_from(desk.session, desk.contact.id, announcement, desk.now)
    if announcement.file_name:
        draft["file"] = announcement.file_name
    return await go_on({**draft, "buttons": announcement.message["buttons"]}, desk, office)


async def act_correct(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """A draft to exactly those who got it; its words are asked for."""
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, CORRECT)
    announcement, office = found
    return await go_on(_about(announcement, CORRECTION, Whom.GOT, words.got(announcement)), desk, office)


def _about(announcement: Announcement, kind: str, whom: Whom, told: str) -> Draft:
    audience = Audience(whom, about_id=announcement.id).to_json()
    return {"kind": kind, "about": announcement.id, "whom": audience, "told": told}


async def act_sheet(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, SHEET)
    announcement, office = found
    rows = await announcements.unsettled(desk.session, announcement.id)
    if not rows:
        return Reply(say(words.ALL_SETTLED))
    content = await asyncio.to_thread(workbook, words.title(announcement, office), rows)
    file = Attachment(f"thong-bao-{announcement.id}-chua-toi.xlsx", XLSX, content)
    return Reply(words.sheet(announcement, sum(row.people for row in rows), file))


async def act_send_uncertain(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, SEND_UNCERTAIN)
    again = await announcing.send_uncertain(desk.session, found[0], desk.now)
    return Reply(say(words.sent_again(again)))


async def act_withdraw(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Asks once more, and says what can be taken back."""
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, WITHDRAW)
    announcement, _ = found
    if announcement.state not in announcing.OPEN:
        raise UserError(words.WITHDRAWN_ALREADY)
    figures = await announcements.figures(desk.session, announcement.id)
    surely = Button(words.WITHDRAW_SURELY, f"{WITHDRAW_SURELY}:{announcement.id}")
    return Reply(words.ask_withdraw(announcement, figures, [surely, Button(words.KEEP, f"{ONE}:{announcement.id}")]))


async def act_withdraw_surely(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    found = await opened(arguments[0], desk)
    if found is None:
        return refuse(desk, WITHDRAW_SURELY)
    done = await announcing.withdraw(desk.session, found[0], desk.now)
    correct = [Button(words.CORRECT, f"{CORRECT}:{found[0].id}")] if done.deleting or done.kept else []
    return Reply(words.withdrawn(found[0], done, [*correct, RECENT]), closes=True)
