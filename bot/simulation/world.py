"""The world outside: what the messenger's servers hold, and what people there do. A killed program changes none of it.

Everything is decided by the seed and by what a message says, so a year can be lived again.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from bot.channels.base import Unreachable
from handlers.listening import CHOICE
from handlers.messages import Intent, Outgoing, outgoing_to_json
from handlers.reminding import DOING, DONE, OPEN, TROUBLE, WRITE

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AWAKE = range(7, 21)  # hours in which people answer
SILENT, BLOCKING = 5, 20  # one principal in so many
TEXTS = (
    "xong rồi ạ",
    "da hoan thanh 100%",
    "mới được 60%",
    "đã làm 12/15 lớp",
    "chưa làm vì thiếu GV Tin",
    "dang cho kinh phi",
    "trường đang thực hiện, dự kiến tuần sau xong",
)
QUESTION = "khi nào khai giảng"
SOON = timedelta(minutes=1)
_SCHEMA = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, chat TEXT, at TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS blocked (chat TEXT PRIMARY KEY, at TEXT);
CREATE TABLE IF NOT EXISTS acts (
    id INTEGER PRIMARY KEY, key TEXT UNIQUE, chat TEXT, at TEXT, payload TEXT, reports INTEGER, taken INTEGER DEFAULT 0
);
"""


class Act(NamedTuple):
    """Something that a person does: `payload` is what the channel takes in. `reports`: it answers one request."""

    id: int
    chat: str
    at: datetime
    payload: dict[str, Any]
    reports: bool


class Sent(NamedTuple):
    """A message as it arrived."""

    id: str
    chat: str
    at: datetime
    body: dict[str, Any]


