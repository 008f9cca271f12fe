"""The words that show how a task stands, over folded text (see said.py).

Folding makes homographs ("chờ" and "cho", "hoãn" and "hoàn", "đợi", "dời" and "đổi", "còn" and "con"): such a word
counts only beside one that tells it. Whatever speaks against *done* is wide on purpose, and *done* itself is narrow.
"""

from __future__ import annotations

import re

_END = r"(?: (?:a|nhe|nha|nhen|vay|the|nhi|chi|anh|co|thay|em|ad|z|oi|c|ha|voi|luon|hen|ta|do|day|phong|ban|bac))*"
_WHO = r"(?: (?:em|toi|minh|truong|nha|ben|chung|ta))*"

# --- done ------------------------------------------------------------------------------------------------------------
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

# --- the others ------------------------------------------------------------------------------------------------------
NO_DIFFICULTY = re.compile(
    r"\b(?:khong|chua|chang)(?: (?:co|gap|con|phat sinh|he|bi|thay|ghi nhan|gi))* (?:gi\b )?(?:vuong|kho khan|"
    r"tro ngai|van de|su co)"
)
MOVED = re.compile(
    r"\b(?:doi|chuyen|hoan|lui) (?=(?:thang|tuan|thu|chu nhat|ngay) )|"
    r"\b(?:doi|chuyen|hoan(?! th| tat)|lui|de|hen)(?: \w+){0,5} (?:sang|qua|den|toi|vao|xuong) (?=(?:thu|tuan|thang|"
    r"ngay|\d|chu nhat|dau|giua|cuoi|"
    r"hoc ky|ky|hk|sau|nam|chieu|mai)\b)|"
    r"\b(?:lui|gia han|hoan vo|de (?:lai )?sau|tam dung|doi lai|khat|tam hoan|(?:xin|bi|phai|cho|duoc|de nghi|da|"
    r"truong) hoan(?! (?:th[ahn]|tat|thien|toan|chinh))|"
    r"hoan (?:den|sang|toi|qua|lai|vao|thoi|lich|nop|to chuc|hop|hoi)|doi (?:lai |ngay |lich )*(?:sang|qua|"
    r"den(?! khi)|toi(?! khi)|ngay|lich|"
    r"thoi gian|xuong|vao|lai (?:sang|den|qua))|chuyen (?:sang|qua|den|lich|ngay|thoi gian|xuong|vao|lai)|"
    r"de (?:sang|qua|den|toi)(?! (?:truong|phong|luc nay))|(?:xin|cho)(?: \w+){0,2} (?:them|den|sang|qua|toi|tre|cham|"
    r"nop (?:muon|cham|tre|sau))|keo dai|hen (?:lai|sang|den|qua)|sang (?:tuan|thang|hoc ky|ky|quy|nam|dau|giua|cuoi|"
    r"hk)(?! nay))\b"
)
CANCELLED = re.compile(
    r"(?<!phat )(?<!chi )\bhuy\b(?! (?:dong|chuong))|\bkhong (?:to chuc|thuc hien|lam|trien khai|tham gia|dang ky|"
    r"tien hanh)\b"
    r"(?! (?:\w+ )?(?:duoc|kip|xong|noi|het))|\bthoi dep|\bdep (?:di|luon)|\bkhong thi\b(?! duoc)|\bxin rut\b|"
    r"\brut (?:khoi|ten)\b|\bkhong du (?:thi|hoi)|"
    r"\bkhong (?!(?:con|duoc|the|vuong|gap|thieu|kip|du)\b)(?:(?!duoc|kip)\w+ ){1,3}nua\b|"
    r"\bkhong (?:thuoc (?:doi tuong|dien)|ap dung|lien quan)|"
    r"\bkhong co (?:lop|khoi|cap|doi tuong|noi dung nay|mon nay|"
    r"hoc sinh (?:thuoc|dien|khuyet tat|dan toc|lop)|ban tru|bep)|\b(?:bo|ngung|dung) (?:luon|han|noi dung|viec) "
)
_AWAITED = (
    r"(?:kinh ?phi|cap (?:tren|kinh|von|phat)|phe duyet|duyet|y kien|ket qua|ubnd|uy ban|phong giao|so giao|nha thau|"
    r"tham dinh|quyet dinh|"
    r"chi dao|huong dan|nghiem thu|hang ve|hang|giay|xac nhan|chu ky|ky duyet|ngan sach|ban giao)"
)
TROUBLE = re.compile(
    rf"\b(?:(?:dang|con|van|phai) (?:cho|doi)\b(?! (?:em|tre|chau|hoc sinh|lop|con)\b)|"
    rf"(?<!gui )(?<!nop )(?<!bao cao )cho {_AWAITED}|"
    rf"doi (?:{_AWAITED}|phu huynh|cha me|ben|may|hang|so|phong|xa)|vuong|kho khan|gap kho|het (?:tien|kinh phi|giay|"
    rf"hang|vac xin|muc)|om(?: (?:ca|nang|dau|nam|het|nghi))?|di (?:cong tac|hoc|tap huan|vang|vien)|"
    rf"nen (?:\w+ ){{0,3}}(?:chua|khong|hoan|lui)|kho (?:qua|lam|vi)|kho vi|"
    rf"thieu|khong "
    r"(?:kip|the|du|lam duoc|thuc hien duoc|trien khai duoc|to chuc duoc|co (?:kinh|tien|giao|nguoi|gv|may|mang|"
    r"phong|nuoc|dien|san|thiet)|dang nhap|vao duoc|"
    r"nhap duoc|lien he|dap ung|gui duoc|nop duoc|mo duoc|tai duoc|ai (?:lam|day|phu)|biet (?:lam|cach)|ky|dong y)|"
    r"chua (?:co(?! the\b| gi\b)|duoc cap|duoc duyet|duoc giao|duoc phe|nhan duoc|duoc huong|du(?! \d)|thong nhat|"
    r"bo tri|"
    r"mua duoc)\b(?! (?:gi|lop nao))|ket (?:o|vi|do|ben|kinh)|"
    r"bi (?:hong|hu|loi|mat|om|benh|ngap|doi|tre|cham|ket|treo|tac|dut|chia cat|ho|sap|tra lai)|(?:may|mang|he thong|"
    r"phan mem|may chu|duong truyen|"
    r"web|trang|phong may)(?: \w+){0,2} (?:hong|hu|loi|treo|cham|yeu|sap)|loi (?:mang|he thong|phan mem|may|font|"
    r"file|hoai)|mat (?:dien|mang|nuoc)|cup dien|"
    r"qua tai|nghi (?:om|thai san|tuyen sinh|de|het|benh)|sat lo|mua (?:lu|bao|lon|to)|ngap|dich (?:benh|cum|sot|soi|"
    r"tay)|"
    r"(?:ban|nhieu viec|it nguoi|met) qua|qua (?:ban|nhieu viec|it nguoi)|xuong cap|chua chiu|phu huynh (?:khong|"
    r"chua|phan)|hong (?:het|roi|\d))\b"
)
NOT_STARTED = re.compile(
    r"\bchua \w+(?: khai| hien| chuc)? (?:duoc )?gi\b(?! vuong)|\bchua (?:\w+ ){0,2}?(?:lam|lma|trien khai|bat dau|"
    r"thuc hien|to chuc|tien hanh|"
    r"dong den|dung den|co gi|khoi dong|dau vao dau|cham|hop|kiem tra|khao sat|tap huan)\b"
    r"(?! (?:\w+ ){0,2}?(?:xong|het|du|kip|hoan))|^(?:da |vang )?chua(?: dau)?(?: (?:a|anh|chi|nhe|oi|c|em|bac|co|"
    r"thay))*$|"
    r"\b(?:em|toi|truong|minh)? ?quen(?! (?:tay|voi|viec))(?: mat| bao| nop| lam| khuay)?\b|"
    r"\bse (?:\w+ )?(?:lam|to chuc|trien khai|thuc hien|tien hanh|bat dau)\b|\bmoi (?:bat dau )?(?:lam|to chuc|"
    r"trien khai|thuc hien)\b(?! (?:duoc|xong|\d|mot))"
)
TO_BE_HELD = re.compile(
    r"\b(?:moi (?:co the )?(?:lam|to chuc|trien khai|thuc hien)|(?:em|truong|minh|toi|ben) (?:\w+ )?(?:to chuc|hop|"
    r"lam|kiem tra|trien khai))\b"
)
"""What is only to come, where a time to come is named."""
DOING = re.compile(
    r"\b(?:dang (?!ky|cho\b|doi\b|le\b)|sap|gan xong|gan (?:\w+ )?hoan|moi (?:duoc|co|lam duoc|xong|chi|\d)|"
    r"chua (?:\w+ ){0,3}(?:xong|het|hoan|nop|gui|du)|tiep tuc|bat dau|"
    r"da trien khai|trien khai|lam dan|chuan bi|co ban|hau het|phan lon|mot nua|mot phan|gan duoc|da lam duoc|"
    r"duoc mot|lam do|do dang|"
    r"tien hanh|soan|ra soat|hoan thien|tong hop|bo sung|len (?:danh sach|ke hoach)|em (?:nop|gui|lam)|"
    r"se (?:co )?(?:nop|gui|xong|hoan|bao|co)|tranh thu|(?:coi|xem) nhu|"
    r"lam not|khan truong|con (?:lai|phan|moi|\w+ \w+ nua))"
)
REASON = re.compile(
    r"(?<!don )(?<!tien )(?<!muc )(?<!che )(?<!trinh )(?<!toc )(?<!thai )(?<!lam )(?<!luc )(?<!hom )(?<!can )(?<!tu )"
    r"\b(?:vi|do|boi(?: vi)?|"
    r"ly do(?: la)?(?: :)?|tai (?:vi|do)|vi ly do)\b(?! (?:du|tri|ay|chi|a|anh(?! huong)|nhe|dang)\b)"
)

