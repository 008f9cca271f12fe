"""The words that call a task done, and all that speaks against it, over folded text (see said.py).

Whatever speaks against *done* is wide on purpose, and *done* itself is narrow.
"""

from __future__ import annotations

import re

_WHO = r"(?: (?:em|toi|minh|truong|nha|ben|chung|ta))*"
XONG = (
    r"(?:xong|hoan th(?:anh|an|ah|nah|nh|hanh)[a-z]?\b|hoan tat|hoan thien|done|finish(?:ed)?|(?<=da )ht\b|"
    r"ht(?= (?:\d|roi|xong|het))|"
    r"song(?= (?:roi|het|a\b|nhe|nha|xuoi|$))|song$)"
)
_AFTER_XONG = (
    r"(?= (?:anh|chi|co|thay|em|c|sep)(?: (?:oi|oiw|a|ah|nhe|nha|roi|[a-z]))?(?: [.,;!]|$)| (?:roi|het|tron|xuoi|a|"
    r"ah|nhe|nha|nhen|nghen|hen|ne|luon|tat ca|toan bo|ca|tu|hom|luc|sang nay|"
    r"trua nay|ngay|truoc han|dung|"
    r"cho|day du|oi|day|do|nua roi|100|bao cao|ho so|cong tac|nhiem vu|noi dung|"
    r"viec nay(?= a| roi|$)|duoc (?:100|\d+ ngay)|"
    r"(?:\w+ ){1,5}roi)\b| [.,;!?]|$)"
)
DONE = re.compile(
    rf"\b(?:xong(?: \d+ / \d+(?: lop)?)?{_AFTER_XONG}|hoan th(?:anh|an|ah|nah|nh|hanh)[a-z]?|hoan tat|(?:da|"
    rf"duoc) hoan thien|done|"
    rf"finish(?:ed)?|"
    r"(?<=da )ht|ht(?= (?:\d|roi|xong|het))|song(?: (?:roi|het|a|nhe|nha|xuoi)\b|$)|da ket thuc|da nop|da gui|(?:nop|"
    r"gui)(?: \w+){0,5} roi)\b"
    r"(?! (?:moi|cong van|giay moi|dau))"
)
HELD = re.compile(
    r"\b(?:lam|to chuc|thuc hien|hop|nghiem thu|ban giao|cap nhat|nhap|kiem tra|tap huan|cong khai|niem yet|khao sat|"
    r"up|upload|tai len)"
    r"(?: (?!dan|so|thu|mot|lop|khoi|mui|dot|vong|\d)\w+){0,3} roi\b|"
    r"\bda (?:to chuc|nghiem thu|ban giao|tong ket|so ket|niem yet|cong khai|quyet toan)\b(?! (?:dan|duoc mot|gan|"
    r"thu|so))"
)
"""An act that is over, which need not be the whole task: never sure."""
BEGUN = re.compile(
    r"\bda (?!(?:nhan|xem|doc|ro|biet|nghe|hieu|duoc|thong|dang|em|e|a|vang|chi|anh|ben|truong|thua|cam|chao|toi|"
    r"minh|c|ok|xin|"
    r"khong|co|thay)\b)\w+|\b(?:lam|phat|nhap|ky|hop|mua|thi|tiem|trien khai|kiem tra)(?: \w+){0,4} roi\b"
)
CUE = re.compile(
    rf"\b(?:da|vua|moi)\b.*{XONG}|{XONG}.*\b(?:roi|het|xuoi|tron|luon|ca)\b|"
    rf"^(?:(?:da|vang|em|toi|minh|truong|ben|nha|chung|ta|ok|roi|bao cao|thua|chi|anh|:|c|trong|viec nay|xin|"
    rf"thong bao) )*"
    rf"(?:lam )?{XONG}|\b100 (?:%|phan)|(\d+) / \1\b|\b(?:da|roi)\b|\b(?:du|ca) (?:ca )?\d"
)
"""What has to stand by *done* in its clause to make it a plain statement: "hết tháng này xong" is an intention."""
FIRST_STEPS = re.compile(
    r"ke hoach|phan cong|cong van|giay moi|thong bao|danh sach|lay y kien|du thao|ban nhap|hop (?:trien khai|ban)|"
    r"to trinh"
)
INTENDED = re.compile(
    r"(?:\b(?:nay|mai|toi|sau|nua|mot|thang|tuan|nam|tet|he|chieu|sang|trua|dem|gio|ngay|hom)|(?<!/ )\b\d+)"
    r"(?: la| thi| moi)? (?:xong|hoan thanh|hoan tat)\b(?! (?:het )?roi)"
)
"""A time right before *done* is when it is to be."""
NEGATED = re.compile(
    rf"\b(?:chu|cua|hua|chia|khon|kong|khog|hong|dung|kho|dau co|gi|sao|nao)(?: \w+){{0,2}} (?:{XONG}|nop|gui)"
)
"""Denials of the spoken language or with a letter missing, right before it."""
HEDGED = re.compile(
    r"\b(?:xem truoc|duyet|truong ky|ky nhay|ly thuyet|(?<!hoa )hong|thi (?:duoc|moi|phai)|(?:xong|thanh) di)\b|"
    r"\b(?:cho|o) (?:khoi|lop) \d|\b(?:nop|gui) (?:lai|tra)\b|"
    r"\b(?:nop|gui) (?:cho )?(?:ke toan|van thu|to|thu ky|hieu|bgh|ban giam|nha thau|cong ty|giao vien|phu huynh)\b|"
    r"(?:\b\w ){3}|\b(?:trong|vai|may|it) (?:\d+ )?(?:thang|tuan|hom|bua|ngay|nay)(?: nua| nay)? (?:la |thi )?xong|"
    r"\b(?:phan|khau|buoc|giai doan|dot|vong|luot|mui|ky|tap) (?:\d|em|truong|minh|phuong|phong|toi|dau(?! nam)|mot|"
    r"nhat)\b|"
    r"\b(?:cho|doi) (?:duyet|ky|phe|xac|dau|chu ky|tham)|\b(?:muc tieu|ty le|ti le|gia su|ngo|gio nay|"
    r"ai (?:\w+ )?xong|dua (?:thoi|chut|day)|"
    r"thap|ve phia|yeu cau|(?<!truoc )thoi han|chi tieu|khong|chua|chang|cha(?! me)|hk|hua|sap|gan(?! day)|se|neu|"
    r"nhu la|"
    r"coi nhu|xem nhu|coi la|tam (?:thoi|xong|"
    r"on|duoc|coi|"
    r"hoan|dung)|hau het|phan lon|da so|da phan|co ban|so bo|phan nao|mot phan|mot so|nua|dang(?! ky)|doi (?:phu|"
    r"kinh|duyet|"
    r"y kien|ket|cap)|thieu|vuong|ket (?:o|vi|do|ben|kinh)|hu|loi|nhung|tuy|(?<!cac )(?<!em )con(?! (?:em|trai|gai|"
    r"ngoan))|phai|nham|"
    r"tuong|chac|hinh nhu|nghe|co le|co ve|hy vong|hi vong|mong|co gang|phan dau|du kien|quyet tam|hen|"
    r"xin(?! (?:bao cao|"
    r"thong bao|phep|cam|loi|duoc bao))|muon|dinh|can (?:them|bo sung|sua|ho tro)|cham|lam lai|sua lai|lam not|"
    r"bo sung (?:them|sau)|moi "
    r"(?!xong|nop|gui|hoan|viec|nguoi|thu|noi|cong|mat|lop|em|hs|hoc|giao)|tinh (?:la|ra)|ke nhu|khac|cac truong|"
    r"may truong|nguoi ta|"
    r"nam ngoai|nam truoc|lan truoc|dot truoc|ky truoc|du thao|ban nhap|thoi thi|le ra|dang le|gia ma|gia nhu|uoc|"
    r"hoan(?! "
    r"(?:th[ahn]|tat|thien|toan|chinh))|lui|huy(?! (?:dong|chuong))|trong nay mai|lam dan|tung buoc|da den|toi dau|"
    r"den dau|bao nhieu|"
    r"phim|nao cung|tra lai|kha kha|tam tam|la xong|(?:bao|noi|khai|ghi)(?: la| rang)?(?: da)? (?:xong|hoan thanh)|"
    r"(?:xong|thanh|tat) dau|ti nua|lat|"
    r"som thoi|(?:viec|cai|phan|ben|muc) kia|(?:chieu|toi|trua) nay(?! .*roi)|ma (?!a\b|chi\b|anh\b|em\b|nhe\b)\w+|"
    r"(?:lop|khoi) \d+(?: \w)?(?: da| thi| cung)* xong|ngoai tru|tru (?:lop|khoi|phan|mot|may|\d)|rieng|van|tiep tuc|"
    r"bat dau|chuan bi)\b"
)
PARTIAL = re.compile(
    r"(?:xong|hoan tha?nh?|hoan tat|hoan thien) (?:duoc |cho )?(?:(?:\w+ )?(?:phan(?! cong| tram)|khau|buoc|"
    r"giai doan|dot|"
    r"vong)|mot|hai|ba|\d|"
    r"nhap|khung|khoi \d|lop \d|cap \d|to \w+|hoc ky|ve \w+|(?<=xong )ke hoach)\b(?! (?:hom|ngay|tuan|thang|buoi))"
)
WHEN_DONE = re.compile(
    rf"\b(?:khi|luc|bao gio|chung nao|cho|de|toi|den|truoc|sau|mai|kip|lo|co|doi|moi la|tranh thu|rang|lam cho|"
    rf"nop)(?: nao)?"
    rf"(?: \w+)? (?:xong|hoan tha?nh?|hoan tat)\b|(?:xong|hoan tha?nh?){_WHO}(?: roi)? (?:la |thi |moi |se |bao lai|"
    rf"em bao|em gui|truoc (?:ngay|\d|tuan|thang|tet))"
)
"""*Done* as a condition, an aim or a time to come."""
NO_TROUBLE = re.compile(
    r"\b(?:khong|chua|chang)(?: (?:co|gap|con|phat sinh|he|bi|thay|ghi nhan))* (?:gi\b|kho khan|vuong|tro ngai|vang|"
    r"truong hop nao|ai\b|"
    r"phat sinh|y kien|thieu|sai|tre|van de|su co|loi)(?: \w+)*|"
    r"\b(?:khoi|khong can|dung|khong phai) (?:\w+ ){0,3}nhac(?: \w+)*"
)
"""What speaks for *done* though it denies: it is no hedge in a clause of its own."""
