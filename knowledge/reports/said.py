"""A short text as folded words, written out and put right, each remembering what was typed for it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from knowledge.language.keying import meant_by_keys
from knowledge.language.lexicon import Word, lexicon, plain_words
from knowledge.language.repair import repair
from knowledge.language.text import LOOSE_MARK, fold, is_syllable, nfc

LONGEST = 600
"""Characters that are looked at: whoever writes more writes a whole report, which is for people to read."""
BREAK = re.compile(r" [.;!?] ")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|đ/c|[^\W\d_]\w*|[.;!?\n…]+|[,%/:-]", re.I)
_ENDS = re.compile(r"[.;!?\n…]+")
_CURED = re.compile(r"(?<=chay )chua(?= chay)|(?<=\bda sua )chua|(?<=\bsua )chua(?! (?:xong|duoc|kip|het|a\b)|$)")
"""Without accents "chữa" in "chữa cháy" and "sửa chữa" is "chưa"; masked at the same length."""
_MONTH = re.compile(r"(?:th|thg|thang)(\d{1,2})")
_WEEKDAY = re.compile(r"[tT]([2-7])")
_OF_WEEK = re.compile(r"(?:nay|tuan)\b")
"""Before one of these "t6" is a Friday, else June."""
SHORT = {
    **dict.fromkeys(("xog", "xg", "xoq", "xonq", "xoz", "xonk"), "xong"),
    **dict.fromkeys(("ch", "chx", "chz"), "chua"),
    **dict.fromkeys(("hthanh", "hth", "htanh", "hoanthanh"), "hoan thanh"),
    **{"htat": "hoan tat", "dk": "duoc", "dx": "duoc", "rui": "roi", "ruii": "roi"},
    **dict.fromkeys(("tks", "thks", "thanks", "thank", "thanku"), "cam on"),
    **dict.fromkeys(("hok", "khum", "kh"), "khong"),
    **{"dg": "dang", "ht": "ht", "kk": "kho khan", "thg": "thang", "hnay": "hom nay", "hqua": "hom qua"},
    **{"l": "lop", "e": "em", "tk": "trien khai", "ti": "ti", "sao": "sao", "nhiu": "nhieu"},
}
"""What people shorten when they report; it goes before the lexicon's own ("ht" is no hiệu trưởng here)."""
_DENIALS = (("chua", "chua"), ("chuwa", "chua"), ("khong", "khong"), ("khoong", "khong"), ("chang", "chang"))
_NO_DENIAL = {"chuan", "chung", "hoa", "cho", "cha", "hang", "cua", "con", "thang"}
"""Words one letter off a denial that are typed often, when the input method has left them undone."""
_PLANNING = {"nop", "lap", "xay", "duyet", "theo", "cac", "gui", "trinh", "hanh", "dung", "ban", "nhap"}
"""Behind one of these "kh" is kế hoạch, else không."""
_PHRASES = (
    "xong rồi ạ",
    "hoàn thành",
    "hoàn tất",
    "chưa làm được",
    "đang chờ kinh phí",
    "không kịp",
    "sắp gần mới cơ bản",
    "còn thiếu giáo viên",
    "vướng khó khăn",
    "xin lùi đến sang tháng tuần sau",
    "hoãn dời hủy chuyển gia hạn",
    "đã nộp báo cáo",
    "đã gửi",
    "triển khai",
    "tổ chức",
    "lớp học sinh",
    "phần trăm",
    "khi nào bao giờ phải nộp ở đâu",
    "được hết nữa thôi nên vì do nhưng",
    "phê duyệt",
    "hồ sơ",
    "chuyển sang",
    "kinh phí",
    "nhé nha vâng dạ",
)


@dataclass(frozen=True, slots=True)
class Said:
    """`text`: folded words and signs, one space apart; sentences end in " . ", " ; ", " ! " or " ? ".

    `starts` are the places of its words in `text`, `typed` those of what was typed for them in `raw`. `cut`: there was
    more than is looked at, so that nothing in it is sure.
    """

    raw: str
    text: str
    starts: tuple[int, ...]
    typed: tuple[tuple[int, int], ...]
    cut: bool

    def words(self, start: int, end: int) -> str:
        """What was typed for text[start:end]."""
        first, last = bisect_right(self.starts, start) - 1, bisect_left(self.starts, end) - 1
        return " ".join(self.raw[self.typed[max(first, 0)][0] : self.typed[last][1]].split()) if self.typed else ""


def said(text: str) -> Said:
    """`text` as it is to be understood. Accents, case and both Unicode forms make no difference."""
    whole = LOOSE_MARK.sub("", nfc(text))
    raw = whole[:LONGEST]
    parts: list[str] = []
    starts, typed, at = [], [], 0
    for word, place in _words(raw):
        starts.append(at)
        typed.append(place)
        parts.append(word)
        at += len(word) + 1
    return Said(raw, _CURED.sub("chu~", " ".join(parts)), tuple(starts), tuple(typed), len(whole) > LONGEST)


def _words(raw: str) -> Iterator[tuple[str, tuple[int, int]]]:
    before = ""
    for found in _TOKEN.finditer(raw):
        token = found.group()
        if _ENDS.fullmatch(token):
            yield next((sign for sign in "?!" if sign in token), "."), found.span()
        elif fold(token) == "kh" and before in _PLANNING:
            yield from (("ke", found.span()), ("hoach", found.span()))
        elif (day := _WEEKDAY.fullmatch(token)) and _OF_WEEK.match(fold(raw[found.end() :][:8])):
            yield from (("thu", found.span()), (day[1], found.span()))
        elif token.lower() == "cn" and _OF_WEEK.match(fold(raw[found.end() :][:8])):
            yield from (("chu", found.span()), ("nhat", found.span()))
        elif token.lower() == "sáu" and before == "thang":
            yield "6", found.span()  # without its accents it would be the next month
        else:
            yield from ((word, found.span()) for word in _meant(fold(token)))
        before = fold(token)


@lru_cache(maxsize=20_000)
def _meant(token: str) -> tuple[str, ...]:
    """The words that one folded token stands for."""
    if token in SHORT:
        return tuple(SHORT[token].split())
    if month := _MONTH.fullmatch(token):
        return ("thang", month[1])
    if not token[:1].isalpha():
        return (token,)
    known, corpus = _known()
    if denied := _denial(token):
        return (denied,)
    written = lexicon().typed_words(token) or (Word(token, ""),)
    return tuple(word.folded for word in repair(written, known.__contains__, lambda: corpus))


def _denial(token: str) -> str:
    """The denial that a token is one slip off, where it is no word itself, else "": it must not be lost."""
    if is_syllable(token) or token in lexicon().known:
        return ""
    keyed = meant_by_keys(token, "", is_syllable)
    meant = keyed[0] if keyed else token
    if meant in _NO_DENIAL:
        return ""
    near = (
        word for seen in (meant, token) for typed, word in _DENIALS if OSA.distance(seen, typed, score_cutoff=1) <= 1
    )
    return next(near, "")


@cache
def _known() -> tuple[frozenset[str], tuple[str, ...]]:
    """The syllables of reports, and their neighbouring pairs joined by "_"; and the syllables alone."""
    lines = [[word.folded for word in plain_words(phrase)] for phrase in _PHRASES]
    syllables = {word for line in lines for word in line}
    pairs = {f"{one}_{next_}" for line in lines for one, next_ in pairwise(line)}
    return frozenset(syllables | pairs), tuple(sorted(syllables))
