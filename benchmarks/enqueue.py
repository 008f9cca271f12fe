"""What an announcement to 60,000 people costs before the first of them is sent to, and what counting 200,000 does.

    python -m benchmarks.enqueue

On SQLite in a file with the settings of `run`; beside each statement a task looks how long the event loop is held.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import event, update

from benchmarks.answers import show
from db.announcements import Audience, Whom, figures, reach
from db.migrate import upgrade
from db.models import Delivery, DeliveryStatus, Office
from db.session import Database
from scheduler.announcing import Draft, announce, withdraw
from tests.e2e.crowd import gather

PEOPLE, MANY = 60_000, 200_000
NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
DRAFT = Draft(
    {"blocks": [["text", "Ngày mai học sinh nghỉ học."]], "intent": "notify"}, Audience(Whom.PARENTS), "cha mẹ"
)


class Held:
    """How long something took and how long the loop was held at most, in seconds."""

    took = 0.0
    longest = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Held]:
    held, began = Held(), time.perf_counter()

    async def look() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            held.longest = max(held.longest, time.perf_counter() - before - 0.001)

    task = asyncio.create_task(look())
    await asyncio.sleep(0)
    yield held
    await asyncio.sleep(0)
    held.took = time.perf_counter() - began
    task.cancel()


def main() -> int:
    return asyncio.run(_measure())


async def _measure() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for people in (PEOPLE, MANY):
            url = f"sqlite+aiosqlite:///{Path(folder) / f'{people}.sqlite3'}"
            await upgrade(url)
            database = Database(url)
            try:
                await run(database, people)
            finally:
                await database.close()
    return 0


async def run(database: Database, people: int) -> None:
    """Counts, enqueues, counts again and withdraws an announcement to that many people."""
    office = await make_parents(database, people)
    async with watched() as held, database.read() as session:
        await reach(session, office.id, DRAFT.audience, NOW)
    _show(f"{people} people counted", held)
    inserts: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *given: inserts.append(given[2]))
    async with watched() as held, database.write() as session:
        announcement = await announce(session, office, DRAFT, NOW)
    _show(f"{people} deliveries enqueued", held, "< 3" if people == PEOPLE else "")
    show("  statements for that", "1", str(sum("INTO deliveries" in each for each in inserts)))
    async with watched() as held, database.read() as session:
        found = await figures(session, announcement.id)
    _show(f"figures of {found.total}", held)
    await _send_half(database)
    async with watched() as held, database.write() as session:
        await withdraw(session, announcement, NOW)
    _show(f"{people} withdrawn, half of them to be deleted", held)


async def make_parents(database: Database, people: int) -> Office:
    """An office with so many parents, each with one contact and its yes."""
    async with database.write() as session:
        office = Office(slug="o", name="O", short_name="O", kind="khac", created_at=NOW)
        session.add(office)
        await session.flush()
        await gather(session, people, first_chat=1)
        return office


async def _send_half(database: Database) -> None:
    sent = {"status": DeliveryStatus.SENT, "sent_at": NOW - timedelta(minutes=1), "message_id": "1"}
    async with database.write() as session:
        await session.execute(update(Delivery).where(Delivery.id % 2 == 0).values(sent))


def _show(what: str, held: Held, goal: str = "") -> None:
    show(f"{what}, s", goal, f"{held.took:.2f}")
    show("  the loop held at most, ms", "< 50", f"{held.longest * 1000:.0f}")


if __name__ == "__main__":
    main()
