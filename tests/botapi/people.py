"""The people before the screen: what they do becomes an update, what they see is kept."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.botapi.waiting import PATIENCE_S

if TYPE_CHECKING:
    from tests.botapi.server import BotApi


@dataclass(slots=True)
class Shown:
    """One message of the bot as it stands on the screen. `buttons` are (label, callback_data)."""

    message_id: int
    text: str
    marked_up: str
    buttons: list[tuple[str, str]]
    file_name: str = ""
    file: bytes = b""
    edits: int = 0
    kind: str = "text"  # or document, photo
    sent_at: float = 0.0

    @property
    def field(self) -> str:
        """Where its text is on the wire."""
        return "text" if self.kind == "text" else "caption"


@dataclass(slots=True)
class Chat:
    """A private chat (positive id) or a group (negative id)."""

    api: BotApi
    id: int
    blocked: str = ""  # the 403 that the bot gets
    last_message_id: int = 0
    seen: list[Shown] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    asked_at: float | None = None  # since when its person waits for an answer, monotonic

    @property
    def as_json(self) -> dict[str, Any]:
        if self.id < 0:
            return {"id": self.id, "type": "supergroup", "title": f"Nhóm {-self.id}"}
        return {"id": self.id, "type": "private", "first_name": f"Người {self.id}"}

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id

    def show(self, shown: Shown) -> None:
        self.seen.append(shown)
        if self.asked_at is not None:
            self.api.waited_s.append(time.monotonic() - self.asked_at)
            self.asked_at = None
        self.news.set()

    def shown(self, message_id: int) -> Shown | None:
        return next((one for one in reversed(self.seen) if one.message_id == message_id), None)

    def change(self, shown: Shown, text: str, marked_up: str, buttons: list[tuple[str, str]]) -> None:
        shown.text, shown.marked_up, shown.buttons = text, marked_up, buttons
        shown.edits += 1
        self.news.set()

    def remove(self, shown: Shown) -> None:
        self.seen.remove(shown)
        self.news.set()

    async def sees(self, count: int = 1, wait_s: float = PATIENCE_S) -> list[Shown]:
        """Waits until so many messages of the bot are seen; fails with what is seen when it takes too long."""
        async with asyncio.timeout(wait_s):
            while len(self.seen) < count:
                self.news.clear()
                await self.news.wait()
        return self.seen

    def says(self, text: str, *, sender: int | None = None, reply_to: int = 0) -> int:
        """Types `text`; in a group `sender` types it. `reply_to` is a message of the bot."""
        self.asked_at = time.monotonic()
        fields: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            fields["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if reply_to:
            fields["reply_to_message"] = {**self._message(None), "message_id": reply_to, "from": self.api.me}
        return self.sends(sender=sender, **fields)

    def sends(self, *, sender: int | None = None, kind: str = "message", **fields: Any) -> int:
        """Anything else: `chat.sends(sticker={...})`. Returns the update id."""
        return self.api.updates.put(kind, {**self._message(sender), **fields})

    def sends_file(
        self, name: str, content: bytes, caption: str = "", *, album: str = "", size: int = 0, reply_to: int = 0
    ) -> int:
        """A document, or a photo where the name is ""; `size` is what the message tells of it."""
        file_id = f"file{len(self.api.files)}"
        self.api.files[file_id] = content
        told = {"file_id": file_id, "file_unique_id": file_id, "file_size": size or len(content)}
        fields: dict[str, Any] = {"document": {**told, "file_name": name}} if name else {}
        if not name:
            small = {**told, "file_id": "small", "file_unique_id": "small", "width": 90, "height": 60}
            fields = {"photo": [small, {**told, "width": 1280, "height": 960}]}
        if caption:
            fields["caption"] = caption
        if album:
            fields["media_group_id"] = album
        if reply_to:
            fields["reply_to_message"] = {**self._message(None), "message_id": reply_to, "from": self.api.me}
        return self.sends(**fields)

    def presses(self, label: str) -> int:
        """Presses the newest button with that label."""
        shown, data = next(
            (shown, data) for shown in reversed(self.seen) for text, data in shown.buttons if text == label
        )
        message = {
            "message_id": shown.message_id,
            "from": self.api.me,
            "chat": self.as_json,
            "date": self.api.now(),
            "text": shown.text,
        }
        return self.api.press({"from": _person(self.id), "message": message, "chat_instance": "1", "data": data})

    def blocks(self) -> int:
        """Blocks the bot, or throws it out of the group."""
        self.blocked = "bot was blocked by the user" if self.id > 0 else "bot was kicked from the supergroup chat"
        return self._membership("member", "kicked")

    def unblocks(self) -> int:
        self.blocked = ""
        return self._membership("kicked", "member")

    def _membership(self, old: str, new: str) -> int:
        def member(status: str) -> dict[str, Any]:
            return {"user": self.api.me, "status": status, **({"until_date": 0} if status == "kicked" else {})}

        change = {"chat": self.as_json, "from": _person(abs(self.id)), "date": self.api.now()}
        return self.api.updates.put(
            "my_chat_member", {**change, "old_chat_member": member(old), "new_chat_member": member(new)}
        )

    def _message(self, sender: int | None) -> dict[str, Any]:
        return {
            "message_id": self.next_message_id(),
            "from": _person(sender or abs(self.id)),
            "chat": self.as_json,
            "date": self.api.now(),
        }


def _person(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": f"Người {user_id}", "language_code": "vi"}
