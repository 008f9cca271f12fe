"""Whom an announcement is for, as staff type it: with and without diacritics."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from db.announcements import Audience, Whom
from db.models import Contact, Office, School
from db.session import Database
from handlers.announcing_whom import Meant, read
from handlers.desk import Desk
from knowledge.answer import Library
from tests.conftest import Clock
from tests.handlers.sen import Sen, open_sen


@pytest.fixture
async def sen(database: Database, clock: Clock) -> Sen:
    sen = await open_sen(database, clock)
    async with database.write() as session:
        await session.execute(update(School).where(School.id != sen.schools[0]).values(ward="Phường Sen"))
    return sen


async def meant(sen: Sen, typed: str) -> Meant:
    async with sen.database.read() as session:
        office = await session.get_one(Office, sen.office.id)
        contact = (await session.scalars(select(Contact).limit(1))).one()
        return await read(typed, office, Desk(session, sen.clock(), contact, Library([]), 30, 30))


@pytest.mark.parametrize(
    ("typed", "audience"),
    [
        ("phụ huynh", Audience(Whom.PARENTS)),
        ("tất cả phụ huynh", Audience(Whom.PARENTS)),
        ("gui cho cac cha me hoc sinh", Audience(Whom.PARENTS)),
        ("hieu truong cac truong", Audience(Whom.PRINCIPALS)),
        ("Tất cả", Audience(Whom.EVERYONE)),
        ("mọi người.", Audience(Whom.EVERYONE)),
        ("phụ huynh và hiệu trưởng", Audience(Whom.EVERYONE)),
        ("cán bộ cơ quan", Audience(Whom.STAFF)),
        ("khối 6", Audience(Whom.PARENTS, grades=frozenset({6}))),
        ("phụ huynh lớp 6A1, 7 và 8", Audience(Whom.PARENTS, grades=frozenset({6, 7, 8}))),
        ("phu huynh khoi 1-5", Audience(Whom.PARENTS, grades=frozenset(range(1, 6)))),
        ("phụ huynh khối 9 đến 6", Audience(Whom.PARENTS, grades=frozenset(range(6, 10)))),
        ("phụ huynh mầm non", Audience(Whom.PARENTS, levels=frozenset({"MN"}))),
        ("hiệu trưởng MN, TH", Audience(Whom.PRINCIPALS, levels=frozenset({"MN", "TH"}))),
        ("hieu truong truong cong lap", Audience(Whom.PRINCIPALS, is_public=True)),
        ("phụ huynh phường Sen", Audience(Whom.PARENTS, wards=frozenset({"Phường Sen"}))),
        (
            "phu huynh khoi 3 phuong sen",
            Audience(Whom.PARENTS, grades=frozenset({3}), wards=frozenset({"Phường Sen"})),
        ),
    ],
)
async def test_in_words(sen: Sen, typed: str, audience: Audience) -> None:
    assert (await meant(sen, typed)).audience == audience


@pytest.mark.parametrize("typed", ["phụ huynh MN Hoa Mai\nTH Hoa Đào", "phu huynh: truong hoa mai, th hoa dao"])
async def test_a_list_of_schools(sen: Sen, typed: str) -> None:
    found = await meant(sen, typed)
    assert found.audience == Audience(Whom.PARENTS, school_ids=frozenset(sen.schools[:2]))
    assert found.told == "phụ huynh: MN Hoa Mai, TH Hoa Đào"


@pytest.mark.parametrize("typed", ["chưa báo cáo #V2", "các trường chưa nộp V2", "hieu truong con no v2"])
async def test_who_has_not_reported(sen: Sen, typed: str) -> None:
    found = await meant(sen, typed)
    assert found.audience is not None
    assert (found.audience.whom, found.audience.period) == (Whom.OWING, "2026-10"), "November's has not opened yet"
    assert "chưa báo cáo #V2 (hạn 31/10/2026)" in found.told


async def test_schools_without_their_people_are_asked_about(sen: Sen) -> None:
    assert await meant(sen, "các trường TH phường Sen") == Meant(None, names_schools=True)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("hiệu trưởng MN, TH", "lãnh đạo nhà trường: MN, TH (2 trường)"),
        ("phụ huynh và hiệu trưởng phường Sen", "phụ huynh, lãnh đạo nhà trường: Phường Sen (2 trường)"),
        ("tất cả", "phụ huynh, lãnh đạo nhà trường, cán bộ"),
        ("khối 6, 7", "phụ huynh khối 6, 7"),
    ],
)
async def test_it_is_told_in_words(sen: Sen, typed: str, told: str) -> None:
    assert (await meant(sen, typed)).told == told
