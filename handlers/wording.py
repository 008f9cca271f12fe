"""Every Vietnamese sentence that the handlers say, in one place."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from db.models import Office, Purpose, Role
from handlers.messages import Block, BlockKind, Button, Intent, Outgoing
from knowledge.answering import Answer, Citation
from knowledge.document import SchoolYear
from knowledge.language.text import cut_words

NOTICE_VERSION = "2026-11e"  # stored with the contact and with each consent: change it with the text
ABROAD = {"telegram": "Telegram"}  # channels whose servers stand outside Viet Nam
LABEL_LENGTH = 40
TITLE_WORDS = 14  # of a document without a number, in a source

ROLES = {
    Role.PARENT: "phụ huynh",
    Role.PRINCIPAL: "lãnh đạo nhà trường",
    Role.STAFF: "cán bộ",
    Role.ADMIN: "quản trị",
}
PURPOSES = {
    Purpose.REMINDERS: "nhắc việc",
    Purpose.REPORTS: "yêu cầu báo cáo",
    Purpose.ANNOUNCEMENTS: "thông báo",
    Purpose.QUESTIONS: "câu hỏi cần trả lời",
}

CONSENT_LABEL = "Nhận thông báo"
NO_PLANS = "Hiện chưa có kế hoạch nào được nhập. Anh/chị vui lòng hỏi lại sau."
NOT_TEXT = "Tôi chỉ đọc được chữ. Anh/chị vui lòng gõ câu hỏi."
NO_WORDS = "Anh/chị cần biết điều gì trong kế hoạch năm học, xin cứ nhắn."
TOO_LONG = "Tin nhắn dài quá. Anh/chị vui lòng hỏi từng câu ngắn để được trả lời đúng."
STALE_CHOICE = "Lựa chọn này đã hết hiệu lực. Anh/chị vui lòng gõ lại câu hỏi."
WHICH_OFFICE = "Anh/chị muốn hỏi về cơ quan nào?"
ASK_WHAT = "Anh/chị vui lòng gõ câu hỏi ngay sau lệnh, ví dụ: /hoi tháng 10 có việc gì"
LIST_TITLE = "Các nội dung trong kế hoạch:"
NEAREST = "Anh/chị có thể hỏi về:"
BAD_CODE = "Mã mời không đúng, đã dùng hoặc đã hết hạn. Anh/chị vui lòng kiểm tra lại hoặc xin mã mới."
TOO_MANY_TRIES = "Anh/chị đã nhập sai mã nhiều lần, vui lòng thử lại sau 10 phút."
NOT_IN_GROUP = "Mã mời và việc đăng ký chỉ dùng được khi trò chuyện riêng."
CODE_WAS_USED = "Anh/chị đã dùng mã mời này rồi. Mọi thứ vẫn như cũ, không cần làm gì thêm."
ONE_OFFICE = "Ở đây chỉ có một cơ quan, anh/chị không cần chọn."
STOP_HINT = "Gõ /ngung để dừng thông báo bất cứ lúc nào."
SORRY = "Xin lỗi anh/chị, tin vừa rồi gặp trục trặc nên chưa trả lời được. Anh/chị vui lòng nhắn lại sau ít phút."


def lead(text: str) -> Block:
    return Block(BlockKind.LEAD, text)


def paragraph(text: str) -> Block:
    return Block(BlockKind.TEXT, text)


def say(sentence: str, *more: str) -> Outgoing:
    return Outgoing((lead(sentence), *(paragraph(text) for text in more)))


def label(text: str) -> str:
    """`text` as a button can carry it."""
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


def greeting(office: Office | None) -> str:
    of = f" của {office.name}" if office else ""
    return f"Xin chào! Đây là Trống Trường, nơi hỏi đáp về kế hoạch năm học{of}."


HOW_TO_ASK = "Anh/chị cứ hỏi bằng lời thường, có dấu hay không dấu đều được. Gõ /trogiup để xem tôi làm được gì."


def notice(office: Office | None, channel: str, retention_days: int, asker_days: int) -> Block:
    """Who, what, why, how long, where, which rights (Law 91/2025/QH15, article 9)."""
    who = office.name if office else "Cơ quan quản lý giáo dục"
    whom = (office.contact_line or office.name) if office else "cơ quan quản lý"
    abroad = f" Tin nhắn đi qua máy chủ của {ABROAD[channel]} ở nước ngoài." if channel in ABROAD else ""
    return Block(
        BlockKind.NOTE,
        f"Về dữ liệu cá nhân: {who} dùng bot này để trả lời anh/chị, nên lưu mã cuộc trò chuyện và tin nhắn; nội dung "
        f"tin được xóa sau {retention_days} ngày. Báo cáo của nhà trường được lưu theo hồ sơ công việc. Anh/chị đã "
        f"nhận và trả lời thông báo nào thì được lưu một năm. Câu hỏi được giữ một năm để trả lời tốt hơn, sau "
        f"{asker_days} ngày thì không còn gắn với anh/chị.{abroad} Xin đừng gửi thông tin riêng của trẻ em, học sinh. "
        f"Anh/chị có quyền xem (/dulieu), xóa (/xoa) dữ liệu của mình và dừng nhận thông báo (/ngung); cần sửa thì "
        f"liên hệ {whom}.",
    )


def consented(office: Office, again: bool) -> Outgoing:
    if again:
        return say(f"Anh/chị đã đăng ký nhận thông báo của {office.name} rồi.", STOP_HINT)
    return say(f"Đã ghi nhận: anh/chị đồng ý nhận thông báo của {office.name}.", STOP_HINT)


def joined(role: Role, office: Office, school: str, purposes: Sequence[Purpose]) -> Outgoing:
    at_school = f", {school}" if school else ""
    named = ", ".join(PURPOSES[purpose] for purpose in purposes)
    return say(
        f"Chào mừng anh/chị, {ROLES[role]} của {office.name}{at_school}.",
        f"Khi dùng mã mời, anh/chị đồng ý nhận: {named}. {STOP_HINT}",
    )


def office_remembered(office: Office) -> Outgoing:
    return say(f"Đã nhớ: {office.name}. Anh/chị cứ hỏi.", "Muốn đổi, gõ /coquan.")


def asked_of(office: Office) -> Block:
    return Block(BlockKind.NOTE, f"Đang hỏi {office.name}. Muốn hỏi nơi khác, anh/chị nêu tên nơi đó hoặc gõ /coquan.")


def unknown_command(command: str) -> Outgoing:
    return say(f"Không có lệnh {command[:40]}.", "Anh/chị gõ /trogiup để xem tôi làm được gì, hoặc cứ hỏi bằng lời.")


def out_of_range(count: int) -> Outgoing:
    return say(f"Anh/chị vui lòng chọn từ 1 đến {count}, hoặc gõ câu hỏi khác.")


def answered(answer: Answer, current: SchoolYear, short: bool) -> Outgoing:
    """The sentence, the plan's own words, and where they stand; the year first where it is not this school year."""
    text = f"{LIST_TITLE}\n{answer.text}" if answer.text.startswith("- ") else answer.text
    first, _, rest = text.partition("\n")
    years = {citation.school_year for citation in answer.citations if citation.school_year}
    if years and current not in years:
        first = f"Năm học {max(years)}: {first}"
    blocks = [lead(first), *([paragraph(rest)] if rest else [])]
    if answer.citations:
        if not short:
            blocks.append(Block(BlockKind.QUOTE, answer.citations[0].quote))
        blocks.append(Block(BlockKind.SOURCE, _sources(answer.citations)))
    return Outgoing(tuple(blocks))


