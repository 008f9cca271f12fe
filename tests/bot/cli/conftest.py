"""Commands run in this process, as the shell sees them: exit status, stdout, stderr."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli.program import main

PLAN = """# KẾ HOẠCH

{issuer}

Số: {number}/KH-VHXH

{place}, ngày 20 tháng 8 năm 2026

KẾ HOẠCH

Thực hiện nhiệm vụ năm học 2026-2027

## I. CHỈ TIÊU

- Trẻ 5 tuổi ra lớp đạt {percent}%.

## II. TIẾN ĐỘ

| Thời gian | Nội dung công việc | Chủ trì |
|---|---|---|
| Tháng 9/2026 | Khai giảng năm học mới | Các trường |
| Tháng 10/2026 | Thi giáo viên dạy giỏi cấp trường | Các trường |

TRƯỞNG PHÒNG

Trần Văn Mẫu
"""


def plan_text(place: str = "Sao Mai", percent: int = 99) -> str:
    return PLAN.format(issuer=f"PHÒNG VĂN HÓA - XÃ HỘI PHƯỜNG {place.upper()}", place=place, number=12, percent=percent)


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """`run("plan", "list")` in an empty folder, on a database of the test's own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BOT_DATABASE_URL", database_url)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Done(int(exit_.value.code or 0), written.out, written.err)

    yield run
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., str]:
    """`plan("a.md", place="Sao Mai")` writes a small plan and gives its path."""

    def write(name: str = "ke-hoach.md", **facts: object) -> str:
        (tmp_path / name).write_text(plan_text(**facts), encoding="utf-8")  # type: ignore[arg-type]
        return name

    return write
