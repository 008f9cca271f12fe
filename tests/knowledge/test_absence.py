"""That somebody is away, and until when, may be told; why never is, however the plan writes it; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan, Status
from knowledge.facts.drawing import facts
from knowledge.facts.fact import Kind
from knowledge.language.text import fold
from knowledge.reading import read
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. PHÂN CÔNG NHIỆM VỤ

1. Đồng chí Lý Thị Mận - Phó Trưởng phòng

Phụ trách chuyên môn cấp mầm non.

2. Đồng chí Lò Thị Hẹ - Nghi chế độ thai sản đến ngày 15/3/2027.

3. Công việc chung

Cô Vi Thị Bưởi nghỉ ốm đến hết tháng 12/2026, cô Lý Thị Mận trực tiếp nhận hồ sơ thay.

Nhà trường theo dõi, báo cáo số học sinh nghỉ ốm hằng ngày khi có dịch bệnh.
"""
WHY = ("thai san", "nghi om")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("thu", "Kế hoạch thử", read(PLAN.encode(), "thu.txt"))])


@pytest.mark.parametrize(
    ("question", "until"),
    [
        ("Đồng chí Lò Thị Hẹ nghỉ thai sản đến ngày nào?", "15/3/2027"),
        ("chị Hẹ nghỉ đẻ tới hôm nào", "15/3/2027"),
        ("co He bao gio di lam lai", "15/3/2027"),
        ("cô Vi Thị Bưởi nghỉ đến khi nào", "tháng 12/2026"),
    ],
)
def test_until_when_but_not_why(library: Library, question: str, until: str) -> None:
    answer = library.ask(question)
    said = fold(" ".join([answer.text, *(citation.quote for citation in answer.citations)]))
    assert not any(why in said for why in WHY)
    assert answer.status is Status.ANSWERED
    assert until in answer.text


def test_nothing_that_is_told_of_a_person_says_why() -> None:
    drawn = [f for f in facts(read(PLAN.encode(), "thu.txt")) if f.kind is not Kind.DUTY]
    of_people = [f for f in drawn if "Hẹ" in f.text or "Bưởi" in f.text]
    assert len(of_people) >= 2
    assert not any(why in fold(f"{f.shown} {f.quote}") for f in of_people for why in WHY)
    assert any("học sinh nghỉ ốm" in f.text for f in drawn)