# --- no report -------------------------------------------------------------------------------------------------------
QUESTION = re.compile(
    r"\b(?:(?<!chua biet )(?<!chua ro )(?:bao gio|khi nao|luc nao|hom nao|chung nao)(?! (?:co|xong|duoc|lam|hoan|"
    r"\w+ xong))|ngay (?:nao|may)|o dau|cho nao|(?:nop|gui|lay|xem|tai|hop|hoi) dau\b|cho ai|la ai|gui ai|"
    r"(?<!chua )(?<!khong )(?<!co )ai (?:lam|phu trach|ky|duyet|nhan)|nhu the nao|the nao|"
    r"(?:lam|tai|vi) sao|sao (?:vay|the|duoc)|may gio|may ban|"
    r"bao nhieu|"
    r"(?:mau|file|bieu|muc|phan|cai|van ban|noi dung|viec|truong|loai|so) nao|la gi|(?:dang|file|mau|loai|bang|kieu|"
    r"noi dung|viec) gi|gi (?:vay|the|nua|a|khong)\b|"
    r"cai gi|nhung gi|(?:cho|xin|muon) (?:\w+ )?hoi|hoi (?:chut|ty|xiu|la|ve|cai)|co (?:can|phai|duoc|"
    r"bat buoc) (?:\w+ ){0,8}khong)\b|"
    r"\b(?<!van )(?<!thi )(?<!la )(?<!cung )(?<!da )(?<!deu )(?<!^da )(?:(?!(?:em|truong|toi|minh|lop|khoi|to|nay|day|"
    r"ben) )\w+) (?:chua|khong|phai khong|ha|hay sao|dung khong)(?: (?:a|vay|the|nhi|nhe|chi|anh|co|thay|ad|sep))*$"
)
REQUEST = re.compile(
    r"\b(?:cho|gui|xin)(?: (?:lai|em|toi|truong|minh|cho))*(?: xin)?(?: (?:em|lai|cai))* (?:mau|file|link|"
    r"so dien thoai|dia chi|van ban|cong van|bieu mau)\b|"
    r"(?<!theo )\bhuong dan (?:em|toi|truong|giup|ho|cach|them|lam|nhap)\b|\b(?:de nghi|nho|"
    r"mong) (?:\w+ ){1,4}(?:cho biet|cung cap|tra loi|giai dap)\b"
)
MAY_WE = re.compile(r"\b(?:xin|cho|de nghi|mong)\b")
CHAT = re.compile(
    r"\b(?:cam on|chuc (?:anh|chi|co|thay|mung|ngay|buoi|cuoi|phong|moi|ca|dong)|chao (?:anh|chi|co|thay|ad|bac|dong|"
    r"buoi|ca|em)|xin chao|a ?lo|hello|hi|haha+|hihi+|trua nay an)\b"
)
ACKNOWLEDGED = re.compile(
    r"^(?:(?:da|vang|ok|oke|okie|oki|okay|u|uh|uhm|um|duoc|roi|ro|nhan|noted|em|biet|thong tin|nghe|hieu|"
    rf"tiep thu)\b ?)+{_END}[ .!,]*$"
)
"""Said to a reminder it tells that it was read, and nothing about the task."""
