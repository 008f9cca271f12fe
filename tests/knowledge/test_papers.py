"""What is asked of the plan itself, and when the documents that it cites were issued; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}Căn cứ Quyết định số 2710/QĐ-UBND ngày 11/8/2026 của UBND tỉnh Mây Trắng về khung thời gian năm học;

Căn cứ ý kiến của Thường trực Quận ủy tại buổi họp ngày 03/8/2026 về xếp lại lớp học;

I. NHIỆM VỤ

1. Các trường dùng sổ điểm điện tử theo Thông tư số 41/2025/TT-BGDĐT ngày 02 tháng 6 năm 2025.

2. Sinh hoạt tổ chuyên môn theo Công văn số 905/SGD&ĐT-GDTrH ngày 30/7/2026.

3. Xây phòng học theo chương trình giáo dục phổ thông 2018; tiếp tục Đề án “Trường xanh bên sông” giai đoạn 2024-2028.

Nơi nhận:
- UBND quận;
- Lưu: VT.

TRƯỞNG PHÒNG

Ninh Thị Sương
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("cái giấy này phòng giáo dục ra bữa nào thế", "20/08/2026"),
        ("quận ra văn bản này hồi nào", "20/08/2026"),
        ("sếp nào đặt bút ký tờ kế hoạch này", "Ninh Thị Sương"),
        ("cho em xin số của cái kế hoạch này", "15/KH-PGDĐT"),
        ("bản kế hoạch này gửi những đâu", "UBND quận"),
        ("ai là người ban hành kế hoạch này", "Phòng GD"),
        ("tên đầy đủ của cái kế hoạch này là gì", "công tác giáo dục năm học"),
        ("quyết định 2710 là của ai ban hành", "UBND tỉnh Mây Trắng"),
        ("qđ 2710 ký hôm nào", "11/8/2026"),
        ("Quyết định của ủy ban tỉnh mà phòng làm theo ra ngày nào?", "11/8/2026"),
        ("thong tu cua bo ve so diem dien tu ban hanh hom nao", "02/6/2025"),
        ("Công văn của sở về sinh hoạt tổ chuyên môn ban hành ngày bao nhiêu?", "30/7/2026"),
        ("lãnh đạo họp bữa nào rồi mới ra kế hoạch này", "03/8/2026"),
        ("đề án trường xanh kéo dài từ năm nào đến năm nào", "2024-2028"),
    ],
)
def test_a_paper_is_dated_as_the_plan_dates_it(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "Công văn của bộ ra ngày nào?",
        "quyết định 2711 ký hôm nào",
        "nghị quyết của trung ương ra ngày nào",
        "kế hoạch năm ngoái ký ngày nào",
    ],
)
def test_a_paper_that_is_not_cited_has_no_date(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED
