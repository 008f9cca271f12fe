"""A school handed over in chat: who may, whose access ends, what stays."""

from __future__ import annotations

import logging
import re

import pytest
from sqlalchemy import func, select

from db import invites
from db.models import Consent, Membership, Office, Purpose, Role, School
from db.people import principals_of, schools_led_by
from db.session import Database
from handlers.messages import Outgoing
from tests.conftest import Clock
from tests.handlers.colleagues import WEEK, join, value
from tests.handlers.talk import Talk, add_office

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
NAMES = ("MN Hoa Mai", "TH Hoa Mai", "THCS Trần Phú")


@pytest.fixture
async def office(database: Database, clock: Clock) -> Office:
    office = await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    async with database.write() as session:
        session.add_all(School(office_id=office.id, name=name, levels=[name.split()[0]]) for name in NAMES)
    return office


@pytest.fixture
async def staff(database: Database, clock: Clock, office: Office) -> Talk:
    return await join(Talk(database, clock), office, "100")


async def school(database: Database, name: str) -> School:
    async with database.read() as session:
        return (await session.scalars(select(School).where(School.name == name))).one()


async def lead(staff: Talk, name: str, chat_id: str) -> Talk:
    """Joins by a code of the school; the same chat may join several."""
    led = await school(staff.database, name)
    async with staff.database.write() as session:
        code, _ = await invites.issue(session, led.office_id, Role.PRINCIPAL, led.id, WEEK, staff.clock())
    talk = Talk(staff.database, staff.clock, chat_id=chat_id)
    await talk.say("/start", deep_link=code)
    return talk


async def led_by(talk: Talk) -> set[str]:
    person = (await talk.contact()).person_id
    async with talk.database.read() as session:
        ids = await schools_led_by(session, person, talk.clock())
        return set(await session.scalars(select(School.name).where(School.id.in_(ids))))


async def reached(talk: Talk, name: str) -> set[str]:
    led = await school(talk.database, name)
    async with talk.database.read() as session:
        people = await principals_of(session, [led.id], Purpose.REMINDERS, talk.clock())
    return {each.contact.chat_id for each in people}


def code_in(message: Outgoing) -> str:
    found = CODE.search(message.plain())
    assert found
    return found[0]


async def test_a_principal_leads_two_schools_and_a_deputy_answers_too(staff: Talk) -> None:
    principal, deputy = await lead(staff, "MN Hoa Mai", "1"), await lead(staff, "MN Hoa Mai", "2")
    await lead(staff, "TH Hoa Mai", "1")
    assert await led_by(principal) == {"MN Hoa Mai", "TH Hoa Mai"}
    assert await led_by(deputy) == {"MN Hoa Mai"}
    assert await reached(staff, "MN Hoa Mai") == {"1", "2"}


async def test_the_successor_takes_over_and_the_history_stays(staff: Talk) -> None:
    former = await lead(staff, "THCS Trần Phú", "1")
    unused = await invite_of(staff, "THCS Trần Phú")
    shown = await staff.say("/bangiao tran phu")
    assert "đang có 1 người dùng" in shown.blocks[0].text
    staff.clock.go(60)
    done = await staff.press(shown.buttons[0].value)
    assert [chat for chat, _ in staff.others] == ["1"]
    assert "Cảm ơn" in staff.others[0][1].blocks[0].text
    assert (await led_by(former), await reached(staff, "THCS Trần Phú")) == (set(), set())
    assert "không đúng, đã dùng" in (await former.say("/start", deep_link=unused)).blocks[0].text
    successor = Talk(staff.database, staff.clock, chat_id="2")
    await successor.say(code_in(done))
    assert await led_by(successor) == {"THCS Trần Phú"}
    assert await reached(staff, "THCS Trần Phú") == {"2"}
    async with staff.database.read() as session:
        held = await session.scalar(select(func.count(Membership.id)).where(Membership.role == Role.PRINCIPAL))
        given = await session.scalar(select(func.count(Consent.id)).where(Consent.withdrawn_at.is_not(None)))
    assert (held, given) == (2, 3)
    assert "hết hiệu lực" in (await staff.press(shown.buttons[0].value)).blocks[0].text
    assert await led_by(successor) == {"THCS Trần Phú"}, "an old button shuts nobody out"


