"""A school from what people call it."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Office
from db.schools import matching, roster, school_named
from db.session import Database
from knowledge.errors import UserError
from knowledge.language.levels import levels_of
from tests.conftest import Clock


async def add_office(session: AsyncSession, clock: Clock) -> Office:
    office = Office(slug="o", name="O", short_name="O", kind="khac", places=[], wards=[], created_at=clock())
    session.add(office)
    await session.flush()
    return office


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("Trường Mầm non Hoa Sen", ("MN",)),
        ("TH&THCS Sao Mai", ("TH", "THCS")),
        ("truong tieu hoc va thcs sao mai", ("TH", "THCS")),
        ("THPT Sao Mai", ("THPT",)),
        ("Trung tâm GDNN-GDTX Sao Mai", ("GDTX",)),
        ("Cơ sở Sao Mai", ()),
    ],
)
def test_a_name_says_its_levels(name: str, levels: tuple[str, ...]) -> None:
    assert levels_of(name) == levels


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tieu hoc hoa sen", "Trường Tiểu học Hoa Sen"),
        ("TH Hoa Sen", "Trường Tiểu học Hoa Sen"),
        ("THCS hoa sen", "Trường THCS Hoa Sen"),
        ("sao mai", "Mầm non Sao Mai 1"),
        ("tiểu học Hoa Sen 2", None),
        ("THPT Hoa Sen", None),
        ("Trường Sông Xanh", None),
    ],
)
async def test_a_school_is_found_or_made(database: Database, clock: Clock, typed: str, meant: str | None) -> None:
    async with database.write() as session:
        office = await add_office(session, clock)
        for known in ("Trường Tiểu học Hoa Sen", "Trường THCS Hoa Sen", "Mầm non Sao Mai 1"):
            assert (await school_named(session, office, known))[1]
        school, is_new = await school_named(session, office, typed)
        assert (None if is_new else school.name) == meant
        with pytest.raises(UserError, match=r"Hoa Sen.*Hoa Sen"):
            await school_named(session, office, "Hoa Sen")


ROSTER = ("Mầm non Hoa Hồng", "Trường TH&THCS Hoa Hồng", "Tiểu học Lê Văn Tám", "Tiểu học Hoa Hồng 2")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("MN Hoa Hồng", ["Mầm non Hoa Hồng"]),
        ("truong mam non hoa hong", ["Mầm non Hoa Hồng"]),
        ("TH va THCS hoa hong", ["Trường TH&THCS Hoa Hồng"]),
        ("th le van tam", ["Tiểu học Lê Văn Tám"]),
        ("Lê Văn Tms", ["Tiểu học Lê Văn Tám"]),
        ("hoa hong 2", ["Tiểu học Hoa Hồng 2"]),
        ("TH Hoa Hồng", ["Tiểu học Hoa Hồng 2"]),
        ("hoa hồng", ["Mầm non Hoa Hồng", "Tiểu học Hoa Hồng 2", "Trường TH&THCS Hoa Hồng"]),
        ("Bông Hồng Nhỏ", ["MN Sen"]),
        ("MN Sao Mai", []),
        ("", []),
    ],
)
async def test_words_mean_schools(database: Database, clock: Clock, words: str, meant: list[str]) -> None:
    async with database.write() as session:
        office = await add_office(session, clock)
        for name in ROSTER:
            await school_named(session, office, name)
        other, _ = await school_named(session, office, "MN Sen")
        other.aliases = ["Lớp mẫu giáo Bông Hồng Nhỏ"]
        gone, _ = await school_named(session, office, "MN Sao Mai")
        gone.closed_at = clock()
        await session.flush()
        assert [school.name for school in await matching(session, office.id, words)] == meant


async def test_a_closed_school_opens_again_under_its_name(database: Database, clock: Clock) -> None:
    async with database.write() as session:
        office = await add_office(session, clock)
        school, _ = await school_named(session, office, "MN Sao Mai")
        school.closed_at = clock()
        await session.flush()
        assert await roster(session, office.id) == []
        assert await school_named(session, office, "MN Sao Mai") == (school, True)
        assert await roster(session, office.id) == [school]
