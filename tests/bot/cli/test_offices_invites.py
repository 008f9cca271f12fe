"""`office` and `invite`."""

from __future__ import annotations

import re

import pytest

from bot import telegram_me
from bot.settings import Settings
from bot.telegram_me import Me
from tests.bot.cli.conftest import Run

CODE = re.compile(r"Mã để gõ: ([0-9A-Z]{4}-[0-9A-Z]{4})\n")


def make_office(run: Run, slug: str = "hoa-sen", name: str = "UBND phường Hoa Sen") -> None:
    assert run("office", "set", slug, "--name", name).status == 0


def test_an_office_is_made_and_changed(run: Run) -> None:
    make_office(run)
    places = ("--place", "Hoa Sen", "--place", "Sen", "--contact", "điện thoại 0123")
    run("office", "set", "UBND phuong hoa sen", "--time-zone", "Asia/Bangkok", *places)
    shown = run("office", "show", "hoa-sen").out
    assert all(words in shown for words in ("Asia/Bangkok", "Hoa Sen, Sen", "điện thoại 0123", "Loại: xa_phuong"))
    assert run("office", "list").out == "hoa-sen\tUBND phường Hoa Sen\tHoa Sen, Sen\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["nowhere", "--kind", "so"],
        ["hoa-sen", "--time-zone", "Mars/Olympus"],
        ["hoa-sen", "--kind", "bank"],
        ["hoa-sen", "--name", " "],
        ["hoa-sen", "--name", "x" * 201],
    ],
)
def test_a_wrong_change_is_refused(run: Run, arguments: list[str]) -> None:
    make_office(run)
    before = run("office", "show", "hoa-sen").out
    assert run("office", "set", *arguments).status == 1
    assert run("office", "show", "hoa-sen").out == before


def test_an_unknown_office_is_not_shown(run: Run) -> None:
    assert run("office", "show", "hoa-sen").status == 1
    assert run("office", "list").status == 0


@pytest.mark.parametrize("role", ["admin", "staff", "parent"])
def test_a_code_to_type(run: Run, role: str) -> None:
    make_office(run)
    done = run("invite", role)
    assert done.status == 0
    assert CODE.search(done.out)
    assert "t.me" not in done.out


def test_a_link_where_the_bot_is_known(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def known(settings: Settings) -> Me:
        return Me(username="hoa_sen_bot")

    monkeypatch.setattr(telegram_me, "ask_me", known)
    make_office(run)
    done = run("invite", "staff")
    code = CODE.search(done.out)
    assert code
    assert f"https://t.me/hoa_sen_bot?start={code[1].replace('-', '')}\n" in done.out


def test_a_principal_needs_a_school(run: Run) -> None:
    make_office(run)
    assert "--school" in run("invite", "principal").err
    first = run("invite", "principal", "--school", "Trường TH và THCS Sơn Ca")
    assert (first.status, "Trường mới" in first.err, "(TH, THCS)" in first.err) == (0, True, True)
    again = run("invite", "principal", "--school", "th thcs son ca")
    assert (again.status, again.err) == (0, "")
    assert "Trường TH và THCS Sơn Ca" in again.out


def test_staff_may_be_linked_to_their_name_in_the_plan(run: Run) -> None:
    make_office(run)
    assert "UBND phường Hoa Sen, Phạm Thu Hà\n" in run("invite", "staff", "--as", " Phạm  Thu Hà ").out
    for arguments in (["parent", "--as", "Phạm Thu Hà"], ["staff", "--as", "x" * 121]):
        refused = run("invite", *arguments)
        assert (refused.status, refused.out) == (1, "")
        assert "--as" in refused.err


def test_two_schools_that_fit_are_both_named(run: Run) -> None:
    make_office(run)
    for school in ("Mầm non Sơn Ca", "Tiểu học Sơn Ca", "Tiểu học Sơn Ca 2"):
        assert run("invite", "principal", "--school", school).status == 0
    refused = run("invite", "principal", "--school", "Son Ca")
    assert (refused.status, refused.out) == (1, "")
    assert all(name in refused.err for name in ("Mầm non Sơn Ca", "Tiểu học Sơn Ca"))
    assert run("office", "show", "hoa-sen").out.count("Sơn Ca") == 3


def test_several_offices_must_be_told_apart(run: Run) -> None:
    assert "Chưa có cơ quan" in run("invite", "staff").err
    make_office(run)
    make_office(run, "sao-mai", "UBND phường Sao Mai")
    refused = run("invite", "staff")
    assert (refused.status, "hoa-sen, sao-mai" in refused.err) == (1, True)
    assert "UBND phường Sao Mai" in run("invite", "staff", "--office", "sao-mai").out


def test_an_unknown_role(run: Run) -> None:
    assert run("invite", "king").status == 2
