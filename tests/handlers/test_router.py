"""Whoever writes, whatever it is, gets one message."""

from __future__ import annotations

import pytest

from db.models import Membership, Role
from db.session import Database
from handlers.messages import outgoing_from_json, outgoing_to_json
from tests.conftest import Clock
from tests.handlers.talk import Talk, add_office


@pytest.fixture
async def talk(database: Database, clock: Clock) -> Talk:
    await add_office(database, "hoa-sen", "phường Hoa Sen", clock())
    return Talk(database, clock)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("😀👍", "xin cứ nhắn"),
        ("?!…", "xin cứ nhắn"),
        ("   ", "xin cứ nhắn"),
        ("x" * 4_000, "dài quá"),
        ("/" + "x" * 5_000, "dài quá"),
        ("/xyz", "Không có lệnh /xyz"),
        ("/hoi", "/hoi tháng 10"),
        ("/help", "Tôi có thể giúp"),
        ("/trogiup@hoa_sen_bot", "Tôi có thể giúp"),
        ("/coquan", "chỉ có một cơ quan"),
        ("/start khong-phai-ma", "Mã mời không đúng"),
        ("<b>&amp;</b>", "không nói tới"),
        ("a\u0301\u200b", "không nói tới"),
    ],
)
async def test_any_text(talk: Talk, text: str, answer: str) -> None:
    message = await talk.say(text)
    assert answer in message.plain()
    assert outgoing_from_json(outgoing_to_json(message)) == message


@pytest.mark.parametrize("value", ["", "x", "open:", "open:1:9", "office:nowhere", "ask:", "open:a:b:c"])
async def test_any_button(talk: Talk, value: str) -> None:
    assert "hết hiệu lực" in (await talk.press(value)).blocks[0].text


async def test_a_sticker(talk: Talk) -> None:
    assert "chỉ đọc được chữ" in (await talk.other()).blocks[0].text


async def test_a_command_asks_too(talk: Talk) -> None:
    await talk.say("/hoi tháng 10 có gì")
    assert talk.library.asked[-1][0] == "tháng 10 có gì"


@pytest.mark.parametrize("role", list(Role))
async def test_help_is_by_role(talk: Talk, role: Role) -> None:
    await talk.say("xin chào")
    contact = await talk.contact()
    async with talk.database.write() as session:
        session.add(Membership(person_id=contact.person_id, office_id=1, role=role, since=talk.clock()))
    helps = {Role.PARENT: "kỳ thi", Role.PRINCIPAL: "của trường", Role.STAFF: "phân công", Role.ADMIN: "dòng lệnh"}
    said = (await talk.say("/trogiup")).plain()
    assert [other for other, words in helps.items() if words in said] == [role]
