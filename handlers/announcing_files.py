"""A picture or file that is to go with an announcement: announced by the channel, fetched by bot.files."""

from __future__ import annotations

from db import drafts
from db.models import Dialogue, Office
from handlers import announcing_drafting as words
from handlers.announcing import check_text, go_on
from handlers.desk import Desk, Reply
from handlers.draft import COMMAND, Draft, draft_in, office_of
from handlers.enclosures import amiss
from handlers.messages import SILENCE, Incoming
from handlers.wording import say
from knowledge.errors import UserError

MOST_MB = 5  # what handlers.messages.Attachment holds: its preview is kept in a row


async def take(text: str, incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """A file while an announcement is being written, or with its command; None where there is neither."""
    begins = text.lower().startswith(COMMAND)
    draft = {} if begins else draft_in(dialogue)
    if not incoming.files or incoming.is_group or draft is None or (text.startswith("/") and not begins):
        return None
    office = await office_of(draft, desk)
    if office is None:
        return None
    if incoming.album and draft.get("album") == incoming.album and not text:
        return Reply(SILENCE)  # the rest of what was sent as one: said with the first that one file is kept
    if amiss_ := amiss(incoming.files, MOST_MB):
        return amiss_
    words_ = text[len(COMMAND) :].strip() if begins else text
    try:
        return await _attached(words_, draft, incoming, desk, office)
    except UserError as error:
        return Reply(say(error.sentence))


async def _attached(text: str, draft: Draft, incoming: Incoming, desk: Desk, office: Office) -> Reply:
    """The file is kept; words that came with it are the announcement's."""
    if len(incoming.files) > 1:
        raise UserError(words.ONE_FILE)
    draft = {**draft, "text": text} if text else draft
    if draft.get("text"):
        check_text(draft["text"], True, office, desk)
    file = incoming.files[0]
    await drafts.add(desk.session, desk.contact.id, file.name, file.media_type, file.size, file.source, desk.now)
    return await go_on({**draft, "file": file.name, "album": incoming.album}, desk, office)
