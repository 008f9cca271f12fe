"""The console over the real inbox and outbox: one line, one answer, choices by number."""

from __future__ import annotations

import asyncio
import io

import pytest
from sqlalchemy import select

from bot.assembly import House
from bot.channels.console import Console, ConsoleClosed, render
from bot.clocks import utc_now
from bot.settings import Settings
from db.models import Delivery, DeliveryStatus, InboxStatus, InboxUpdate
from db.plans import import_plan, read_plan
from db.session import Database
from handlers.messages import Attachment, Block, BlockKind, Button, Intent, Outgoing, outgoing_from_json
from tests.bot.cli.conftest import plan_text
from tests.botapi.waiting import PATIENCE_S
from tests.conftest import Clock
from tests.handlers.colleagues import join
from tests.handlers.talk import Talk, add_office


def test_buttons_are_numbered_and_files_named() -> None:
    message = Outgoing(
        (Block(BlockKind.LEAD, "Nơi nào?"), Block(BlockKind.QUOTE, "lời")),
        Intent.CHOOSE,
        (Button("Hoa Sen", "a"), Button("Sao Mai", "b")),
        (Attachment("ke-hoach.pdf", "application/pdf", b""),),
    )
    assert render(message) == "Nơi nào?\n\n“lời”\n  1. Hoa Sen\n  2. Sao Mai\n  [tệp: ke-hoach.pdf]\n"


async def test_a_conversation_from_a_pipe(database: Database, clock: Clock) -> None:
    for slug, name in (("hoa-sen", "phường Hoa Sen"), ("sao-mai", "phường Sao Mai")):
        await add_office(database, slug, name, clock(), with_plan=False)
    written = io.StringIO()
    console = Console(io.StringIO("/coquan\n\n2\n/start SAI0-MA00\n"), written, utc_now)
    with pytest.raises(ExceptionGroup) as ended:
        await asyncio.wait_for(House(Settings.model_validate({}), database, [console], utc_now).run(), PATIENCE_S)
    assert ended.group_contains(ConsoleClosed)
    asked, _, rest = written.getvalue().partition("Đã nhớ: phường Sao Mai")
    assert "1. phường Hoa Sen" in asked
    assert "Mã mời không đúng" in rest
    async with database.read() as session:
        assert list(await session.scalars(select(InboxUpdate.status))) == [InboxStatus.DONE] * 3
        assert list(await session.scalars(select(Delivery.status))) == [DeliveryStatus.SENT] * 3


async def test_a_question_is_sent_on_in_words_and_told_to_staff_in_the_same_transaction(
    database: Database, clock: Clock
) -> None:
    async with database.write() as session:
        plan = read_plan(plan_text().encode(), "sao-mai.md")
        office = (await import_plan(session, plan, "", activate=True, now=clock())).office
    await join(Talk(database, clock), office, "s1")
    written = io.StringIO()
    console = Console(io.StringIO("trường Lê Lợi ở đâu\ngửi câu hỏi\ngửi câu hỏi\n"), written, utc_now)
    with pytest.raises(ExceptionGroup) as ended:
        await asyncio.wait_for(House(Settings.model_validate({}), database, [console], utc_now).run(), PATIENCE_S)
    assert ended.group_contains(ConsoleClosed)
    assert "Đã chuyển câu hỏi tới" in written.getvalue()
    async with database.read() as session:
        queued = list(await session.scalars(select(Delivery).where(Delivery.channel == "telegram")))
    assert [(row.chat_id, row.status) for row in queued] == [("s1", DeliveryStatus.QUEUED)]
    assert "trường Lê Lợi ở đâu" in outgoing_from_json(queued[0].message).plain()
