"""A question to the plans: whose plans, the answer with its source, what to offer where there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from db import offices, people, plans
from db.models import Office, Role
from handlers.choices import question_buttons
from handlers.desk import Desk, Reply
from handlers.messages import Button
from handlers.wording import NO_PLANS, WHICH_OFFICE, answered, label, refused, say, which
from knowledge.answering import Answer, Status
from knowledge.document import SchoolYear
from knowledge.places import offices_named

OFFICE = "office:"
MOST_OFFICES = 10  # as buttons; with more, the person types the name of the place
MOST_CHOICES = 4
MOST_NEAREST = 3


async def ask(text: str, desk: Desk, short: bool = False) -> Reply:
    """Answers from the plans of the office that is meant, or asks which one it is. `short`: as a group wants it."""
    serving = await offices.with_active_plans(desk.session)
    if not serving:
        return Reply(say(NO_PLANS))
    meant = await _meant(text, serving, desk)
    if len(meant) > 1:
        return which_office(meant, {"question": text})
    return await ask_office(text, meant[0], desk, short)


def which_office(among: Sequence[Office], pending: dict[str, object]) -> Reply:
    buttons = [Button(label(office.name), OFFICE + office.slug) for office in among[:MOST_OFFICES]]
    return Reply(which(WHICH_OFFICE, buttons), pending)


async def _meant(text: str, serving: Sequence[Office], desk: Desk) -> Sequence[Office]:
    """The one office that the question or the person means; several where that is open."""
    if len(serving) == 1:
        return serving
    named = set(offices_named(text, {office.slug: office.places for office in serving}))
    if named:
        return [office for office in serving if office.slug in named]
    remembered = [office for office in serving if office.id == desk.contact.office_id]
    return remembered or serving


async def ask_office(text: str, office: Office, desk: Desk, short: bool) -> Reply:
    """Answers from the active plans of this office."""
    here = desk.now.astimezone(ZoneInfo(office.time_zone))
    slugs = await plans.active_slugs(desk.session, [office.id])
    held = await people.memberships(desk.session, desk.contact.person_id, desk.now)
    role = next((member.role for member in held if member.office_id == office.id), Role.PARENT).value

    def engine(question: str) -> Answer:
        return desk.library.ask(question, at=here, plans=slugs, role=role)

    answer = engine(text)
    if answer.status is Status.ANSWERED:
        return Reply(answered(answer, SchoolYear.containing(here.date()), short))
    return _asking_back(answer) if answer.status is Status.CLARIFY else _refusing(answer, engine)


def _asking_back(answer: Answer) -> Reply:
    buttons, kept = question_buttons([(choice.label, choice.question) for choice in answer.choices[:MOST_CHOICES]])
    return Reply(which(answer.text, buttons) if buttons else say(answer.text), kept)


def _refusing(answer: Answer, engine: Callable[[str], Answer]) -> Reply:
    """Offers the nearest subjects, but none that would be refused in its turn."""
    leading_on = [subject for subject in answer.nearest[:MOST_NEAREST] if engine(subject).status is not Status.REFUSED]
    buttons, kept = question_buttons([(subject, subject) for subject in leading_on])
    return Reply(refused(answer, buttons), kept)
