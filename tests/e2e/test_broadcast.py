"""A broadcast through bad weather, kill -9 ten times at random: nobody is left out, and the tally is true."""

from __future__ import annotations

import pytest

from tests.botapi import BotApi
from tests.e2e.conftest import Start
from tests.e2e.storm import KILLS, broadcast

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PEOPLE = 2_000  # each pair of 429s stops the bot for a second: `python -m benchmarks.broadcast storm` sends to 5,000
MOST_UNRECORDED = 64


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # test_kill kills on both
async def test_everyone_gets_it_through_a_storm_and_ten_kills(api: BotApi, program: Start, database_url: str) -> None:
    async with program(database_url) as bot:
        outcome = await broadcast(api, bot, database_url, PEOPLE, seed=20261122)
    assert max(outcome.out) <= MOST_UNRECORDED
    assert len(outcome.out) == KILLS
    assert outcome.again <= outcome.excusable
    # What was out at too many kills, or met with too many faults, stays uncertain, mostly though it has arrived.
    sent, uncertain = outcome.told.pop("sent"), outcome.told.pop("uncertain")
    assert (sent + uncertain, outcome.told.pop("total")) == (PEOPLE, PEOPLE)
    assert sent <= outcome.reached
    assert uncertain <= MOST_UNRECORDED
    assert not any(outcome.told.values())
    assert min(api.met[name] for name in ("429", "500", "drop", "drop after")) > 0
