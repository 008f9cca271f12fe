"""A file of recipients: one a line, a school (its principals) or an address that the bot knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.common import bytes_of
from knowledge.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from db.announcements import Audience
    from db.models import School

MOST_BYTES = 5_000_000
MOST_TOLD = 20  # lines that are not understood
TELEGRAM = "telegram"
_ADDRESS = re.compile(r"([a-z]+):(\S{1,80})")
_TELEGRAM_ID = re.compile(r"-?\d{1,20}")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a file names. `wrong`: the lines that name nobody known, in words; with any of them nothing is sent."""

    contact_ids: frozenset[int]
    school_ids: frozenset[int]
    repeated: int
    wrong: Sequence[str]

    def audience(self) -> Audience:
        from db.announcements import Audience, Whom

        return Audience(Whom.CONTACTS, contact_ids=self.contact_ids, school_ids=self.school_ids)

    def told(self, file: Path) -> str:
        from knowledge.language.text import number

        parts = [f"{number(len(self.school_ids))} trường"] * bool(self.school_ids)
        parts += [f"{number(len(self.contact_ids))} địa chỉ"] * bool(self.contact_ids)
        return f"danh sách {file.name}: {', '.join(parts)}"


async def read(session: AsyncSession, office_id: int, file: Path) -> Recipients:
    """Raises UserError where the file cannot be read, is empty or too large."""
    from db.schools import roster

    lines = _lines(file)
    if not lines:
        raise _refused(file, "tệp không có dòng nào")
    known = await _contacts(session, lines.values())
    schools = _Schools(await roster(session, office_id))
    contacts, meant, wrong = set(), set(), []
    for number, line in lines.items():
        contact, fits = known.get(_address(line)), schools.fitting(line)
        if contact is not None and not fits:
            contacts.add(contact)
        elif len(fits) == 1 and contact is None:
            meant.add(fits[0].id)
        else:
            wrong.append(f"Dòng {number}: {_why(line, fits, contact is not None)}")
    repeated = len(lines) - len(contacts) - len(meant) - len(wrong)
    return Recipients(frozenset(contacts), frozenset(meant), repeated, wrong)


def _lines(file: Path) -> dict[int, str]:
    """The lines that say something, by number from 1."""
    try:
        content = bytes_of(file, MOST_BYTES + 1)
    except UserError as error:
        raise UserError(f"--to {file}: {error.sentence} Cần parents, principals, everyone hoặc một tệp.") from None
    if len(content) > MOST_BYTES:
        raise _refused(file, f"tệp lớn quá {MOST_BYTES // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(file, "tệp không phải văn bản UTF-8") from None
    return {number: words for number, line in enumerate(text.splitlines(), 1) if (words := " ".join(line.split()))}


def _refused(file: Path, reason: str) -> UserError:
    return UserError(f"{file.name}: {reason}. Tệp cần mỗi dòng một tên trường, mã trường hoặc địa chỉ.")


def _address(line: str) -> tuple[str, str]:
    """(channel, chat id); ("", "") where the line cannot be one."""
    if _TELEGRAM_ID.fullmatch(line):
        return TELEGRAM, line
    found = _ADDRESS.fullmatch(line)
    return (found[1], found[2]) if found else ("", "")


async def _contacts(session: AsyncSession, lines: Iterable[str]) -> dict[tuple[str, str], int]:
    from db.people import contacts_at

    wanted: dict[str, set[str]] = {}
    for channel, chat_id in map(_address, lines):
        if channel:
            wanted.setdefault(channel, set()).add(chat_id)
    found = {channel: await contacts_at(session, channel, chat_ids) for channel, chat_ids in wanted.items()}
    return {(channel, chat_id): id_ for channel, ids in found.items() for chat_id, id_ in ids.items()}


class _Schools:
    """The roster, found by code, by name, and only then by what nearly is a name, which costs more."""

    def __init__(self, schools: Sequence[School]) -> None:
        from knowledge.language.text import fold

        self._schools = schools
        self._exact: dict[str, list[School]] = {}
        for school in schools:
            for name in {fold(name) for name in (school.name, school.code, *school.aliases) if name}:
                self._exact.setdefault(name, []).append(school)

    def fitting(self, line: str) -> Sequence[School]:
        from db.schools import fitting
        from knowledge.language.text import fold

        exact = self._exact.get(fold(line), [])
        is_name = any(letter.isalpha() for letter in line) and not _ADDRESS.fullmatch(line)
        return exact or (fitting(line, self._schools) if is_name else [])


def _why(line: str, fits: Collection[School], is_address: bool) -> str:
    told = line if len(line) <= 60 else f"{line[:59]}…"
    if is_address:
        return f"“{told}” vừa là trường vừa là địa chỉ, hãy ghi rõ kênh:địa-chỉ hoặc tên trường."
    if fits:
        return f"“{told}” có thể là {' hoặc '.join(f'“{school.name}”' for school in list(fits)[:3])}, hãy viết đủ tên."
    return f"không có trường hay địa chỉ “{told}”."