def _sources(citations: Sequence[Citation]) -> str:
    """Each document once, with its sections: "Nguồn: 48/KH-VHXH, mục IV.1 và mục V"."""
    sections: dict[str, list[str]] = {}
    for citation in citations:
        document = citation.number or cut_words(citation.title, TITLE_WORDS)
        named = f"phiếu dữ kiện của {document}" if citation.is_fact_sheet else document
        of_document = sections.setdefault(named, [])
        if citation.section and citation.section not in of_document:
            of_document.append(citation.section)
    return "Nguồn: " + "; ".join(
        ", ".join([document, listed(named)] if named else [document]) for document, named in sections.items()
    )


def listed(names: Sequence[str]) -> str:
    """ "a", "a và b", "a, b và c"."""
    return " và ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def refused(answer: Answer, nearest: Sequence[Button], send_on: Button) -> Outgoing:
    more = (paragraph(NEAREST),) if nearest else ()
    return Outgoing((lead(answer.text), *more), buttons=(*nearest, send_on))


def which(sentence: str, buttons: Sequence[Button]) -> Outgoing:
    return Outgoing((lead(sentence),), Intent.CHOOSE, tuple(buttons))


def examples(month: int) -> tuple[str, ...]:
    """Questions that most plans answer, the likeliest first."""
    return (
        f"Tháng {month} có những việc gì?",
        "Khi nào thi học sinh giỏi?",
        "Có bao nhiêu trường đạt chuẩn quốc gia?",
        "Ai ký kế hoạch này?",
        "Khi nào khai giảng?",
        "Mục tiêu phổ cập giáo dục là gì?",
    )


