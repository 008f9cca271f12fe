"""Announcements' messages: read once, rendered once a channel, their files uploaded once."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, FileRefused, Keeping
from db.models import Announcement
from handlers.messages import Attachment, Outgoing, outgoing_from_json

MOST_KNOWN = 8  # announcements in memory, each with a file of some megabytes at most


class Broadcast:
    """One announcement's message with its file, and the names that accounts have given to that file."""

    def __init__(self, message: Outgoing, refs: dict[str, str]) -> None:
        self.message = message
        self.refs = refs
        self.has_news = False  # a name that no row has yet
        self._first: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, channel: Channel, chat_id: str) -> str:
        """Sends it, by the file's name where there is one; the first send of a file goes alone. Raises a SendError."""
        if not self.message.attachments or not isinstance(channel, Keeping):
            return await channel.send(chat_id, self.message)
        key = f"{channel.name}:{channel.account}"
        if key not in self.refs:
            async with self._first[key]:
                if key not in self.refs:
                    return await self._upload(channel, chat_id, key)
        ref = self.refs[key]
        try:
            return (await channel.send_kept(chat_id, self.message, ref))[0]
        except FileRefused:
            if self.refs.get(key) == ref:
                del self.refs[key]
            raise

    async def _upload(self, channel: Keeping, chat_id: str, key: str) -> str:
        message_id, ref = await channel.send_kept(chat_id, self.message, "")
        self.refs[key] = ref
        self.has_news = True
        return message_id


class Broadcasts:
    """The announcements sent last."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Broadcast] = OrderedDict()

    async def load(self, session: AsyncSession, ids: Collection[int]) -> dict[int, Broadcast]:
        """Those of the announcements that there are."""
        for id_ in ids:
            if id_ not in self._known and (found := await _read(session, id_)) is not None:
                self._known[id_] = found
        loaded = {id_: self._known[id_] for id_ in ids if id_ in self._known}
        for id_ in loaded:
            self._known.move_to_end(id_)
        while len(self._known) > max(MOST_KNOWN, len(loaded)):
            self._known.popitem(last=False)
        return loaded

    async def save(self, session: AsyncSession) -> None:
        """Writes new names of files down, so that a restarted program need not upload again."""
        for id_, broadcast in self._known.items():
            if broadcast.has_news:
                broadcast.has_news = False
                renamed = update(Announcement).where(Announcement.id == id_).values(file_refs=dict(broadcast.refs))
                await session.execute(renamed)


async def _read(session: AsyncSession, id_: int) -> Broadcast | None:
    columns = (
        Announcement.message,
        Announcement.file_name,
        Announcement.file_type,
        Announcement.file_content,
        Announcement.file_refs,
    )
    row = (await session.execute(select(*columns).where(Announcement.id == id_))).first()
    if row is None:
        return None
    stored, name, media_type, content, refs = row
    message = outgoing_from_json(stored)
    if name and content is not None:
        message = replace(message, attachments=(Attachment(name, media_type, content),))
    return Broadcast(message, dict(refs))
