"""What a task's own words say of whom it concerns: whether schools owe a report, which are named, public or private."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from knowledge.language.text import fold

# What a school hands in, as plans name it under "sản phẩm" or with a verb of handing in.
_PAPER = r"(?:bao cao|danh sach|thong ke|so lieu|bieu mau|ho so|ban dang ky|minh chung)"
_PRODUCT = re.compile(rf"\b{_PAPER}\b")
_OWN_PLAN = re.compile(r"\b(?:ke hoach|bien ban)\b")  # owed only by schools that lead: else it is the office's
_OFFICE_WORK = re.compile(
    r"(?:huong dan|chi dao|kiem tra|duyet|tham dinh|phe duyet|ban hanh|to chuc (?:thi|tap huan))\b"
)
_HANDS_IN = re.compile(
    rf"\b(?:nop|dang ky|bao cao|gui (?:ve|bao cao|danh sach|ho so|ke hoach)|(?:gui|lap|hoan thanh|cap nhat) {_PAPER})\b"
)
_SCHOOLS = re.compile(r"\b(?:truong|co so giao duc|csgd|hieu truong|don vi)\b")
_TAKES_PART = re.compile(rf"{_SCHOOLS.pattern}|\b(?:mam non|tieu hoc|thcs)\b")  # a level among units means its schools
_PRIVATE = re.compile(r"\b(?:ngoai cong lap|ncl|tu thuc|dan lap|ngoai cl)\b")
_PUBLIC = re.compile(r"(?<!ngoai )\bcong lap\b")
_LEVEL_NAMES = (
    (r"\btruong (?=mn|mam non|mau giao|th\b|tieu hoc|thcs|trung hoc|lien cap|ptdtbt|pho thong)", ""),
    (r"\bmam non\b|\bmau giao\b", "mn"),
    (r"\btieu hoc\b", "th"),
    (r"\btrung hoc co so\b", "thcs"),
    (r"\btrung hoc pho thong\b", "thpt"),
    (r"[&,]|\s-\s|\bva\b", " "),
)
_WITH_LEVEL = re.compile(r"(?:mn|mg|th|thcs|thpt|ptdtbt|gdtx|lien cap)\b")


def owes_report(what: str, product: str, leads: Iterable[str], joins: Iterable[str]) -> bool:
    """Whether each school owes the office a report on this task, unless staff decide otherwise.

    It does where the task has schools hand something in, or where its product is a paper that schools make. Work that
    begins as the office's own (it guides, inspects, approves) owes none: called in vain, people stop listening.
    """
    work, paper = fold(what), fold(product)
    leading, joining = (_TAKES_PART.search(fold("; ".join(units))) for units in (leads, joins))
    if _OFFICE_WORK.match(work) and not leading:
        return False
    if _HANDS_IN.search(work) and (_SCHOOLS.search(work) or leading or joining):
        return True
    return bool((_PRODUCT.search(paper) and (leading or joining)) or (_OWN_PLAN.search(paper) and leading))


def only_public(what: str, joins: Iterable[str]) -> bool | None:
    """True for work of public schools, False for that of private ones, None where the words name both or neither."""
    words = fold(" ".join([what, *joins]))
    private, public = bool(_PRIVATE.search(words)), bool(_PUBLIC.search(words))
    return public if private != public else None


def school_key(name: str) -> str:
    """A school's name as it is compared: "Trường Mầm non Hoa Mai" and "MN hoa mai" are "mn hoa mai"."""
    return _shortened(name).removeprefix("truong ")


def named_schools(words: str, schools: Mapping[int, Iterable[str]]) -> set[int]:
    """The ids of the schools whose names stand in `words`, with their level or after "trường". `schools`: id -> names.

    Of names inside one another the longest counts: "TH Hoa Mai 2" is not "TH Hoa Mai". A name that two share is both.
    """
    keys: dict[str, set[int]] = defaultdict(set)
    for id_, name in ((id_, name) for id_, names in schools.items() for name in names):
        key = _plain(school_key(name))
        keys[key if _WITH_LEVEL.match(key) else f"truong {key}"].add(id_)
    text = f" {_plain(_shortened(words))} "
    found: set[int] = set()
    for key in sorted((key for key in keys if " " in key), key=len, reverse=True):
        if f" {key} " in text:
            found |= keys[key]
            text = text.replace(f" {key} ", " | ")
    return found


def _shortened(words: str) -> str:
    key = fold(words)
    for pattern, short in _LEVEL_NAMES:
        key = re.sub(pattern, short, key)
    return " ".join(key.split())


def _plain(key: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", key))
