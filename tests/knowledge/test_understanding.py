"""What a question is understood to ask, and what is told and refused for it, on a small invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold, written_out
from knowledge.ranking.evidence import EVIDENCE
from knowledge.reading import read
from knowledge.timeline.timewords import read_times
from knowledge.understanding.asking import read_asking
from knowledge.understanding.question import understand
from tests.knowledge.invented import PLAN, ask, library


def asks(text: str) -> frozenset[str]:
    return read_asking(lexicon().typed_words(written_out(text)), strict=True).asks


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("bao giờ mấy bé đi thi", {"when"}, {"count"}),
        ("có mấy trường", {"count"}, {"yes_no"}),
        ("trẻ ra lớp bao nhiêu phần trăm", {"count", "percent"}, {"grade"}),
        ("trẻ ăn bán trú đạt bao nhiêu %", {"percent"}, set()),
        ("mấy năm mới thi một lần", {"often"}, {"when", "count"}),
        ("có được thu tiền điều hòa không", {"yes_no"}, {"count"}),
        ("kế hoạch số 118 ban hành ngày nào", {"document", "when"}, set()),
        ("sếp phường nào lo việc này", {"who"}, set()),
        ("trường mầm non tư thục nào được chọn", {"school"}, set()),
        ("bể bơi ở đâu", {"where"}, set()),
        ("phòng gồm những tổ nào", {"list"}, set()),
        ("lớp mấy được tập bơi", {"grade"}, {"count"}),
        ("kiểm tra bếp vào t mấy", {"when"}, {"count"}),
        ("mấy lớp ghép ở bản xa sẽ được dồn lại ra sao", set(), {"count"}),
        ("anh chị nào coi mảng bếp ăn", {"who"}, set()),
        ("phong trào nào được phát động", set(), {"who"}),
        ("ai để xảy ra cháy thì bị xử lý thế nào", set(), {"who"}),
        ("có bạo lực thì báo ai", {"agency"}, {"who"}),
        ("kể tên các trường tiểu học sửa nhà vệ sinh", {"school"}, set()),
        ("các trường mầm non xin lên mức 2", {"school"}, set()),
        ("các trường phải nộp sáng kiến khi nào", {"when"}, {"school"}),
        ("lịch khám sức khỏe đầu năm", {"when"}, set()),
        ("lịch tháng 11", set(), {"when"}),
        ("hiệu trưởng trường Núi Nưa", {"role", "who"}, set()),
        ("hiệu trưởng phải làm gì khi có cháy", set(), {"role", "who"}),
        ("tỷ lệ trẻ đi nhà trẻ", {"percent"}, set()),
        ("mấy lớp bé tí lẻ tẻ có bị gộp không", set(), {"percent"}),
    ],
)
def test_the_kind_of_answer(text: str, wanted: set[str], unwanted: set[str]) -> None:
    assert wanted <= asks(text)
    assert not unwanted & asks(text)


@pytest.mark.parametrize(
    ("text", "months", "years", "school_years"),
    [
        ("T6/2027 có gì", [6], [2027], []),
        ("tháng mười hai và tháng 1", [12, 1], [], []),
        ("11/2026 có gì", [11], [2026], []),
        ("năm học 26-27", [], [], [2026]),
        ("tháng năm nào thi", [], [], []),
        ("T4/27 làm những gì", [4], [2027], []),
    ],
)
def test_times(text: str, months: list[int], years: list[int], school_years: list[int]) -> None:
    times = read_times(lexicon().typed_words(written_out(text)))
    assert (times.months, times.years, times.school_years) == (months, years, school_years)


def test_grades_in_words_are_numbers() -> None:
    assert fold(written_out("lớp ba, bốn và năm đi bơi")).startswith("lop 3, 4 va 5")
    assert fold(written_out("lớp năm nay")) == "lop nam nay"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Trường TH Núi Nưa do ai phụ trách?", "TH Núi Nưa"),
        ("phuong hoa gao co may truong", "Hoa Gao"),
        ("Quận Cây Thị có mấy trường?", "Cây Thị"),
        ("điểm thi học kỳ của con tôi", "riêng từng"),
        ("kinh phí năm 2030 bao nhiêu", "2030"),
        ("giáo viên nào dạy giỏi nhất", "không nêu"),
        ("xe buýt nào đi Cầu Đá", "không nêu"),
    ],
)
def test_what_nobody_could_tell_from_the_plan_is_refused(question: str, said: str) -> None:
    answer = ask(question)
    assert answer.status is Status.REFUSED
    assert said in answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("THCS béo phì bao nhiêu %", "Học sinh thừa cân, béo phì, cấp THCS: Dưới 6%"),
        ("có bao nhiêu lớp mầm non công lập", "Mầm non, công lập: 37 lớp"),
        ("TH Cầu Đá xây dựng chuẩn năm nào", "TH Cầu Đá: năm 2027, mức độ 2"),
        ("tổng kinh phí bao nhiêu", "TỔNG CỘNG: 1 250 triệu đồng"),
    ],
)
def test_subject_first_then_figure(question: str, told: str) -> None:
    assert ask(question).text == told


def test_a_list_has_a_title() -> None:
    first, *rows = ask("Những trường nào xây dựng chuẩn quốc gia?").text.split("\n")
    assert first == "Lộ trình trường chuẩn quốc gia:"
    assert len(rows) == 3
    assert all(row.startswith("- ") for row in rows)


def test_a_month_has_its_year_and_what_comes_again_stands_apart() -> None:
    more = "| Hàng tháng | - Nộp báo cáo về bếp ăn bán trú. |\n| 3/2027 |"
    document = read(PLAN.replace("| 3/2027 |", more).encode(), "le-sao.md")
    text = Library([KnownPlan("le-sao", "le-sao", document)]).ask("Tháng 11 có việc gì?").text
    own, _, again = text.partition("Việc thường xuyên:")
    assert own.startswith("Tháng 11/2026:\n- Thi chọn học sinh giỏi lớp 9")
    assert again.strip() == "- Nộp báo cáo về bếp ăn bán trú"


def test_a_school_name_of_two_levels_is_asked_back() -> None:
    more = "| 3 | THCS Núi Nưa | THCS | | x | |\n| 4 | MN Núi Nưa | MN | x | | |"
    document = read(PLAN.replace("| 3 | THCS Núi Nưa | THCS | | x | |", more).encode(), "le-sao.md")
    library = Library([KnownPlan("le-sao", "le-sao", document)])
    answer = library.ask("trường Núi Nưa xây dựng chuẩn quốc gia năm nào")
    assert answer.status is Status.CLARIFY
    assert [choice.label for choice in answer.choices] == ["MN Núi Nưa", "THCS Núi Nưa"]
    told = [library.ask(choice.question).text for choice in answer.choices]
    assert told == ["MN Núi Nưa: năm 2026", "THCS Núi Nưa: năm 2027"]


@pytest.mark.parametrize(
    "text",
    [
        "toàn phường có bao nhiêu học sinh",  # "96% giáo viên", never a number of pupils
        "cho tôi vay ít tiền",
        "TH Cầu Đá nghỉ tết mấy hôm",  # the name alone is in the plan
        "lương giáo viên được bao nhiêu",
        "tháng 11 kiểm tra dạy thêm vào ngày nào",  # the plan gives the month only
        "ai phụ trách phường Đông Vân",
        "hiệu trưởng trường THCS Núi Nưa là ai",  # the plan names who is in charge of the school
    ],
)
def test_words_that_merely_stand_in_the_plan_answer_nothing(text: str) -> None:
    assert ask(text).status is Status.REFUSED


def test_who_pays_is_a_source_of_money() -> None:
    assert "ngân sách" in ask("tiền lấy ở đâu ra").text.lower()


def test_what_an_abbreviation_stands_for_has_no_typed_accents() -> None:
    knows = library().index_of("le-sao").has
    assert not understand("phong gddt co may nguoi", knows, list).accented
    assert understand("phòng GDĐT có mấy người", knows, list).accented


def test_a_count_of_all_is_no_count_of_one_school_or_of_what_is_lacking() -> None:
    assert ask("có mấy trường mầm non").text == "Mầm non: 5 trường"
    assert ask("trường tiểu học công lập có mấy trường").text == "Tiểu học, công lập: 4 trường"
    assert ask("toàn phường có bao nhiêu giáo viên").status is Status.REFUSED  # 13 are lacking


def test_a_row_named_just_as_it_is_asked_for_comes_first() -> None:
    assert ask("trường đạt chuẩn quốc gia").text.startswith("Trường đạt chuẩn quốc gia")


GRADES = """- Tháng 9/2026 phát vở cho lớp 2 và lớp 3 của các trường.
- Tháng 10/2026 các trường đo thị lực, sau đó phát vở cho lớp 4.

"""


def test_what_is_for_other_grades_is_no_answer() -> None:
    plan = read(PLAN.replace("### 2. Đội ngũ", f"{GRADES}### 2. Đội ngũ").encode(), "lop.md")
    answer = Library([KnownPlan("lop", "lop", plan)]).ask("lớp 4 khi nào được phát vở")
    assert "10/2026" in answer.text


def test_a_count_alone_is_a_question() -> None:
    assert ask("bao nhiêu trường").status is Status.ANSWERED


ROADMAP = """- Lộ trình:

| STT | Tên trường | Loại hình | 2026 | 2027 |
|---|---|---|---|---|
| 1 | TH Cầu Giấy Mới | Công lập | x | |
| 2 | TH Đồi Thông | Công lập | | x |

"""


def test_a_cross_under_a_year_counts_nothing() -> None:
    plan = read(PLAN.replace("### 2. Đội ngũ", f"{ROADMAP}### 2. Đội ngũ").encode(), "lo-trinh.md")
    facts = Library([KnownPlan("lo", "lo", plan)]).index_of("lo").facts
    row = next(fact for fact in facts if fact.row and fact.row.name == "TH Đồi Thông")
    holds = dict(EVIDENCE)
    assert holds["year"](row)
    assert not holds["count"](row)
