"""The methods that put messages before people's eyes, change them and take them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.botapi import limits
from tests.botapi.call import Call, Refusal, bad
from tests.botapi.people import Chat, Shown

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

DELETABLE_S = 48 * 3600.0
Result = Any
Method = Callable[[Call], Result]


class Messages:
    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._uploaded: dict[str, tuple[str, str]] = {}  # (kind, name) by file_id, to be sent again by it
        self.methods: dict[str, Method] = {
            "sendmessage": self._send_message,
            "senddocument": lambda call: self._send_file(call, "document"),
            "sendphoto": lambda call: self._send_file(call, "photo"),
            "editmessagetext": lambda call: self._edit(call, "text"),
            "editmessagecaption": lambda call: self._edit(call, "caption"),
            "deletemessage": self._delete,
        }

    def _chat(self, call: Call) -> Chat:
        """Who may be written to: a 429 comes before a 403, since Telegram counts before it looks."""
        if wait_s := self._api.rates.wait_s(call.chat_id):
            self._api.met["limit"] += 1
            raise Refusal(429, f"Too Many Requests: retry after {wait_s}", retry_after=wait_s)
        chat = self._api.known(call.chat_id)
        if chat is None:
            raise bad("chat not found")
        if chat.blocked:
            raise Refusal(403, f"Forbidden: {chat.blocked}")
        return chat

    def _send_message(self, call: Call) -> Result:
        chat = self._chat(call)
        return self._show(chat, self._shown(chat, call, "text"), {})

    def _send_file(self, call: Call, kind: str) -> Result:
        chat = self._chat(call)
        file_id, name = self._file(call, kind)
        content = self._api.files[file_id]
        told: dict[str, Any] = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}
        shown = self._shown(chat, call, "caption")
        shown.kind, shown.file_name, shown.file = kind, name, content
        if kind == "photo":
            width, height = limits.dimensions(content)
            small = {"file_id": "small", "file_unique_id": "small", "width": 90, "height": 60}
            return self._show(chat, shown, {"photo": [small, {**told, "width": width, "height": height}]})
        return self._show(chat, shown, {"document": {**told, "file_name": name}})

    def _file(self, call: Call, kind: str) -> tuple[str, str]:
        """The id and the name of what is sent: uploaded now, or earlier and named by its id."""
        given = call.text(kind)
        file = call.files.get(kind) or call.files.get(given.removeprefix("attach://"))
        if file is not None:
            file_id = f"sent{len(self._uploaded)}"
            self._api.files[file_id] = file.content
            self._uploaded[file_id] = kind, file.name
            return file_id, file.name
        if given not in self._uploaded:
            raise bad("wrong file identifier/HTTP URL specified")
        was, name = self._uploaded[given]
        if was != kind:
            raise bad(f"can't use file of type {was.title()} as {kind.title()}")
        return given, name

    def _shown(self, chat: Chat, call: Call, field: str) -> Shown:
        text = limits.shown_text(call.text(field), call.given.get("parse_mode")).strip()
        return Shown(chat.next_message_id(), text, call.text(field), call.buttons, sent_at=self._api.clock())

    def _show(self, chat: Chat, shown: Shown, content: dict[str, Any]) -> Result:
        chat.show(shown)
        self._api.census.count(chat.id, shown.text)
        return self._message(chat, shown, content)

    def _message(self, chat: Chat, shown: Shown, content: dict[str, Any]) -> Result:
        text = {shown.field: shown.text} if shown.text else {}
        return {
            "message_id": shown.message_id,
            "from": self._api.me,
            "chat": chat.as_json,
            "date": int(shown.sent_at),
            **text,
            **content,
        }

    def _edit(self, call: Call, field: str) -> Result:
        chat = self._chat(call)
        shown = chat.shown(call.number("message_id"))
        if shown is None:
            raise bad("message to edit not found")
        if shown.field != field:
            raise bad(f"there is no {field} in the message to edit")
        text = limits.shown_text(call.text(field), call.given.get("parse_mode")).strip()
        if text == shown.text and call.buttons == shown.buttons:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        chat.change(shown, text, call.text(field), call.buttons)
        return self._message(chat, shown, {"edit_date": self._api.now()})

    def _delete(self, call: Call) -> Result:
        chat = self._chat(call)
        shown = chat.shown(call.number("message_id"))
        if shown is None:
            raise bad("message to delete not found")
        if self._api.clock() - shown.sent_at >= DELETABLE_S:
            raise bad("message can't be deleted for everyone")
        chat.remove(shown)
        return True
