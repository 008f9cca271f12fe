"""What kind of answer a question wants: a time, a person, a figure, a list, a yes or a no."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.language.lexicon import Span, Word, lexicon, plain_words
from knowledge.understanding.charge import asks_for_somebody, asks_who_is_in_charge, frames

CONSUMED = {"who", "agency", "when", "day", "year", "often", "audience", "goal"}
"""Groups of [asking] whose wordings say only what kind of answer is wanted."""
FRAME = {"nhung", "gi", "nao", "ai", "dau", "nhieu", "gom"}
"""Words that ask, in any of those wordings."""
INTERROGATIVE = {"nao", "ai", "gi", "may", "bao", "dau", "sao", "nhieu", "hoi"}
EXACT_OTHERS = {"when", "who", "agency", "percent", "school", "paper", "subject", "audience", "contact"}
"""Where one of these is asked for, "mấy" before a noun is a plural ("bao giờ mấy bé thi")."""
FILLER = r"(?: (?:a|vay|nhi|the|ha|co|thay|ad|em|chi|anh|ban|oi|nhe))*"
HEADS = {"nguoi dung dau", "nguoi phu trach"}
MATTER = re.compile(r"\b(?<!ten )(?<!la )(?:gi|the nao|ra sao)\b")
YES_NO = re.compile(rf"\b(?:co|duoc|phai|da|se|bi|cho)\b.* (?:khong|(?<!sua )(?<!cuu )chua|k|ko){FILLER}$")
CITED = re.compile(
    r"\b(?:ke hoach|quyet dinh|nghi quyet|ket luan|thong tu|cong van|chi thi|nghi dinh|de an|van ban)(?: so)? \d{2,}\b"
)
RECURRING = re.compile(
    r"\b(?:may (?:nam|thang|tuan|ngay|lau)|bao lau)\b.*\b(?:mot|1|01) (?:lan|dot|ky|cuoc|buoi|phat|phen)\b|"
    r"\bmay lan (?:moi |mot |trong )?(?:nam|thang|ky|quy|tuan)\b|"
    r"\b(?:may (?:nam|thang|tuan)|bao lau) (?:thi |moi |lai )+(?:co|mo|to chuc|thi|lam|hop|kham|kiem tra)\b"
)
DURATION = re.compile(
    r"\b(?:may|bao nhieu) (?:nam|thang|tuan|ngay) (?:tro (?:len|xuong)|thi (?:phai|bi|duoc))\b|"
    r"\b(?:lau|du|hon|qua|duoi|trong|it nhat) (?:la )?(?:may|bao nhieu) (?:nam|thang|tuan)\b"
)
""" "Từ mấy năm trở lên": a stretch of time, no year."""
WITHIN = re.compile(
    r"\b(?:trong|trong vong|sau|het|mat|ton|cham nhat|toi da|cho|doi) (?:khoang |chung )?"
    r"(?:bao lau|may (?:gio|ngay|tuan|thang))\b"
    r"(?! (?:mot|1|hop|kham|lai))|"
    r"\bbao lau (?:thi |la |moi )?(?:\w+ ){0,8}"
    r"(?:tra loi|tra ket qua|co ket qua|giai quyet|xu ly|xong|phai bao|phan hoi)\b"
)
""" "Báo trong vòng bao lâu", "bao lâu thì trả lời": a stretch of time within which something is done."""
WHERE = re.compile(r"\b(?:o|tai|dia diem|thi ra|thi qua) dau\b|\bdia diem\b")
MOST = re.compile(
    r"\b(?:truong|phuong|xa|lop|cap|don vi)(?: \w+){0,2} nao\b.*\b(?:dong|nhieu|it|lon|cao|thap)(?: \w+){0,3} nhat\b"
)
""" "Trường nào đông học sinh nhất": only what the plan itself calls the most."""
PERIOD = re.compile(
    r"\btu nam (?:nao|may) (?:den|toi|cho den|keo den) (?:het )?nam (?:nao|may)\b|\bgiai doan (?:nao|may|bao nhieu)\b"
)
""" "Từ năm nào đến năm nào": a year alone is no answer."""
AT_HOME = re.compile(
    r"\b(?:co|thay|ong|ba|hieu truong|hieu pho|giao vien|truong phong)\b.*\bnha (?:rieng )?o (?:dau|cho nao)\b"
)
TEACHES = re.compile(r"\b(?:ai|thay nao|co nao) (?:dang |se )?day (?:mon \w+ (?:cho )?)?(?:con|chau|be|lop)\b")
""" "Ai dạy lớp con em": whoever is in charge of a subject in the office teaches none."""
SOURCE = re.compile(
    r"\b(?:tien|kinh phi|von|ngan sach|nguon)\b.*\b(?:(?:lay|o|tu|noi) ?){1,3} dau\b|"
    r"\bai (?:phai )?(?:tra|chi|chiu|cap|lo|bo) tien\b"
)
""" "Tiền lấy ở đâu ra": who pays, no place."""
LEVEL = r"mam non|mau giao|tieu hoc|trung hoc co so|thcs|cap (?:\d|mot|hai|ba|i{1,3})"
KIND = rf"(?: (?:{LEVEL}|cong lap|tu thuc|dan lap|khac))*"
SCHOOL_NAO = re.compile(rf"\b(?:(?<!chu )truong|thcs|mam non|tieu hoc|trung hoc co so){KIND} nao\b")
OF_THOSE = (
    "(?:ra|giup|ho|gium|cho|em|toi|minh|tui|anh|chi|voi|di|cac|nhung|may|moi|tat|ca|het|toan|bo|day|du|cua|ve|la|cai|"
    "nhung|mot|so|vai|hai|ba|bon|nam|sau|bay|tam|chin|muoi|\\d+)"
)
"""Words between "kể tên" and what is to be told."""
SCHOOLS_LISTED = re.compile(
    rf"\b(?:danh sach|ke ten|liet ke|ten)(?: {OF_THOSE})* (?<!nha )truong\b|"
    rf"(?<!nha )\btruong{KIND}\b.*\b(?:ke ten|liet ke|danh sach)\b|"
    rf"(?:\b(?:may|bao nhieu)|^(?:nhung|cac)) truong{KIND}\b.*\b(?:ten|goi) (?:la )?gi\b"
)
SCHOOLS_BARE = re.compile(rf"^(?:nhung|cac) truong{KIND}\b")
"""A mere noun phrase asks for the schools that it describes, where nothing else asks."""
# Nouns that stand before "nào" with a word or two between ("sếp huyện nào", "trường mầm non tư thục nào").
MORE = (
    ("yes_no", YES_NO),
    ("born", re.compile(r"\bsinh (?:vao )?nam (?:nao|may|bao nhieu)\b")),
    ("age", re.compile(r"\b(?:may|bao nhieu|bao) (?:thang )?tuoi\b(?! dang\b)|\b(?:lua|do) tuoi nao\b")),
    ("school", re.compile(r"\b(?:may|nhung|bao nhieu) truong\b.*(?<! co) ten (?:la )?gi\b")),
    ("where", WHERE),
    (
        "place",
        re.compile(r"\b(?:dat|nam|xay|o|tai|thuoc|tren)(?: \w+){0,2} (?:phuong|xa|thon|ban|khu pho|pho|duong) nao\b"),
    ),
    ("source", SOURCE),
    ("contact", AT_HOME),
    ("percent", re.compile(r"\bbao nhieu phan\b(?! (?:thuong|qua|an)\b)")),
    ("files", re.compile(r"\b(?:ho so_?|giay to|thu tuc)\b.*\b(?:gom|can|phai co|nop)\b.*\b(?:gi|nao)\b")),
    ("money", re.compile(r"\b(?:duoc tra|linh|bi phat|phai den|duoc thuong) bao nhieu(?= (?:mot|moi|tien)\b|$)")),
    ("document", CITED),
    ("period", PERIOD),
    ("most", MOST),
    (
        "agency",
        re.compile(r"\b(?:co quan|don vi|bo phan|phong ban) (?:nao )?(?:chu tri|thuc hien chinh|dau moi|phoi hop)\b"),
    ),
    (
        "who",
        re.compile(
            r"\b(?:sep|lanh dao|dong chi|can bo|chuyen vien|co chu|anh chi|ong ba|pho phong|truong phong|giao vu|"
            r"to truong|to pho)"
            r"(?: (?!truong)\w+)? nao\b"
        ),
    ),
    ("school", SCHOOL_NAO),
    ("school", SCHOOLS_LISTED),
    ("named", re.compile(r"\b(?:phong trao|cuoc van dong|phuong cham|khau hieu|dien dan)\b.* (?:nao|gi|may y)\b")),
    ("list", re.compile(r"^(?:nhung|cac) .*\bla (?:nhung )?(?:cai )?(?:gi|nao)\b")),
    (
        "list",
        re.compile(
            r"\b(?:nhung|cac) (?:(?!ai|gi)\w+ ){1,3}nao\b|\bgom (?:may|bao nhieu|nhung|cac|co)\b|"
            r"\bke(?: \w+){0,4} ten\b|^ten (?:cac|nhung|may) \w"
        ),
    ),
)
NO_COUNT = r"(?! (?:sach|lieu|lien lac|diem|tay|hoc ba|ghi|cai|do|voi|ket|so|hoa))"
""" "Sổ sách", "số liệu", "so với": words that only begin like "số"."""
ENUMERATING = dict(plain_words("số gồm"))
WHICH = re.compile(r"\bmay (?:\w+ ){1,4}(?:nao|gi)\b")
""" "Mấy dự án nào": those are to be told."""
COUNT_WORD = re.compile(rf"\b(?:bao nhieu|so luong|phan tram|s[iy] so)\b|^(?:so{NO_COUNT}|tong so|t[iy] le)\b")
COUNTING_MAY = re.compile(r"\bmay\b(?<!\b(?:lop|nam|quy|thu) may)(?<!\b(?:ngay|khoi) may)(?<!\bthang may)")
THOSE = re.compile(
    r"\bmay (?:\w+ ){1,5}(?:nao|gi)\b|^may (?:\w+ ){1,20}(?:nao|gi|ra sao|the nao|bao nhieu|dau)\b|"
    r"\b(?:the nao|ra sao|cach nao|lam gi)\b.*\bmay \w|"
    r"\b(?:ke|liet ke|doc|cho biet|noi)(?: \w+){0,4} ten (?:cac |cua )?may \w|^ten (?:cac |cua )?may (?!chu|nguoi)\w|"
    r"\bmay\b.*\b(?:nhung|cac) (?:\w+ ){1,3}(?:nao|gi)\b|\bmay (?:(?!o|tai|trong|hom|ngay)\w+ ){1,3}(?:do|ay|kia)\b"
)
""" "Mấy dự án đang chạy là những cái nào", "làm gì với mấy lớp đó": those, not how many."""
ANYBODY = re.compile(
    r"\b(?:phai|can) (?:co )?ai\b.*\b(?:khong|chua)$|\bai (?:\w+ ){1,7}thi\b.*\b(?:the nao|ra sao|sao|gi|khong)\b"
)
""" "Ai làm sai thì xử lý thế nào": whoever it is, nobody's name is asked for."""
ON_A_NETWORK = re.compile(
    r"\b(?:nhom|len|tren|qua|bang|vao|hoi|group) (?:\w+ )?(?:zalo|facebook|email)\b(?!.*\b(?:la gi|so may)\b)"
)
""" "Đăng ảnh lên nhóm Zalo": no address is asked for."""
ADDRESSEE = re.compile(
    r"\b(?:bao cao|bao|phan anh|gui|nop|trinh|xin) (?:cho |len |voi |ve )?ai\b|"
    r"\b(?:thua|keu|bao|hoi) (?:len|voi|cho) (?:ai|dau)\b|"
    r"\b(?:bao cao|gui|nop|trinh|kien nghi|de xuat|de nghi|tham muu)\b.*"
    r" (?:ve|len|cho|toi|den) (?:dau|ai|(?:cap|noi|cho) nao)\b"
)
""" "Báo cáo ai": an office is as good an answer as a person."""
WHOEVER = re.compile(
    r"^(?!.*\b(?:thay|ong|ten|sep|lanh dao|dong chi|can bo|chuyen vien)\b(?: \w+)? (?:nao|gi)\b).*\bai\b"
)
""" "Ai", and no word for a person: an office is as good an answer."""
OFFICE = "hieu truong|truong phong|chu tich|giam doc|to truong|bi thu"
ROLE = rf"(?:pho )?(?:{OFFICE})|hieu pho|pho phong|ke toan|van thu|thu quy"
ROLE_BARE = re.compile(rf"^(?:ten |ho ten )?(?:ong |ba |co |thay )?(?:{ROLE})\b")
TIME_BARE = re.compile(
    r"^(?:ngay(?: gio)?|thoi (?:gian|diem|han)|han(?: nop| chot)?|lich(?= (?:thi|nghi|kham|tiem|hop|kiem tra))) "
    r"(?!bat dau)\w+"
)
""" "Lịch khám sức khỏe": the mere name of a time asks for it, where nothing else asks."""
ROLE_OF = re.compile(rf"\b(?:ai (?:la|lam|giu chuc) (?:{ROLE})|(?:{ROLE})\b.*\b(?:la ai|ten (?:la )?gi))\b")
""" "Hiệu trưởng trường A là ai": that person, not who is in charge of the school."""
NAME_OF = re.compile(
    r"\b(?:thay|co giao|co chu nhiem|co hieu|co thu vien|co y te|bao ve|bao mau|lao cong|cap duong|y ta|bac s[iy])\b"
    r"(?: (?!truong ten|ke hoach|cuoc)\w+){0,8}? ten (?:la )?gi\b"
)
""" "Thầy dạy nhạc tên gì": no answer names nobody."""
ASKING_OTHERWISE = re.compile(r"\b(?:ai|gi|nao|sao|may|bao nhieu|bao gio|o dau|khong|chua)\b")
BARE = (("school", SCHOOLS_BARE), ("role", ROLE_BARE), ("when", TIME_BARE))
TOTAL = re.compile(rf"^(?:so{NO_COUNT}|tong so|ty le|ti le|so luong)\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """`asks` holds the [asking] groups touched; `taken` the places whose words say only that."""

    asks: frozenset[str]
    taken: tuple[tuple[int, int], ...]


def read_asking(typed: Sequence[Word], *, strict: bool, ends: Collection[int] = ()) -> Asked:
    """`strict` where accents were typed: then they count. `ends` are the places where sentences end: nothing that asks
    runs across one ("… mà không lộ tên. Trường …" asks for no school)."""
    asks: set[str] = set()
    taken = []
    for span in lexicon().asking.everywhere(typed, strict=strict):
        if not strict and _begins_another(typed, span):
            continue
        if any(span.start < end < span.end for end in ends):
            continue
        if "grade" in span.concepts and _inside_another(typed, span, strict=strict):
            continue
        if _is_told_about(typed, span) or _is_no_asking(typed, span, strict=strict):
            continue
        asks.update(span.concepts)
        said = {word.folded for word in typed[span.start : span.end]}
        if CONSUMED.issuperset(span.concepts) and said & INTERROGATIVE:  # "bao lâu" too
            taken.append((span.start, span.end))
        taken += [(p, p + 1) for p in range(span.start, span.end) if typed[p].folded in FRAME]
    folded = " ".join(f"{word.folded}." if place + 1 in ends else word.folded for place, word in enumerate(typed))
    if asks_who_is_in_charge(folded):
        asks = asks - {"agency", "list"} | {"who", "charge"} | ({"person"} if asks_for_somebody(folded) else set())
        taken += frames(folded)
    told = [f"{word.folded}_" if _is_another(word, strict=strict) else word.folded for word in typed]
    line = " ".join(f". {word}" if place in ends else word for place, word in enumerate(told))
    return Asked(frozenset(_settled(asks, line)), tuple(taken))


def _is_another(word: Word, *, strict: bool) -> bool:
    """Whether it is typed as another word than "số" ("sổ", "sợ") or "gồm" ("gom" in a line with accents)."""
    known = ENUMERATING.get(word.folded, word.marks)
    return word.marks != known and (bool(word.marks) or strict)


def _is_no_asking(typed: Sequence[Word], span: Span, *, strict: bool) -> bool:
    """Whether it begins with another word than it seems to: "chủ | trương gì" is no school, "gom các" no "gồm các"."""
    before = typed[span.start - 1].folded if span.start else ""
    return _is_another(typed[span.start], strict=strict) or ("school" in span.concepts and before == "chu")


def _is_told_about(typed: Sequence[Word], span: Span) -> bool:
    """Whether it is the mere name of whoever is in charge, and what is asked is what he does."""
    said = " ".join(word.folded for word in typed[span.start : span.end])
    return said in HEADS and bool(MATTER.search(" ".join(word.folded for word in typed)))


def _begins_another(typed: Sequence[Word], span: Span) -> bool:
    """Whether without its accents a single word of asking is but the first of a known wording ("tien do")."""
    longer = lexicon().concepts.at(typed, span.start, strict=False)
    return span.end == span.start + 1 and any(other.end > span.end for other in longer)


def _inside_another(typed: Sequence[Word], span: Span, *, strict: bool) -> bool:
    """Whether the words begin inside a known wording ("ra lớp | bao nhiêu" asks for no grade)."""
    for start in range(max(0, span.start - 3), span.start):
        longer = lexicon().concepts.at(typed, start, strict=strict)
        if any(span.start < other.end < span.end for other in longer):
            return True
    return False


def _settled(asks: set[str], line: str) -> set[str]:
    """The groups as a person would understand them together."""
    if TOTAL.search(line):
        asks.add("count")
    for ask, pattern in MORE:
        if pattern.search(line):
            asks.add(ask)
    if ON_A_NETWORK.search(line):
        asks.discard("contact")
    asks = _of_time(asks, line)
    if not ASKING_OTHERWISE.search(line):
        asks |= {ask for ask, pattern in BARE if pattern.search(line)}
    if ROLE_OF.search(line) or "role" in asks:
        asks |= {"role", "who"}
    if asks.isdisjoint({"school", "role", "paper"}) and (NAME_OF.search(line) or TEACHES.search(line)):
        asks |= {"person", "who", "post"}
    if "source" in asks:
        asks -= {"where", "who", "count"}
    if ANYBODY.search(line):
        asks.discard("who")
    if ADDRESSEE.search(line):
        asks = (asks - {"who", "school", "where"}) | {"agency"}
    if "who" in asks and "role" not in asks and WHOEVER.search(line):
        asks.add("whoever")
    return _those(asks, line) if "count" in asks and _plural_only(asks, line) else asks


def _of_time(asks: set[str], line: str) -> set[str]:
    """How often, or for how long, where no date is meant."""
    if RECURRING.search(line):
        return (asks - {"when", "year", "count"}) | {"often"}
    if WITHIN.search(line):
        return (asks - {"when", "year", "day", "often", "count", "goal"}) | {"within"}
    if DURATION.search(line):
        return (asks - {"when", "year", "day"}) | {"count"}
    return asks


def _those(asks: set[str], line: str) -> set[str]:
    """Where "mấy" is a plural: nothing is counted, and what is asked for by "nào" is listed."""
    listed = asks.isdisjoint(EXACT_OTHERS | {"yes_no", "grade"}) and WHICH.search(line)
    return (asks - {"count"}) | ({"list"} if listed else set())


def _plural_only(asks: set[str], line: str) -> bool:
    """Whether the only word for a count is a "mấy" that means "the", or that asks which ("lớp mấy")."""
    if COUNT_WORD.search(line):
        return False
    if not COUNTING_MAY.search(line):
        return True
    return not asks.isdisjoint(EXACT_OTHERS | {"yes_no"}) or bool(THOSE.search(line))