HELP_IN_GROUP = "Trong nhóm, anh/chị hỏi bằng lệnh /hoi, ví dụ: /hoi tháng 10 có việc gì"
HELP = {
    Role.PARENT: "Hỏi về kế hoạch năm học: việc từng tháng, lịch học, kỳ thi, các khoản thu, tuyển sinh.",
    Role.PRINCIPAL: "Hỏi về việc của trường trong kế hoạch: thời hạn, chỉ tiêu, đơn vị chủ trì, sản phẩm phải nộp; "
    "báo cáo khi được nhắc.",
    Role.STAFF: "Hỏi nhanh kế hoạch theo tháng, cấp học, người được phân công; trả lời câu hỏi; theo dõi báo cáo; "
    "gửi thông báo.",
    Role.ADMIN: "Nhập và kích hoạt kế hoạch, tạo mã mời bằng dòng lệnh: python -m bot --help.",
}
COMMANDS = (
    ("/hoi", "hỏi một câu (hoặc gõ thẳng câu hỏi)"),
    ("/theodoi", "phụ huynh theo dõi trường, lớp để nhận thông báo"),
    ("/ngung", "dừng nhận thông báo; /tieptuc để nhận lại"),
    ("/dulieu", "xem và tải về dữ liệu đang lưu về anh/chị; /xoa để xóa"),
    ("/trogiup", "xem lại hướng dẫn này"),
)
FOR_STAFF = (
    ("/cauhoi", "câu hỏi chờ cơ quan trả lời"),
    ("/tinhhinh", "tình hình báo cáo của các trường trong tháng; thêm mã việc hoặc tên trường để xem riêng"),
    ("/tonghop", "báo cáo tổng hợp của tháng, bản Word để ký và bảng tính"),
    ("/thongbao", "gửi thông báo tới phụ huynh, nhà trường; xem bao nhiêu người đã nhận, nhắc, thu hồi, đính chính"),
    ("/yeucau", "yêu cầu các trường báo cáo đột xuất hoặc định kỳ"),
    ("/bangiao", "bàn giao một trường cho hiệu trưởng mới, ví dụ: /bangiao MN Hoa Mai"),
    ("/suaviec", "đổi hạn, nội dung, trường áp dụng của một việc, hoặc rút việc"),
)
FOR_PRINCIPALS = (
    ("/viec", "việc trường cần báo cáo và hạn của từng việc"),
    ("/baocao", "gửi báo cáo, hoặc sửa báo cáo đã gửi"),
    ("/lich", "lịch việc của trường, kèm tệp lịch cho điện thoại, máy tính"),
)
CHANGE_OFFICE = ("/coquan", "chọn cơ quan mà anh/chị hỏi")


def help_for(roles: Collection[Role], several_offices: bool) -> Outgoing:
    lines = [f"- {HELP[role]}" for role in HELP if role in roles]
    for_staff = FOR_STAFF if {Role.STAFF, Role.ADMIN} & set(roles) else ()
    for_principals = FOR_PRINCIPALS if Role.PRINCIPAL in roles else ()
    commands = [*COMMANDS, *for_principals, *for_staff, *([CHANGE_OFFICE] if several_offices else [])]
    return say(
        "Tôi có thể giúp anh/chị:",
        "\n".join(lines),
        "\n".join(f"- {command}: {what}" for command, what in commands),
        f"Gõ “{CONSENT_LABEL}” để nhận thông báo. Mỗi câu trả lời đều kèm nguồn trong kế hoạch.",
    )
