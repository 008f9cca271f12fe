"""`school`: the roster read in, invites for all of it, a school handed over."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from bot import sheets, telegram_me
from bot.cli.common import now
from bot.settings import Settings
from bot.telegram_me import Me
from db import invites
from db.models import AgendaItem, Invite, Membership, ReportRequest, School
from db.people import contact_for, schools_led_by
from db.session import Database
from tests.bot.cli.conftest import Run

HEAD = "Tên trường;Cấp học;Phường;Hiệu trưởng;Chuyên viên;Mã\n"
TWO = HEAD + "Mầm non Hoa Hồng;MN;Hoa Sen;Lê Thị A;Phạm Thu Hà;1\nTHCS Sao Mai;THCS;Hoa Sen;Lê Văn B;Phạm Thu Hà;2\n"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
Import = Callable[..., Any]


@pytest.fixture
def office(run: Run) -> None:
    assert run("office", "set", "hoa-sen", "--name", "UBND phường Hoa Sen").status == 0


@pytest.fixture
def import_(run: Run, tmp_path: Path, office: None) -> Import:
    def import_(text: str, *options: str) -> Any:
        (tmp_path / "truong.csv").write_text(text, encoding="utf-8-sig")
        return run("school", "import", "truong.csv", *options)

    return import_


def look(url: str, work: Callable[[Any], Any]) -> Any:
    async def go() -> Any:
        database = Database(url)
        try:
            async with database.write() as session:
                return await work(session)
        finally:
            await database.close()

    return asyncio.run(go())


def names(run: Run) -> list[str]:
    return [line.split("\t")[0] for line in run("school", "list").out.splitlines()]


def test_a_roster_is_read_once_and_then_changes_nothing(run: Run, import_: Import) -> None:
    done = import_(TWO)
    assert (done.status, done.err) == (0, "")
    assert "2 trường mới, 0 trường thay đổi" in done.out
    assert "Chuyên viên phụ trách chưa dùng bot: Phạm Thu Hà. Mời bằng: python -m bot invite staff" in done.out
    listed = run("school", "list").out
    assert "Mầm non Hoa Hồng\t1\tMN\t\tHoa Sen\tLê Thị A\tPhạm Thu Hà\t0 người dùng\n" in listed
    assert "0 trường mới, 0 trường thay đổi, 2 trường như cũ" in import_(TWO).out
    assert run("school", "list").out == listed


def test_a_dry_run_shows_guesses_and_errors_and_writes_nothing(run: Run, import_: Import) -> None:
    import_(TWO)
    before = run("school", "list").out
    rows = "MN hoa hong;;Phường Mới;;;\nTHCS Sao Mais;THCS;;;;\n"
    seen = import_(HEAD + rows, "--dry-run")
    assert seen.status == 0
    assert "Dòng 2: “MN hoa hong” = “Mầm non Hoa Hồng” đang có; đổi phường/xã" in seen.out
    assert "Dòng 3: trường mới “THCS Sao Mais” (THCS). Gần giống “THCS Sao Mai” đang có" in seen.out
    assert "Không có trong tệp: THCS Sao Mai\n" in seen.out
    assert "Xem trước, chưa ghi gì: 1 trường mới, 1 trường thay đổi" in seen.out
    wrong = import_(HEAD + rows + ";TH;;;;\nTH X;cấp lạ;;;;\n", "--dry-run")
    assert (wrong.status, "Dòng 4: thiếu tên trường" in wrong.err, "Dòng 5: không rõ cấp" in wrong.err) == (
        1,
        True,
        True,
    )
    assert run("school", "list").out == before


def test_one_wrong_row_and_nothing_is_read_in(run: Run, import_: Import) -> None:
    refused = import_(TWO + "Trường lạ;;;;;\n")
    assert (refused.status, "Dòng 4" in refused.err, "chưa nhập dòng nào" in refused.err) == (1, True, True)
    assert names(run) == []


def test_a_school_whose_row_is_wrong_is_not_called_missing(run: Run, import_: Import) -> None:
    import_(TWO)
    seen = import_(HEAD + "THCS Sao Mai;XX;;;;\n", "--dry-run")
    assert ("Dòng 2" in seen.err, "Không có trong tệp" in seen.out) == (True, False)


def test_a_name_that_fits_two_schools_is_refused_naming_both(run: Run, import_: Import) -> None:
    import_("Tên trường;Mã\nTH Lê Văn Tám;1\nTH Lê Văn Tâm;2\n")
    refused = import_("Tên trường\nTiểu học Le Van Tam\n")
    assert (refused.status, "“TH Lê Văn Tám” hoặc “TH Lê Văn Tâm”" in refused.err) == (1, True)
    assert import_("Tên trường;Mã\nTiểu học Lê Văn Tâm;2\nTH Lê Văn Tám;1\n").status == 0
    assert names(run) == ["TH Lê Văn Tám", "Tiểu học Lê Văn Tâm"]


def test_codes_rename_and_collisions_are_refused(run: Run, import_: Import) -> None:
    import_(TWO)
    assert import_("Tên trường;Mã\nMN Hồng Nhung;1\n").status == 0
    assert "MN Hồng Nhung" in names(run)
    assert "đang là của một trường khác" in import_("Tên trường;Mã\nTHCS Sao Mai;1\n").err
    assert "cùng là" in import_("Tên trường;Mã\nMN Hồng Nhung;\nMN Hoa Hồng;1\n").err
    assert import_("Tên trường\nMN Hoa Hồng\n").status == 0, "the former name still means it"
    assert len(names(run)) == 2


def test_what_is_missing_closes_only_when_asked_and_opens_again(run: Run, import_: Import) -> None:
    import_(TWO)
    one = TWO.replace("THCS Sao Mai;THCS;Hoa Sen;Lê Văn B;Phạm Thu Hà;2\n", "")
    assert "0 trường đóng" in import_(one).out
    assert "1 trường đóng" in import_(one, "--close-missing").out
    assert names(run) == ["Mầm non Hoa Hồng"]
    assert "; mở lại trường" in import_(TWO).out
    assert len(names(run)) == 2


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"x" * 6_000_000, b'Ten truong\n"MN'])
def test_a_file_that_is_no_roster_is_refused_in_one_line(run: Run, office: None, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "truong.xlsx").write_bytes(data)
    refused = run("school", "import", "truong.xlsx")
    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert run("school", "import", "nowhere.csv").err == "Không có tệp này.\n"


def test_new_schools_owe_what_the_plan_asks(
    run: Run, import_: Import, plan: Callable[..., str], database_url: str
) -> None:
    import_(TWO)

    async def ask(session: Any) -> None:
        office_id = await session.scalar(select(School.office_id).limit(1))
        session.add(
            AgendaItem(
                office_id=office_id,
                number=1,
                kind="standing",
                text="Báo cáo tháng",
                owes=True,
                every="month:25",
                spans=[["2000-01-01", "2099-12-31"]],
                created_at=now(),
                is_public=None,
            )
        )

    look(database_url, ask)
    import_(TWO.replace("THCS Sao Mai", "THCS Sao Mai 2").replace(";2\n", ";3\n"))
    owing = look(database_url, lambda session: session.scalar(select(func.count(ReportRequest.school_id.distinct()))))
    assert owing == 3


def test_codes_for_the_whole_roster_and_then_for_nobody(run: Run, import_: Import, database_url: str) -> None:
    assert "chưa có trường" in run("school", "invites").err.lower()
    import_(TWO)
    done = run("school", "invites")
    lines = [line.split("\t") for line in done.out.splitlines() if "\t" in line]
    assert [line[:2] for line in lines] == [["Mầm non Hoa Hồng", "Lê Thị A"], ["THCS Sao Mai", "Lê Văn B"]]
    assert len({line[2] for line in lines}) == 2
    assert "t.me" not in done.out

    async def join(session: Any) -> Any:
        contact = await contact_for(session, "telegram", "1", "7", now())
        for line in lines:  # one principal may lead both
            invite = await invites.redeem(session, invites.normalised(line[2]), contact.person_id, now())
            assert invite
            session.add(
                Membership(
                    person_id=contact.person_id,
                    office_id=invite.office_id,
                    role=invite.role,
                    school_id=invite.school_id,
                    since=now(),
                )
            )
        await session.flush()
        return await schools_led_by(session, contact.person_id, now())

    assert len(look(database_url, join)) == 2
    assert "Trường nào cũng đã có người dùng" in run("school", "invites").err
    assert len(CODE.findall(run("school", "invites", "--all").out)) == 2
    assert len(CODE.findall(run("school", "invites", "--school", "mn hoa hong").out)) == 1
    refused = run("school", "invites", "--school", "mn hoa hong", "--school", "Không Có")
    assert (refused.status, "Không Có" in refused.err) == (1, True)


def test_links_where_the_bot_is_known(run: Run, import_: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    async def known(settings: Settings) -> Me:
        return Me(username="hoa_sen_bot")

    import_(TWO)
    assert "Chưa biết tên bot" in run("school", "invites", "--links").err
    monkeypatch.setattr(telegram_me, "ask_me", known)
    assert run("school", "invites", "--links").out.count("https://t.me/hoa_sen_bot?start=") == 2
    assert run("school", "invites", "--links", "--codes").status == 2


@pytest.mark.parametrize("name", ["phieu.pdf", "phieu.png"])
def test_a_sheet_to_print(run: Run, import_: Import, tmp_path: Path, name: str) -> None:
    import_(HEAD + "".join(f"MN Hoa {number};MN;;;;\n" for number in range(sheets.ROWS + 1)))
    done = run("school", "invites", "--sheet", name)
    assert (done.status, CODE.search(done.out)) == (0, None)
    data = (tmp_path / name).read_bytes()
    if name.endswith(".pdf"):
        assert data.startswith(b"%PDF")
        assert b"/Count 2" in data
    else:
        with Image.open(tmp_path / name) as page:
            assert page.size == (sheets.WIDTH, sheets.HEIGHT)
        assert (tmp_path / "phieu-2.png").exists()
    for wrong, words in ((name, "Đã có tệp"), ("phieu.doc", ".pdf hoặc .png"), ("no/phieu.pdf", "thư mục")):
        assert words in run("school", "invites", "--sheet", wrong).err


def test_a_refused_sheet_leaves_no_codes(
    run: Run, import_: Import, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space left")

    import_(TWO)
    monkeypatch.setattr(Image.Image, "save", full)
    assert "Không ghi được" in run("school", "invites", "--sheet", "a.png").err
    assert look(database_url, lambda session: session.scalar(select(func.count(Invite.id)))) == 0


def test_a_school_is_handed_over(run: Run, import_: Import, database_url: str) -> None:
    import_(TWO)

    async def join(session: Any) -> int:
        school = await session.scalar(select(School).where(School.name == "THCS Sao Mai"))
        contact = await contact_for(session, "telegram", "1", "7", now())
        session.add(
            Membership(
                person_id=contact.person_id,
                office_id=school.office_id,
                role="principal",
                school_id=school.id,
                since=now(),
            )
        )
        return int(contact.person_id)

    person = look(database_url, join)
    seen = run("school", "handover", "sao mai", "--to", "Trần C")
    assert ("sẽ thôi quyền" in seen.out, "Chưa thay đổi gì" in seen.out, CODE.search(seen.out)) == (True, True, None)
    done = run("school", "handover", "sao mai", "--to", "Trần C", "--yes")
    assert "đã thôi quyền" in done.out
    assert CODE.search(done.out)
    assert look(database_url, lambda session: schools_led_by(session, person, now())) == set()
    assert "Trần C\tPhạm Thu Hà\t0 người dùng" in run("school", "list").out
    assert run("school", "handover", "sao mai", "--keep", "99", "--yes").status == 1
    assert run("school", "handover", "Không Có", "--yes").status == 1
