"""All that is held about a person as text that opens on any telephone, in parts that a message can carry."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db import holdings
from db.holdings import Held
from db.models import Delivery, DeliveryStatus, InboxUpdate, Question
from handlers.alarming import shown
from handlers.following_wording import grade_name
from handlers.messages import Attachment, outgoing_from_json
from handlers.reports_wording import STATUS as REPORTED
from handlers.wording import PURPOSES, ROLES

LARGEST = 4_000_000  # bytes of one file; a channel takes 5 million
SAID = ("text", "caption", "label", "data", "press")  # where channels keep what was typed, or the button
STATUS = {
    DeliveryStatus.WAITING: "chờ tới giờ gửi",
    DeliveryStatus.QUEUED: "chờ gửi",
    DeliveryStatus.SENDING: "đang gửi",
    DeliveryStatus.SENT: "đã gửi",
    DeliveryStatus.FAILED: "không gửi được",
    DeliveryStatus.BLOCKED: "không tới vì bot bị chặn",
    DeliveryStatus.UNCERTAIN: "chưa rõ đã tới hay chưa",
    DeliveryStatus.WITHDRAWN: "không gửi nữa, hoặc đã thu hồi",
}


async def files(session: AsyncSession, held: Held, now: datetime, zone: ZoneInfo) -> tuple[tuple[Attachment, ...], int]:
    """The files, and how many messages of either side they hold."""
    writer = Writer(zone)
    lines = [f"DỮ LIỆU ĐANG LƯU VỀ ANH/CHỊ, lúc {writer.at(now)}", *writer.sections(held)]
    count = 0
    async for block in writer.messages(session, held):
        lines.append(block)
        count += block.startswith("- ")
    parts = list(_parts(lines))
    names = [f"du-lieu-{number}.txt" if len(parts) > 1 else "du-lieu.txt" for number in range(1, len(parts) + 1)]
    # With its mark at the beginning, old programs too take it for Unicode.
    made = (Attachment(name, "text/plain", part.encode("utf-8-sig")) for name, part in zip(names, parts, strict=True))
    return tuple(made), count


def _parts(lines: Iterable[str]) -> Iterator[str]:
    part: list[str] = []
    size = 0
    for line in lines:
        line = line.encode("utf-8", "replace").decode()[:LARGEST]  # a lone surrogate may have come over a channel
        length = len(line.encode()) + 1
        if part and size + length > LARGEST:
            yield "\n".join(part)
            part, size = [], 0
        part.append(line)
        size += length
    yield "\n".join(part)


class Writer:
    """Words what is held, with times of the office's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def at(self, instant: datetime | None) -> str:
        return f"{instant.astimezone(self._zone):%H:%M %d/%m/%Y}" if instant else "chưa"

    def sections(self, held: Held) -> Iterator[str]:
        """A heading each, then a line or more a row; a section of nothing says so."""
        for title, rows in (
            ("Địa chỉ liên hệ", self._contacts(held)),
            ("Tư cách", self._roles(held)),
            ("Đồng ý", self._consents(held)),
            ("Mã mời đã dùng", (f"- {ROLES[each.role]}; {self.at(each.used_at)}" for each in held.invites)),
            ("Việc đang dở", (f"- {_json([each.choices, each.pending])}" for each in held.dialogues)),
            ("Tệp đang chờ", (f"- {each.name} ({each.size} byte; {self.at(each.created_at)})" for each in held.files)),
            ("Câu hỏi còn gắn với anh/chị", (self._question(each) for each in held.questions)),
            ("Báo cáo anh/chị đã gửi", self._reports(held)),
            ("Thông báo gửi tới anh/chị", self._announcements(held)),
            ("Việc anh/chị làm cho cơ quan", self._work(held)),
        ):
            yield f"\n{title.upper()}"
            yield from list(rows) or ["(không có)"]

    def _contacts(self, held: Held) -> Iterator[str]:
        for each in held.contacts:
            blocked = f"; chặn bot từ {self.at(each.blocked_at)}" if each.blocked_at else ""
            notice = each.notice_version or "chưa xem"
            office = next((office.name for _, office, _ in held.roles if office.id == each.office_id), each.office_id)
            chosen = f"; cơ quan đã chọn: {office}" if each.office_id else ""
            yield (
                f"- {shown(each.channel)} (tài khoản bot {each.account}), mã cuộc trò chuyện {each.chat_id}; từ "
                f"{self.at(each.created_at)}; bản thông báo về dữ liệu: {notice}; nhập sai mã mời {each.code_tries} "
                f"lần{chosen}{blocked}"
            )

    def _roles(self, held: Held) -> Iterator[str]:
        for role, office, school in held.roles:
            at = f", {school.name}" if school else ""
            grade = f", {grade_name(role.grade)}" if role.grade is not None else ""
            name = f"; tên trong kế hoạch: {role.known_as}" if role.known_as else ""
            until = f" đến {self.at(role.until)}" if role.until else ""
            yield f"- {ROLES[role.role]}, {office.name}{at}{grade}; từ {self.at(role.since)}{until}{name}"

    def _consents(self, held: Held) -> Iterator[str]:
        for consent, office, contact in held.consents:
            end = f"; rút lại {self.at(consent.withdrawn_at)}" if consent.withdrawn_at else ""
            yield (
                f"- {PURPOSES[consent.purpose]}, {office.name}, qua {shown(contact.channel)}: đồng ý "
                f"{self.at(consent.given_at)} (bản {consent.text_version}){end}"
            )

    def _question(self, question: Question) -> str:
        sent_on = f"; gửi tới cán bộ {self.at(question.sent_on_at)}" if question.sent_on_at else ""
        return f"- {self.at(question.asked_at)}{sent_on}: {question.text}\n  Trả lời: {question.answer}"

    def _reports(self, held: Held) -> Iterator[str]:
        for report, item, school, enclosed in held.reports:
            names = ", ".join(f"{file.name} ({file.size} byte)" for file in enclosed)
            figures = {"phần trăm": report.percent, "số": report.counts, "mục": report.values, "hẹn": report.new_date}
            yield (
                f"- {self.at(report.created_at)}, {school.name}, #V{item.number} {item.text}: "
                f"{REPORTED[report.status]}, bản {report.version}\n"
                f"  Lời: {report.note}\n  {_json(figures)}{f'; tệp: {names}' if names else ''}"
            )

    def _announcements(self, held: Held) -> Iterator[str]:
        for row, announcement in held.announcements:
            answer = "" if row.answer is None else f"; trả lời: {_named(announcement.answers, row.answer)}"
            file = f" [tệp {announcement.file_name}]" if announcement.file_name else ""
            yield f"- {self.at(row.sent_at)} ({STATUS[row.status]}{answer}): {_words(announcement.message)}{file}"

    def _work(self, held: Held) -> Iterator[str]:
        yield from (f"- Câu hỏi được giao: {self._question(each)[2:]}" for each in held.in_charge)
        yield from (f"- Trả lời {self.at(e.answered_at)}: {e.question}\n  {e.answer}" for e in held.answers)
        yield from (f"- Việc lập {self.at(each.created_at)}: #V{each.number} {each.text}" for each in held.items)
        for each in held.authored:
            yield f"- Thông báo soạn hoặc duyệt, {self.at(each.created_at)}: {_words(each.message)}"

    async def messages(self, session: AsyncSession, held: Held) -> AsyncIterator[str]:
        """Each contact's, as long as they are kept: first what was written, whole as the channel gave it."""
        for contact in held.contacts:
            yield f"\nTIN ANH/CHỊ GỬI QUA {shown(contact.channel).upper()}"
            async for update in holdings.written(session, contact):
                yield self._written(update)
            yield f"\nTIN GỬI TỚI ANH/CHỊ QUA {shown(contact.channel).upper()}"
            async for delivery in holdings.received(session, contact):
                yield self._received(delivery)

    def _written(self, update: InboxUpdate) -> str:
        return f"- {self.at(update.received_at)}: {_said(update.payload)}\n  Bản gốc: {_json(update.payload)}"

    def _received(self, delivery: Delivery) -> str:
        return f"- {self.at(delivery.sent_at)} ({STATUS[delivery.status]}): {_words(delivery.message)}"


def _named(answers: list[str], index: int) -> str:
    return answers[index] if 0 <= index < len(answers) else str(index)


def _words(stored: dict[str, Any]) -> str:
    """An Outgoing in plain words; of its files the names, since their reader has them."""
    if not stored:  # a deletion says nothing
        return ""
    message = outgoing_from_json(stored)
    files = "".join(f" [tệp {file.name}, {len(file.content)} byte]" for file in message.attachments)
    return message.plain().replace("\n", "\n  ") + files


def _said(payload: Any) -> str:
    """What of an update was typed or pressed, wherever its channel puts that."""
    if isinstance(payload, dict):
        found = [value for name in SAID if isinstance(value := payload.get(name), str) and value]
        return next(iter(found), "") or next(filter(None, map(_said, payload.values())), "")
    return ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
