"""An announcement as its readers will see it, and what else staff must know before they send it; the sending."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from db import announcements, drafts
from db.announcements import Audience
from db.models import Announcement, AnnouncementState, Dialogue, DraftFile, Office
from handlers import announcing_drafting as words
from handlers import approving
from handlers.announcing_wording import DETAILS, NEW, message, progress
from handlers.desk import Desk, Reply
from handlers.draft import (
    DROP,
    EDIT,
    GO_ON,
    GONE,
    NEWS,
    NO_FILE,
    ONE,
    SEND,
    STEP,
    WHEN,
    Draft,
    draft_in,
    office_of,
)  # fmt: skip
from handlers.messages import Attachment, Button, Outgoing, outgoing_to_json
from handlers.receipts import SHOWN_ONLY
from handlers.staff import refuse
from handlers.wording import say
from knowledge.errors import UserError
from knowledge.language.text import number
from scheduler import announcing


async def preview(draft: Draft, desk: Desk, office: Office) -> Reply:
    """Two messages: the announcement, and below it whom it reaches, when it goes, and the buttons."""
    file = await drafts.of(desk.session, desk.contact.id) if draft.get("file") else None
    if draft.get("file") and (file is None or file.content is None):
        return _without_file(draft, file)
    audience, wanted = Audience.from_json(draft["whom"]), wanted_at(draft)
    reach = await announcements.reach(desk.session, office.id, audience, desk.now)
    at = announcing.goes_at(office, wanted, draft["urgent"], desk.now)
    draft = {**draft, "nonce": secrets.token_hex(4)}
    approval = office.approve_above if approving.is_needed(office, reach) else None
    buttons = [Button(words.EDIT, EDIT), Button(words.NEVER_MIND, DROP)]
    if at > max(wanted or desk.now, desk.now):
        buttons.insert(0, Button(words.urgent_label(wanted, office), f"{WHEN}:urgent"))
    if reach.reached:
        label = words.SEND if approval is None else words.ASK_APPROVAL
        buttons.insert(0, Button(label, f"{SEND}:{draft['nonce']}"))
    facts = words.facts(draft, office, reach, at, desk.now, approval)
    control = words.preview(facts, reach.reached, buttons)
    return Reply(control, {STEP: WHEN, NEWS: draft}, before=(shown(draft, office, file),))


def _without_file(draft: Draft, file: DraftFile | None) -> Reply:
    """Nothing goes before its file is here."""
    waits = file is not None and not file.error
    buttons = [Button(words.PREVIEW, GO_ON)] if waits else []
    buttons += [Button(words.NO_FILE, NO_FILE), Button(words.NEVER_MIND, DROP)]
    said = words.file_waits if waits else words.file_gone
    return Reply(said(draft["file"], buttons), {NEWS: draft})


def wanted_at(draft: Draft) -> datetime | None:
    return datetime.fromisoformat(draft["at"]).astimezone(UTC) if draft["at"] else None


def shown(draft: Draft, office: Office, file: DraftFile | None) -> Outgoing:
    """What its readers will see. The buttons are there to be looked at: they belong to no announcement yet."""
    labels = [label for label, _ in draft.get("buttons", ())] or draft["answers"]
    body = message(office, draft["text"], draft.get("kind", NEW))
    buttons = tuple(Button(label, SHOWN_ONLY) for label in labels)
    content = file.content if file else None
    files = (Attachment(file.name, file.media_type, content),) if file and content is not None else ()
    return replace(body, buttons=buttons, attachments=files)


async def act_send(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """The press after which it goes: once, and only as it was shown."""
    draft, office = draft_in(dialogue), await office_of(draft_in(dialogue), desk)
    if office is None:
        return refuse(desk, SEND)
    if not draft or draft.get("nonce") != arguments[0]:
        return Reply(say(GONE))
    file = await drafts.of(desk.session, desk.contact.id) if draft.get("file") else None
    if draft.get("file") and (file is None or file.content is None):
        return _without_file(draft, file)
    reach = await announcements.reach(desk.session, office.id, Audience.from_json(draft["whom"]), desk.now)
    needs_approval = approving.is_needed(office, reach)
    colleagues = await approving.colleagues(desk, office) if needs_approval else []
    if needs_approval and not colleagues:
        raise UserError(words.NOBODY_APPROVES.format(count=number(reach.reached)))
    announcement = await announcing.announce(
        desk.session, office, _final(draft, office, file), desk.now,
        person_id=desk.contact.person_id, contact_id=desk.contact.id,
    )  # fmt: skip
    if draft.get("buttons"):  # a reminder's buttons answer what it reminds of
        announcement.message = {**announcement.message, "buttons": draft["buttons"]}
    if announcement.state is AnnouncementState.APPROVAL:
        await approving.ask(desk, office, announcement, shown(draft, office, file), reach, colleagues)
    await drafts.drop(desk.session, desk.contact.id)
    return Reply(await _told(announcement, office, len(colleagues), desk), {NEWS: None}, closes=True)


async def _told(announcement: Announcement, office: Office, asked: int, desk: Desk) -> Outgoing:
    """What its author reads: how it goes, in a message that is kept true; or what it waits for."""
    figures = await announcements.figures(desk.session, announcement.id)
    buttons = [Button(DETAILS, f"{ONE}:{announcement.id}")]
    if announcement.state is AnnouncementState.APPROVAL:
        return words.awaits_approval(announcement, asked, buttons)
    if announcement.state is AnnouncementState.SCHEDULED:
        return words.scheduled(announcement, office, figures, buttons)
    return replace(progress(announcement, figures, 0.0, None), progress_of=announcement.id)


def _final(draft: Draft, office: Office, file: DraftFile | None) -> announcing.Draft:
    content = file.content if file else None
    return announcing.Draft(
        message=outgoing_to_json(message(office, draft["text"], draft.get("kind", NEW))),
        audience=Audience.from_json(draft["whom"]),
        audience_told=draft["told"],
        answers=tuple(draft["answers"]),
        send_at=wanted_at(draft),
        urgent=draft["urgent"],
        file=announcing.File(file.name, file.media_type, content) if file and content is not None else None,
        about_id=draft.get("about"),
    )
