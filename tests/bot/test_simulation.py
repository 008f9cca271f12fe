"""The judge sees a broken promise, and the simulated people are the same in every life of a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.base import Unreachable
from bot.simulation.judge import Verdict, judge
from bot.simulation.messenger import ACCOUNT, NAME, Messenger, payload_of
from bot.simulation.world import World
from db import deliveries
from db.deliveries import Chat
from db.models import (
    AgendaItem,
    Attribution,
    Delivery,
    InboxStatus,
    InboxUpdate,
    Office,
    Report,
    ReportRequest,
    ReportStatus,
)
from db.session import Database
from handlers.messages import Block, BlockKind, Button, IncomingKind, Outgoing, outgoing_to_json
from handlers.reminding import STATUS_LABELS
from scheduler import intake
from scheduler.rhythm import Rhythm
from tests.scheduler.test_planner import OCTOBER, START, add_schools, import_plan

MORNING = datetime(2026, 10, 1, 0, 30, tzinfo=UTC)
CHAT = "principal-1"


def calling(request: int, code: str = "#V1") -> Outgoing:
    return Outgoing(
        (Block(BlockKind.LEAD, f"{code} Rà soát bếp ăn"),),
        buttons=tuple(Button(label, f"{verb}:{request}") for verb, label in STATUS_LABELS),
    )


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "world.sqlite3", seed=1)
    yield world
    world.close()


@pytest.fixture
async def request_id(database: Database) -> int:
    async with database.write() as session:
        plan = await import_plan(session, OCTOBER)
        await add_schools(session, await session.get_one(Office, plan.office_id))
        await intake.take_in(session, START)
        return (await session.scalars(select(ReportRequest.id))).first() or 0


async def arrive(database: Database, world: World, message: Outgoing, at: datetime, recorded: bool = True) -> None:
    """A reminder goes out; `recorded`: the program lived to write so down."""
    id_ = world.deliver(CHAT, message, at)
    async with database.write() as session:
        await deliveries.enqueue(
            session,
            [deliveries.row(Chat(NAME, ACCOUNT, CHAT), outgoing_to_json(message), at, priority=deliveries.REMINDER)],
        )
        row = (await session.scalars(select(Delivery).order_by(Delivery.id.desc()))).first()
        assert row
        row.message_id = id_ if recorded else ""


async def judged(database: Database, world: World, kills: int = 0) -> Verdict:
    return await judge(database, world, Rhythm(), kills, Messenger.max_in_flight)


async def test_a_quiet_year_is_kept(database: Database, world: World, request_id: int) -> None:
    await arrive(database, world, calling(request_id), MORNING)
    await arrive(database, world, calling(request_id), MORNING + timedelta(days=1))
    verdict = await judged(database, world)
    assert verdict.broken == {}
    assert verdict.tally["tin nhắc tới nơi"] == 2


async def test_two_calls_about_one_thing_in_a_day_are_seen(database: Database, world: World, request_id: int) -> None:
    await arrive(database, world, calling(request_id), MORNING)
    await arrive(database, world, calling(request_id), MORNING + timedelta(hours=1))
    assert list((await judged(database, world)).broken) == ["không nhắc hai lần"]


async def test_a_call_at_night_is_seen(database: Database, world: World, request_id: int) -> None:
    await arrive(database, world, calling(request_id), MORNING + timedelta(hours=14))
    assert list((await judged(database, world)).broken) == ["không nhắc trong giờ yên lặng"]


async def test_a_call_to_who_has_reported_is_seen(database: Database, world: World, request_id: int) -> None:
    async with database.write() as session:
        (await session.get_one(ReportRequest, request_id)).first_received_at = MORNING - timedelta(hours=1)
    await arrive(database, world, calling(request_id), MORNING)
    assert list((await judged(database, world)).broken) == ["không nhắc trường đã báo cáo"]


async def test_more_copies_than_were_on_their_way_are_seen(database: Database, world: World, request_id: int) -> None:
    await arrive(database, world, calling(request_id), MORNING, recorded=False)
    assert (await judged(database, world, kills=1)).broken == {}
    assert list((await judged(database, world, kills=0)).broken) == [
        "gửi lại sau khi bị ngắt không quá số tin đang gửi"
    ]


async def test_an_answer_in_no_report_is_seen_and_one_in_a_report_is_not(
    database: Database, world: World, request_id: int
) -> None:
    world.deliver(CHAT, calling(request_id), MORNING)
    [act] = [act for act in world.acts_until(MORNING + timedelta(days=30)) if act.reports][:1]
    world.taken([act])
    async with database.write() as session:
        update = InboxUpdate(
            channel=NAME,
            account=ACCOUNT,
            update_key=str(act.id),
            chat_id=CHAT,
            payload=payload_of(act),
            received_at=MORNING,
            status=InboxStatus.DONE,
            attempts=0,
        )
        session.add(update)
        await session.flush()
        key = update.id
    assert list((await judged(database, world)).broken) == ["mỗi câu trả lời ở đúng một báo cáo"]
    async with database.write() as session:
        session.add(
            Report(
                request_id=request_id,
                version=1,
                status=ReportStatus.DONE,
                note="",
                rule=Attribution.BUTTON,
                counted=True,
                inbox_id=key,
                created_at=MORNING,
            )
        )
    assert (await judged(database, world)).broken == {}
    async with database.read() as session:
        assert await session.scalar(select(AgendaItem.number)) == 1


def test_a_year_can_be_lived_again(tmp_path: Path) -> None:
    lives = []
    for life in ("one", "two"):
        world = World(tmp_path / life, seed=3)
        for number in range(1, 30):
            world.deliver(f"principal-{number}", calling(number), MORNING)
        lives.append(world.acts_until(MORNING + timedelta(days=60)))
        world.close()
    assert lives[0] == lives[1]
    assert {act.payload["kind"] for act in lives[0]} == {"press", "text", "blocked"}


def test_a_second_copy_of_a_message_is_answered_once(world: World) -> None:
    for _ in range(2):
        world.deliver(CHAT, calling(5), MORNING)
    acts = world.acts_until(MORNING + timedelta(days=60))
    assert len(acts) == len({act.payload.get("button", act.payload.get("text")) for act in acts})


async def test_who_blocked_the_bot_gets_nothing_more(world: World) -> None:
    blocker = "principal-7"
    messenger = Messenger(world, lambda: MORNING)
    assert await messenger.send(blocker, calling(5)) == "1"
    acts = world.acts_until(MORNING + timedelta(days=60))
    assert messenger.parse(payload_of(acts[0])).kind is IncomingKind.BLOCKED
    world.taken(acts)
    with pytest.raises(Unreachable):
        await messenger.send(blocker, calling(6))
