"""A question that the plan does not answer goes to staff, and their answer comes back."""

from __future__ import annotations

import re

import pytest

from handlers.wording_questions import SEND_LABEL
from tests.botapi import BotApi
from tests.e2e.conftest import Start

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUESTION = "Trường THCS Nguyễn Đình Chiểu ở đâu?"
SAID = "Trường này không thuộc phường, anh/chị hỏi phường bên."


async def test_from_the_asker_to_staff_and_back(api: BotApi, program: Start, knowing_url: str) -> None:
    asker, other, staff = api.chat(1001), api.chat(1002), api.chat(1003)
    async with program(knowing_url) as bot:
        await bot.start()
        code = re.search(r"\?start=([A-Za-z0-9_-]+)", await bot.command("invite", "staff"))
        assert code
        staff.says(f"/start {code[1]}")
        await staff.sees(1)
        asker.says(QUESTION)
        await asker.sees(1)
        asker.presses(SEND_LABEL)
        await asker.sees(2)
        told = (await staff.sees(2))[1]
        assert QUESTION in told.text
        staff.says(SAID, reply_to=told.message_id)
        await staff.sees(3)
    async with program(knowing_url) as bot:  # the draft outlives the program
        await bot.start()
        staff.presses("Gửi")
        answer = (await asker.sees(3))[2]
        assert SAID in answer.text
        assert "Trả lời của" in answer.text
        other.says(QUESTION.upper())
        assert SAID in (await other.sees(1))[0].text
