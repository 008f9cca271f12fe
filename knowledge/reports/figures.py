"""How far a task is: a share in percent, and counts ("12/15 lớp", "còn 3 lớp", "đủ 15 lớp")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.language.text import NUMERALS, fold

_UNITS = (
    "lớp, học sinh, cháu, trẻ, giáo viên, cán bộ, nhân viên, điểm trường, phòng, tổ, nhóm, khối, bài, tiết, buổi, "
    "hồ sơ, cuốn, quyển, bộ, phiếu, phụ huynh, người, sản phẩm, đề tài, báo cáo, tiêu chí, nội dung, văn bản, "
    "hạng mục, cây, máy, chuyên đề, đề, môn, đội, chi đoàn, hợp đồng, suất, biên bản, minh chứng, đồng chí, mục, "
    "bàn, ca, đợt, kế hoạch, sáng kiến, thầy cô, em, hộ, gia đình, câu lạc bộ, tuần, việc, bếp, thí sinh, tin bài, "
    "ti vi, loa, ghế, tủ, giá, camera, quạt, đèn, thùng, khu, sân, đoàn, cụm, thành viên, đảng viên"
)
SHOWN = {fold(unit): unit for unit in re.split(", ", _UNITS)}
NUMBER = rf"(?:\d+(?:\.\d\d\d)*|{'|'.join(NUMERALS)})"
# "3/5 em nộp ạ": this "em" is who speaks.
UNIT = (
    rf"(?:(?P<unit>{'|'.join(sorted(set(SHOWN) - {'em'}, key=len, reverse=True))})\b|"
    r"(?P<em>em)\b(?! (?:nop|gui|lam|bao|xin|se|moi|hoan|oi|a\b|nhe|da|dang|xong|thi|can)))"
)
_BEFORE_A_DATE = r"(?:ngay|den|sang|truoc|vao|hom|han|toi|qua|mung|sau|tu|chieu|cuoi|dip|thu \w+|lop|khoi|thang) $"
_OF = r"(?: (?:\w+ ){0,2}?\w+)? (?:/|tren|trong)(?: tong| so)* "
_COUNTS = (
    re.compile(rf"(?<!/ )\b(?P<done>\d+) / (?P<total>\d+)(?! /)\b(?: {UNIT})?"),
    re.compile(rf"\b(?P<done>{NUMBER}){_OF}(?P<total>{NUMBER})\b(?: {UNIT})?"),
    re.compile(
        rf"\b(?P<total>{NUMBER}) {UNIT}(?: thi)?(?: da| moi)*(?: xong| lam)?(?: duoc| xong) (?P<done>{NUMBER})\b"
    ),
    re.compile(rf"\b(?<!chua )(?:du|ca|tat ca|toan bo|xong het|hoan thanh het)(?: ca| du)? (?P<all>{NUMBER}) {UNIT}"),
    re.compile(rf"\bcon (?:lai |thieu |moi |khoang |dung )?(?P<left>{NUMBER}) {UNIT}"),
    re.compile(
        rf"\b(?P<left>{NUMBER}) {UNIT}(?: \w+)? (?:con lai|nua (?:la|thoi)|chua (?:xong|lam|nop|co|duoc|ky|hoan|gui|"
        rf"kiem))"
    ),
    re.compile(rf"\b(?P<left>{NUMBER}) {UNIT} (?:thi )?chua(?: (?:a|chi|anh))?(?= [.,;!]|$)"),
    re.compile(rf"\b(?:duoc|xong|moi|dat|thanh)(?: cho| co| khoang| hon)? (?P<done>{NUMBER}) {UNIT}"),
    re.compile(rf"\b(?P<done>{NUMBER}) {UNIT} (?:da )?(?:xong|roi|hoan thanh)\b"),
)
_PERCENT = re.compile(
    r"(?:(?P<before>gan|gan duoc|con|con lai|con khoang|chua duoc|chua toi|chua den|chua dat) (?:\w+ )?)?"
    r"\b(?:(?P<low>\d+) (?:-|den) )?(?P<share>\d+(?:[.,]\d+)?) (?:%|phan tram|pt\b)"
)
_OTHER_SHARE = re.compile(r"(?:ty le|ti le|chuyen can|si so)(?: \w+){0,4} $")
_OF_WORK = re.compile(r"hoan thanh|tien do")
_HALF = re.compile(
    r"\b(?<!khong )(?:duoc|xong|moi|hon|khoang|gan)(?: \w+)? (?:(?:mot|1|phan) )?nua(?= (?:roi|thoi|a|so|lop|viec|"
    r"chang|cong)|$| [.,;!])"
)
_TENTHS = re.compile(r"\b([1-9]|hai|ba|bon|nam|sau|bay|tam|chin) phan (?:muoi|10)\b")
_TENS = re.compile(
    r"\b(hai|ba|bon|nam|sau|bay|tam|chin) (?:muoi|chuc)(?: (mot|hai|ba|bon|lam|nam|sau|bay|tam|chin))? phan tram"
)


@dataclass(frozen=True, slots=True)
class Count:
    """`done` of `total`, or what is `left`; `unit` is what is counted, in full accents, "" where it was not said."""

    done: int | None
    total: int | None
    left: int | None
    unit: str


def percent(text: str) -> tuple[int | None, bool]:
    """How much is done in percent, and whether that is sure. Of 98.5 % counts 98; what is left is taken from 100."""
    text = _TENTHS.sub(lambda m: f"{NUMERALS.get(m[1]) or m[1]}0 %", text)
    text = _TENS.sub(lambda m: f"{_digit(m[1])}{_digit(m[2] or 'khong')} %", text)
    found = [match for match in _PERCENT.finditer(text) if _about_work(text[: match.start("share")])]
    if not found:
        return (50, False) if _HALF.search(text) else (None, True)
    shares = {share for match in found if (share := _share(match)) is not None}
    vague = len(shares) != 1 or any(m["low"] or m["before"] for m in found)
    return (min(shares) if shares else None), not vague


def _digit(word: str) -> str:
    return {"lam": "5", "khong": "0"}.get(word) or NUMERALS[word]


def _about_work(before: str) -> bool:
    other = _OTHER_SHARE.search(before)
    return other is None or _OF_WORK.search(other.group()) is not None


def _share(found: re.Match[str]) -> int | None:
    """None where it is no share of the work: more than all of it, or only nearly all."""
    share = int(float((found["low"] or found["share"]).replace(",", ".")))
    before = found["before"] or ""
    if share > 100 or (share == 100 and before):
        return None
    return 100 - share if before.startswith("con") else share


def counts(text: str) -> tuple[tuple[Count, ...], str]:
    """Every count of the work ("10 lớp rồi, còn 5 lớp" is one), and the text with them blanked out."""
    found: list[tuple[int, Count]] = []
    for pattern in _COUNTS:
        for match in pattern.finditer(text):
            if not _is_date(match, text[: match.start()]):
                found.append((match.start(), _count(match)))
                text = f"{text[: match.start()]}{'#' * len(match.group())}{text[match.end() :]}"
    return tuple(_joined([count for _, count in sorted(found, key=lambda one: one[0])])), text


def _count(match: re.Match[str]) -> Count:
    groups = match.groupdict()
    done, total, left, all_ = (_number(groups.get(name)) for name in ("done", "total", "left", "all"))
    unit = SHOWN.get(groups["unit"] or groups["em"] or "", "")
    return Count(all_ if done is None else done, all_ if total is None else total, left, unit)


def _number(word: str | None) -> int | None:
    return int(NUMERALS.get(word) or word.replace(".", "")) if word else None


def _is_date(match: re.Match[str], before: str) -> bool:
    """Whether "3/5" may be a day: more than there is, or behind a word that stands before days."""
    groups = match.groupdict()
    done, total = _number(groups.get("done")), _number(groups.get("total"))
    if re.search(_BEFORE_A_DATE, before) and not groups["unit"]:
        return True
    return bool(done and total and done > total)


def _joined(found: list[Count]) -> Iterator[Count]:
    """What is done and what is left of the same are one count."""
    for place, count in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        previous = found[place - 1] if place else None
        if previous and _completes(previous, count):
            continue
        yield (
            Count(count.done, count.total, following.left, count.unit or following.unit)
            if (following and _completes(count, following))
            else count
        )


def _completes(count: Count, following: Count) -> bool:
    same = following.unit == count.unit or not count.unit
    return same and count.left is None and following.done is None and following.total is None
