"""An office from what a document says of its issuer."""

from __future__ import annotations

import pytest

from db.offices import derive
from knowledge.document import Metadata


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
