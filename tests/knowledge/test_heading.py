"""What is asked for comes first: before a long subject in a table, before a sentence that would tell it late."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.telling.rows import subject_first
from tests.knowledge.snippets import plan

LONG = "Học sinh lớp 3, 4, 5 ở điểm trường lẻ về học và ăn trưa tại điểm trường chính"
BODY = """I. CHỈ TIÊU

- Duy trì việc đưa học sinh lớp 3, 4, 5 ở những điểm trường lẻ về học tại điểm trường chính, đạt từ 97,5% trở lên.
- Các trường hoàn thành việc lắp lan can cầu thang và mái che sân chơi cho học sinh trước ngày 25/10/2026.
- Trên 98% phòng học có đủ ánh sáng.
- Tỷ lệ học sinh tiểu học tham gia câu lạc bộ của nhà trường vào buổi chiều là 40% ở xã và 60% ở phường.
"""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("đưa bao nhiêu phần trăm học sinh điểm lẻ về điểm trường chính", "Từ 97,5% trở lên – Duy trì"),
        ("khi nào lắp xong lan can cầu thang", "Trước ngày 25/10/2026 – Các trường"),
        ("bao nhiêu phần trăm phòng học đủ ánh sáng", "Trên 98% phòng học"),  # it comes early by itself
        ("bao nhiêu phần trăm học sinh tiểu học tham gia câu lạc bộ", "Tỷ lệ học sinh"),  # nobody knows which of two
    ],
)
def test_a_sentence_tells_the_figure_first(question: str, begins: str) -> None:
    answer = Library([KnownPlan("song-mo", "song-mo", plan(BODY))]).ask(question)
    assert answer.text.startswith(begins), answer.text
    assert len(answer.text) <= 300


@pytest.mark.parametrize(
    ("what", "told", "said"),
    [
        ("MN Cầu Vồng", "8 lớp", "MN Cầu Vồng: 8 lớp"),
        (LONG, "từ 97% trở lên", f"Từ 97% trở lên: {LONG}"),
        (LONG, "1 146", f"{LONG}: 1 146"),
        (LONG, "kinh phí: 15 triệu đồng", f"{LONG}: kinh phí: 15 triệu đồng"),
        (LONG, "", LONG),
    ],
)
def test_a_row_tells_the_figure_before_a_long_subject(what: str, told: str, said: str) -> None:
    assert subject_first(what, told) == said
