"""The rest of a long answer, a page a press.

Nothing of it is stored: the plan is asked the stored question again, as of the moment when it was asked. The button
carries a mark of how the answer began, so that a plan which has changed since never goes on with another answer.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from zoneinfo import ZoneInfo

from db import questions
from db.models import Dialogue, Office, Question
from handlers import wording_questions as words
from handlers.choices import MORE, is_open
from handlers.desk import Desk, Reply
from handlers.engine import engine_of
from handlers.feedback import rating_buttons
from handlers.messages import Button
from handlers.wording import answered, say
from knowledge.answering import Answer
from knowledge.document import SchoolYear

VALUE = re.compile(MORE + r"([0-9]{1,18}):([0-9]{1,4}):([0-9a-f]{8})")


def more_button(number: int, whole: Answer, shown: int = 0) -> tuple[Button, ...]:
    """What leads on from page `shown` of the answer to question `number`; nothing where it is the last."""
    from_here = whole.from_page(shown)
    if not from_here.rest:
        return ()
    return (Button(words.more_label(from_here.lines_left), f"{MORE}{number}:{shown + 1}:{_mark(whole)}"),)


def _mark(whole: Answer) -> str:
    return f"{zlib.crc32(whole.text.encode()):08x}"


async def act(value: str, desk: Desk, dialogue: Dialogue | None, in_group: bool) -> Reply | None:
    """The page that the button leads to; None where the value is another's."""
    found = VALUE.fullmatch(value)
    if found is None:
        return None
    number, page = int(found[1]), int(found[2])
    if _was_shown(number, page, dialogue):
        return Reply(say(words.MORE_WAS_SHOWN))
    question = await _asked(number, desk, is_open(value, dialogue))
    if question is None:
        return Reply(say(words.NOT_YOURS))
    office = await desk.session.get_one(Office, question.office_id)
    whole = (await engine_of(office, desk, question.asked_at))(question.text)
    if _mark(whole) != found[3] or not 0 < page <= len(whole.rest):
        return Reply(say(words.MORE_IS_GONE), closes=True)
    return _page(question, whole, page, desk, office, in_group)


async def _asked(number: int, desk: Desk, is_open: bool) -> Question | None:
    """The question, where this chat may go on with it: it is the asker's, or the button is open here."""
    own = await questions.of_asker(desk.session, number, desk.contact.id)
    return await desk.session.get(Question, number) if is_open and own is None else own


def _was_shown(number: int, page: int, dialogue: Dialogue | None) -> bool:
    """Whether this page or a later one was the last thing that was sent here."""
    last, reached = (dialogue.pending.get("shown") if dialogue else None) or (0, 0)
    return last == number and page <= reached


def _page(question: Question, whole: Answer, page: int, desk: Desk, office: Office, in_group: bool) -> Reply:
    today = desk.now.astimezone(ZoneInfo(office.time_zone)).date()
    message = answered(whole.from_page(page), SchoolYear.containing(today), in_group)
    rating = rating_buttons(question.id) if question.contact_id and question.helped is None else ()
    buttons = (*more_button(question.id, whole, page), *rating)
    return Reply(replace(message, buttons=buttons), {"shown": [question.id, page]}, closes=True)
