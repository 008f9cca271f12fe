"""Two processes started on one database by mistake: one serves, the other waits and takes over; nothing is doubled."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from sqlalchemy import make_url, select

from db.models import Delivery, DeliveryStatus, InboxStatus, InboxUpdate
from tests.botapi import BotApi
from tests.botapi.waiting import PATIENCE_S, until
from tests.e2e.conftest import Start
from tests.e2e.program import Program, free_port
from tests.e2e.test_kill import count, rows

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PEOPLE, EACH = 30, 5
ALL = PEOPLE * EACH
SERVES = "cleaned up"  # what it does first
WAITS = "đang phục vụ cơ sở dữ liệu này"


async def begun(bot: Program, how: str) -> None:
    await bot.start()
    await until(lambda: how in bot.log)


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return bool(page.read() == b"ok")
    except OSError:
        return False


async def test_the_second_takes_over_from_a_killed_first(api: BotApi, program: Start, database_url: str) -> None:
    ports = {name: free_port() for name in ("first", "second")}
    settings = {name: {"BOT_WEB_PORT": str(port)} for name, port in ports.items()}
    people = [api.chat(1000 + number) for number in range(PEOPLE)]
    async with (
        program(database_url, "first", **settings["first"]) as first,
        program(database_url, "second", **settings["second"]) as second,
    ):
        await begun(first, SERVES)
        await begun(second, WAITS)
        assert first.process is not None
        assert f"(tiến trình {first.process.pid} trên máy " in second.log
        assert not await asyncio.to_thread(answers, ports["second"])
        for number in range(EACH):
            for person in people:
                person.says(f"/trogiup {number}")
        await until(lambda: len(api.sent_at) >= ALL // 3)
        assert SERVES not in second.log
        await first.kill()
        killed_at = time.monotonic()
        on_the_wire = await count(database_url, DeliveryStatus.SENDING)
        await until(lambda: api.sent_at[-1] > killed_at)
        async with asyncio.timeout(PATIENCE_S):
            while await count(database_url, DeliveryStatus.SENT) < ALL:  # noqa: ASYNC110 - another process works
                await asyncio.sleep(0.2)
        assert await asyncio.to_thread(answers, ports["second"])
    assert second.log.count(WAITS) == 1
    assert Counter(await rows(database_url, select(InboxUpdate.status))) == {(InboxStatus.DONE,): ALL}
    deliveries = await rows(database_url, select(Delivery.inbox_id, Delivery.status))
    assert Counter(status for _, status in deliveries) == {DeliveryStatus.SENT: ALL}
    assert len({inbox_id for inbox_id, _ in deliveries}) == ALL
    assert ALL <= len(api.sent_at) <= ALL + on_the_wire


async def test_who_waits_can_be_told_to_give_up_and_commands_need_not_wait(
    api: BotApi, program: Start, knowing_url: str
) -> None:
    async with program(knowing_url, "first") as first, program(knowing_url, "second") as second:
        await begun(first, SERVES)
        await begun(second, WAITS)
        await second.stop(signal.SIGINT)
        assert "48/KH-VHXH" in await second.command("ask", "Số hiệu của kế hoạch năm học này là gì?")
        assert await second.command("chat") == ""  # its input is at its end
        await first.stop()
        await begun(second, SERVES)
    assert second.log.count(WAITS) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_loses_the_lock_to_another_ends(
    api: BotApi, program: Start, database_url: str, postgres: Callable[[str], str]
) -> None:
    """The connection that holds the lock is cut, and the one who waits is faster."""
    person = api.chat(1000)
    async with program(database_url, "first") as first, program(database_url, "second") as second:
        await begun(first, SERVES)
        await begun(second, WAITS)
        assert first.process is not None
        who = f"datname = '{make_url(database_url).database}' AND application_name LIKE '{first.process.pid}@%'"
        async with asyncio.timeout(PATIENCE_S):
            while SERVES not in second.log:  # who lost the lock may be the faster one: then it is cut again
                postgres(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {who}")
                await asyncio.sleep(2.5)
        assert await asyncio.wait_for(first.process.wait(), PATIENCE_S) == 1
        assert "Một chương trình khác đã phục vụ cơ sở dữ liệu này" in first.log
        person.says("/trogiup")
        await person.sees(1)
    assert len(person.seen) == 1
