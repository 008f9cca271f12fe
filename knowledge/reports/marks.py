"""The words that show how a task stands, over folded text (see said.py).

Folding makes homographs ("chờ" and "cho", "hoãn" and "hoàn", "đợi", "dời" and "đổi", "còn" and "con"): such a word
counts only beside one that tells it. The words for *done* are in done.py.
"""

from __future__ import annotations

import re

_END = r"(?: (?:a|nhe|nha|nhen|vay|the|nhi|chi|anh|co|thay|em|ad|z|oi|c|ha|voi|luon|hen|ta|do|day|phong|ban|bac))*"

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