async def invite_of(staff: Talk, name: str) -> str:
    led = await school(staff.database, name)
    async with staff.database.write() as session:
        code, _ = await invites.issue(session, led.office_id, Role.PRINCIPAL, led.id, WEEK, staff.clock())
    return code


async def test_who_leads_another_school_keeps_that_and_the_consents(staff: Talk) -> None:
    former = await lead(staff, "MN Hoa Mai", "1")
    await lead(staff, "TH Hoa Mai", "1")
    which = await staff.say("/bangiao hoa mai")
    shown = await staff.press(value(which, "MN Hoa Mai"))
    staff.clock.go(60)
    await staff.press(shown.buttons[0].value)
    assert await led_by(former) == {"TH Hoa Mai"}
    assert await reached(staff, "TH Hoa Mai") == {"1"}


async def test_the_deputy_may_stay(staff: Talk) -> None:
    former = await lead(staff, "MN Hoa Mai", "1")
    staff.clock.go(60)
    deputy = await lead(staff, "MN Hoa Mai", "2")
    shown = await staff.say("/bangiao MN Hoa Mai")
    staff.clock.go(60)
    await staff.press(value(shown, "Chỉ thu quyền người thứ 1"))
    assert (await led_by(former), await led_by(deputy)) == (set(), {"MN Hoa Mai"})


async def test_parents_keep_their_announcements(staff: Talk, office: Office) -> None:
    former = await lead(staff, "MN Hoa Mai", "1")
    await join(staff, office, "1", Role.PARENT)
    shown = await staff.say("/bangiao MN Hoa Mai")
    staff.clock.go(60)
    await staff.press(shown.buttons[0].value)
    person = await former.contact()
    async with staff.database.read() as session:
        left = await session.scalars(
            select(Consent.purpose).where(Consent.contact_id == person.id, Consent.withdrawn_at.is_(None))
        )
    assert list(left) == [Purpose.ANNOUNCEMENTS]


@pytest.mark.parametrize("said", ["/bangiao", "/bangiao Không Có Đâu"])
async def test_which_school_is_asked(staff: Talk, said: str) -> None:
    message = await staff.say(said)
    assert "trường" in message.blocks[0].text
    assert message.buttons == ()


async def test_only_the_offices_staff_may(staff: Talk, caplog: pytest.LogCaptureFixture) -> None:
    principal = await lead(staff, "MN Hoa Mai", "1")
    other = await add_office(staff.database, "sao-mai", "phường Sao Mai", staff.clock())
    stranger = await join(staff, other, "200")
    led = await school(staff.database, "MN Hoa Mai")
    shown = await staff.say("/bangiao MN Hoa Mai")
    with caplog.at_level(logging.WARNING):
        for refused in (
            await principal.say("/bangiao MN Hoa Mai"),
            await principal.press(f"bg:{led.id}"),
            await stranger.press(f"bg:{led.id}"),
            await stranger.press(shown.buttons[0].value),
        ):
            assert "dành cho cán bộ" in refused.blocks[0].text
    assert caplog.text.count("refused: contact") == 4
    assert "không có trường" in (await stranger.say("/bangiao MN Hoa Mai")).blocks[0].text
    assert await led_by(principal) == {"MN Hoa Mai"}


@pytest.mark.parametrize("button", ["bg:", "bg:x", "bh:1", "bh:1:0", "bh:1:x:1", "bg:99999999999999999999"])
async def test_a_button_that_was_never_ours(staff: Talk, button: str) -> None:
    assert (await staff.press(button)).blocks
