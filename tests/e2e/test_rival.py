"""Two real programs with one token, each on a database of its own: staff are told in the web chat, and all goes on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from db.migrate import upgrade
from db.models import Office
from db.session import Database
from tests.botapi import BotApi
from tests.botapi.waiting import until
from tests.e2e.conftest import Start
from tests.e2e.crowd import SINCE
from tests.e2e.program import free_port
from tests.e2e.test_revoked import told, until_told
from tests.web.site import Browser

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

RIVAL = "chương trình khác dùng cùng mã bot Telegram"


async def found(url: str) -> str:
    """A database with an office; its URL."""
    await upgrade(url)
    database = Database(url)
    async with database.write() as session:
        session.add(Office(slug="o", name="Trường O", short_name="O", kind="truong", created_at=SINCE))
    await database.close()
    return url


async def test_staff_hear_of_the_other_program_once(api: BotApi, program: Start, tmp_path: Path) -> None:
    first_url, second_url = [await found(f"sqlite+aiosqlite:///{tmp_path / name}.sqlite3") for name in ("one", "two")]
    port = free_port()
    async with program(first_url, "first", BOT_WEB_PORT=str(port)) as first, program(second_url, "second") as second:
        await first.start()
        await until(lambda: "cleaned up" in first.log)
        async with Browser.visit(f"http://127.0.0.1:{port}") as browser:
            code = re.search(r"Mã để gõ: (\S+)", await first.command("invite", "staff"))
            assert code
            await browser.say(code[1])
            assert not await told(browser, RIVAL)
            await second.start()
            await until_told(browser, RIVAL)
            api.chat(5).says("/trogiup")
            await api.chat(5).sees(1)  # by whichever of them took it: sending goes on
            assert await told(browser, RIVAL) == 1
            assert "told 1 contacts of staff" in first.log
