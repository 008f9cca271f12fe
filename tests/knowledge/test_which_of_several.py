"""Of several groups, grades, places or figures the one that was asked for, or nothing; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. NHIỆM VỤ

- Bậc mầm non: giữ tỷ lệ trẻ nhà trẻ đi học chuyên cần từ 88% trở lên, trẻ mẫu giáo từ 95% trở lên.

- Tỷ lệ chuyên cần khi trời rét, với trẻ nhà trẻ là 71%, với trẻ mẫu giáo là 79%.

- Họp giao ban hiệu trưởng 02 lần/tháng tại hội trường, họp giao ban kế toán 01 lần/quý.

- Từ tháng 10, học sinh lớp 3 và lớp 7 học bơi trong giờ thể dục.

- Lập thư viện lưu động dùng chung cho các trường ở xa.

- Bếp ăn các trường lưu mẫu thức ăn đủ 24 giờ; các trường rà soát tiêm chủng của trẻ.

- Đề nghị xây mới, cải tạo 03 trường: MN: Cánh Đồng; TH: Ngọn Núi, Lưng Đèo.

- Sửa chữa, cải tạo 03 trường: MN: Bờ Suối; TH: Chân Mây, Đầu Ghềnh.

- Mỗi trường họp tổ chuyên môn đầu năm học.

- Mỗi trường có tuần áo dài đầu năm học.

- Tiếp tục đề án đọc sách giai đoạn 2025 - 2030 của thành phố; vận động gia đình cùng đọc với con mỗi tối; tặng sách \
cho các trường ở xa trung tâm phường và các điểm trường lẻ còn thiếu thốn; mở góc đọc ở từng lớp, tủ sách ngoài sân \
trường và trong các nhà văn hóa khu phố gần trường; tập cho trẻ tự làm sách vải, vẽ bìa sách, giới thiệu cuốn sách em \
yêu với bạn bè cùng lớp; tập cho trẻ diễn kịch rối theo truyện đã đọc, tự may con rối từ vải vụn và dựng sân khấu nhỏ.

- Ngân sách phường chi tiền sửa bếp ăn bán trú.

- Nội dung sáng kiến phải thiết thực, áp dụng được ở trường khác.

II. CHỈ TIÊU

TT\tChỉ tiêu\tĐơn vị tính\tTH
1\tGiáo viên xếp loại khá và tốt\t%\t84%
2\tHọc sinh xếp loại khá và tốt\t%\t62%

III. KINH PHÍ

STT\tNội dung\tDự toán kinh phí (triệu đồng)
1\tCải tạo sân chơi năm 2026\t250
2\tMua sách năm 2026\t40

IV. PHÂN CÔNG

1. Bà Lò Thị Mây, chuyên viên

- Phụ trách giáo dục thể chất, sáng kiến, viết bài và y tế trường học;

Phụ lục 1

LỘ TRÌNH TRƯỜNG CHUẨN QUỐC GIA

STT\tTên trường\tCấp học\t2026\t2027\tGhi chú
1\tMN Bông Lúa\tMN\tx\t\tMức độ 2
2\tMN Vườn Ổi\tMN\tx\t\t
3\tTH Núi Xanh\tTH\t\tx\tMức độ 2
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    ("question", "told", "untold"),
    [
        ("Bao nhiêu phần trăm trẻ nhà trẻ đi học chuyên cần?", "88%", "95%"),
        ("Con em hai tuổi, trời rét thì chuyên cần được bao nhiêu phần trăm?", "71%", "79%"),
        ("trời rét trẻ mẫu giáo chuyên cần bao nhiêu phần trăm", "79%", "71%"),
        ("Mấy lần một tháng thì họp giao ban hiệu trưởng?", "02 lần/tháng", "quý"),
        ("bao nhieu % hoc sinh tieu hoc xep loai kha, tot", "62%", "84%"),
        ("trường MN nào đạt chuẩn MĐ2 năm 2026", "Bông Lúa", "Vườn Ổi"),
        ("Trường tiểu học nào được cải tạo, sửa chữa, không kể xây mới?", "Chân Mây", "Ngọn Núi"),
        ("truong tieu hoc nao duoc cai tao sua chua (khong phai xay moi)", "Chân Mây", "Ngọn Núi"),
        ("đầu năm học có tuần gì cho các con", "áo dài", "chuyên môn"),
        ("sáng kiến phải như thế nào", "thiết thực", "Lò Thị Mây"),
    ],
)
def test_the_one_that_was_asked_for(library: Library, question: str, told: str, untold: str) -> None:
    answer = library.ask(question).text
    assert told in answer
    assert untold not in answer


@pytest.mark.parametrize(
    "question",
    [
        "Bao giờ lớp 5 học bơi?",
        "Ai dạy lớp con em môn thể chất?",
        "Bao giờ lớp con em diễn kịch rối?",
        "Cô phụ trách sáng kiến nhà ở đâu?",
        "Sân chơi ngập nước, bao giờ cải tạo?",
        "Thư viện lưu động đặt tại phường nào?",
        "Thầy dạy thể chất lớp con em tên gì?",
        "Bé nhà em sợ tiêm, xin hoãn tiêm có được không?",
        "Cháu bị đứt tay ở bếp ăn, ai chịu tiền thuốc?",
    ],
)
def test_what_is_of_others_only_is_no_answer(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


def test_who_pays_is_still_told(library: Library) -> None:
    assert "Ngân sách phường" in library.ask("sửa bếp ăn bán trú thì ai chịu tiền").text
