"""An announcement while it is being written: what a dialogue keeps of it, and the verbs of its buttons.

A draft is what was said so far: `text`, `file` (its name), `whom` (db.announcements.Audience as JSON) and `told` (the
same in words), `answers`, `at` ("" for now) and `urgent`; `kind`, `about` and `buttons` where it reminds of an
announcement or corrects one; `office` (its id), in whose name it is; `said` where schools are named but not who of
them; `nonce` of the preview shown last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from db import people
from db.models import Dialogue, Office
from handlers.desk import Desk, Reply
from handlers.messages import Incoming
from handlers.staff import office_for
from knowledge.errors import UserError

Draft = dict[str, Any]

NEWS = "news"  # in a dialogue: the draft
STEP = "step"
COMMAND = "/thongbao"
# Verbs of buttons; the first four, which take words too, are the steps.
TEXT, WHOM, ANSWERS, WHEN = STEPS = ("tt", "tw", "ta", "tn")
ROLE, EDIT, NO_FILE, GO_ON, SEND, DROP = "tr", "te", "tf", "tp", "ts", "tq"
LIST, ONE, REMIND, SHEET, WITHDRAW, WITHDRAW_SURELY, CORRECT, SEND_UNCERTAIN = (
    "tl", "td", "tk", "tx", "tu", "tv", "tc", "tg"
)  # fmt: skip
APPROVE, REFUSE, SEE_FILE = "ty", "tz", "ti"

GONE = "Bản soạn này đã được gửi, đã thay đổi hoặc đã hết hiệu lực. Gõ /thongbao để soạn lại hoặc xem đã gửi chưa."


def draft_in(dialogue: Dialogue | None) -> Draft | None:
    """None where nothing is being written."""
    return dialogue.pending.get(NEWS) if dialogue else None


def begun(dialogue: Dialogue | None) -> Draft:
    """Raises UserError where nothing is being written any more."""
    draft = draft_in(dialogue)
    if draft is None:
        raise UserError(GONE)
    return dict(draft)


async def office_of(draft: Draft | None, desk: Desk) -> Office | None:
    """In whose name it was begun, also where its author has chosen another office since; None for who left that."""
    if not draft or "office" not in draft:
        return await office_for(desk)
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    return await desk.session.get(Office, draft["office"]) if draft["office"] in staffed else None


def kept(reply: Reply, dialogue: Dialogue | None) -> Reply:
    """What is asked in between is answered, and the draft stays: unless the reply says what becomes of it."""
    draft = draft_in(dialogue)
    if dialogue is None or draft is None or NEWS in reply.pending:
        return reply
    step = dialogue.pending.get(STEP)
    stays = {STEP: step} if step in STEPS and "answer_to" not in reply.pending else {}
    return replace(reply, pending={**stays, NEWS: draft, **reply.pending}, closes=False)


def awaits_text(dialogue: Dialogue | None) -> bool:
    """Whether the next words are the announcement's own."""
    return draft_in(dialogue) is not None and dialogue is not None and dialogue.pending.get(STEP) == TEXT


def is_meant(text: str, dialogue: Dialogue | None) -> bool:
    """Whether a text, however long, is an announcement's."""
    return awaits_text(dialogue) or text.lower().startswith(COMMAND)


def typed(incoming: Incoming, dialogue: Dialogue | None) -> str:
    """The words as they were typed; those of an announcement with what was made bold by the channel's own tools."""
    return incoming.marked if incoming.marked and is_meant(incoming.marked, dialogue) else incoming.text
