"""Vietnamese as people type it, brought to one form: folded syllables.

Folding (NFC, lower case, no diacritics) makes accents, both Unicode forms and both tone placements irrelevant at once:
"hoà", "hòa" and "hoa" are one key. Everything that is compared in this room is folded; everything shown is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from knowledge.language.shorthand import told_apart

UPPER = "A-Z" + "".join(c for c in map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))) if c.isupper())
"""Capital letters of Vietnamese, for a character class."""
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
MARK_UP = re.compile(r"</?[a-zA-Z][^<>]{0,60}>|[*_`]+")
# A number keeps its inner separators ("67.140", "98,5"), and letters that are joined by "&" are one word ("GD&ĐT").
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:&[^\W\d_]+)*(?:\d+[^\W\d_]*)*")
LOOSE_MARK = re.compile("[\u0300-\u036f]")
"""A diacritic that NFC could join to no letter."""
UNCOMMON = re.compile("[^\0-\u00bf\u2010-\u2027\u2030-\u205e]")
"""Whatever is neither ASCII nor a sign of ordinary print: it may still have diacritics when BASE has been applied."""
JOINED = re.compile("gd-[đd]t")

ONSETS = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|g|h|k|l|m|n|p|r|s|t|v|x"
RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu i ia ich iec iem ien ieng iep "
    "iet ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi "
    "om on ong ooc oong op ot ou u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon "
    "uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu "
)
SYLLABLE = re.compile(
    rf"(?!k[aou]|n?gh[aou]|c[eiy])(?:{ONSETS})?(?:{'|'.join(sorted(RIMES.split(), key=len, reverse=True))})"
)

LONE_I = re.compile(r"(?:[klmst]|qu)i")
"""Syllables that are written with i or with y ("kì", "kỳ"; "lí", "lý"): among words they are one."""
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


def nfc(text: str) -> str:
    """NFC without invisible characters: the form in which anything is stored or shown."""
    seen = INVISIBLE.sub("", text)
    return seen if unicodedata.is_normalized("NFC", seen) else unicodedata.normalize("NFC", seen)


def plain(text: str) -> str:
    """`text` without mark-up signs (bold, italics, tags), white space collapsed: what a person reads."""
    return " ".join(MARK_UP.sub("", nfc(text)).split())


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


# Every precomposed Latin letter to its base, so that folding is one look-up a letter.
BASE = {
    code: _bare(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if _bare(chr(code)) != chr(code)
}
BASE |= {ord("đ"): "d", ord("Đ"): "d"}


@lru_cache(maxsize=20_000)  # the same clauses are looked at again and again
def fold(text: str) -> str:
    """NFC, lower case, no diacritics, đ -> d, single spaces. Folding twice changes nothing."""
    bare = nfc(text).lower().translate(BASE)
    if UNCOMMON.search(bare):  # letters that have no precomposed form, or marks without a letter
        bare = unicodedata.normalize("NFC", _bare(bare))
    return " ".join(bare.split())


def slug(file_stem: str) -> str:
    """A file's stem as a plan's slug: folded, lower case, hyphens ("Kế hoạch 2026" -> "ke-hoach-2026")."""
    return re.sub(r"[^a-z0-9]+", "-", fold(file_stem)).strip("-")


def words(text: str) -> list[str]:
    """Folded tokens in order; "GD&ĐT" and "GD-ĐT" are one, and "I", "II" behind "kỳ" or "quý" are digits."""
    return folded_words(raw_words(text))


def folded_words(raw: Sequence[str]) -> list[str]:
    """`words` of a text of which `raw_words` are known."""
    found = [_fold_token(token) for token in raw]
    for place in range(1, len(found)):
        if found[place] in ROMAN and found[place - 1] in {"ky", "ki", "quy", "hk"}:
            found[place] = ROMAN[found[place]]
    return found


def raw_words(text: str) -> list[str]:
    """The tokens of `words` as they were typed (NFC, lower case), one for one."""
    return TOKEN.findall(JOINED.sub("gdđt", LOOSE_MARK.sub("", nfc(text).lower())))


@lru_cache(maxsize=50_000)
def _fold_token(token: str) -> str:
    folded = fold(token).replace("&", "")
    return f"{folded[:-1]}y" if LONE_I.fullmatch(folded) else folded


SHORT_FORMS = (
    (re.compile(r"\b[lL]\.?(\d{1,2})\b"), r"lớp \1"),  # "l10"
    (re.compile(r"\b(?:mđ|md)\.? ?([1-4])\b", re.I), r"mức độ \1"),  # "MĐ2"
    (re.compile(r"\b[tT](\d{1,2})(?=\b|/)"), r"tháng \1"),  # "T6/2023"
    (re.compile(r"\bt (?=(?:mấy|may)\b)", re.I), "tháng "),
    (re.compile(r"(?<=\b(?:tháng|thang) )(\d{1,2})/([1-4]\d)\b(?![/\d])", re.I), r"\1/20\2"),  # "tháng 4/22"
    (re.compile(r"/\s*th\b", re.I), "/ tháng"),
    (re.compile(r"(?<=\w)\s*/\s*(?=(?:tháng|năm|kỳ|tuần|ngày|quý|thang|nam|tuan|ngay)\b)", re.I), " một "),
    (re.compile(r"\bbao h\b", re.I), "bao giờ"),
    (re.compile(r"\b(mấy|may) h\b", re.I), "mấy giờ"),
    (re.compile(r"%"), " phần trăm "),
    (
        re.compile(r"\bcv\b(?=(?: nào| nao)? (?:phụ trách|phu trach|pt|ptr|theo dõi|theo doi|quản lý|quan ly))", re.I),
        "chuyên viên",
    ),
    (
        re.compile(
            r"\b(hiệu trưởng|hieu truong)\s*(?:[,/&-]|\b(?:và|va|với|voi|hay|hoặc|hoac|lẫn|lan)\b)\s*"
            r"(?=(?:phó hiệu trưởng|pho hieu truong|hiệu phó|hieu pho)\b)",
            re.I,
        ),
        r"\1 ",  # by both together plans mean "cán bộ quản lý"
    ),
)
"""What people shorten within a number or beside one, and what they say for it."""


NUMERALS = {
    **{"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9"},
    "muoi": "10",
}
NUMERAL = re.compile(
    r"\b(?:một|mot|hai|ba|bốn|bon|(?:năm|nam)(?! (?:nay|học|hoc|sau|ngoái|ngoai|tới|toi|mới|moi|nào|nao|\d))|"
    r"sáu|bảy|bay|tám|chín|mười|muoi)\b",
    re.I,
)
GRADES = re.compile(rf"(?<=\b(?:lớp|lop) ){NUMERAL.pattern}(?:,? (?:và |va |lớp |lop )?{NUMERAL.pattern})*", re.I)
"""Grades in words: "lớp ba bốn năm"."""


TERMS = re.compile(r"(?<=\b(?:học|hoc) (?:kỳ|kì|ky|ki) )(?:một|mot|hai)\b(?! (?:lần|lan|năm|nam))", re.I)
""" "Học kỳ một"."""


def written_out(question: str) -> str:
    """A question with the short forms of numbered things written out ("l9", "T6/2023", "lần/th", "%")."""
    for pattern, long in SHORT_FORMS:
        question = pattern.sub(long, question)
    question = told_apart(question)
    question = TERMS.sub(lambda found: NUMERALS[fold(found.group())], question)
    return GRADES.sub(lambda found: NUMERAL.sub(lambda one: NUMERALS[fold(one.group())], found.group()), question)


def is_syllable(token: str) -> bool:
    """Whether a folded token has the shape of a Vietnamese syllable."""
    return SYLLABLE.fullmatch(token) is not None


def number(count: int) -> str:
    """ "60.000"."""
    return f"{count:,}".replace(",", ".")


def cut_words(text: str, limit: int) -> str:
    """`text` with at most `limit` words as the eye counts them, an ellipsis where something was cut."""
    pieces = text.split()
    return text if len(pieces) <= limit else " ".join(pieces[:limit]) + " …"


def counted_words(text: str) -> int:
    """How many words a quote has, counting as strictly as anyone may: every run of letters or digits."""
    return len(re.findall(r"\w+", text))
