"""The questions asked each second read the few open rows, however many millions are closed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, text

from db import deliveries, inbox
from db.session import Database
from tests.conftest import Clock


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_open_rows_are_found_by_the_indexes_of_open_rows(database: Database) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    accounts = [("telegram", "1"), ("webchat", "web")]
    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.write() as session:
        await inbox.waiting(session, accounts, 0, 10)
        await deliveries.replies(session, accounts, 0, 10)
        await deliveries.first(session, accounts[0], 10)
        await deliveries.first(session, accounts[0], 10, lowest=deliveries.DELETION)
        await deliveries.recover(session, accounts, "run", [None], resend=False)
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    for statement, parameters in asked[1:]:
        async with database.engine.connect() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            first = plan.first()
        assert first is not None
        assert "_open" in first.detail, statement
        if "priority <=" in statement:  # not past the queues of other accounts
            assert "_open_account (channel=? AND account=? AND priority<?)" in first.detail


async def test_accounts_are_kept_apart(database: Database, clock: Clock) -> None:
    async with database.write() as session:
        for channel, account in (("telegram", "1"), ("telegram", "2"), ("webchat", "1")):
            await inbox.record(session, [inbox.row(channel, account, "k", "c", {}, clock())])
    async with database.read() as session:
        rows = await inbox.waiting(session, [("telegram", "2"), ("webchat", "1")], 0, 10)
        assert [(row.channel, row.account) for row in rows] == [("telegram", "2"), ("webchat", "1")]
        assert await inbox.waiting(session, [("telegram", "2")], rows[0].id, 10) == []
        assert (await session.execute(text("SELECT count(*) FROM inbox"))).scalar() == 3
