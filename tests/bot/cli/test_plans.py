"""`plan`: what is imported, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bot.cli.conftest import Run

Plan = Callable[..., str]


def test_an_import_is_a_draft_until_activated(run: Run, plan: Plan) -> None:
    done = run("plan", "import", plan("Kế hoạch 2026.md"))
    assert (done.status, done.err) == (0, "")
    assert "ke-hoach-2026 (bản 1, nháp)" in done.out
    assert "[sao-mai] (mới tạo)" in done.out
    assert "đã kích hoạt" in run("plan", "activate", "ke-hoach-2026").out
    assert "không có gì thay đổi" in run("plan", "activate", "ke-hoach-2026").out
    assert "đang dùng" in run("plan", "list").out


def test_the_same_bytes_change_nothing(run: Run, plan: Plan) -> None:
    file = plan()
    run("plan", "import", file, "--activate")
    before = run("plan", "list").out
    again = run("plan", "import", file)
    assert again.status == 0
    assert "không có gì thay đổi" in again.out
    assert run("plan", "list").out == before


def test_other_bytes_are_a_new_version_that_retires_the_former(run: Run, plan: Plan) -> None:
    run("plan", "import", plan(), "--activate")
    assert "bản mới" in run("plan", "import", plan(percent=97)).out
    assert [line.split("\t")[1:3] for line in run("plan", "list").out.splitlines()] == [
        ["bản 2", "nháp"],
        ["bản 1", "đang dùng"],
    ]
    run("plan", "import", plan(percent=97), "--activate")
    assert [line.split("\t")[2] for line in run("plan", "list").out.splitlines()] == ["đang dùng", "đã thay"]
    run("plan", "import", plan(percent=99), "--activate")
    assert [line.split("\t")[2] for line in run("plan", "list").out.splitlines()] == ["đã thay", "đang dùng"]


def test_another_offices_slug_is_refused_with_advice(run: Run, plan: Plan) -> None:
    run("plan", "import", plan())
    refused = run("plan", "import", plan(place="Sơn Ca"))
    assert refused.status == 1
    assert "--slug son-ca-ke-hoach" in refused.err
    assert "son-ca" not in run("office", "list").out, "the office was not made either"
    taken = run("plan", "import", plan(place="Sơn Ca"), "--slug", "Sơn Ca 2026")
    assert (taken.status, "son-ca-2026" in taken.out) == (0, True)


def test_an_office_may_have_several_and_may_be_named(run: Run, plan: Plan) -> None:
    run("plan", "import", plan("a.md"), plan("b.md", percent=95), "--activate")
    run("plan", "import", plan("c.md", place="Sơn Ca"), "--office", "sao-mai", "--activate")
    assert len(run("office", "list").out.splitlines()) == 1
    assert run("plan", "list").out.count("đang dùng") == 3
    assert run("plan", "import", plan("d.md"), "--office", "nowhere").status == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.md", b""),
        ("binary.md", bytes(range(256)) * 40),
        ("note.md", "Hôm nay trời đẹp.\n".encode()),
        ("latin.md", "Kế hoạch".encode("utf-16-le")[:-1] * 50),
    ],
)
def test_what_is_no_plan_is_refused(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    refused = run("plan", "import", name, "--activate")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.startswith(f"{name}: ")
    assert len(refused.err.splitlines()) == 1
    assert (run("plan", "list").out, run("office", "list").out) == ("", "")


def test_fifty_megabytes_are_refused(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "big.md").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert run("plan", "import", "big.md").status == 1


@pytest.mark.parametrize("name", ["nowhere.md", "."])
def test_no_file(run: Run, name: str) -> None:
    refused = run("plan", "import", name)
    assert refused.status == 1
    assert refused.err.startswith(f"{name}: ")


def test_of_several_files_the_good_ones_are_taken(run: Run, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("Hôm nay trời đẹp.")
    done = run("plan", "import", "bad.md", plan("good.md"))
    assert done.status == 1
    assert "đã nhập good" in done.out
    assert done.err.startswith("bad.md: ")


def test_a_slug_is_for_one_file(run: Run, plan: Plan) -> None:
    assert run("plan", "import", plan("a.md"), plan("b.md"), "--slug", "x").status == 2


def test_a_name_without_letters_needs_a_slug(run: Run, plan: Plan) -> None:
    refused = run("plan", "import", plan("！.md"))
    assert refused.status == 1
    assert "--slug" in refused.err


def test_show_and_tasks(run: Run, plan: Plan) -> None:
    run("plan", "import", plan(), "--activate")
    shown = run("plan", "show", "ke-hoach").out
    assert all(words in shown for words in ("12/KH-VHXH", "20/08/2026", "2026-2027", "mục II"))
    tasks = json.loads(run("plan", "tasks", "ke-hoach", "--json").out)
    assert [task["what"] for task in tasks] == ["Khai giảng năm học mới", "Thi giáo viên dạy giỏi cấp trường"]
    assert tasks[0]["when"]["spans"] == [["2026-09-01", "2026-09-30"]]
    assert "1. Tháng 9/2026: Khai giảng" in run("plan", "tasks", "ke-hoach").out


@pytest.mark.parametrize("command", ["show", "tasks", "activate"])
def test_an_unknown_plan(run: Run, plan: Plan, command: str) -> None:
    run("plan", "import", plan())
    refused = run("plan", command, "nowhere")
    assert (refused.status, refused.out) == (1, "")
    assert "Đang có: ke-hoach." in refused.err
