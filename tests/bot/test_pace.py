"""How fast the outbox goes: in any second no more than set, evenly, and slower for a while where that is refused."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from math import inf
from random import Random

import pytest

from bot.channels.base import GiveUp, RetryLater, SendError, Uncertain
from bot.pace import LOWERED, LOWEST, Pace, Pass
from bot.trouble import LONGEST_PAUSE_S, MOST_FAILED, Trouble
from bot.verdicts import CHANNEL_PAUSE, Verdict, verdict
from db.models import DeliveryStatus
from tests.conftest import Clock

SENT = Verdict(DeliveryStatus.SENT)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def counted(pace: Pace, clock: Clock, for_s: float, dice: Random, late_s: float, way_s: float) -> list[datetime]:
    """When the other side counts each message of a broadcast, where timers are late and the way varies."""
    end = clock() + seconds(for_s)
    arrivals: list[datetime] = []
    under_way: list[tuple[datetime, Pass]] = []
    while clock() < end:
        for back in [one for one in under_way if one[0] <= clock()]:
            back[1].back(back[0])
            under_way.remove(back)
        while pace.opens_at(clock(), True) <= clock():
            arrived = clock() + seconds(dice.random() * way_s)
            under_way.append((arrived + seconds(0.001), pace.take(clock())))
            arrivals.append(arrived)
        step = (pace.opens_at(clock(), True) - clock()).total_seconds()
        clock.go(max(step, 0.0005) + dice.random() * late_s)
    return sorted(arrivals)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rate", [2.5, 30, 400])
def test_in_no_second_more_arrive_than_set_and_little_is_lost(clock: Clock, rate: float, seed: int) -> None:
    arrivals = counted(Pace(rate), clock, 20, Random(seed), 0.005, 0.015)
    for at in arrivals:
        assert bisect_left(arrivals, at + seconds(1)) - bisect_left(arrivals, at) <= rate + 0.5
    assert len(arrivals) >= 0.97 * rate * 19


def test_a_broadcast_leaves_room_for_replies_all_the_time(clock: Clock) -> None:
    pace = Pace(25)
    waits = []
    for _ in range(500):
        if pace.opens_at(clock(), True) <= clock():
            pace.take(clock()).back(clock())
        waits.append(pace.opens_at(clock(), False) - clock())
        clock.go(0.01)
    assert max(waits) <= seconds(0.2)


def test_without_a_limit_all_may_go(clock: Clock) -> None:
    pace = Pace(inf)
    for _ in range(100):
        pace.take(clock())
    assert pace.opens_at(clock(), True) == clock()


def test_a_clock_that_was_set_back_stops_nothing_for_long(clock: Clock) -> None:
    pace = Pace(2)
    for _ in range(2):
        pace.take(clock())
    clock.go(-3600)
    assert pace.opens_at(clock(), True) <= clock() + seconds(1)


def test_a_refused_rate_is_lowered_and_comes_back_bit_by_bit(clock: Clock) -> None:
    pace = Pace(20)
    pace.lower(clock())
    assert pace.share(clock()) == LOWERED
    slow = counted(pace, clock, 1, Random(1), 0, 0)
    assert len(slow) <= 20 * LOWERED + 2
    clock.go(5)
    assert LOWERED < pace.share(clock()) < 1
    clock.go(60)
    assert pace.share(clock()) == 1
    for _ in range(50):
        pace.lower(clock())
    assert pace.share(clock()) == LOWEST


def refused(after_s: float) -> Verdict:
    return judged(RetryLater("429", seconds(after_s)))


def judged(error: SendError) -> Verdict:
    return verdict(error, refusals=0, uncertain=0, has_moved=False)


def test_one_chat_told_to_wait_holds_no_other(clock: Clock) -> None:
    trouble = Trouble()
    assert not any(trouble.note("a", refused(30), clock()) for _ in range(3))
    assert trouble.held_until <= clock()


def test_a_second_chat_told_to_wait_in_that_time_holds_all_and_lowers_the_rate_once(clock: Clock) -> None:
    trouble = Trouble()
    trouble.note("a", refused(30), clock())
    trouble.note("x", SENT, clock())
    clock.go(29)
    assert trouble.note("b", refused(5), clock())
    assert trouble.held_until == clock() + seconds(5)
    assert not trouble.note("c", refused(5), clock())  # it was on the wire at the same time


def test_a_second_chat_told_to_wait_later_is_another_matter(clock: Clock) -> None:
    trouble = Trouble()
    trouble.note("a", refused(3), clock())
    clock.go(3)
    assert not trouble.note("b", refused(3), clock())
    assert trouble.held_until <= clock()


def test_hours_to_wait_are_tried_each_minute(clock: Clock) -> None:
    trouble = Trouble()
    trouble.note("a", refused(9999), clock())
    assert trouble.note("b", refused(9999), clock())
    assert trouble.held_until == clock() + CHANNEL_PAUSE


def test_where_everybody_fails_one_message_finds_out_for_all(clock: Clock) -> None:
    trouble = Trouble()
    for chat in range(MOST_FAILED):
        assert not trouble.is_probing
        trouble.note(str(chat), judged(Uncertain("500")), clock())
    pauses = []
    for chat in range(8):
        assert trouble.is_probing
        pauses.append((trouble.held_until - clock()).total_seconds())
        trouble.note("on the wire before", judged(Uncertain("500")), clock())
        clock.now = trouble.held_until
        trouble.note(str(chat), judged(RetryLater("no network")), clock())
    assert pauses == [1, 2, 4, 8, *[LONGEST_PAUSE_S] * 4]
    clock.now = trouble.held_until
    trouble.note("a", SENT, clock())
    assert not trouble.is_probing
    assert trouble.held_until <= clock()


def test_one_chat_that_always_fails_is_no_trouble_of_the_channel(clock: Clock) -> None:
    trouble = Trouble()
    for _ in range(3 * MOST_FAILED):
        trouble.note("a", judged(Uncertain("500")), clock())
    assert not trouble.is_probing
    trouble.note("b", judged(GiveUp("too long")), clock())
    assert trouble.held_until <= clock()
