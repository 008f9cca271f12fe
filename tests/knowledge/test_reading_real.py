"""The five real plans, taken as they are: figures counted by hand in the files."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from knowledge.document import Document, SchoolYear, Table, document_from_json, document_to_json
from tests.knowledge.real_plans import NAMES, needed, printed, real
from tests.knowledge.snippets import section

pytestmark = needed


def tables(document: Document) -> list[Table]:
    return [table for section in document.sections for table in section.tables]


@pytest.mark.parametrize(
    ("name", "number", "kind", "issuer", "signer", "position", "year"),
    [
        (
            "thanh-xuan-2021",
            "26/KH-PGDĐT",
            "Kế hoạch",
            "Phòng GD&ĐT quận Thanh Xuân",
            "Phạm Gia Hữu",
            "Trưởng phòng",
            2021,
        ),
        ("gia-lam-2023", "92/KH-UBND", "Kế hoạch", "UBND huyện Gia Lâm", "Đặng Thị Huyền", "Chủ tịch", 2022),
        ("nam-tu-liem-2022", "", "Kế hoạch", "UBND quận Nam Từ Liêm", "Trần Thanh Long", "Phó chủ tịch", 2022),
        ("muong-te-2022", "", "Kế hoạch", "UBND huyện Mường Tè", "Kiều Hải Nam", "Phó chủ tịch", 2022),
        ("dong-da-2023", "107/PGDĐT", "Công văn", "Phòng GD&ĐT quận Đống Đa", "Trịnh Đan Ly", "", 2023),
    ],
)
def test_metadata(name: str, number: str, kind: str, issuer: str, signer: str, position: str, year: int) -> None:
    found = real(name).metadata
    assert (found.number, found.kind, found.issuer) == (number, kind, issuer)
    assert (found.signer, found.signer_position, found.school_year) == (signer, position, SchoolYear(year))
    assert issuer.endswith(found.place)


def test_dates_and_recipients() -> None:
    assert real("gia-lam-2023").metadata.signed_on == date(2023, 3, 10)
    assert real("dong-da-2023").metadata.signed_on == date(2023, 8, 29)
    assert real("muong-te-2022").metadata.signed_month == (2022, 9)
    assert [len(real(name).metadata.recipients) for name in NAMES] == [4, 7, 8, 7, 5]


@pytest.mark.parametrize(
    ("name", "sections", "shapes"),
    [
        ("dong-da-2023", 19, []),
        ("gia-lam-2023", 38, [(25, 6), (6, 9), (2, 4), (3, 4), (11, 5), (35, 7), (15, 3)]),
        ("muong-te-2022", 22, []),
        ("nam-tu-liem-2022", 26, []),
        ("thanh-xuan-2021", 52, [(12, 2), (4, 19), (12, 3), (42, 10), (4, 15)]),
    ],
)
def test_sections_and_tables(name: str, sections: int, shapes: list[tuple[int, int]]) -> None:
    document = real(name)
    assert len(document.sections) == sections
    assert [(len(table.rows), len(table.header)) for table in tables(document)] == shapes
    assert all(len(row.cells) == len(table.header) for table in tables(document) for row in table.rows)


def test_the_headings_of_thanh_xuan() -> None:
    labels = [section.label for section in real("thanh-xuan-2021").sections]
    wanted = [
        "mục I.3.2",
        "mục II.3.4.2",
        "mục II.3.10",
        "mục III.5",
        "mục IV.2.2",
        "mục IV.3.10",
        "Phụ lục 01",
        "Phụ lục 04",
    ]
    assert [label for label in labels if label in wanted] == wanted


def test_the_roadmap_of_thanh_xuan_is_one_table_of_three_groups() -> None:
    roadmap = section(real("thanh-xuan-2021"), "Phụ lục 03").tables[0]
    assert Counter(row.groups for row in roadmap.rows) == {("I Mầm non",): 16, ("II Tiểu học",): 12, ("III THCS",): 14}
    assert roadmap.header[4].endswith(" / 2021")
    assert roadmap.header[-1] == "Ghi chú"


def test_the_scale_of_thanh_xuan() -> None:
    scale = section(real("thanh-xuan-2021"), "Phụ lục 01").tables[0]
    primary = dict(zip(scale.header, scale.rows[1].cells, strict=True))
    assert primary["Số lớp / Tổng"] == "563"
    assert primary["CB, GV, NV / Công lập / GV"] == "656"
    assert scale.rows[-1].cells[0] == "Tổng số"


def test_the_qualifications_of_thanh_xuan_have_their_notes_last() -> None:
    staff = section(real("thanh-xuan-2021"), "Phụ lục 04").tables[0]
    assert staff.header[-1] == "Ghi chú"
    assert staff.header[10] == "Giáo viên / Trình độ đào tạo / Th.S"
    assert staff.rows[1].cells[11] == "163"


def test_months_that_a_page_break_divides() -> None:
    months = next(table for table in tables(real("thanh-xuan-2021")) if table.header[0] == "Tháng")
    assert [row.cells[0] for row in months.rows if row.continued] == ["11/2021", "3/2022"]
    assert months.rows[3].cells[1].count("\n") == 8


def test_the_progress_table_of_gia_lam_and_its_groups() -> None:
    progress = section(real("gia-lam-2023"), "Phụ lục 03").tables[0]
    groups = Counter(row.groups[-1].split()[0] + " " + row.groups[-1].split()[1] for row in progress.rows)
    assert list(groups.values()) == [5, 3, 7, 6, 7, 3, 4]
    assert all(len(row.groups) == (2 if row.groups[0].startswith("III ") else 1) for row in progress.rows)


def test_the_budget_of_gia_lam_keeps_its_tree() -> None:
    budget = section(real("gia-lam-2023"), "Phụ lục 04").tables[0]
    last = {row.cells[0]: [group.split()[0] for group in row.groups] for row in budget.rows if "." in row.cells[0]}
    assert last == {"1.1": ["A", "II", "1"], "2.1": ["A", "III", "2"], "2.2": ["A", "III", "2"]}


@pytest.mark.parametrize(
    ("name", "label", "words"),
    [
        ("dong-da-2023", "mục I.8", "xây dựng trường học an toàn"),
        ("dong-da-2023", "mục II.2", "lớp 5 và lớp 9 năm học"),
        ("nam-tu-liem-2022", "mục III.11", "vở kịch bằng Tiếng Anh"),
        ("muong-te-2022", "mục II.4", "trung học cơ sở mức độ 1"),
        ("thanh-xuan-2021", "mục IV.3.1", "Nhân Chính, Nguyễn Lâm"),
    ],
)
def test_sentences_that_a_page_break_tore(name: str, label: str, words: str) -> None:
    assert any(words in paragraph.text for paragraph in section(real(name), label).paragraphs)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_that_the_body_says_is_lost(name: str) -> None:
    """Every long word of the file stands in the document; stamps are short, repeated headers repeat."""
    document = real(name)
    kept = str(document_to_json(document)).lower()
    lost = {
        word
        for word in printed(name).lower().replace("*", " ").split()
        if len(word) > 7 and word.isalpha() and word not in kept
    }
    assert not lost


@pytest.mark.parametrize("name", NAMES)
def test_json_gives_the_document_back(name: str) -> None:
    assert document_from_json(document_to_json(real(name))) == real(name)
