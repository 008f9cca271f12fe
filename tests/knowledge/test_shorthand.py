"""Shorthand with several readings: each in a sentence that has one of them, and the plain ones of the lexicon."""

from __future__ import annotations

import pytest

from knowledge.language.lexicon import lexicon
from knowledge.language.text import fold, written_out


def read(typed: str) -> str:
    return " ".join(word.folded for word in lexicon().typed_words(written_out(typed)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mấy trường cl và ngoài cl", "mấy trường công lập và ngoài công lập"),
        ("nâng cao cl dạy học", "nâng cao chất lượng dạy học"),
        ("ai pt môn toán", "ai phụ trách môn toán"),
        ("trường pt dân tộc", "trường phổ thông dân tộc"),
        ("cô ấy nghỉ ts", "cô ấy nghỉ thai sản"),
        ("ts lớp 1", "tuyển sinh lớp 1"),
        ("gđ 2021", "giai đoạn 2021"),
        ("gđ hs khó khăn", "gia đình học sinh khó khăn"),
        ("nv trọng tâm", "nhiệm vụ trọng tâm"),
        ("nv nấu ăn", "nhân viên nấu ăn"),
        ("xl vi phạm", "xử lý vi phạm"),
        ("xl viên chức", "xếp loại viên chức"),
        ("đg viên chức", "đánh giá viên chức"),
        ("lđ nào theo dõi", "lãnh đạo nào theo dõi"),
        ("lđ hợp đồng", "lao động hợp đồng"),
        ("hn viên chức", "hội nghị viên chức"),
        ("sở hn", "sở Hà Nội"),
        ("hđ trường", "hội đồng trường"),
        ("hđ ngoại khóa", "hoạt động ngoại khóa"),
        ("tb dạy học", "thiết bị dạy học"),
        ("học lực tb", "học lực trung bình"),
        ("trẻ kt học hòa nhập", "trẻ khuyết tật học hòa nhập"),
        ("kt giữa kỳ", "kiểm tra giữa kỳ"),
        ("tt pháp luật", "tuyên truyền pháp luật"),
        ("tt y tế", "trung tâm y tế"),
        ("đv nào y/c xd kh", "đơn vị nào yêu cầu xây dựng kế hoạch"),
        ("vđ j đc đb chú ý", "vấn đề gì được đặc biệt chú ý"),
        ("nd bd có nhg gì", "nội dung bồi dưỡng có những gì"),
        ("hđnk hk 2", "hoạt động ngoại khóa học kỳ 2"),
        ("hthanh ctr", "hoàn thành chương trình"),
        ("pp ql của cq", "phương pháp quản lý của cơ quan"),
    ],
)
def test_what_stands_beside_it_tells_what_is_meant(typed: str, meant: str) -> None:
    assert read(typed) == fold(meant).replace("ki ", "ky ")
