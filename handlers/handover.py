"""/bangiao: staff hand a school over: they see who answers for it, choose whose access ends, and get the new code."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from db import handover, invites, people, schools
from db.models import Dialogue, Membership, Office, School
from handlers.desk import Desk, Reply
from handlers.messages import Block, Button, Intent, Outgoing
from handlers.staff import office_for, refuse
from handlers.wording import label, lead, paragraph, say

SCHOOL, DO = "bg", "bh"  # verbs of buttons
EVERYBODY = "0"  # in a button, in place of a membership's id
MOST_BUTTONS = 8
WHICH_SCHOOL = "Anh/chị gõ tên trường ngay sau lệnh, ví dụ: /bangiao MN Hoa Mai"
GONE = "Lựa chọn này đã hết hiệu lực. Anh/chị gõ lại /bangiao kèm tên trường."


async def show(argument: str, desk: Desk) -> Reply:
    office = await office_for(desk)
    if office is None:
        return refuse(desk, "/bangiao")
    if not argument.strip():
        return Reply(say(WHICH_SCHOOL))
    meant = await schools.matching(desk.session, office.id, argument)
    if not meant:
        return Reply(say(f"{office.name} không có trường “{argument[:60]}”. Anh/chị vui lòng xem lại tên trường."))
    if len(meant) > 1:
        buttons = tuple(Button(label(school.name), f"{SCHOOL}:{school.id}") for school in meant[:MOST_BUTTONS])
        return Reply(Outgoing((lead("Anh/chị muốn bàn giao trường nào?"),), Intent.CHOOSE, buttons))
    return await _preview(meant[0], office, desk)


async def act_school(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """A school was chosen of several that were meant."""
    school = await _school(arguments[0], desk)
    if school is None:
        return refuse(desk, "a school's handing over")
    return await _preview(school, await desk.session.get_one(Office, school.office_id), desk)


async def act_do(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Does what this very button was shown with: an old one must not shut out the successor."""
    school_id, whose, nonce = arguments
    school = await _school(school_id, desk)
    if school is None:
        return refuse(desk, "a school's handing over")
    if dialogue is None or dialogue.pending.get("handover") != f"{school_id}:{nonce}":
        return Reply(say(GONE))
    led = (await handover.leaders(desk.session, [school.id], desk.now))[school.id]
    if whose != EVERYBODY and int(whose) not in {member.id for member in led}:
        return Reply(say(GONE))
    kept = {member.id for member in led if whose not in (EVERYBODY, str(member.id))}
    lasts = timedelta(days=desk.invite_days)
    code, invite, lost = await handover.hand_over(desk.session, school, "", lasts, desk.now, kept)
    office = await desk.session.get_one(Office, school.office_id)
    desk.others += [(contact, _farewell(school, office)) for contact in lost if contact.blocked_at is None]
    until = invite.expires_at.astimezone(ZoneInfo(office.time_zone))
    return Reply(_done(school, invites.grouped(code), f"{until:%H:%M ngày %d/%m/%Y}"), closes=True)


async def _school(school_id: str, desk: Desk) -> School | None:
    """The school where it is of an office that this person works for."""
    staffed = await people.offices_staffed_by(desk.session, desk.contact.person_id, desk.now)
    school = await desk.session.get(School, int(school_id))
    return school if school and school.office_id in staffed else None


async def _preview(school: School, office: Office, desk: Desk) -> Reply:
    led = (await handover.leaders(desk.session, [school.id], desk.now))[school.id]
    nonce = secrets.token_hex(4)
    everybody = "Thu quyền tất cả, tạo mã mới" if len(led) > 1 else "Bàn giao, tạo mã mới"
    buttons = [Button(everybody, f"{DO}:{school.id}:{EVERYBODY}:{nonce}")]
    if len(led) > 1:
        buttons += [
            Button(f"Chỉ thu quyền người thứ {place}", f"{DO}:{school.id}:{member.id}:{nonce}")
            for place, member in enumerate(led[: MOST_BUTTONS - 1], start=1)
        ]
    message = Outgoing(_told(school, led, ZoneInfo(office.time_zone)), Intent.CHOOSE, tuple(buttons))
    return Reply(message, {"handover": f"{school.id}:{nonce}"})


def _told(school: School, led: Sequence[Membership], zone: ZoneInfo) -> tuple[Block, ...]:
    head = f"Bàn giao {school.name}: {f'đang có {len(led)}' if led else 'chưa có'} người dùng bot thay mặt trường."
    lines = [f"{place}. Tham gia từ {each.since.astimezone(zone):%d/%m/%Y}" for place, each in enumerate(led, start=1)]
    ends = (
        "Người bị thu quyền không còn xem, nhận nhắc việc hay báo cáo thay trường; mã mời chưa dùng của trường bị hủy."
    )
    kept = "Báo cáo đã gửi vẫn giữ nguyên."
    return lead(head), *([paragraph("\n".join(lines))] if lines else []), paragraph(f"{ends} {kept}")


def _done(school: School, code: str, until: str) -> Outgoing:
    return say(
        f"Đã bàn giao {school.name}.",
        f"Mã mời cho người kế nhiệm: {code}",
        f"Mã dùng một lần, đến {until}. Người kế nhiệm nhắn mã này cho bot.",
    )


def _farewell(school: School, office: Office) -> Outgoing:
    return say(
        f"{office.name} đã bàn giao {school.name} cho người kế nhiệm. Cảm ơn anh/chị đã đồng hành.",
        "Từ nay anh/chị không nhận nhắc việc của trường nữa; báo cáo đã gửi vẫn được lưu.",
        "Anh/chị vẫn hỏi được như thường.",
    )
