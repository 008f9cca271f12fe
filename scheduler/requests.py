"""Reports that staff ask for without a plan: once (báo cáo đột xuất), or again and again (báo cáo định kỳ)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import agenda
from db.models import AgendaItem, FieldType, ItemKind, Office
from db.schools import roster
from knowledge.document import SchoolYear
from knowledge.errors import UserError
from knowledge.language.text import fold
from scheduler.agenda import STANDS_DAYS, Audience
from scheduler.comparing import facts_of
from scheduler.planner import LONGEST_TEXT, plan_item, rhythm_for
from scheduler.rhythm import DAY, Rhythm

MOST_FIELDS, LONGEST_NAME, MOST_CHOICES, LONGEST_CHOICE = 5, 60, 8, 30
EVERY = re.compile(r"day|quarter|month:(?:[1-9]|[12]\d|3[01])")
# The least data: pupils are counted, not named (Law 91/2025/QH15, article 3).
_NAMES = re.compile(r"\b(?:ho (?:va )?ten|ten (?:hoc sinh|hs|tre|chau|em|phu huynh)|danh sach (?:hoc sinh|hs|tre))\b")


async def new_request(
    session: AsyncSession,
    office: Office,
    text: str,
    fields: Sequence[Mapping[str, Any]],
    audience: Audience,
    by: int,
    now: datetime,
    *,
    due: date | None = None,
    every: str = "",
) -> AgendaItem:
    """Asks schools for a report by `due`, told as soon as it is not quiet; or `every` day, quarter, month:25.

    What recurs ends with the school year. `fields` are as in AgendaItem; `by` is the person who asks. Raises UserError.
    """
    check(text, fields, due, every, rhythm_for(office), now)
    schools, rhythm = await roster(session, office.id), rhythm_for(office)
    if not any(audience.has(facts_of(school)) for school in schools):
        raise UserError("Danh sách của cơ quan không có trường nào thuộc diện này. Anh/chị vui lòng chọn lại.")
    item = AgendaItem(
        kind=ItemKind.STANDING if every else ItemKind.REQUEST,
        text=" ".join(text.split()),
        spans=[_span(due, every, rhythm, now)],
        every=every,
        due_days={},
        levels=sorted(audience.levels),
        wards=sorted(audience.wards),
        school_ids=sorted(audience.school_ids),
        is_public=audience.is_public,
        owes=True,
        fields=[dict(field) for field in fields],
        edited=[],
        created_by=by,
        created_at=now,
    )
    await agenda.add(session, office.id, [item])
    await plan_item(session, item, schools, rhythm, now)
    return item


def check(
    text: str, fields: Sequence[Mapping[str, Any]], due: date | None, every: str, rhythm: Rhythm, now: datetime
) -> None:
    """Raises UserError where such a request cannot be made."""
    today = rhythm.today(now)
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        raise UserError(f"Nội dung yêu cầu cần từ 1 đến {LONGEST_TEXT} ký tự.")
    if (due is None) == (not every) or (every and not EVERY.fullmatch(every)):
        raise UserError("Yêu cầu cần một hạn nộp, hoặc kỳ lặp lại: hằng ngày, hằng tháng, hằng quý.")
    if due and not today <= due <= today + STANDS_DAYS * DAY:
        raise UserError(f"Hạn nộp phải từ hôm nay đến {today + STANDS_DAYS * DAY:%d/%m/%Y}.")
    if len(fields) > MOST_FIELDS or len({fold(str(field["name"])) for field in fields}) < len(fields):
        raise UserError(f"Yêu cầu có nhiều nhất {MOST_FIELDS} mục, tên các mục phải khác nhau.")
    for field in fields:
        _check_field(field)
    if every == "day" and (not fields or any(field["type"] != FieldType.NUMBER for field in fields)):
        raise UserError("Báo cáo hằng ngày chỉ gồm các mục số, ví dụ: Sĩ số: số; Vắng: số. Không thu họ tên học sinh.")


def _check_field(field: Mapping[str, Any]) -> None:
    name, choices = str(field["name"]), field["choices"]
    if not 0 < len(name) <= LONGEST_NAME:
        raise UserError(f"Tên mục cần từ 1 đến {LONGEST_NAME} ký tự.")
    if _NAMES.search(fold(name)):
        raise UserError(f"Mục “{name}” hỏi họ tên: chỉ được hỏi số liệu, không hỏi tên học sinh, phụ huynh.")
    if field["type"] == FieldType.CHOICE and not (
        2 <= len(choices) <= MOST_CHOICES and all(0 < len(str(each)) <= LONGEST_CHOICE for each in choices)
    ):
        raise UserError(
            f"Mục “{name}” cần từ 2 đến {MOST_CHOICES} lựa chọn, mỗi lựa chọn không quá {LONGEST_CHOICE} ký tự."
        )


def _span(due: date | None, every: str, rhythm: Rhythm, now: datetime) -> list[str]:
    """From today on; what is asked for by the day begins with the next morning's call."""
    first = rhythm.today(now)
    if every == "day" and rhythm.calls_at(first) < now:
        first += DAY
    return [first.isoformat(), (due or SchoolYear.containing(first).last_day).isoformat()]
