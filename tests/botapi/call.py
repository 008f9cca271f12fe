"""One request to a method, and the answers other than ok."""

from __future__ import annotations

import json
from typing import Any

from tests.botapi.wire import Reply, Request, json_reply, parameters


class Refusal(Exception):
    """An answer other than ok; its text is what Telegram says."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters

    def reply(self) -> Reply:
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": str(self)}
        if self.parameters:
            body["parameters"] = self.parameters
        return json_reply(body, self.status)


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


class Call:
    """One request; `method` is in lower case, as Telegram takes it in any."""

    def __init__(self, request: Request, name: str) -> None:
        self.request = request
        self.name = name
        self.method = name.lower()
        self.given, self.files = parameters(request)

    def number(self, name: str, default: int = 0) -> int:
        return int(self.given.get(name, default))

    def text(self, name: str) -> str:
        return self.given.get(name, "")

    @property
    def chat_id(self) -> str:
        """ "" where it concerns no chat."""
        return self.text("chat_id")

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """(label, callback_data) of each button."""
        rows = json.loads(self.given.get("reply_markup", "{}")).get("inline_keyboard", [])
        return [(one["text"], one.get("callback_data", "")) for row in rows for one in row]
