"""Parents follow schools and a grade, by name or ward; nothing about the child is kept, and nothing comes unasked."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from db.following import MOST
from db.models import Consent, Membership, Purpose, Role, School
from db.session import Database
from handlers import following_wording as words
from handlers.staff import IN_PRIVATE
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.sen import Sen, open_sen
from tests.handlers.talk import Talk, labels


@pytest.fixture
async def sen(database: Database, clock: Clock) -> Sen:
    made = await open_sen(database, clock)
    async with database.write() as session:
        await session.execute(update(School).where(School.name != "THCS Hoa Cúc").values(ward="Phường Sen Trắng"))
    return made


async def held(sen: Sen) -> set[tuple[str, int | None]]:
    """What the stranger follows now."""
    async with sen.database.read() as session:
        rows = await session.execute(
            select(School.name, Membership.grade)
            .join(School, Membership.school_id == School.id)
            .where(Membership.role == Role.PARENT, Membership.until.is_(None))
        )
        return {(name, grade) for name, grade in rows}


@pytest.mark.parametrize(
    ("typed", "follows"),
    [
        ("TH Hoa Đào lớp 3", {("TH Hoa Đào", 3)}),
        ("con tôi học trường tiểu học hoa đào lớp 3A", {("TH Hoa Đào", 3)}),
        ("thcs hoa cuc khối 9, TH Hoa Đào lớp 1", {("THCS Hoa Cúc", 9), ("TH Hoa Đào", 1)}),
        ("MN Hoa Mai", {("MN Hoa Mai", 0)}),
        ("MN Hoa Mai lớp lá", {("MN Hoa Mai", 0)}),
        ("TH Hoa Đào lớp 9", set()),
        ("TH Hoa Đào, Trần Phú", set()),
        ("Trần Phú lớp 6", set()),
    ],
)
async def test_by_name_and_grade(sen: Sen, typed: str, follows: set[tuple[str, int | None]]) -> None:
    await sen.stranger.say(f"/theodoi {typed}")
    assert await held(sen) == follows


async def test_the_grade_is_asked_for_where_there_are_several(sen: Sen) -> None:
    asked = await sen.stranger.say("/theodoi TH Hoa Đào")
    assert labels(asked) == ["Lớp 1", "Lớp 2", "Lớp 3", "Lớp 4", "Lớp 5", words.ALL_GRADES]
    await sen.stranger.say("3")
    assert await held(sen) == {("TH Hoa Đào", 3)}


async def test_a_ward_offers_its_schools(sen: Sen) -> None:
    asked = await sen.stranger.say("/theodoi các trường phường Sen Trắng")
    assert labels(asked) == ["Tất cả 2 trường", "MN Hoa Mai", "TH Hoa Đào", words.NEVER_MIND]
    await sen.stranger.press(value(asked, "Tất cả 2 trường"))
    assert await held(sen) == {("MN Hoa Mai", None), ("TH Hoa Đào", None)}


async def test_a_ward_is_one_with_and_without_its_unit(sen: Sen) -> None:
    async with sen.database.write() as session:
        await session.execute(update(School).where(School.name == "TH Hoa Đào").values(ward="Sen Trắng"))
    asked = await sen.stranger.say("/theodoi phường Sen Trắng")
    assert labels(asked) == ["Tất cả 2 trường", "MN Hoa Mai", "TH Hoa Đào", words.NEVER_MIND]


async def test_of_a_ward_and_a_grade_only_the_schools_that_have_it(sen: Sen) -> None:
    asked = await sen.stranger.say("/theodoi phường sen trắng lớp 2")
    assert labels(asked) == ["Tất cả 1 trường", "TH Hoa Đào", words.NEVER_MIND]
    await sen.stranger.press(value(asked, "TH Hoa Đào"))
    assert await held(sen) == {("TH Hoa Đào", 2)}


async def test_two_that_fit_are_shown(sen: Sen) -> None:
    asked = await sen.stranger.say("/theodoi trường Hoa")
    assert labels(asked)[:3] == ["MN Hoa Mai", "TH Hoa Đào", "THCS Hoa Cúc"]


async def test_step_by_step_with_a_question_in_between(sen: Sen) -> None:
    assert words.WHICH in (await sen.stranger.say("/theodoi")).plain()
    assert "không nói tới" in (await sen.stranger.say("khi nào khai giảng")).plain()
    await sen.stranger.say("/theodoi")
    await sen.stranger.say("TH Hoa Đào lớp 4")
    assert await held(sen) == {("TH Hoa Đào", 4)}


async def test_announcements_need_a_yes_of_their_own(sen: Sen) -> None:
    told = await sen.stranger.say("/theodoi TH Hoa Đào lớp 3")
    async with sen.database.read() as session:
        person = (await sen.stranger.contact()).id
        given = select(Consent.purpose).where(Consent.contact_id == person)
        assert (await session.scalars(given)).all() == []
    await sen.stranger.press(value(told, words.CONSENT))
    async with sen.database.read() as session:
        assert (await session.scalars(given)).all() == [Purpose.ANNOUNCEMENTS]
    assert labels(await sen.stranger.say("/theodoi TH Hoa Đào lớp 4")) == [], "it is asked for once"


async def test_following_twice_is_following_once_and_stopping_ends_it(sen: Sen) -> None:
    for _ in range(2):
        await sen.stranger.say("/theodoi TH Hoa Đào lớp 3")
    shown = await sen.stranger.say("/theodoi")
    assert "- TH Hoa Đào, lớp 3" in shown.plain()
    stop = value(shown, "Bỏ TH Hoa Đào, lớp 3")
    assert (await sen.principal.press(stop)).plain() == words.NOT_FOLLOWED
    assert await held(sen) == {("TH Hoa Đào", 3)}
    assert "Đã bỏ theo dõi" in (await sen.stranger.press(stop)).plain()
    assert await held(sen) == set()


async def test_only_so_many(sen: Sen) -> None:
    async with sen.database.write() as session:
        session.add_all(
            School(office_id=sen.office.id, name=f"MN Số {number}", levels=["MN"], ward="Nắng") for number in range(21)
        )
    asked = await sen.stranger.say("/theodoi phường Nắng")
    assert (await sen.stranger.press(asked.buttons[0].value)).plain() == words.TOO_MANY
    assert (len(await held(sen)), MOST) == (0, 20)


async def test_not_in_a_group_nor_by_made_up_buttons(sen: Sen) -> None:
    group = Talk(sen.database, sen.clock, chat_id="x1", is_group=True)
    assert (await group.say("/theodoi TH Hoa Đào")).blocks[0].text == IN_PRIVATE
    for made_up in ("fs:999:x", "fg:1:99", "fa:x", "fu:999", "fc:1", "fs:x"):
        await sen.stranger.press(made_up)
    assert await held(sen) == set()
