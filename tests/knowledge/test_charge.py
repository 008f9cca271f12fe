"""Who is in charge, as people ask it: of a level, of a matter in a ward, by a table's column; on an invented plan."""

from __future__ import annotations

import pytest

from knowledge.answer import Library
from knowledge.answering import KnownPlan
from knowledge.reading import read
from knowledge.understanding.charge import asks_who_is_in_charge
from tests.knowledge.snippets import HEAD

PLAN = f"""{HEAD}I. NHIỆM VỤ

1. Các trường mầm non, tiểu học phòng chống dịch bệnh; hiệu trưởng ký học bạ của học sinh tiểu học.

II. PHÂN CÔNG NHIỆM VỤ

0. Đồng chí Sùng Thị Mây - Trưởng phòng

Phụ trách chung.

1. Đồng chí Quách Thị Mận - Phó Trưởng phòng

Phụ trách chuyên môn cấp mầm non, trường chuẩn quốc gia.

2. Đồng chí Tô Văn Cải - Phó Trưởng phòng

Tham mưu Trưởng phòng công tác thi đua. Phụ trách chuyên môn cấp tiểu học, phổ cập giáo dục.

3. Đồng chí Lò Thị Hẹ

Phụ trách bếp ăn bán trú, y tế cấp mầm non. Phụ trách các trường mầm non trên địa bàn phường: Bến Nứa, Đồi Chè.

4. Đồng chí Vi Văn Ngô

Giáo vụ mầm non, phụ trách thống kê. Phụ trách các trường mầm non trên địa bàn phường: Cầu Tre, Suối Đá.

Phụ lục 1

TIẾN ĐỘ THỰC HIỆN

TT\tNội dung\tLãnh đạo phụ trách\tCơ quan chủ trì\tThời gian thực hiện
1\tRà soát quỹ đất để xây trường mới\tĐ/c Giàng A Sua, Chủ tịch UBND quận\tPhòng GDĐT\tTháng 3/2027
2\tHội thi giáo viên dạy giỏi cấp tiểu học\tĐ/c Tô Văn Cải, Phó Trưởng phòng\tPhòng GDĐT\tTháng 4/2027
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([KnownPlan("song-mo", "Sông Mơ", read(PLAN.encode(), "song-mo.txt"))])


@pytest.mark.parametrize(
    ("question", "person"),
    [
        ("pho phong nao lo ben mam non vay", "Quách Thị Mận"),
        ("phó phòng nào phụ trách cấp 1", "Tô Văn Cải"),
        ("ai lo ben tieu hoc o phong", "Tô Văn Cải"),
        ("muốn hỏi chuyện bếp ăn mầm non ở phường Đồi Chè thì gặp cô nào trên phòng", "Lò Thị Hẹ"),
        ("mầm non phường Suối Đá thì thầy nào ở phòng quản", "Vi Văn Ngô"),
        ("truong phong la ai", "Sùng Thị Mây"),
        ("rà soát quỹ đất thì lãnh đạo quận nào chỉ đạo", "Giàng A Sua"),
        ("tìm đất xây trường thì vị nào ở quận trực tiếp lo", "Giàng A Sua"),
    ],
)
def test_whoever_has_it_in_charge_is_named(library: Library, question: str, person: str) -> None:
    assert person in library.ask(question).text


@pytest.mark.parametrize("line", ["truong hoc hanh phuc gom tieu chi nao", "bao cao don vi nao", "dua tren co so nao"])
def test_what_only_sounds_like_a_person_asks_for_none(line: str) -> None:
    assert not asks_who_is_in_charge(line)


@pytest.mark.parametrize("question", ["thầy Cải lo những gì", "thay Van Cai duoc giao viec gi"])
def test_whoever_is_called_by_the_given_name_has_the_duties_told(library: Library, question: str) -> None:
    answer = library.ask(question).text
    assert answer.startswith("Tô Văn Cải")
    assert "phổ cập giáo dục" in answer
