"""Invites: by link and typed, expired, used up, guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db import invites
from db.models import Consent, Invite, Membership, Office, Purpose, Role, School
from db.session import Database
from tests.conftest import Clock
from tests.handlers.talk import Talk

WEEK = timedelta(days=7)


async def issue(database: Database, clock: Clock, office: Office, role: Role = Role.STAFF) -> str:
    async with database.write() as session:
        school_id = None
        if role is Role.PRINCIPAL:
            school = School(office_id=office.id, name="THCS Sơn Ca", levels=["THCS"])
            session.add(school)
            await session.flush()
            school_id = school.id
        code, _ = await invites.issue(session, office.id, role, school_id, WEEK, clock())
    return code


async def roles(database: Database) -> list[Role]:
    async with database.read() as session:
        return list(await session.scalars(select(Membership.role)))


async def test_a_link_makes_a_principal_and_names_the_purposes(
    database: Database, clock: Clock, office: Office
) -> None:
    code = await issue(database, clock, office, Role.PRINCIPAL)
    message = await Talk(database, clock).say("/start", deep_link=code)
    assert "THCS Sơn Ca" in message.blocks[0].text
    assert all(word in message.plain() for word in ("nhắc việc", "yêu cầu báo cáo", "thông báo", "/ngung"))
    assert await roles(database) == [Role.PRINCIPAL]
    async with database.read() as session:
        assert set(await session.scalars(select(Consent.purpose))) == set(Purpose) - {Purpose.QUESTIONS}


@pytest.mark.parametrize(
    "form", ["{0}-{1}", "{0}{1}", "{0} {1}", "mã mời {0}-{1}", "Ma {0} {1}", "/start {0}-{1}", "/start {0}{1}"]
)
async def test_a_code_may_be_typed(database: Database, clock: Clock, office: Office, form: str) -> None:
    code = await issue(database, clock, office)
    message = await Talk(database, clock).say(form.format(code[:4].lower(), code[4:]))
    assert "Chào mừng" in message.blocks[0].text
    assert await roles(database) == [Role.STAFF]


async def test_misread_letters_are_forgiven() -> None:
    assert invites.normalised("oil2-34ab") == "011234AB"
    assert invites.normalised("K7QM-2RTU") == "", "there is no U"
    assert invites.normalised("20262027") == "", "a school year is no code"


async def test_a_code_serves_one_person_once(database: Database, clock: Clock, office: Office) -> None:
    code = await issue(database, clock, office)
    first, second = Talk(database, clock, chat_id="1"), Talk(database, clock, chat_id="2")
    await first.say("/start", deep_link=code)
    assert "không đúng, đã dùng" in (await second.say("/start", deep_link=code)).blocks[0].text
    assert "đã dùng mã mời này rồi" in (await first.say("/start", deep_link=code)).blocks[0].text
    assert len(await roles(database)) == 1


async def test_an_expired_code_opens_nothing(database: Database, clock: Clock, office: Office) -> None:
    code = await issue(database, clock, office)
    clock.go(WEEK.total_seconds())
    assert "hết hạn" in (await Talk(database, clock).say("/start", deep_link=code)).blocks[0].text
    assert await roles(database) == []


async def test_after_five_guesses_even_the_right_code_waits_ten_minutes(
    database: Database, clock: Clock, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    code = await issue(database, clock, office)
    talk = Talk(database, clock)
    for guess in ("AAAA-111A", "AAAA111B", "AAAA-111C", "/start AAAA111D", "mã AAAA 111E"):
        await talk.say(guess)
    assert "sau 10 phút" in (await talk.say(invites.grouped(code))).blocks[0].text
    assert await roles(database) == []
    assert caplog.text.count("refused: contact") == 6
    assert code not in caplog.text
    await Talk(database, clock, chat_id="other").say("xin chào")
    clock.go(600)
    assert "Chào mừng" in (await talk.say(code)).blocks[0].text


async def test_eight_signs_that_are_no_code_are_a_question(database: Database, clock: Clock, office: Office) -> None:
    talk = Talk(database, clock)
    await talk.say("hsg9 lop9")
    await talk.say("thcsthpt")
    assert [asked[0] for asked in talk.library.asked] == ["hsg9 lop9", "thcsthpt"]


async def test_only_the_hash_is_kept(database: Database, clock: Clock, office: Office) -> None:
    code = await issue(database, clock, office)
    async with database.read() as session:
        (invite,) = await session.scalars(select(Invite))
    assert code not in invite.code_hash
    assert len(invite.code_hash) == 64
