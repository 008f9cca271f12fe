"""Offices and bodies in running text: whether a sentence names one, and whether it names one as who acts or is told."""

from __future__ import annotations

import re
from functools import lru_cache

REMEMBERED = 20_000  # texts

OFFICES = (
    r"phong (?:giao duc|gd|noi vu|tai chinh|tc|y te|van hoa|vh|tu phap|lao dong|ld|kinh te|ha tang|quan ly do thi|"
    r"tai nguyen|thanh tra|dan toc|cong thuong|chuyen mon|ban)"
)
BODY = (
    rf"(?:{OFFICES}|pgd|ubnd|uy ban|ub mttq|so (?:giao duc|gd|y te|noi vu|tai chinh|lao dong|khoa hoc|thong tin)|"
    r"ban (?:to chuc|chi dao|quan ly|dan toc|tuyen giao|giam hieu|dai dien|thuong vu|chap hanh|giam doc|dieu hanh)|"
    r"bo (?:giao duc|gd|y te)|chinh quyen|cong an|tram y te|"
    r"trung tam (?:y te|van hoa|the duc|boi duong|giao duc|hoc tap|chinh tri)|"
    r"hoi (?:dong|phu nu|khuyen hoc|cuu|lien hiep|chu thap|nong dan)|doan (?:thanh nien|tncs)|huyen (?:uy|doan)|"
    r"quan (?:uy|doan)|mat tran|lien doan lao dong|cong doan|benh vien|kho bac|dien luc|chi cuc|vien |"
    r"hieu truong|truong phong|chu tich|to truong|khu pho|to dan pho)"
)
NAMES_ONE = re.compile(rf"\b{BODY}")
FIRST = r"^(?:[-+*•\d.]+ )*(?:cac )?"
# The words that stand before whoever is given a task, told, asked or worked with.
TOLD = (
    r"(?:\b(?:giao|giao nhiem vu|lien he|phan anh|kien nghi|tham muu|trinh|phoi hop|xin y kien|de nghi|"
    r"yeu cau|uy quyen|phan cong|do|gui|nop|bao cao)(?: \([^)]*\))?(?: kip thoi| truc tiep| van ban| chat che)?"
    r"(?: (?:cho|voi|cung|len|ve|toi|den|qua))? (?:cac |lanh dao )?)"
)
ACTS = re.compile(rf"{FIRST}{BODY}|[.;] (?:cac )?{BODY}|{TOLD}{BODY}")


@lru_cache(REMEMBERED)
def names_a_body(folded: str) -> bool:
    """Whether a folded text names an office or body at all; a room ("phòng học") is none."""
    return bool(NAMES_ONE.search(folded))


@lru_cache(REMEMBERED)
def a_body_acts(folded: str) -> bool:
    """Whether one opens a sentence of the folded text, or is who is given, told or asked something."""
    return bool(ACTS.search(folded))
