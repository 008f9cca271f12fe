"""Rows of tables that a question sifts: by level, by the year or the month that they are about; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. NHIỆM VỤ

Các trường chuẩn bị năm học mới.

Phụ lục 1

DANH SÁCH TRƯỜNG CHUẨN QUỐC GIA NĂM 2027

1. Trường đề nghị công nhận mới

STT\tTên trường\tThời gian thực hiện
1\tMN Bông Lúa\t3/2027
2\tTH Núi Xanh\t4/2027

2. Trường đề nghị công nhận lại và nâng mức độ 2

STT\tTên trường\tThời gian thực hiện
1\tTH Cầu Đá\t4/2027
2\tTHCS Bến Tre\t5/2027

3. Trường đề nghị công nhận lại

STT\tTên trường\tNăm được công nhận\tThời gian đề nghị công nhận lại
1\tMN Vườn Ổi\t2017\t4/2027
2\tTH Ao Sen\t2022\t4/2027
3\tTH Gò Mít\t2022\t5/2027
4\tTHCS Đồng Lau\t2021\t4/2027

Phụ lục 2

KẾ HOẠCH BỒI DƯỠNG GIÁO VIÊN

STT\tNội dung bồi dưỡng\tCấp học\tĐối tượng\tSố người\tThời gian mở lớp
1\tLàm đồ chơi từ tre nứa\tMN\tGiáo viên cốt cán\t60\tTháng 6/2027
2\tKể chuyện bằng rối tay\tMN\tGiáo viên lớp 5 tuổi\t40\tTháng 7 + 8
3\tDạy viết đúng mẫu chữ\tTH\tGiáo viên lớp 1\t80\tTháng 7/2027

Phụ lục 3

QUY MÔ TRƯỜNG LỚP

Cấp học\tSố trường\t\tSố lớp\t\tSố học sinh\t
\tC.lập\tNCL\tC.lập\tNCL\tC.lập\tNCL
Tiểu học\t9\t2\t210\t31\t8123\t745
THCS\t7\t1\t150\t12\t5896\t310

Phụ lục 4

TIẾN ĐỘ THỰC HIỆN KẾ HOẠCH

TT\tNội dung\tSản phẩm\tCơ quan chủ trì\tThời gian thực hiện
1\tThu gom sách cũ tặng vùng cao\tBáo cáo\tPhòng GDĐT\tTháng 2/2027
2\tChấm thi vẽ tranh\tQuyết định\tPhòng GDĐT\tTháng 3/2027
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


SCHOOLS = {"Bông Lúa", "Núi Xanh", "Cầu Đá", "Bến Tre", "Vườn Ổi", "Ao Sen", "Gò Mít", "Đồng Lau"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("trường nào được công nhận lần trước vào năm 2017", {"Vườn Ổi"}),
        ("trường nào xin công nhận lại vào tháng 5", {"Bến Tre", "Gò Mít"}),
        ("truong tieu hoc nao phai lam ho so xin cong nhan lai", {"Cầu Đá", "Ao Sen", "Gò Mít"}),
        ("có mấy trường lần đầu xin công nhận, tên gì vậy", {"Bông Lúa", "Núi Xanh"}),
        ("trường mầm non nào xin chuẩn lần đầu", {"Bông Lúa"}),
    ],
)
def test_schools_are_listed_by_what_their_columns_say(library: Library, question: str, told: set[str]) -> None:
    answer = library.ask(question).text
    assert {name for name in SCHOOLS if name in answer} == told


def test_a_month_that_no_row_names_is_refused(library: Library) -> None:
    assert library.ask("tháng 12 có trường nào xin công nhận lại không").status is Status.REFUSED


def test_the_year_that_was_asked_for_is_shown(library: Library) -> None:
    assert "2017" in library.ask("trường nào được công nhận lần trước vào năm 2017").text


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("tháng 7 các cô mầm non được đi học những lớp gì", "rối tay", "mẫu chữ"),
        ("thang 7 giao vien tieu hoc tap huan gi", "mẫu chữ", "rối tay"),
        ("tháng 6/2027 có lớp bồi dưỡng nào", "tre nứa", "mẫu chữ"),
        ("tháng 8 có mấy lớp bồi dưỡng", "rối tay", "tre nứa"),
        ("các lớp bồi dưỡng năm nay dành cho giáo viên mầm non là những lớp nào", "tre nứa", "mẫu chữ"),
        ("thang 7 boi duong giao vien tieu hoc noi dung gi, bao nhieu nguoi", "80 người", "rối tay"),
        ("theo bang tien do thi thang 2/2027 phai lam nhung viec gi", "sách cũ", "vẽ tranh"),
    ],
)
def test_a_month_s_rows_are_those_of_its_column(library: Library, question: str, told: str, untold: str) -> None:
    answer = library.ask(question).text
    assert told in answer
    assert untold not in answer


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("Sĩ số hs TH khối CL toàn quận là bao nhiêu?", "8123"),
        ("si so hoc sinh cap 2 ngoai cong lap", "310"),
    ],
)
def test_pupils_are_counted_by_their_column(library: Library, question: str, figure: str) -> None:
    assert figure in library.ask(question).text
