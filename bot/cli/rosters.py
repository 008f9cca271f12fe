"""What `school import` says of a roster: columns, errors by row, what was guessed, what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.common import complain, say

if TYPE_CHECKING:
    from db.rosters import Comparison, Step
    from knowledge.roster import Roster
    from knowledge.roster.rows import RowError

COLUMNS = {
    "name": "tên trường",
    "levels": "cấp học",
    "is_public": "loại hình",
    "ward": "phường/xã",
    "principal": "hiệu trưởng",
    "specialist": "chuyên viên phụ trách",
    "code": "mã trường",
}


def say_columns(roster: Roster) -> None:
    say(f"Cột đọc được: {', '.join(roster.fields)}.")
    if roster.ignored:
        say(f"Cột bỏ qua: {', '.join(roster.ignored)}.")


def complain_of(errors: list[RowError]) -> None:
    for error in sorted(errors, key=lambda each: each.number):
        complain(f"Dòng {error.number}: {error.sentence}")


def say_steps(found: Comparison) -> None:
    """One line for each row that was guessed at, is new or changes; a roster that says nothing new is silent."""
    for step in found.steps:
        if line := _line(step):
            say(f"Dòng {step.row.number}: {line}")


def say_missing(found: Comparison, close_missing: bool) -> None:
    for school in found.missing:
        say(f"Không có trong tệp: {school.name}{' (sẽ đóng)' if close_missing else ''}")


def _line(step: Step) -> str:
    row, school = step.row, step.school
    if school is None:
        beside = f" Gần giống “{step.resembles.name}” đang có: hãy xem lại tên." if step.resembles else ""
        return f"trường mới “{row.name}” ({', '.join(row.levels)}).{beside}"
    if not step.changes:
        return ""
    guess = f" = “{school.name}” đang có" if "name" in step.changes else ""
    columns = ", ".join(COLUMNS[name] for name in step.changes if name not in ("name", "closed_at"))
    reopened = "mở lại trường" if "closed_at" in step.changes else ""
    return "; ".join(filter(None, [f"“{row.name}”{guess}", columns and f"đổi {columns}", reopened]))


def tally(found: Comparison, close_missing: bool) -> str:
    new = sum(step.school is None for step in found.steps)
    changed = sum(step.school is not None and bool(step.changes) for step in found.steps)
    closed = len(found.missing) if close_missing else 0
    same = len(found.steps) - new - changed
    return f"{new} trường mới, {changed} trường thay đổi, {same} trường như cũ, {closed} trường đóng."
