"""Who acts or is told in a sentence that names no person; where a person is asked for, only a person will do."""

from __future__ import annotations

import pytest

from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold
from knowledge.ranking.bodies import a_body_acts, names_a_body
from knowledge.understanding.asking import read_asking


@pytest.mark.parametrize(
    "text",
    [
        "Giao cho Phòng Nội vụ lập danh sách",
        "Bếp trưởng liên hệ với Trạm Y tế phường khi có trẻ đau bụng",
        "Khi có vướng mắc, các trường báo cáo về UBND quận",
        "Tham mưu UBND huyện bố trí quỹ đất",
        "Phòng Tài chính - Kế hoạch cấp phát trước ngày 10",
        "Các trường lập danh sách. Công an phường cử người trực",
    ],
)
def test_who_acts_or_is_told_is_seen(text: str) -> None:
    assert a_body_acts(fold(text))


@pytest.mark.parametrize(
    "text",
    ["Sửa 12 phòng học và phòng chức năng", "Học sinh báo cáo kết quả trước lớp", "Trẻ ăn tại phòng y tá trực"],
)
def test_a_room_or_a_pupil_is_no_office(text: str) -> None:
    assert not a_body_acts(fold(text))


def test_an_office_that_is_merely_mentioned_does_not_act() -> None:
    mentioned = fold("Thực hiện theo hướng dẫn liên ngành của Sở Y tế")
    assert names_a_body(mentioned)
    assert not a_body_acts(mentioned)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("ai cấp thẻ cho khách", {"who", "whoever"}),
        ("thầy nào dạy bơi", {"who"}),
        ("gửi bảng kê về đâu", {"agency"}),
        ("cơ quan chủ trì kiểm kê tài sản", {"agency"}),
        ("có việc khó thì thưa lên ai", {"agency"}),
    ],
)
def test_what_may_answer_who(question: str, asks: set[str]) -> None:
    asked = read_asking(lexicon().typed_words(question), strict=True).asks
    assert asked & {"who", "whoever", "agency", "school", "where"} == asks
