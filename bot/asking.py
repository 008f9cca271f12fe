"""Questions put to the answer engine without a conversation: what `ask` and its batch share."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Office, Role
from db.offices import all_offices
from db.plans import current, known_plan, known_rows, signature
from handlers.wording import answered
from knowledge.answer import Library
from knowledge.answering import Answer, KnownPlan, Status
from knowledge.document import SchoolYear
from knowledge.errors import UserError
from knowledge.language.text import cut_words

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
QUOTE_WORDS = 150
MORE_HINT = "Còn nữa. Để xem hết, thêm --all vào lệnh."
DAY_FIRST = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Line:
    """One question. `plan` is "" where all active plans are meant."""

    id: Any
    plan: str
    ask: str


@dataclass(frozen=True, slots=True)
class BadLine:
    reason: str


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers lines. `at`: the instant that was given, naive where it had no zone; None: none was given."""

    library: Library
    active: Collection[str]
    zones: dict[str, ZoneInfo]  # plan slug -> the zone of its office
    home: ZoneInfo  # where no plan is named
    at: datetime | None

    def answer(self, line: Line) -> tuple[Answer, float]:
        """The answer, and the milliseconds inside the engine."""
        at, plans = self._at(line.plan), [line.plan] if line.plan else self.active
        began = time.perf_counter()
        answer = self.library.ask(line.ask, at=at, plans=plans)
        return answer, (time.perf_counter() - began) * 1000

    def why_not(self, line: Line) -> str:
        """Why this line cannot be asked, "" where it can."""
        return f"không có kế hoạch “{line.plan}”." if line.plan and line.plan not in self.zones else ""

    def as_text(self, answer: Answer, whole: bool) -> str:
        """For the eye: the sentence, then the source, the year first where it is not the current one.

        Of a long answer the first page, or the `whole` of it.
        """
        if answer.status is Status.ANSWERED:
            pages = [answer.from_page(number) for number in range(len(answer.rest) + 1)]
            told = [self._page(page) for page in (pages if whole else pages[:1])]
            return "\n\n".join(told if whole or not answer.rest else [*told, MORE_HINT])
        offered = [f"- {choice.label}" for choice in answer.choices] + [f"- {subject}" for subject in answer.nearest]
        return "\n".join([answer.text, *offered])

    def _page(self, page: Answer) -> str:
        here = self._at("") or datetime.now(self.home)
        return answered(page, SchoolYear.containing(here.date()), short=False).plain()

    def _at(self, plan: str) -> datetime | None:
        zone = self.zones.get(plan, self.home)
        if self.at is None:
            return None if plan else datetime.now(UTC).astimezone(zone)
        return self.at.replace(tzinfo=zone) if self.at.tzinfo is None else self.at.astimezone(zone)


async def prepare(session: AsyncSession, named_plans: Collection[str], at: str, strict: bool = True) -> Asker:
    """The engine over all active plans and the named ones, drafts too. `strict`: an unknown one raises UserError."""
    rows = await known_rows(session, await signature(session))
    offices = {office.slug: office for office in await all_offices(session)}
    plans = [known_plan(row) for row in rows]
    active = [plan.slug for plan in plans]
    for slug in sorted(set(named_plans) - set(active)):
        try:
            _, office, document = await current(session, slug)
        except UserError:
            if strict:
                raise
        else:
            plans.append(KnownPlan(slug, office.slug, document))
    if not plans and strict:
        raise UserError("Chưa có kế hoạch nào đang dùng. Nhập bằng: python -m bot plan import TỆP --activate")
    zones = {plan.slug: ZoneInfo(offices[plan.office].time_zone) for plan in plans}
    return Asker(Library(plans), active, zones, _home(offices.values()), instant(at) if at else None)


def _home(offices: Iterable[Office]) -> ZoneInfo:
    zones = {office.time_zone for office in offices}
    return ZoneInfo(zones.pop()) if len(zones) == 1 else HOME


def instant(typed: str) -> datetime:
    """A date or a time: ISO 8601, or day first. Naive where no zone is typed. Raises UserError."""
    words = typed.strip()
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    for shape in DAY_FIRST:
        try:
            return datetime.strptime(words, shape)  # noqa: DTZ007 - the office's zone comes with the plan
        except ValueError:
            continue
    raise UserError(f"Không hiểu thời điểm “{typed}”. Ví dụ: 2026-10-05, 2026-10-05T08:00, 05/10/2026.")


def read_lines(raw: bytes, plan: str) -> Iterator[tuple[int, Line | BadLine]]:
    """The lines of a JSONL file with their numbers, blank ones left out. `plan` is for lines that name none."""
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield number, _line(line, plan)


def _line(raw: bytes, plan: str) -> Line | BadLine:
    try:
        fields = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return BadLine("không phải UTF-8.")
    except (ValueError, RecursionError):
        return BadLine("không phải JSON.")
    if not isinstance(fields, dict):
        return BadLine("không phải một đối tượng JSON.")
    if "id" not in fields or not isinstance(fields.get("ask"), str):
        return BadLine("thiếu “id” hoặc “ask”.")
    if not isinstance(fields.get("plan") or "", str):
        return BadLine("“plan” phải là chuỗi ký tự.")
    role = fields.get("role") or Role.PARENT.value
    if role not in tuple(Role):  # whatever JSON holds, also what has no hash
        return BadLine(f"không có vai trò “{role}”.")
    return Line(fields["id"], fields.get("plan") or plan, fields["ask"])


def as_json(answer: Answer, ms: float) -> dict[str, Any]:
    """One answer as scripts read it: the sentence alone, and quotes of at most 150 words."""
    return {
        "status": answer.status.value,
        "answer": answer.text,
        "citations": [
            {"plan": cited.plan, "section": cited.section, "quote": cut_words(cited.quote, QUOTE_WORDS)}
            for cited in answer.citations
        ],
        "ms": round(ms, 3),
    }
