"""Shorthand that stands for several words: what stands beside it tells which is meant.

What is always the same is data in lexicon.toml; here the first reading whose neighbours fit wins.
"""

from __future__ import annotations

import re

_READINGS = (
    # shorthand, words before (a pattern or ""), words behind, what it stands for
    ("cl", r"trường|trg|truong|mn|th|thcs|trong|ngoài|ngoai|khối|khoi|hệ|bậc|bên|ben", "", "công lập"),
    ("qđ|qd", "", r"\d+|số|so|ubnd|của|cua", "quyết định"),
    ("pt", r"trường|trg|truong|gd|giáo dục|giao duc|chương trình|ct", "", "phổ thông"),
    ("ts", r"nghỉ|nghi|chế độ|che do", "", "thai sản"),
    ("ts", r"trình độ|trinh do|học|bằng", "", "tiến sĩ"),
    ("gđ|gd", "", r"\d", "giai đoạn"),
    ("q", r"ubnd|hđnd|hdnd|pgd|gdđt|thường vụ|bí thư|trong|trên|của|cấp", "", "quận"),
    ("h", r"ubnd|hđnd|hdnd|gdđt", "", "huyện"),
    ("ht", "", r"tốt|tot|xuất|xuat|xs|chương trình|chuong trinh|ct|nhiệm vụ|nhiem vu|kế hoạch|lớp|lop", "hoàn thành"),
    ("c", "", r"cần|can|muốn|muon|hỏi|hoi|đang|dang|ơi|oi", "chị"),
    ("e", "", r"nhỉ|nhi|ạ|ơi|oi|nhé|nhe|nha|hả|ha", "em"),
    ("c", r"vậy|vay|ạ|nhỉ|nhi|hả|ha|thế|nha|nhé|dạ", "", "chị"),
    (
        "(?<!chủ )(?<!khoa )(?<!phô )trương",
        "",
        r"mầm|mn|mẫu|tiểu|th|thcs|trung|cấp|công|tư|chuẩn|học|nào|em|con|mình",
        "trường",
    ),
    ("e", r"con|của|cua|bọn|bon|nhà|nha|trường|truong|cho|giúp|giup|bên|ben", "", "em"),
    ("e", "", r"hỏi|hoi|cần|can|muốn|muon|xin|có|co|đang|dang|chưa|chua|không|ko|k|là|la|với|voi", "em"),
    ("nv", "", r"năm học|nam hoc|trọng tâm|trong tam|gì|gi|j|được giao|chung", "nhiệm vụ"),
    ("xl", "", r"vi phạm|vi pham|nghiêm|nghiem|kỷ|ky|đơn|don|khiếu", "xử lý"),
    (
        "đg",
        "",
        r"xl|xếp|xep|gv|hs|cb|viên|vien|giáo|giao|học|hoc|phân|phan|chất|chat|chuẩn|chuan|ngoài|trẻ",
        "đánh giá",
    ),
    ("đg", r"kt|kiểm tra|kiem tra|tự|tu", "", "đánh giá"),
    ("lđ|ld", "", r"tiên|tien|hợp|hop|giỏi|gioi|hđ|nữ|nu|tb", "lao động"),
    (
        "lđ|ld",
        "",
        r"nào|nao|pt|ptr|phụ|phu|phòng|phong|pgd|ubnd|huyện|huyen|quận|quan|xã|xa|phường|trường|sở|ngành",
        "lãnh đạo",
    ),
    ("hn", r"tp|tp\.|thành phố|thanh pho|sở|so|ngành gd|nganh gd|ở|tại", "", "Hà Nội"),
    ("hn", "", r"cb|cbcc|cbvc|cc|vc|viên|vien|sơ|so|tổng|tong|công chức|giao ban|trực tuyến", "hội nghị"),
    ("hđ", "", r"trường|truong|trg|ts|tuyển|thi đua|chấm|coi|nghiệm", "hội đồng"),
    ("tb", "", r"dạy|day|dh|tối thiểu|toi thieu", "thiết bị"),
    ("tb", r"học lực|hoc luc|loại|loai|mức|điểm|diem", "", "trung bình"),
    ("kt", "", r"giữa|giua|cuối|cuoi|hk|nội bộ|noi bo|chuyên đề|định kỳ|đg|gk|ck", "kiểm tra"),
    ("kt", r"trẻ|tre|hs|học sinh|hoc sinh", "", "khuyết tật"),
    ("tt", "", r"pl|pháp luật|phap luat|phòng|phong chong|vận động", "tuyên truyền"),
    ("tt", "", r"gd|y tế|yt|htcđ|gdtx|gdnn|văn hóa|vh|học tập|hoc tap", "trung tâm"),
    ("sk", r"tổng kết|viết|cấp|chấm|xét", "", "sáng kiến"),
)
_BESIDE = tuple(
    (
        re.compile(
            (rf"(?:(?<=\s)|^)(?P<before>(?:{before})\s+)" if before else r"(?<![\w/])(?P<before>)")
            + rf"(?:{short})(?![\w/])"
            + (rf"(?=\s+(?:{behind})(?!\w))" if behind and behind != r"\d" else rf"(?=\s*{behind})" if behind else ""),
            re.I,
        ),
        rf"\g<before>{long}",
    )
    for short, before, behind, long in _READINGS
)
_SHORT = re.compile(rf"(?<!\w)(?:{'|'.join(short for short, *_ in _READINGS)})(?!\w)", re.I)


def told_apart(text: str) -> str:
    """The text with shorthand of several readings written out where its neighbours tell which is meant."""
    if not _SHORT.search(text):
        return text
    for pattern, long in _BESIDE:
        text = pattern.sub(long, text)
    return text
