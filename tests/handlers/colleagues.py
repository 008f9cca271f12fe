"""Staff who joined by invite, and what is stored of a question."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from db import invites
from db.models import Office, Question, Role
from handlers.messages import Outgoing
from tests.handlers.talk import Talk

WEEK = timedelta(days=7)
ASKED = "học phí"  # the canned library refuses it


async def join(talk: Talk, office: Office, chat_id: str, role: Role = Role.STAFF, known_as: str | None = None) -> Talk:
    """A member of the office's staff, talking from a chat of their own."""
    colleague = Talk(talk.database, talk.clock, talk.library.answers, chat_id)
    async with talk.database.write() as session:
        code, _ = await invites.issue(session, office.id, role, None, WEEK, talk.clock(), known_as)
    await colleague.say("/start", deep_link=code)
    return colleague


async def questions(talk: Talk) -> list[Question]:
    async with talk.database.read() as session:
        return list(await session.scalars(select(Question).order_by(Question.id)))


async def send_on(talk: Talk, text: str = ASKED) -> int:
    """Asks, is refused, and sends the question on; gives its number."""
    button = (await talk.say(text)).buttons[-1]
    await talk.press(button.value)
    return int(button.value.removeprefix("send:"))


def value(message: Outgoing, label: str) -> str:
    """What the button with this label carries."""
    return next(button.value for button in message.buttons if button.label == label)
