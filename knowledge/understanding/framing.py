"""What a message says around its question: who says so, what the asker hopes or fears, thanks. It is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.language.lexicon import PhraseBook, Word, lexicon, plain_words

SPEAKER = r"(?:em|toi|minh|tui|chung toi|chung em|bon em|nha em|nha toi|vo chong em|phu huynh tui em)"
OTHERS = (
    r"(?:nguoi ta|co nguoi|ai cung|moi nguoi|(?:hang xom|ba con|can bo|loa|dai)"
    r"(?: (?:trong|tren|ngoai|duoi|to dan pho|khu pho|thon|ban|xom|xa|phuong))*|phu huynh|"
    r"(?:cac |may )?(?:co|thay|chi|me|bac)(?: giao)?"
    r"(?: chu nhiem| con em| chau| lop| truong)*)"
)
SAID = (
    r"(?:noi|bao|ke|don|keu|di van dong|nhac|thong bao|mach|don dai|dong dai|phong thanh|phong phanh|"
    r"loang thoang|dau|tin)"
)
BESIDE = r"(?:dang|cung|hoi|rat|cu|van|con|moi|vua|co|hay|duoc|thi|chi|chua|khong|hong|chang|cha)"
HEARD = rf"(?:{SPEAKER} )?(?:{BESIDE} )*nghe (?:{OTHERS} )?{SAID}"
SEEN = rf"{SPEAKER} (?:{BESIDE} )*thay (?:{OTHERS} )?{SAID}"
TOLD = rf"(?:nguoi ta|co nguoi|ai cung|moi nguoi|hang xom) (?:{BESIDE} )*{SAID}"
KNOWN = rf"theo (?:nhu )?{SPEAKER} (?:duoc )?(?:biet|hieu|nghe|nho)|{SPEAKER} (?:co |moi )?duoc biet"
WONDERED = (
    rf"{SPEAKER} (?:{BESIDE} )*(?:thac mac|ban khoan|phan van|to mo|hoang mang|lo lang|sot ruot|nong ruot|tinh|dinh|ro|"
    r"hieu ro|nam ro|tuong)(?: khong biet)?"
)
PARENT = (
    rf"{SPEAKER} la (?:phu huynh|me|bo|ba|ong|ba noi|ba ngoai|ong noi|ong ngoai)"
    r"(?: (?:cua|mot|hai|may|be|chau|con|hoc sinh))*"
)
WHOM = "(?:ad|admin|bot|ban|moi nguoi|anh chi|anh|chi|em|thay co|thay|cac co|co|quy phong|phong giao duc|nha truong)"
THANKS = rf"(?:(?:{SPEAKER}|xin|rat|chan thanh) )*cam on(?: (?:a|nhieu|truoc|rat|lam|nhe|nha|{WHOM}))*"
GREETING = rf"^(?:da |kinh |xin |em |toi )*(?:chao|thua|kinh gui)(?: (?:a|{WHOM}))+"
BEGGING = (
    rf"xin loi(?: (?:vi|da|neu|lam phien|{WHOM}))*|"
    r"(?:(?:co|chu|anh|chi|chau|em|con) )?(?:tu van|huong dan|chi|noi|doc|ke|nhac|tra loi|giai thich)(?: lai)?"
    r" (?:giup|ho|gium|cho)(?: (?:em|toi|minh|chi|anh|ba|ong|bac|co|chu|voi|nhe|nha|di))+"
)
NOBODY = (
    r"(?:chang|cha|khong|chua) (?:thay )?ai (?:tra loi|noi|biet|bao|giai thich)|"
    r"ai biet (?:thi )?(?:chi|noi|giup|tra loi)|"
    r"(?:chang|cha|khong|chua)(?: (?!biet|ro|hieu|nam|nho)\w+){1,3} (?:voi|cho|cung) ai"
)
OWN_CHILD = rf"(?:con|chau|em|be) (?:gai|trai)(?: (?:lon|nho|ut|ca))? (?:nha )?{SPEAKER}"
SO_MANY = r"(?:la )?(?:hai|ba|bon|may|nhung|cac) (?:cau|y|chu|dieu|thu)(?= (?:gi|nao)\b)"
""" "Phương châm là ba câu gì": how many there are to be told."""
BY_THE_END = r"(?:(?:den|toi|vao) )?(?:tan )?cuoi(?= nam 20\d\d\b)"
ONLY_NOW = r"moi (?=\d{1,2}\b|goi|het|xong|dau|biet)|(?:(?<=\blau )|(?<=\bgio )|(?<=\bnao )|(?<=\bthi ))moi"
THIS_AGE = r"(?:(?:do|lua) )?tuoi (?:nay|do|ay)|(?<!do )(?<!lua )tuoi(?= (?:nha tre|mau giao|mam non)\b)"
WITH = "cap|ung|tham|lam|phoi|thuc|to|di|voi|giam|chu|ky"
EVERY = rf"(?:(?:hom|ngay|nam|thang|tuan|luc|bua|khi) nao|ai|gi|dau|nao|bao gio) cung(?! (?:{WITH})\b)"
EXACTLY = r"(?:con so |so lieu )?chinh xac"
AS_TOLD = r"theo (?:y|loi)(?: cua)? (?:phong|quan|huyen|phuong|xa|so|nganh)"
PURPOSE = (
    r"de (?:cho )?(?:em|toi|minh|tui|chau|con|ba|ong|bac) (?:con |ve |lam |biet duong |biet ma |tien )*"
    r"(?:(?:noi|bao|ke|nhan) lai|ghi|dien|trich|tong hop|bao cao|nop|lieu|yen tam|do lo|chuan bi|tinh|thu xep)\b"
    r"(?!.*\b(?:nao|gi|ai|may|bao nhieu|bao gio|dau|sao|khong|chua)\b).*$"
)
""" "Để em điền vào biểu", "để tôi nói lại cho bố mẹ nó": what the asker wants it for."""
BUT_NOT = r"(?:khong|chang|cha|dung) (?:noi|tinh|ke|hoi|phai)(?: (?:den|toi|ve))? (?:\w+ ?){1,6}$"
NOT_COUNTED = r"^(?:khong|chua) (?:ke|tinh)(?: (?:den|toi|ca))? (?:\w+ ?){1,8}$"
""" "Không kể xây mới": by itself between signs."""
LIVES = (
    r"(?:nha )?(?:em|toi|minh|chau|chung toi|ba|ong|bac) (?:thi )?(?:song )?"
    r"(?:o|tit|tan) (?:tren |trong |tan |mai |ngoai )*"
    r"(?:ban|nui|que|vung cao|vung sau|lang|xom)(?: (?:xa|nho|cao|ngheo|sau))*"
)
TORN = r"(?:dang )?(?:phan van|do du|luong lu) (?:\w+ ){1,5}hay (?:\w+ ?){1,4}$"
BESIDES_MONEY = r"^ngoai (?:phan |khoan )?(?:tien|von|nguon|ngan sach|kinh phi)(?: \w+){0,3} (?:ra thi|thi|ra)\b"
LOOKS_LIKE = "hinh nhu|dau nhu|nghe chung|co ve nhu"
FRAMES = re.compile(
    "|".join(
        rf"\b(?:{said})\b"
        for said in (
            *(rf"(?:{clause})(?: (?:la|rang|thi))?" for clause in (HEARD, SEEN, TOLD, KNOWN, WONDERED, EXACTLY)),
            *(LOOKS_LIKE, PARENT, THANKS, GREETING, BEGGING, ONLY_NOW, THIS_AGE, AS_TOLD, EVERY, NOBODY),
            *(OWN_CHILD, SO_MANY, BY_THE_END, PURPOSE, LIVES, TORN, BESIDES_MONEY, rf"(?<=\w )chu {BUT_NOT}"),
            NOT_COUNTED,
        )
    )
)
"""What frames a question, folded: "nghe bảo", "em đang phân vân là", "em cảm ơn trước ạ"."""
REPORTING = re.compile(
    rf"\b{SPEAKER} (?:muon|can|dinh|xin|co)(?: duoc)? (?:phan anh|gop y|kien nghi|trao doi|phan nan)\b"
)
""" "Em muốn phản ánh … thì cô nào phụ trách": what is asked is who that is, not how one complains."""
WHO = re.compile(r"\bai\b|\b(?:phong|don vi|co quan|ban|ben|noi|cap|nguoi|co|thay|ba|ong|vi|chi|anh|can bo) nao\b")
OFFICES = frozenset(plain_words("quận huyện phường xã tỉnh phòng sở ngành"))
INTENDS = frozenset(plain_words("định tính muốn nói bảo nhắc kể hứa dặn kêu báo đòi quyết nhắm nêu ghi mong"))
BETWEEN = frozenset(plain_words("có cứ hay cũng đang đã sẽ mình ta vừa mới lại còn này em"))
AFTER = frozenset(plain_words("tên đến tới về là rằng rõ"))
OFFICE = "phong"
AT = frozenset(plain_words("ở trên bên lên dưới"))
ACTS = frozenset(plain_words("giao cho yêu phân cử"))
NUMBERS = {"may", "nhieu", "nhung", "cac", "so"}
EMPTY = (
    "xịn, ngon, "
    "xịn sò, ngon lành, ngon nghẻ, hơn nửa, quá nửa, non nửa, gần nửa, phân nửa, đàng hoàng, tử tế, "
    "hẳn hoi, hoành tráng, long lanh, rộng rãi, lung tung, tùm lum, đủ thứ, bé xíu, tí xíu, "
    "chút xíu, tẹo teo, cho rồi, cho xong, chắc ăn, luôn thể, nhân tiện, tiện thể, nói chung, "
    "nói thật, thú thật, thật ra, thực ra, dù sao, tóm lại, đại loại, ít ra, cỡ chừng"
)
"""What is said of anything, and says nothing of what it is."""
FILLERS = PhraseBook({plain_words(said): ["filler"] for said in EMPTY.split(", ")})


BRACKETED = re.compile(r"\s*\((?:không|khong|chứ|chu|trừ|tru) [^()]*\)", re.IGNORECASE)


def without_exclusions(text: str) -> str:
    """A typed text without what brackets say is not meant: "trường được sửa (không phải xây mới)"."""
    return BRACKETED.sub("", text)


def not_meant(text: str, pieces: Sequence[Sequence[Word]], *, strict: bool) -> frozenset[str]:
    """The known wordings for what a typed text, or one of its pieces, says is not meant."""
    listed: list[Sequence[Word]] = [lexicon().typed_words(aside) for aside in BRACKETED.findall(text)]
    listed += [piece for piece in pieces if re.search(NOT_COUNTED, " ".join(word.folded for word in piece))]
    spans = [span for words in listed for span in lexicon().concepts.everywhere(words, strict=strict)]
    return frozenset(concept.removeprefix("~") for span in spans for concept in span.concepts)


def asks_whom(pieces: Sequence[Sequence[Word]]) -> bool:
    """Whether a person or an office is asked for."""
    return any(WHO.search(" ".join(word.folded for word in piece)) for piece in pieces)


def without_frames(
    piece: Sequence[Word], knows: Callable[[str], bool], *, strict: bool, asks_whom: bool
) -> tuple[Word, ...]:
    """One piece of a message, no full stop or comma within, without what only frames it. `strict` where accents count,
    `asks_whom` where a person or an office is asked for; `knows(pair)` says whether a plan has two syllables side by
    side."""
    left_out = {place for start, end in _frames(piece, asks_whom=asks_whom) for place in range(start, end)}
    left_out.update(place for start, end in _intents(piece, knows, strict=strict) for place in range(start, end))
    left_out.update(p for s in FILLERS.everywhere(piece, strict=strict) for p in range(s.start, s.end) if strict)
    return tuple(word for place, word in enumerate(piece) if place not in left_out)


def _frames(piece: Sequence[Word], *, asks_whom: bool) -> Iterator[tuple[int, int]]:
    line = " ".join(word.folded for word in piece)
    for pattern in (FRAMES, REPORTING) if asks_whom else (FRAMES,):
        for found in pattern.finditer(line):
            yield line[: found.start()].count(" "), line[: found.end()].count(" ") + 1


def _intents(piece: Sequence[Word], knows: Callable[[str], bool], *, strict: bool) -> Iterator[tuple[int, int]]:
    """ "Quận | có nhắc tên", "huyện | định": that the office says or means it."""
    for place, word in enumerate(piece):
        if not _is_one_of(OFFICES, word, strict=strict):
            continue
        if word.folded == OFFICE and _is_the_office(piece, place, knows, strict=strict):
            yield place, place + 1
        start = place + 1
        while start < len(piece) and _is_one_of(BETWEEN, piece[start], strict=strict):
            start += 1
        if start < len(piece) and _is_one_of(INTENDS, piece[start], strict=strict):
            end = start + 1
            if not strict and (_together(piece, place, knows) or _together(piece, start, knows)):
                continue
            while end < len(piece) and _is_one_of(AFTER, piece[end], strict=strict):
                end += 1
            yield place, end


def _is_the_office(piece: Sequence[Word], place: int, knows: Callable[[str], bool], *, strict: bool) -> bool:
    """ "Cô nào ở phòng phụ trách", "phòng giao ai": the office, and no room."""
    if _together(piece, place, knows) or (place and piece[place - 1].folded in NUMBERS):
        return False
    before = place > 0 and _is_one_of(AT, piece[place - 1], strict=strict)
    following = piece[place + 1] if place + 1 < len(piece) else None
    return before or bool(following and _is_one_of(ACTS, following, strict=strict))


def _together(piece: Sequence[Word], place: int, knows: Callable[[str], bool]) -> bool:
    """Whether a plan or the lexicon has the word at `place` beside the next: "phòng | nội vụ", "có | bao nhiêu"."""
    if place + 1 == len(piece):
        return False
    pair = f"{piece[place].folded}_{piece[place + 1].folded}"
    return knows(pair) or pair in lexicon().pairs


def _is_one_of(known: frozenset[Word], word: Word, *, strict: bool) -> bool:
    return word in known or (not strict and any(word.folded == other.folded for other in known))
