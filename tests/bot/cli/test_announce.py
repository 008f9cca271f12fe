"""`announce`: to whom, when, how it stands, and taking it back; what is wrong is refused in a sentence."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.times import read_time
from db.models import Announcement, AnnouncementState, Contact, Delivery, DeliveryStatus, Office, Role
from db.session import Database
from knowledge.errors import UserError
from tests.bot.cli.conftest import Run
from tests.crowd import add_office, add_person, add_school

MORNING = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
KEYS = ["total", "queued", "sending", "sent", "failed", "blocked", "uncertain", "withdrawn", "acknowledged"]


class Shell:
    """`python -m bot announce …` at nine on a Monday morning, for an office with two schools and some people."""

    def __init__(self, run: Run, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._run, self._url, self._monkeypatch = run, url, monkeypatch
        self.at("2026-10-05T09:00:00+07:00")
        self.look(self._build)

    def at(self, clock: str) -> None:
        self._monkeypatch.setenv("BOT_CLOCK_START", clock)

    def __call__(self, *arguments: str) -> str:
        """What it says; it must succeed."""
        done = self._run("announce", *arguments)
        assert done.status == 0, done.err
        return done.out

    def refused(self, *arguments: str) -> str:
        """What it says instead of doing it; nothing must be announced."""
        done = self._run("announce", *arguments)
        assert done.status != 0
        assert self.look(announced) == []
        return done.err

    def look(self, work: Callable[[AsyncSession], Coroutine[Any, Any, Any]]) -> Any:
        async def look() -> Any:
            database = Database(self._url)
            async with database.write() as session:
                found = await work(session)
            await database.close()
            return found

        return asyncio.run(look())

    @staticmethod
    async def _build(session: AsyncSession) -> None:
        office = await add_office(session, MORNING)
        school = await add_school(session, office, "Mầm non Hoa Hồng", "MN", code="0101")
        await add_school(session, office, "Tiểu học Kim Đồng", "TH", code="0102")
        await add_person(session, office, Role.PRINCIPAL, MORNING, school)
        for _ in range(2):
            await add_person(session, office, Role.PARENT, MORNING)
        await add_person(session, office, Role.PARENT, MORNING, says_yes=False)
        await session.execute(update(Contact).values(chat_id=Contact.chat_id + "000"))


@pytest.fixture
def shell(run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(run, database_url, monkeypatch)


async def announced(session: AsyncSession) -> list[Announcement]:
    return list(await session.scalars(select(Announcement).order_by(Announcement.id)))


async def chats(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(Delivery.chat_id).order_by(Delivery.chat_id)))


@pytest.mark.parametrize(
    ("whom", "reached", "told"),
    [
        ("parents", ["2000", "3000"], "mọi phụ huynh: tới được 2 người, chưa tới được 1"),
        ("principals", ["1000"], "tới được 1 người, chưa tới được 1"),
        ("everyone", ["1000", "2000", "3000"], "tới được 3 người"),
    ],
)
def test_it_is_queued_at_once_and_the_id_comes_last(shell: Shell, whom: str, reached: list[str], told: str) -> None:
    said = shell("--to", whom, "--text", "Mai nghỉ học.", "--answers", "Đã nhận")
    [made] = shell.look(announced)
    assert told in said
    assert said.split()[-1] == f"{made.id}"
    assert (made.state, made.answers) == (AnnouncementState.SENDING, ["Đã nhận"])
    assert "Mai nghỉ học." in str(made.message)
    assert shell.look(chats) == reached


def test_no_second_person_is_needed(shell: Shell, run: Run) -> None:
    shown = run("office", "set", "hoa-sen", "--approve-above", "0").out
    assert "cần người thứ hai duyệt khi gửi tới hơn 0 người" in shown
    shell("--to", "parents", "--text", "x")
    assert shell.look(announced)[0].state is AnnouncementState.SENDING
    run("office", "set", "hoa-sen", "--approve-above", "-1")
    assert "không cần người thứ hai duyệt" in run("office", "show", "hoa-sen").out


def test_in_quiet_hours_it_waits_and_says_until_when(shell: Shell) -> None:
    shell.at("2026-10-05T22:00:00+07:00")
    assert "chờ đến 06:30 ngày 06/10/2026" in shell("--to", "parents", "--text", "x")
    assert "chờ đến" not in shell("--to", "parents", "--text", "x", "--urgent")
    waits, urgent = shell.look(announced)
    assert (waits.state, waits.send_at) == (AnnouncementState.SCHEDULED, datetime(2026, 10, 5, 23, 30, tzinfo=UTC))
    assert urgent.state is AnnouncementState.SENDING


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("2026-10-06T07:30", "Hẹn gửi lúc 07:30 ngày 06/10/2026"),
        ("2026-10-06T00:30:00Z", "Hẹn gửi lúc 07:30 ngày 06/10/2026"),
        ("07:30 25/10/2026", "Hẹn gửi lúc 07:30 ngày 25/10/2026"),
        ("22:30 25/10/2026", "chờ đến 06:30 ngày 26/10/2026"),
    ],
)
def test_at_a_time(shell: Shell, wanted: str, told: str) -> None:
    assert told in shell("--to", "parents", "--text", "x", "--at", wanted)
    assert shell.look(announced)[0].state is AnnouncementState.SCHEDULED


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("2026-10-05T09:30", (2, 30)),
        ("2026-10-05 09:30", (2, 30)),
        ("2026-10-05T09:30+09:00", None),
        ("09:30 5/10/2026", (2, 30)),
        ("9h30", (2, 30)),
        ("2026-10-05T08:59", None),
        ("08:59 05/10/2026", None),
        ("2026-13-05T08:59", None),
        ("25:00 06/10/2026", None),
        ("bao giờ cũng được", None),
        ("", None),
    ],
)
def test_times(words: str, at: tuple[int, int] | None) -> None:
    office = Office(time_zone="Asia/Ho_Chi_Minh", rhythm={})
    if at is None:
        with pytest.raises(UserError):
            read_time(words, office, MORNING)
    else:
        assert read_time(words, office, MORNING) == MORNING.replace(hour=at[0], minute=at[1])


def test_to_a_file_of_schools_and_addresses(shell: Shell, tmp_path: Path) -> None:
    lines = ["mam non hoa hong", "", " 0101 ", "telegram:2000", "3000", "2000", "MN Hoa Hồng"]
    (tmp_path / "list.txt").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    said = shell("--to", "list.txt", "--text", "x")
    assert "danh sách list.txt: 1 trường, 2 địa chỉ: tới được 3 người, chưa tới được 0" in said
    assert shell.look(chats) == ["1000", "2000", "3000"]


def test_lines_that_name_nobody_are_refused_by_number(shell: Shell, tmp_path: Path) -> None:
    lines = ["Mầm non Hoa Hồng", "Trường không có", "999", "webchat:2000", "telegram:2000"]
    (tmp_path / "list.txt").write_text("\n".join(lines))
    said = shell.refused("--to", "list.txt", "--text", "x")
    assert [line.split(":")[0] for line in said.splitlines()] == ["Dòng 2", "Dòng 3", "Dòng 4", said.splitlines()[-1]]
    assert "3 dòng chưa rõ là ai, chưa gửi cho người nào" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "không có dòng nào"),
        (b"\n \n", "không có dòng nào"),
        (b"\xff\xfe", "UTF-8"),
        (b"1\n" * 2_500_001, "lớn quá 5 MB"),
        (None, "Không có tệp này"),
    ],
    ids=["empty", "blank", "binary", "huge", "none"],
)
def test_files_of_recipients_that_cannot_be_used(
    shell: Shell, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)
    assert reason in shell.refused("--to", "list.txt", "--text", "x")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--to", "parents"], "chưa có nội dung"),
        (["--to", "parents", "--text", "  "], "chưa có nội dung"),
        (["--to", "parents", "--text", "a" * 3_501], "dài nhất"),
        (["--to", "parents", "--text", "x", "--file", "nowhere.pdf"], "nowhere.pdf: Không có tệp này"),
        (["--to", "parents", "--text", "x", "--file", "."], "thư mục"),
        (["--to", "parents", "--text", "x", "--at", "2020-01-01T10:00"], "đã qua"),
        (["--to", "parents", "--text", "x", "--office", "nowhere"], "Không có cơ quan"),
        (["--status", "7"], "Không có thông báo số 7"),
        (["--withdraw", "7"], "Không có thông báo số 7"),
        (["--to", "parents", "--status", "1"], "Chọn một trong"),
        (["--to", "parents", "--text", "x", "--json"], "--json"),
        ([], "Chọn một trong"),
    ],
)
def test_what_is_refused(shell: Shell, arguments: list[str], reason: str) -> None:
    assert reason in shell.refused(*arguments)


def test_a_file_goes_along(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "thông báo.pdf").write_bytes(b"%PDF")
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert "phải có nội dung" in shell.refused("--to", "parents", "--text", "x", "--file", "empty.pdf")
    shell("--to", "parents", "--text", "x", "--file", "thông báo.pdf")
    [made] = shell.look(announced)
    assert (made.file_name, made.file_type) == ("thông báo.pdf", "application/pdf")


def test_the_text_comes_from_stdin(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff")))
    assert "UTF-8" in shell.refused("--to", "parents", "--text", "-")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("Mai nghỉ.\nCả trường.".encode())))
    shell("--to", "parents", "--text", "-")
    assert "Mai nghỉ.\nCả trường." in shell.look(announced)[0].message["blocks"][-1]


def test_how_it_stands(shell: Shell) -> None:
    async def send_one(session: AsyncSession) -> None:
        sent = update(Delivery).where(Delivery.chat_id == "2000")
        await session.execute(sent.values(status=DeliveryStatus.SENT, sent_at=MORNING, message_id="5", answer=0))

    shell("--to", "parents", "--text", "Mai nghỉ học.", "--answers", "Đã nhận")
    shell.look(send_one)
    [line] = shell("--status", "1", "--json").splitlines()
    told = json.loads(line)
    assert list(told) == KEYS
    assert told == dict.fromkeys(KEYS, 0) | {"total": 2, "queued": 1, "sent": 1, "acknowledged": 1}
    said = shell("--status", "1")
    assert all(words in said for words in ("Đã gửi: 1", "Đang chờ gửi: 1", "mọi phụ huynh", "09:00 ngày 05/10/2026"))


def test_it_is_taken_back(shell: Shell, run: Run) -> None:
    async def send_one(session: AsyncSession) -> None:
        sent = update(Delivery).where(Delivery.chat_id == "2000")
        await session.execute(sent.values(status=DeliveryStatus.SENT, sent_at=MORNING, message_id="5"))

    shell("--to", "parents", "--text", "x")
    shell.look(send_one)
    assert "không gửi nữa 1 lượt, đang xóa 1 tin" in shell("--withdraw", "1")
    assert json.loads(shell("--status", "1", "--json"))["withdrawn"] == 1
    again = run("announce", "--withdraw", "1")
    assert (again.status, "rồi" in again.err) == (1, True)
