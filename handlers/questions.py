"""A question to the plans: whose plans, the answer with its source, what to offer where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from db import offices
from db.models import Office, Told
from db.office_answers import usable_answer
from db.questions import record
from db.sameness import key_of
from handlers.choices import question_buttons
from handlers.desk import Desk, Reply
from handlers.engine import Engine, engine_of
from handlers.feedback import rating_buttons, send_button
from handlers.messages import Button, Outgoing
from handlers.paging import more_button
from handlers.wording import NO_PLANS, WHICH_OFFICE, answered, asked_of, label, refused, say, which
from handlers.wording_questions import office_said
from knowledge.answering import Answer, Status
from knowledge.document import SchoolYear
from knowledge.language.places import offices_named
from knowledge.understanding.guard import no_question

OFFICE = "office:"
MOST_OFFICES = 10  # as buttons; with more, the person types the name of the place
MOST_CHOICES = 4
MOST_NEAREST = 3


async def ask(text: str, desk: Desk, in_group: bool = False) -> Reply:
    """Answers from the plans of the office that is meant, or asks which one it is. In a group the answer is short."""
    serving = await offices.with_active_plans(desk.session)
    if not serving:
        return Reply(say(NO_PLANS))
    meant = await _meant(text, serving, desk)
    if len(meant) > 1:
        return which_office(meant, {"question": text})
    reply = await ask_office(text, meant[0], desk, in_group)
    return _saying_whose(reply, meant[0]) if _is_remembered(text, serving) else reply


def which_office(among: Sequence[Office], pending: dict[str, object]) -> Reply:
    buttons = [Button(label(office.name), OFFICE + office.slug) for office in among[:MOST_OFFICES]]
    return Reply(which(WHICH_OFFICE, buttons), pending)


async def _meant(text: str, serving: Sequence[Office], desk: Desk) -> Sequence[Office]:
    """The one office that the question or the person means; several where that is open."""
    if len(serving) == 1:
        return serving
    if named := _named(text, serving):
        return named
    remembered = [office for office in serving if office.id == desk.contact.office_id]
    return remembered or serving


def _named(text: str, serving: Sequence[Office]) -> list[Office]:
    named = set(offices_named(text, {office.slug: office.places for office in serving}))
    return [office for office in serving if office.slug in named]


def _is_remembered(text: str, serving: Sequence[Office]) -> bool:
    """Whether a question is taken to be for one office among several only because the person once chose it."""
    return len(serving) > 1 and not _named(text, serving) and not no_question(text)


def _saying_whose(reply: Reply, office: Office) -> Reply:
    return replace(reply, message=replace(reply.message, blocks=(*reply.message.blocks, asked_of(office))))


async def ask_office(text: str, office: Office, desk: Desk, in_group: bool) -> Reply:
    """Answers with what the office has said itself, else from its active plans, and stores the question."""
    here = desk.now.astimezone(ZoneInfo(office.time_zone))
    engine = await engine_of(office, desk)
    answer = engine(text)
    if no_question(text):
        return Reply(say(answer.text))
    key = key_of(text, here)
    given = await usable_answer(desk.session, office, key, desk.now)
    number = await record(
        desk.session,
        desk.now,
        office_id=office.id,
        contact_id=None if in_group else desk.contact.id,
        text=text,
        key=key,
        told=Told.OFFICE if given else Told(answer.status.value),
        answer=given.answer if given else answer.text,
        citations=[(citation.plan, citation.section) for citation in answer.citations],
    )
    plan = answered(answer, SchoolYear.containing(here.date()), in_group) if answer.status is Status.ANSWERED else None
    if given:
        with_plan = None if in_group else plan
        return _rated(office_said(office, given, with_plan), number, more_button(number, answer) if with_plan else ())
    if plan:
        return _rated(plan, number, more_button(number, answer))
    return _asking_back(answer) if answer.status is Status.CLARIFY else _refusing(answer, engine, number)


def _rated(message: Outgoing, number: int, more: tuple[Button, ...]) -> Reply:
    """With `more` of a long answer, and the buttons that say whether it helped (a group sees none of these)."""
    return Reply(replace(message, buttons=(*more, *rating_buttons(number))))


def _asking_back(answer: Answer) -> Reply:
    buttons, kept = question_buttons([(choice.label, choice.question) for choice in answer.choices[:MOST_CHOICES]])
    return Reply(which(answer.text, buttons) if buttons else say(answer.text), kept)


def _refusing(answer: Answer, engine: Engine, number: int) -> Reply:
    """Offers the nearest subjects, but none that would be refused in its turn; and to send the question on."""
    leading_on = [subject for subject in answer.nearest[:MOST_NEAREST] if engine(subject).status is not Status.REFUSED]
    buttons, kept = question_buttons([(subject, subject) for subject in leading_on])
    return Reply(refused(answer, buttons, send_button(number)), kept)
