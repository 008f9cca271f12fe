"""Requests with fields: read from one text or asked one after the other; counts are kept without names."""

from __future__ import annotations

from typing import Any

import pytest

from db.models import FieldType, RequestState
from db.session import Database
from handlers.fields import read_all, read_one
from tests.conftest import Clock
from tests.handlers.colleagues import value
from tests.handlers.reporting import Bureau, a_bureau
from tests.handlers.talk import labels

COUNT: dict[str, Any] = {"name": "Sĩ số", "type": FieldType.NUMBER}
ABSENT: dict[str, Any] = {"name": "Vắng", "type": FieldType.NUMBER}
KITCHEN: dict[str, Any] = {"name": "Có bếp ăn", "type": FieldType.YES_NO}
PLACE: dict[str, Any] = {"name": "Nơi học", "type": FieldType.CHOICE, "choices": ["Tại trường", "Nhà văn hóa"]}
NOTE: dict[str, Any] = {"name": "Ghi chú", "type": FieldType.TEXT}


@pytest.fixture
async def bureau(database: Database, clock: Clock) -> Bureau:
    return await a_bureau(database, clock)


@pytest.mark.parametrize(
    ("field", "text", "read"),
    [
        (COUNT, "245", 245), (COUNT, "245 cháu ạ", 245), (COUNT, "1.250", 1250), (COUNT, "98,5", 98.5),
        (COUNT, "không rõ", None), (COUNT, "245, vắng 3", None), (KITCHEN, "Có ạ", True),
        (KITCHEN, "rồi em ạ", True), (KITCHEN, "x", True), (KITCHEN, "chưa", False),
        (KITCHEN, "để xem", None), (PLACE, "nha van hoa", "Nhà văn hóa"), (PLACE, "trường", "Tại trường"),
        (PLACE, "a", None), (NOTE, " ổn ", "ổn"), (NOTE, "  ", None),
    ],
)  # fmt: skip
def test_one_field(field: dict[str, Any], text: str, read: object) -> None:
    assert read_one(field, text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("245, 3", {"Sĩ số": 245, "Vắng": 3}),
        ("Vắng 3; sĩ số: 245", {"Sĩ số": 245, "Vắng": 3}),
        ("sĩ số 245 vắng 3", {"Sĩ số": 245, "Vắng": 3}),
        ("245", None),
        ("245\n3\n1", None),
    ],
)
def test_all_fields_from_one_text(text: str, read: object) -> None:
    assert read_all([COUNT, ABSENT], text) == read


async def test_counts_of_the_day_in_one_line_and_no_names(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Sĩ số hằng ngày", fields=[COUNT, ABSENT])
    said = await talk.say("sĩ số 245, vắng 3 (An, Bình, Chi)")
    (report,) = await bureau.reports()
    assert (report.values, report.note, report.counted) == ({"Sĩ số": 245, "Vắng": 3}, "Sĩ số: 245\nVắng: 3", True)
    assert "Sĩ số: 245" in said.plain()
    assert (await bureau.request(request)).state is RequestState.REPORTED


async def test_one_after_the_other(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Khảo sát", fields=[COUNT, KITCHEN, PLACE, NOTE])
    assert "Sĩ số?" in (await talk.press(f"vd:{request}")).plain()
    assert "cần một con số" in (await talk.say("nhiều lắm")).plain()
    assert "tháng 10 có việc gì?" not in (await talk.say("tháng 10 có việc gì?")).plain()
    asked = await talk.say("1")
    assert labels(asked) == ["Có", "Không", "Để sau"]
    asked = await talk.say("không")
    asked = await talk.press(value(asked, "Nhà văn hóa"))
    assert not await bureau.reports()
    await talk.say("đủ bàn ghế")
    (report,) = await bureau.reports()
    assert report.values == {"Sĩ số": 1, "Có bếp ăn": False, "Nơi học": "Nhà văn hóa", "Ghi chú": "đủ bàn ghế"}
    assert (report.rule, (await bureau.request(request)).state) == ("button", RequestState.REPORTED)


async def test_trouble_is_told_without_the_fields(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Khảo sát", fields=[COUNT])
    await talk.press(f"vk:{request}")
    (report,) = await bureau.reports()
    assert (report.status, report.values) == ("trouble", {})


async def test_a_button_of_a_field_that_is_not_there_changes_nothing(bureau: Bureau) -> None:
    talk = await bureau.principal()
    (request,) = await bureau.owes("Khảo sát", fields=[KITCHEN])
    assert "hết hiệu lực" in (await talk.press(f"vf:{request}:0:7")).plain()
    assert "hết hiệu lực" in (await talk.press(f"vf:{request}")).plain()
    assert not await bureau.reports()