class World:
    """Kept in a file of its own."""

    def __init__(self, file: Path, seed: int) -> None:
        self._seed = seed
        self._rows = sqlite3.connect(file, isolation_level=None)
        self._rows.executescript(_SCHEMA)

    def close(self) -> None:
        self._rows.close()

    def deliver(self, chat: str, message: Outgoing, now: datetime) -> str:
        """Takes a message; its reader may answer later. Raises Unreachable where the bot was blocked."""
        if self._rows.execute("SELECT 1 FROM blocked WHERE chat = ?", [chat]).fetchone():
            raise Unreachable("blocked by the person")
        body = json.dumps(outgoing_to_json(message), ensure_ascii=False)
        self._rows.execute("BEGIN")
        inserted = self._rows.execute(
            "INSERT INTO messages (chat, at, body) VALUES (?, ?, ?)", [chat, now.isoformat(), body]
        )
        id_ = str(inserted.lastrowid)
        for number, (delay, payload, reports) in enumerate(self._reaction(chat, message, id_, body)):
            at = now + delay if delay == SOON else _awake(now + delay)
            self._act(f"{chat}:{now:%Y-%m-%d}:{body}:{number}", chat, at, payload, reports)
        self._rows.execute("COMMIT")
        return id_

    def next_act(self) -> datetime | None:
        found = self._rows.execute("SELECT min(at) FROM acts WHERE NOT taken").fetchone()[0]
        return datetime.fromisoformat(found) if found else None

    def acts_until(self, now: datetime) -> list[Act]:
        """What people do by `now` and nobody has taken in yet."""
        rows = self._rows.execute(
            "SELECT id, chat, at, payload, reports FROM acts WHERE NOT taken AND at <= ? ORDER BY at, id",
            [now.isoformat()],
        )
        return [_act(*row) for row in rows]

    def taken(self, acts: list[Act]) -> None:
        self._rows.executemany("UPDATE acts SET taken = 1 WHERE id = ?", [[act.id] for act in acts])
        for act in acts:
            if act.payload["kind"] == "blocked":
                self._rows.execute("INSERT OR IGNORE INTO blocked VALUES (?, ?)", [act.chat, act.at.isoformat()])

    def messages(self) -> list[Sent]:
        rows = self._rows.execute("SELECT id, chat, at, body FROM messages ORDER BY id")
        return [Sent(str(id_), chat, datetime.fromisoformat(at), json.loads(body)) for id_, chat, at, body in rows]

    def acts_taken(self) -> list[Act]:
        rows = self._rows.execute("SELECT id, chat, at, payload, reports FROM acts WHERE taken ORDER BY id")
        return [_act(*row) for row in rows]

    def blocked(self) -> int:
        return int(self._rows.execute("SELECT count(*) FROM blocked").fetchone()[0])

    def _act(self, key: str, chat: str, at: datetime, payload: dict[str, Any], reports: bool) -> None:
        self._rows.execute(
            "INSERT OR IGNORE INTO acts (key, chat, at, payload, reports) VALUES (?, ?, ?, ?, ?)",
            [key, chat, at.isoformat(), json.dumps(payload, ensure_ascii=False), reports],
        )

    def _is_writing(self, chat: str) -> bool:
        """People write one thing after the other."""
        at_it = "SELECT 1 FROM acts WHERE chat = ? AND NOT taken AND payload NOT LIKE '%reply_to%' AND payload LIKE ?"
        return self._rows.execute(at_it, [chat, '%"kind": "text"%']).fetchone() is not None

    def _reaction(
        self, chat: str, message: Outgoing, id_: str, body: str
    ) -> Iterator[tuple[timedelta, dict[str, Any], bool]]:
        """What the reader does after a while: (how long after, payload, whether it answers one request)."""
        if not chat.startswith("principal-"):
            return
        number = int(chat.rpartition("-")[2])
        if number % BLOCKING == 7:
            yield SOON, {"kind": "blocked"}, False
            return
        chance = random.Random(f"{self._seed}:{chat}:{body}")  # noqa: S311 - a game, no secret
        delay = timedelta(hours=chance.randint(1, 47))
        values = [button.value for button in message.buttons]
        verbs = {value.partition(":")[0]: value for value in values}
        if number % SILENT == 0:
            return
        if DONE in verbs:
            yield from self._answer(chance, delay, verbs, message, id_)
        elif OPEN in verbs:
            opened = [value for value in values if value.startswith(f"{OPEN}:")]
            for index, value in enumerate(opened):
                yield delay + timedelta(hours=index), {"kind": "press", "button": value}, False
        elif message.intent is Intent.ASK and not self._is_writing(chat):
            yield SOON, {"kind": "text", "text": chance.choice(TEXTS)}, True
        elif confirming := next((value for value in values if value.startswith("vok:")), ""):
            yield SOON, {"kind": "press", "button": confirming}, False
        elif CHOICE in verbs:  # the bot asks to which task the words belong
            yield SOON, {"kind": "press", "button": verbs[CHOICE]}, False

    def _answer(
        self, chance: random.Random, delay: timedelta, verbs: dict[str, str], message: Outgoing, id_: str
    ) -> Iterator[tuple[timedelta, dict[str, Any], bool]]:
        draw = chance.random()
        if draw < 0.05:  # asks first, and answers afterwards
            yield delay, {"kind": "text", "text": QUESTION}, False
            yield delay + timedelta(hours=1), {"kind": "press", "button": verbs[DONE]}, True
        elif draw < 0.60:
            verb = chance.choice([DONE, DONE, DONE, DOING, TROUBLE])
            yield delay, {"kind": "press", "button": verbs[verb]}, True
        elif draw < 0.70:
            yield delay, {"kind": "press", "button": verbs[WRITE]}, False
        elif draw < 0.95:
            yield delay, {"kind": "text", "text": chance.choice(TEXTS), "reply_to": id_}, True


def _awake(at: datetime) -> datetime:
    """On the hour, and at times when people look at their telephones."""
    local = (at + timedelta(minutes=59)).astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    if local.hour not in AWAKE:
        local = local.replace(hour=8) + timedelta(days=local.hour >= AWAKE.stop)
    return local.astimezone(UTC)


def _act(id_: int, chat: str, at: str, payload: str, reports: int) -> Act:
    return Act(id_, chat, datetime.fromisoformat(at), json.loads(payload), bool(reports))
