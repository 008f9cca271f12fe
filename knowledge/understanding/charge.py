"""How people ask who is in charge ("cô nào ở phòng lo mảng …"): words that frame the matter and are none themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

OFFICE = r"(?:phong(?: giao duc)?(?: va dao tao)?|huyen|quan|phuong|xa|thanh pho|so|uy ban)(?: (?:minh|ta|nay))?"
AT = rf"(?:(?:o|tren|ben|duoi|trong|cua|thuoc) {OFFICE})"
PERSON = (
    r"(?:(?:(?<!don )(?<!chuc )vi|(?<!tieu )(?<!dia )chi|co|thay|ong|ba|bac|sep|nguoi|dong chi|can bo|lanh dao|"
    r"chuyen vien|giao vu|pho phong|truong phong|pho truong phong|pho chu tich|chu tich)"
    r"(?: (?:lanh dao|can bo|chuyen vien|giao vu))?)"
)
""" "Vị nào", but not "đơn vị nào"."""
TITLED = rf"(?:(?:sep|can bo|lanh dao|chuyen vien|dong chi|nguoi) {OFFICE})"
ADVERBS = r"(?:la nguoi |thi |se |dang |truc tiep |dung ra )*"
LOOKS_AFTER = rf"(?:{ADVERBS}(?:lo lieu|lo|quan|nam|coi))"
""" "Lo", "quản": of one syllable each, and many other words without their accents."""
BUSY = (
    rf"(?:{LOOKS_AFTER}|{ADVERBS}(?:quan ly|phu trach|theo doi|chiu trach nhiem|dam nhiem|trong coi|cai quan|chi dao))"
)
PART = (
    r"(?:(?:ben|mang|phan(?! (?:anh|cong|loai|luong|hieu|mem))|viec|vu|chuyen(?! (?:doi|de|mon|truong|sau|can))|"
    r"khau|cho|ve(?! sinh)|cac|khoi) ?)"
)
""" "Chuyện", but not "chuyển đổi"."""
WHO = re.compile(
    rf"\b(?:(?:{PERSON} (?:{AT} )?|{TITLED} )nao|ai)(?: {AT})?(?: {LOOKS_AFTER}\b(?! ly)(?: {PART}+)?)?(?=\s|$)|"
    rf"\b{AT} (?:(?:thi|do) )?(?={PERSON} nao\b|ai\b)"
)
SOMEBODY = re.compile(rf"\b(?:{PERSON} (?:{AT} )?|{TITLED} )nao(?: {AT})?(?: {BUSY}|$)")
IN_CHARGE = re.compile(rf"{SOMEBODY.pattern}|\bai(?: {AT})? {BUSY}\b")
ERRAND = re.compile(
    r"\b(?:muon|can|dinh|tinh) (?:phan anh|gap|hoi|gop y|khieu nai|trinh bay|trao doi|kien nghi|lien he|bao)"
    r"(?: (?:ve|chuyen|viec|voi|vu|cho))*\b"
)
""" "Em muốn phản ánh …": what somebody is wanted for, not the matter."""
LEFT = re.compile(rf"\b{AT}(?=$| (?:thi|vay|a|ha|nhi|the|nhe|oi)\b)|\b{LOOKS_AFTER}$|\bdo(?= {PERSON} nao\b)")


def asks_who_is_in_charge(line: str) -> bool:
    """Whether a folded question asks for the person in charge of something."""
    return bool(IN_CHARGE.search(line))


def asks_for_somebody(line: str) -> bool:
    """Whether it asks for a person by a word for one ("vị nào"): an office is no answer."""
    return bool(SOMEBODY.search(line))


def frames(line: str) -> Iterator[tuple[int, int]]:
    """Words [start, end) of such a question that only frame the matter."""
    for pattern in (WHO, ERRAND, LEFT):
        for found in pattern.finditer(line):
            if said := found.group().strip():
                start = line[: found.start() + found.group().index(said[0])].count(" ")
                yield start, start + said.count(" ") + 1
