"""What an asker does with an answer: says whether it helped, or sends the question on to staff."""

from __future__ import annotations

from collections.abc import Sequence

from db import people, questions
from db.models import Dialogue, Office, Purpose, Question, QuestionState
from db.office_answers import group_of
from db.people import Colleague
from handlers import wording_questions as words
from handlers.choices import going_on, tell
from handlers.desk import Desk, Reply
from handlers.engine import Engine, engine_of
from handlers.messages import Button, Outgoing
from handlers.wording import say
from knowledge.answering import Status
from knowledge.language.text import words as words_of

UP, DOWN, SEND = "up", "down", "send"
ANSWER, SKIP = "reply", "skip"


def rating_buttons(number: int) -> tuple[Button, ...]:
    return (Button(words.UP_LABEL, f"{UP}:{number}"), Button(words.DOWN_LABEL, f"{DOWN}:{number}"))


def send_button(number: int) -> Button:
    return Button(words.SEND_LABEL, f"{SEND}:{number}")


def staff_buttons(number: int) -> tuple[Button, ...]:
    return (
        Button(words.answer_label(number), f"{ANSWER}:{number}"),
        Button(words.skip_label(number), f"{SKIP}:{number}"),
    )


def number_in(value: str) -> int:
    """The question's number in a button's value, 0 where there is none."""
    number = value.split(":")[1] if ":" in value else ""
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= 18 else 0


async def act(value: str, desk: Desk, dialogue: Dialogue | None) -> Reply | None:
    """What these buttons do; None where the value is another's. A long answer still goes on afterwards."""
    verb, number = value.partition(":")[0], number_in(value)
    if verb not in (UP, DOWN, SEND):
        return None
    question = await questions.of_asker(desk.session, number, desk.contact.id)
    if question is None:
        again = verb == UP and await questions.was_helped(desk.session, number)
        return Reply(say(words.THANKS if again else words.NOT_YOURS), closes=True)
    if verb == SEND:
        return await _send_on(question, desk)
    await questions.rate(desk.session, question, helped=verb == UP)
    more = going_on(number, dialogue)
    if verb == UP:
        return Reply(say(words.THANKS), closes=not more)
    if question.state is QuestionState.WAITING:
        return Reply(say(words.ALREADY_SENT), closes=True)
    return Reply(Outgoing(say(words.NOT_RIGHT).blocks, buttons=(send_button(question.id), *more)))


async def _send_on(question: Question, desk: Desk) -> Reply:
    """Keeps the asker waiting for the office's answer; staff are told once for all who ask the same."""
    if await questions.waits_already(desk.session, question):
        return Reply(say(words.ALREADY_SENT), closes=True)
    if not await questions.may_wait(desk.session, desk.contact.id):
        return Reply(say(words.TOO_MANY_WAIT.format(count=questions.MOST_WAITING)))
    office = await desk.session.get_one(Office, question.office_id)
    staff = await people.staff_of(desk.session, office.id, Purpose.QUESTIONS, desk.now)
    in_charge = _in_charge(question.text, staff, await engine_of(office, desk))
    question.in_charge_id = in_charge.contact.person_id if in_charge else None
    if await questions.send_on(desk.session, question, desk.now):
        await _tell([in_charge] if in_charge else staff, question, desk)
    return Reply(words.sent_on(office, desk.asker_days), closes=True)


def _in_charge(text: str, staff: Sequence[Colleague], engine: Engine) -> Colleague | None:
    """The one colleague whom the plan names when it is asked who is in charge of this; None where that is open."""
    linked = [colleague for colleague in staff if colleague.known_as]
    answer = engine(f"ai phụ trách {text}") if linked else None
    if answer is None or answer.status is not Status.ANSWERED:
        return None
    told = f" {' '.join(words_of(answer.text))} "
    named = [colleague for colleague in linked if f" {' '.join(words_of(colleague.known_as))} " in told]
    return named[0] if len(named) == 1 else None


async def _tell(colleagues: Sequence[Colleague], question: Question, desk: Desk) -> None:
    group = await group_of(desk.session, question.id, [question.office_id])
    if group is None:
        return
    message = words.to_staff(group, staff_buttons(question.id))
    for colleague in colleagues:
        await tell(desk, colleague.contact, message)
