"""`ask`: one question or a file of them; nothing is stored."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.asking import MORE_HINT, instant
from db.models import Base
from db.session import Database
from knowledge.errors import UserError
from tests.bot.cli.conftest import Done, Run

Plan = Callable[..., str]
QUESTION = "Tháng 10 có việc gì?"
LONG = "Quý 4 có những việc gì?"
SAMPLE = Path(__file__).parents[3] / "plans" / "hoa-sen-2026.md"


@pytest.fixture
def known(run: Run, plan: Plan) -> Run:
    run("plan", "import", plan("sao-mai.md"), "--activate")
    return run


def test_the_sentence_then_the_source(known: Run) -> None:
    done = known("ask", "--at", "2026-09-01", QUESTION)
    assert done.status == 0
    assert "giáo viên dạy giỏi" in done.out
    assert "Nguồn: 12/KH-VHXH, mục II" in done.out
    assert not done.out.startswith("Năm học")


def test_the_year_first_where_the_plan_is_old(known: Run) -> None:
    assert known("ask", "--at", "01/09/2028", QUESTION, "--plan", "sao-mai").out.startswith("Năm học 2026-2027: ")


def test_as_json(known: Run) -> None:
    began = time.monotonic()
    answer = json.loads(known("ask", "--json", "--plan", "sao-mai", QUESTION).out)
    took_ms = (time.monotonic() - began) * 1000
    assert answer["status"] == "answered"
    assert answer["citations"][0]["plan"] == "sao-mai"
    assert 0 < answer["ms"] < took_ms
    assert json.loads(known("ask", "--json", "--plan", "sao-mai", "😀").out)["status"] == "refused"


def test_a_long_answer_by_its_first_page_or_whole(run: Run) -> None:
    run("plan", "import", str(SAMPLE), "--activate")
    first = known_lines(run("ask", "--at", "2026-09-01", LONG))
    assert first[-1] == MORE_HINT
    whole = known_lines(run("ask", "--at", "2026-09-01", LONG, "--all"))
    assert whole[: len(first) - 1] == first[:-1]
    assert MORE_HINT not in whole
    told = json.loads(run("ask", "--at", "2026-09-01", LONG, "--json").out)
    assert [line for page in told["rest"] for line in page.splitlines() if line not in whole] == []
    assert MORE_HINT not in run("ask", "--at", "2026-09-01", "Khi nào khai giảng?").out


def known_lines(done: Done) -> list[str]:
    assert done.status == 0
    return done.out.splitlines()


def test_a_draft_answers_only_when_named(run: Run, plan: Plan) -> None:
    run("plan", "import", plan("sao-mai.md"))
    assert "giáo viên dạy giỏi" in run("ask", "--plan", "sao-mai", QUESTION).out
    assert run("ask", QUESTION).status == 1


@pytest.mark.parametrize("arguments", [["--plan", "nowhere", QUESTION], ["--at", "hôm qua", QUESTION]])
def test_what_cannot_be_asked(known: Run, arguments: list[str]) -> None:
    refused = known("ask", *arguments)
    assert (refused.status, refused.out) == (1, "")
    assert len(refused.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [[], [QUESTION, "--batch", "x.jsonl"]])
def test_one_question_or_a_batch(known: Run, arguments: list[str]) -> None:
    assert known("ask", *arguments).status == 2


def test_a_batch_reports_bad_lines_and_answers_the_others(known: Run, tmp_path: Path) -> None:
    lines = [
        b'\xef\xbb\xbf{"id": "a", "plan": "sao-mai", "ask": "thang 10 co viec gi", "role": "parent"}',
        b"not json",
        b"",
        b'{"id": "b", "plan": "nowhere", "ask": "x"}',
        b'{"id": "c"}',
        b'{"id": "d", "ask": "x", "role": "king"}',
        b'["e"]',
        b'{"id": "f", "ask": "x", "role": ["parent"]}',
        b'{"id": "\xff"}',
        '{"id": 7, "ask": "Cảm ơn nhé"}'.encode(),
    ]
    (tmp_path / "q.jsonl").write_bytes(b"\n".join(lines))
    done = known("ask", "--batch", "q.jsonl")
    assert done.status == 1
    first, last = [json.loads(line) for line in done.out.splitlines()]
    assert list(first) == ["id", "status", "answer", "citations", "ms"]
    assert (first["id"], first["status"]) == ("a", "answered")
    assert set(first["citations"][0]) == {"plan", "section", "quote"}
    assert (last["id"], last["status"]) == (7, "refused")
    assert [line.split(":")[0] for line in done.err.splitlines()] == [f"q.jsonl, dòng {n}" for n in (2, *range(4, 10))]


def test_a_good_batch_is_done(known: Run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": 1, "plan": "sao-mai", "ask": "tháng 9"}\n')
    assert known("ask", "--batch", "q.jsonl").status == 0
    assert known("ask", "--batch", "nowhere.jsonl").status == 1


def test_nothing_is_stored(known: Run, database_url: str) -> None:
    before = asyncio.run(rows(database_url))
    known("ask", QUESTION)
    assert asyncio.run(rows(database_url)) == before
    assert before["plans"] == 1


async def rows(url: str) -> dict[str, int]:
    database = Database(url)
    async with database.read() as session:
        tables = Base.metadata.tables.values()
        counted = {t.name: await session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
    await database.close()
    return counted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-10-05", "2026-10-05T00:00:00"),
        ("2026-10-05T08:30", "2026-10-05T08:30:00"),
        ("2026-10-05 08:30", "2026-10-05T08:30:00"),
        ("2026-10-05T08:30Z", "2026-10-05T08:30:00+00:00"),
        ("05/10/2026", "2026-10-05T00:00:00"),
        ("5/10/2026 08:30", "2026-10-05T08:30:00"),
    ],
)
def test_times(typed: str, meant: str) -> None:
    assert instant(typed).isoformat() == meant


def test_no_time() -> None:
    with pytest.raises(UserError):
        instant("31/02/2026")
