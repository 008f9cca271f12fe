"""An office, and somebody in it who said yes to being written to."""

from __future__ import annotations

import pytest

from db.models import Office
from db.session import Database
from knowledge.answering import Answer, Status
from tests.conftest import Clock
from tests.handlers.talk import ASKED, Talk, add_office, cited

ANSWERS = {ASKED: Answer(Status.ANSWERED, "Khai giảng ngày 05/9.", cited("hoa-sen"))}


@pytest.fixture
async def office(database: Database, clock: Clock) -> Office:
    return await add_office(database, "hoa-sen", "phường Hoa Sen", clock())


@pytest.fixture
async def talk(database: Database, clock: Clock, office: Office) -> Talk:
    talk = Talk(database, clock, ANSWERS)
    await talk.press("consent")
    return talk
