"""Photos and documents that come with a report: which are taken, and where they stay until they are fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from db import reports, uploads
from db.models import Dialogue, ReportFile
from handlers import reports_refused as words
from handlers.desk import Desk, Reply
from handlers.filetypes import is_known
from handlers.messages import SILENCE, Incoming, IncomingFile
from handlers.wording import say

TOLD = "report_told"  # in a dialogue: what waits to be told which task it is for
ALBUM_LASTS = timedelta(hours=1)  # how long the rest of an album may take to arrive


@dataclass(frozen=True, slots=True)
class Told:
    """A message that may be a report: its words, what came with it, and where it is recorded."""

    text: str
    inbox_id: int | None
    files: tuple[IncomingFile, ...] = ()
    after_command: bool = False  # /baocao was said before it

    @property
    def is_given_as_report(self) -> bool:
        return self.after_command or bool(self.files)


def kept(told: Told) -> dict[str, Any]:
    """For a dialogue's `pending`, until it is known what it belongs to."""
    return {TOLD: {"text": told.text, "inbox_id": told.inbox_id, "files": [asdict(file) for file in told.files]}}


def told_in(dialogue: Dialogue | None) -> Told | None:
    """What `kept` keeps, None where nothing waits."""
    waits = dialogue.pending.get(TOLD) if dialogue else None
    if not waits:
        return None
    return Told(waits["text"], waits["inbox_id"], tuple(IncomingFile(**file) for file in waits["files"]))


def told_by(incoming: Incoming, text: str) -> Told:
    return Told(text, incoming.inbox_id, incoming.files)


def to_store(files: Sequence[IncomingFile]) -> list[ReportFile]:
    """As rows without their bytes: these are fetched afterwards, see bot.files."""
    return [ReportFile(name=f.name, media_type=f.media_type, size=f.size, source=f.source, error="") for f in files]


def amiss(files: Sequence[IncomingFile], most_mb: int) -> Reply | None:
    """The refusal of what is too large or of no known kind, before anything is stored."""
    for file in files:
        if file.size > most_mb * 1_000_000:
            return Reply(say(words.too_large(file.name, file.size, most_mb)))
        if not is_known(file.name, file.media_type):
            return Reply(say(words.unknown_type(file.name)))
    return None


async def rest_of_album(incoming: Incoming, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """Further pictures of an album go where its first one went, or wait with it, without a word."""
    if not incoming.album or incoming.text:
        return None
    since, person = desk.now - ALBUM_LASTS, desk.contact.person_id
    report = await reports.with_album(desk.session, person, incoming.album, since)
    if report:
        await reports.add_files(desk.session, report, to_store(incoming.files))
        return Reply(SILENCE)
    told = told_in(dialogue)
    if dialogue is None or told is None or incoming.album not in {file.source.get("album") for file in told.files}:
        return None
    dialogue.pending = {**dialogue.pending, **kept(Told(told.text, told.inbox_id, (*told.files, *incoming.files)))}
    return Reply(SILENCE)


async def let_go(incoming: Incoming, desk: Desk, reply: Reply) -> None:
    """What was brought along and neither belongs to a report now nor waits for its task is not kept."""
    if incoming.files and TOLD not in reply.pending:
        await uploads.forget_unclaimed(desk.session, [file.source for file in incoming.files])
