"""What does not agree in a plan is said on import and on show, and changes nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.cli.findings import MOST_ON_IMPORT
from tests.bot.cli.conftest import Run, plan_text

Plan = Callable[..., str]


def test_a_plan_that_agrees_has_no_such_lines(run: Run, plan: Plan) -> None:
    assert "chưa khớp" not in run("plan", "import", plan()).out
    assert "chưa khớp" not in run("plan", "show", "ke-hoach").out


def test_findings_follow_the_result_and_do_not_block(run: Run, tmp_path: Path) -> None:
    text = plan_text().replace("- Trẻ 5 tuổi", "- Họp ngày 31/11/2026; xem Phụ lục 3.\n- Trẻ 5 tuổi")
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    done = run("plan", "import", "a.md", "--activate")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert "đang dùng" in lines[0]
    assert "Có 2 điểm chưa khớp" in lines[1]
    assert "Không có ngày 31/11/2026." in done.out
    assert "dòng 15, mục I" in done.out
    assert "Phụ lục 3" in run("plan", "show", "a").out
    assert "chưa khớp" not in run("plan", "import", "a.md").out, "nothing was imported"


def test_many_are_counted_on_import_and_all_shown_on_show(run: Run, tmp_path: Path) -> None:
    wrong = "\n".join(f"- Họp lần {n} ngày 31/11/20{n}." for n in range(20, 35))
    (tmp_path / "a.md").write_text(plan_text().replace("- Trẻ 5 tuổi", f"{wrong}\n- Trẻ 5 tuổi"), encoding="utf-8")
    imported = run("plan", "import", "a.md").out
    assert imported.count("Không có ngày") == MOST_ON_IMPORT
    assert "và 5 điểm nữa" in imported
    assert run("plan", "show", "a").out.count("Không có ngày") == 15
