"""A small Bot API server, faithful where it matters to a bot: offsets, conflicts, limits, refusals, faults, expiry."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote

from tests.botapi import limits, spec
from tests.botapi.call import Call, Refusal, bad
from tests.botapi.census import Census
from tests.botapi.faults import Chance, Fault
from tests.botapi.messages import Messages, Method, Result
from tests.botapi.people import Chat, Shown
from tests.botapi.rates import Rates
from tests.botapi.updates import Conflict, Updates
from tests.botapi.webhook import Webhook
from tests.botapi.wire import Connection, Drop, Reply, Request, Upload, json_reply

TOKEN = "4242:LOCAL-test_token"  # of a bot that exists on this server only
PRESS_S = 150.0  # how long a press can be answered


class BotApi:
    """The server's state and methods. `invalid` lists every request that the real server would not have liked."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.me = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Trống Trường",
            "username": "trong_truong_bot",
        }
        self.url = ""  # set by `serving`
        self.skipped_s = 0.0  # set it to let time pass
        self.updates = Updates(self.clock)
        self.chats: dict[int, Chat] = {}
        self.calls: Counter[str] = Counter()
        self.invalid: list[str] = []
        self.commands: list[dict[str, str]] = []
        self.webhook: Webhook | None = None
        self.files: dict[str, bytes] = {}  # what people sent, by file_id
        self.answered: list[str] = []  # ids of presses
        self.census = Census()
        self.rates = Rates(self.clock)
        self.chance = Chance()  # of a fault, for requests that concern a chat
        self.met: Counter[str] = Counter()  # faults by name, and "limit": 429s of `rates`
        self.waited_s: list[float] = []  # for the first message after each that a person typed
        self.handed_out_at = 0.0  # when the first updates were
        self._presses: dict[str, float] = {}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._delivery: asyncio.Task[None] | None = None
        self._methods: dict[str, Method] = {
            "getme": lambda call: self.me,
            **Messages(self).methods,
            "answercallbackquery": self._answer_callback_query,
            "getfile": self._get_file,
            "setmycommands": self._set_my_commands,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "getwebhookinfo": self._get_webhook_info,
        }

    # For tests.

    def clock(self) -> float:
        return time.time() + self.skipped_s

    def now(self) -> int:
        return int(self.clock())

    def chat(self, chat_id: int) -> Chat:
        """The private chat of a person, or a group where the id is negative. Made on first use."""
        if chat_id not in self.chats:
            self.chats[chat_id] = Chat(self, chat_id)
        return self.chats[chat_id]

    @property
    def sent_at(self) -> list[float]:
        """Of every message, monotonic."""
        return self.census.sent_at

    def known(self, chat_id: str) -> Chat | None:
        """Who has met the bot. Of the people whom `census` knows there is no screen, only the count."""
        number = int(chat_id) if chat_id.lstrip("-").isdigit() else 0
        if number not in self.chats and number in self.census.known:
            return Chat(self, number, last_message_id=len(self.sent_at))
        return self.chats.get(number)

    def fail(self, method: str, *faults: Fault) -> None:
        """The next requests to `method` meet these faults, one each."""
        self._faults[method.lower()].extend(faults)

    def press(self, content: dict[str, Any]) -> int:
        press_id = str(700_000 + len(self._presses))
        self._presses[press_id] = self.clock()
        return self.updates.put("callback_query", {"id": press_id, **content})

    def seen(self) -> list[Shown]:
        """All that all people see."""
        return [shown for chat in self.chats.values() for shown in chat.seen]

    # The wire.

    def handle(self, request: Request) -> Reply | Awaitable[Reply]:
        if unquote(request.path).startswith(f"/file/bot{self.token}/"):
            return self._download(request.path.rpartition("/")[2])
        prefix, _, method = request.path.rpartition("/")
        if not prefix.startswith("/bot"):
            return Refusal(404, "Not Found").reply()
        if prefix != f"/bot{self.token}":
            return Refusal(401, "Unauthorized").reply()
        call = Call(request, method)
        self.calls[call.method] += 1
        fault = self._next_fault(call)
        if fault is not None:
            return self._fail(call, fault)
        return self._poll(call) if call.method == "getupdates" else self._carry_out(call)

    def _carry_out(self, call: Call) -> Reply:
        method = self._methods.get(call.method, _not_found)
        try:
            self._check(call)
            return json_reply({"ok": True, "result": method(call)})
        except Refusal as refusal:
            return refusal.reply()

    async def _poll(self, call: Call) -> Reply:
        try:
            self._check(call)
            if self.webhook is not None:
                raise Conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete it")
            number = call.number
            found = await self.updates.poll(call.request, number("offset"), number("limit", 100), number("timeout"))
        except Conflict as conflict:
            return Refusal(409, f"Conflict: {conflict}").reply()
        except Refusal as refusal:
            return refusal.reply()
        if found != b"[]" and not self.handed_out_at:
            self.handed_out_at = time.monotonic()
        return Reply(b'{"ok":true,"result":' + found + b"}")

    def _check(self, call: Call) -> None:
        """Notes what is wrong with a request; refuses it where the real server would."""
        wrong = spec.problems(call.name, call.given, call.files)
        self.invalid += wrong
        if wrong and any("missing" in line or " is no " in line for line in wrong):
            raise bad(wrong[0])
        try:
            if check := limits.CHECKS.get(call.method):
                check(call.given, call.files)
        except limits.Refused as refused:
            self.invalid.append(f"{call.name}: {refused}")
            raise bad(str(refused)) from None

    def _next_fault(self, call: Call) -> Fault | None:
        waiting = self._faults.get(call.method)
        if waiting and waiting[0].chat in ("", call.chat_id):
            return waiting.popleft()
        return self.chance.draw() if call.chat_id else None

    def _fail(self, call: Call, fault: Fault) -> Reply | Awaitable[Reply]:
        taken = fault.carried_out and self._carry_out(call).status == 200
        self.met[f"{fault.name} after" if taken else fault.name] += 1
        if fault.how == "drop":
            raise Drop
        if fault.how == "hang":
            return _never(call.request)
        if fault.how == "page":
            page = f"<html><body>{call.request.path}: {fault.status}</body></html>"
            return Reply(page.encode(), fault.status, "text/html")
        reply = Refusal(fault.status, fault.description, **fault.parameters).reply()
        reply.status = fault.http_status or reply.status
        return reply

    # Methods.

    def _answer_callback_query(self, call: Call) -> Result:
        press_id = call.given["callback_query_id"]
        if self.clock() - self._presses.get(press_id, 0.0) > PRESS_S:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.answered.append(press_id)
        return True

    def _get_file(self, call: Call) -> Result:
        file_id = call.given["file_id"]
        if file_id not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        size = len(self.files[file_id])
        if size > limits.LARGEST_DOWNLOAD:
            raise bad("file is too big")
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": size, "file_path": f"documents/{file_id}"}

    def _download(self, file_id: str) -> Reply:
        self.calls["download"] += 1
        faults = self._faults.get("download")
        if faults:
            return Refusal(faults.popleft().status, "Bad Gateway").reply()
        return Reply(self.files[file_id], content_type="application/octet-stream")

    def _set_my_commands(self, call: Call) -> Result:
        self.commands = json.loads(call.given["commands"])
        return True

    def _set_webhook(self, call: Call) -> Result:
        self._delete_webhook(call)
        if call.given["url"]:
            self.webhook = Webhook(call.given["url"], call.given.get("secret_token", ""))
            self._delivery = asyncio.get_running_loop().create_task(self.webhook.deliver(self.updates))
        return True

    def _delete_webhook(self, call: Call) -> Result:
        self.webhook = None
        if self._delivery is not None:
            self._delivery.cancel()
        return True

    def _get_webhook_info(self, call: Call) -> Result:
        return {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting()),
            **({"last_error_message": self.webhook.last_error} if self.webhook and self.webhook.last_error else {}),
        }

    async def close(self) -> None:
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)


@asynccontextmanager
async def serving(api: BotApi | None = None, port: int = 0) -> AsyncIterator[BotApi]:
    """Serves on the loopback; at the end fails if any request of the bot was invalid."""
    api = api or BotApi()
    connections: list[Connection] = []

    def connect() -> Connection:
        connections.append(Connection(api.handle))
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(connect, "127.0.0.1", port)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield api
    finally:
        await api.close()
        server.close()
        for connection in connections:
            connection.abort()
        await server.wait_closed()
    assert not api.invalid, api.invalid


def _not_found(call: Call) -> Result:
    raise Refusal(404, "Not Found")


async def _never(request: Request) -> Reply:
    await request.gone.wait()
    raise Drop


__all__ = ["TOKEN", "BotApi", "Upload", "serving"]
