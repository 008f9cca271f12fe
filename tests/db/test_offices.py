"""An office from what a document says of its issuer; a school from what people call it."""

from __future__ import annotations

import pytest

from db.models import Office
from db.offices import derive, levels_of, school_named
from db.session import Database
from knowledge.document import Metadata
from knowledge.errors import UserError
from tests.conftest import Clock


def metadata(issuer: str, place: str) -> Metadata:
    return Metadata("", "", "", issuer, place, "", "", None, None, None)


@pytest.mark.parametrize(
    ("issuer", "place", "slug", "short_name", "kind", "places"),
    [
        ("UBND huyện Sông Xanh", "Sông Xanh", "song-xanh", "huyện Sông Xanh", "ubnd", ("Sông Xanh",)),
        ("Phòng Văn hóa - Xã hội phường Hoa Sen", "", "hoa-sen", "phường Hoa Sen", "xa_phuong", ("Hoa Sen",)),
        ("PHÒNG VĂN HÓA - XÃ HỘI PHƯỜNG HOA SEN", "", "hoa-sen", "phường HOA SEN", "xa_phuong", ("HOA SEN",)),
        ("UBND xã Sao Mai, tỉnh Sông Xanh", "", "sao-mai", "xã Sao Mai", "xa_phuong", ("Sao Mai",)),
        ("Phòng GD&ĐT Quận 1", "", "quan-1", "quận 1", "phong_gddt", ("Quận 1",)),
        ("Sở Giáo dục và Đào tạo", "Sông Xanh", "song-xanh", "Sông Xanh", "so", ("Sông Xanh",)),
        ("Phòng GD&ĐT quận Đồng Xa", "Đông Xa", "dong-xa", "quận Đồng Xa", "phong_gddt", ("Đồng Xa", "Đông Xa")),
    ],
)
def test_an_issuer_is_an_office(
    issuer: str, place: str, slug: str, short_name: str, kind: str, places: tuple[str, ...]
) -> None:
    office = derive(metadata(issuer, place))
    assert office is not None
    assert (office.slug, office.short_name, office.kind, office.places) == (slug, short_name, kind, places)
    assert office.name == issuer


def test_nobody_is_no_office() -> None:
    assert derive(metadata("", "")) is None


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("Trường Mầm non Hoa Sen", ["MN"]),
        ("TH&THCS Sao Mai", ["TH", "THCS"]),
        ("truong tieu hoc va thcs sao mai", ["TH", "THCS"]),
        ("THPT Sao Mai", ["THPT"]),
        ("Trung tâm GDNN-GDTX Sao Mai", ["GDTX"]),
        ("Cơ sở Sao Mai", []),
    ],
)
def test_a_name_says_its_levels(name: str, levels: list[str]) -> None:
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
        office = Office(slug="o", name="O", short_name="O", kind="khac", places=[], wards=[], created_at=clock())
        session.add(office)
        await session.flush()
        for known in ("Trường Tiểu học Hoa Sen", "Trường THCS Hoa Sen", "Mầm non Sao Mai 1"):
            assert (await school_named(session, office, known))[1]
        school, is_new = await school_named(session, office, typed)
        assert (None if is_new else school.name) == meant
        with pytest.raises(UserError, match=r"Hoa Sen.*Hoa Sen"):
            await school_named(session, office, "Hoa Sen")
