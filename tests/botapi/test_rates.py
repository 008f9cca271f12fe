"""Limits over time, faults by lot, and a crowd that is only counted."""

from __future__ import annotations

import aiohttp
import pytest

from tests.botapi import BotApi, faults
from tests.botapi.calling import call
from tests.botapi.census import Census
from tests.botapi.rates import Rates


def test_no_window_of_a_second_holds_more_than_set() -> None:
    now = 100.0
    rates = Rates(lambda: now, overall=3)
    assert [rates.wait_s("5") for _ in range(2)] == [0, 0]
    now = 100.9
    assert [rates.wait_s("6") for _ in range(3)] == [0, 1, 1]
    now = 101.0
    assert [rates.wait_s("7") for _ in range(3)] == [0, 0, 1]  # what was refused did not count


def test_one_person_gets_a_burst_and_then_one_a_second() -> None:
    now = 100.0
    rates = Rates(lambda: now, burst=3)
    assert [rates.wait_s("5") for _ in range(4)] == [0, 0, 0, 1]
    assert rates.wait_s("6") == 0
    now = 101.0
    assert [rates.wait_s("5") for _ in range(2)] == [0, 1]
    now = 105.0
    assert [rates.wait_s("5") for _ in range(4)] == [0, 0, 0, 1]


def test_a_group_gets_so_many_a_minute() -> None:
    now = 100.0
    rates = Rates(lambda: now, burst=1, group=2)
    assert [rates.wait_s("-5") for _ in range(3)] == [0, 0, 60]
    now = 159.5
    assert rates.wait_s("-5") == 1
    now = 160.0
    assert rates.wait_s("-5") == 0


async def test_too_many_are_told_to_wait(api: BotApi) -> None:
    api.chat(5)
    api.rates = Rates(lambda: 100.0, overall=1)
    assert (await call(api, "sendMessage", chat_id=5, text="x"))["ok"]
    refused = await call(api, "sendMessage", chat_id=5, text="x")
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert len(api.chat(5).seen) == api.met["limit"] == 1


def test_faults_by_lot_are_those_of_the_seed() -> None:
    lots = [faults.storm(7, refused=5, failed=2, cut_before=1, cut_after=1) for _ in range(2)]
    drawn = [[chance.draw() for _ in range(10_000)] for chance in lots]
    assert drawn[0] == drawn[1]
    assert 400 < drawn[0].count(faults.too_many(1)) < 600
    assert 50 < drawn[0].count(faults.drop_before()) < 150
    assert 8_900 < drawn[0].count(None) < 9_300


async def test_a_cut_after_has_shown_the_message(api: BotApi) -> None:
    api.chat(5)
    for part, seen in (("cut_before", 0), ("cut_after", 1)):
        api.chance = faults.storm(1, **{part: 100})
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await call(api, "sendMessage", chat_id=5, text="x")
        assert len(api.chat(5).seen) == seen
    assert api.met == {"drop": 1, "drop after": 1}
    assert (await call(api, "getMe"))["ok"]  # no chat, no fault


async def test_a_crowd_is_counted_and_not_kept(api: BotApi) -> None:
    api.census.known = range(1000, 200_000)
    for chat, text in ((1000, "báo một"), (1001, "báo một"), (1001, "báo một"), (199_999, "báo hai")):
        assert (await call(api, "sendMessage", chat_id=chat, text=text))["ok"]
    assert "not found" in (await call(api, "sendMessage", chat_id=999, text="x"))["description"]
    assert api.census.tally("một") == {"chats": 2, "messages": 3, "again": 1}
    assert api.census.tally() == {"chats": 3, "messages": 4, "again": 1}
    assert sum(api.census.per_second()) == 4
    assert not api.chats


def test_the_seconds_between_are_counted_too() -> None:
    census = Census()
    census.sent_at = [7.5, 8.4, 8.6, 10.5]
    assert census.per_second() == [2, 1, 0, 1]


async def test_who_asks_waits_for_the_next_message(api: BotApi) -> None:
    api.chat(5).says("hỏi")
    for text in ("trả lời", "thêm"):
        await call(api, "sendMessage", chat_id=5, text=text)
    (waited_s,) = api.waited_s
    assert 0 <= waited_s < 10
