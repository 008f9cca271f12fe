"""What the plan does not say is not answered with what only sounds like it; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. NHIỆM VỤ

- Giữ nghiêm kỷ luật, kỷ cương trong cơ quan và trong các cuộc họp giao ban.

- Các trường tổ chức kiểm tra học kỳ theo đề chung của phường.

- Đẩy mạnh phong trào thể dục thể thao trong các nhà trường.

- Phòng Văn hóa - Xã hội theo dõi tuyển sinh đầu cấp trên phần mềm.

- Không tổ chức dạy thêm trong trường tiểu học.

- Trường mầm non lắp điều hòa ở mọi phòng ngủ của trẻ trước mùa hè.

II. PHÂN CÔNG

1. Bà Lò Thị Mây, chuyên viên

- Phụ trách giáo dục thể chất và y tế trường học;
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    "question",
    [
        "Đi trễ thì bị phạt ra sao?",
        "Đi trễ có bị phạt không?",
        "Nghe bảo năm nay phường bỏ thi học kỳ, có đúng vậy không?",
        "Nghe nói không phải thi học kỳ nữa, đúng không ạ?",
        "Trường có nhận học sinh đi học nhờ không?",
        "Cô giáo dạy thể dục tên gì?",
        "Hồ sơ nhập học gồm những gì?",
        "Xin theo dõi bạn học cùng thì hỏi ai?",
        "Muốn xin đề chung thì hỏi ai?",
    ],
)
def test_what_only_sounds_alike_is_no_answer(library: Library, question: str) -> None:
    assert library.ask(question).status is Status.REFUSED


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Phường có cho dạy thêm ở trường tiểu học không?", "Không tổ chức dạy thêm"),
        ("Nghe bảo trường tiểu học bỏ dạy thêm rồi, đúng không ạ?", "Không tổ chức dạy thêm"),
        ("Phòng ngủ của trẻ có lắp điều hòa không?", "điều hòa"),
        ("Cô nào phụ trách giáo dục thể chất?", "Lò Thị Mây"),
        ("Thi học kỳ có phải theo đề chung không?", "đề chung của phường"),
    ],
)
def test_what_is_said_in_other_words_still_is(library: Library, question: str, told: str) -> None:
    assert told in library.ask(question).text
