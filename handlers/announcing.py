"""/thongbao: staff write an announcement step by step, see it as its readers will, and send it.

What is written so far is kept in the dialogue. Each step asks for the first thing that is missing, and when nothing
is, shows the preview: so whatever is changed, nothing that was said before is asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db import announcements, dialogues, drafts
from db.announcements import Audience, Whom
from db.models import Dialogue, Office
from handlers import announcing_drafting as words
from handlers import announcing_when, announcing_whom
from handlers.announced_wording import line
from handlers.announcing_preview import preview
from handlers.announcing_when import When
from handlers.announcing_wording import message
from handlers.desk import Desk, Reply
from handlers.draft import (
    ANSWERS,
    COMMAND,
    DROP,
    EDIT,
    GO_ON,
    LIST,
    NEWS,
    ROLE,
    STEP,
    TEXT,
    WHEN,
    WHOM,
    Draft,
    begun,
    draft_in,
    office_of,
)  # fmt: skip
from handlers.messages import Button, outgoing_to_json
from handlers.staff import office_for, refuse
from handlers.wording import say
from knowledge.errors import UserError
from scheduler import announcing
from scheduler.planner import rhythm_for

NEVER_MIND, RECENT = Button(words.NEVER_MIND, DROP), Button(words.RECENT, LIST)
NOW, URGENT = "now", "urgent"  # in buttons of WHEN
AT = "%Y%m%d%H%M"  # a time in a button, in the office's zone
SOON = timedelta(minutes=30)  # a quick time that is nearer than this is no use
MOST_SHOWN = 3  # of the last announcements, where a new one is begun
EVENING = 17  # the hour of today's quick time


async def show(argument: str, desk: Desk) -> Reply:
    """Begins, with the text where it comes along; or offers to go on with what was begun."""
    office = await office_for(desk)
    if office is None:
        return refuse(desk, COMMAND)
    open_ = draft_in(await dialogues.open_dialogue(desk.session, desk.contact.id, desk.now))
    if argument.strip():
        await drafts.drop(desk.session, desk.contact.id)
        return await take_text(argument, {NEWS: {}}, desk)
    if open_ and open_.keys() & {"text", "file"}:
        buttons = [Button(words.GO_ON, GO_ON), Button(words.ANEW, f"{TEXT}:new"), RECENT]
        return Reply(words.unfinished(open_, buttons), {NEWS: open_})
    return await _begin(desk, office)


async def _begin(desk: Desk, office: Office) -> Reply:
    """Asks for the words, and shows how the last announcements stand."""
    last = await announcements.recent(desk.session, office.id, MOST_SHOWN)
    lines = [line(each, await announcements.figures(desk.session, each.id), office) for each in last]
    buttons = [RECENT, NEVER_MIND] if last else [NEVER_MIND]
    return Reply(words.ask_text(buttons, {}, lines), {STEP: TEXT, NEWS: {}})


async def go_on(draft: Draft, desk: Desk, office: Office) -> Reply:
    """Asks for what is missing; else shows the whole."""
    draft = {**draft, "office": office.id}
    if "text" not in draft:
        alone = [Button(words.NO_WORDS, TEXT)] if draft.get("file") else []
        return Reply(words.ask_text([*alone, NEVER_MIND], draft), {STEP: TEXT, NEWS: draft})
    if "whom" not in draft:
        return _ask_whom(draft)
    if "answers" not in draft:
        buttons = [Button(each, f"{ANSWERS}:{number}") for number, each in enumerate(words.QUICK_ANSWERS)]
        return Reply(words.ask_answers([*buttons, NEVER_MIND]), {STEP: ANSWERS, NEWS: draft})
    if "at" not in draft:
        is_quiet = announcing.goes_at(office, None, False, desk.now) > desk.now
        buttons = [*_times(office, desk.now), NEVER_MIND]
        return Reply(words.ask_when(office, is_quiet, buttons), {STEP: WHEN, NEWS: draft})
    return await preview(draft, desk, office)


def _ask_whom(draft: Draft) -> Reply:
    if said := draft.get("said"):
        buttons = [Button(each, f"{ROLE}:{number}") for number, each in enumerate(words.ROLES)]
        return Reply(words.ask_role(said, [*buttons, NEVER_MIND]), {STEP: WHOM, NEWS: draft})
    buttons = [Button(each, f"{WHOM}:{number}") for number, each in enumerate(words.QUICK_WHOM)]
    return Reply(words.ask_whom(draft, [*buttons, NEVER_MIND]), {STEP: WHOM, NEWS: draft})


async def take_text(text: str, pending: Draft, desk: Desk) -> Reply:
    office, draft = await office_of(pending[NEWS], desk), dict(pending[NEWS])
    if office is None:
        return refuse(desk, TEXT)
    check_text(text, bool(draft.get("file")), office, desk)
    return await go_on({**draft, "text": text.strip()}, desk, office)


def check_text(text: str, has_file: bool, office: Office, desk: Desk) -> None:
    """Raises UserError where it is empty, or longer than every channel carries in one message."""
    file = announcing.File("-", "", b"-") if has_file else None
    body = outgoing_to_json(message(office, text))
    announcing.check(announcing.Draft(body, Audience(Whom.EVERYONE), "", file=file), desk.now)


async def act_text(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Begins anew; or with a file, no words."""
    office = await office_of(None if arguments else draft_in(dialogue), desk)
    if office is None:
        return refuse(desk, TEXT)
    if arguments:
        await drafts.drop(desk.session, desk.contact.id)
        return await _begin(desk, office)
    draft = begun(dialogue)
    return await go_on({**draft, "text": ""} if draft.get("file") else draft, desk, office)


async def act_whom(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    return await take_whom(words.QUICK_WHOM[int(arguments[0])], {NEWS: begun(dialogue)}, desk)


async def act_role(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    return await take_whom(words.ROLES[int(arguments[0])], {NEWS: begun(dialogue)}, desk)


async def take_whom(text: str, pending: Draft, desk: Desk) -> Reply:
    """Whom it is for; where only schools are named, who of them is asked next."""
    office, draft = await office_of(pending[NEWS], desk), dict(pending[NEWS])
    if office is None:
        return refuse(desk, WHOM)
    said = draft.pop("said", "")
    meant = await announcing_whom.read(text, office, desk)
    if said and meant.audience and not meant.names_schools:
        meant = await announcing_whom.read(f"{text}, {said}", office, desk)
    if meant.audience is None:
        return await go_on({**draft, "said": text}, desk, office)
    return await go_on({**draft, "whom": meant.audience.to_json(), "told": meant.told}, desk, office)


async def act_answers(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    return await take_answers(words.QUICK_ANSWERS[int(arguments[0])], {NEWS: begun(dialogue)}, desk)


async def take_answers(text: str, pending: Draft, desk: Desk) -> Reply:
    office, answers = await office_of(pending[NEWS], desk), words.read_answers(text)
    if office is None:
        return refuse(desk, ANSWERS)
    body = outgoing_to_json(message(office, "-"))
    announcing.check(announcing.Draft(body, Audience(Whom.EVERYONE), "", tuple(answers)), desk.now)
    return await go_on({**pending[NEWS], "answers": answers}, desk, office)


def _times(office: Office, now: datetime) -> list[Button]:
    """Now, or when the quiet hours end; without waiting where it is quiet; this evening; tomorrow morning."""
    zone, at = ZoneInfo(office.time_zone), announcing.goes_at(office, None, False, now)
    here = now.astimezone(zone)
    evening = here.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    tomorrow = datetime.combine(here.date() + announcing_when.DAY, rhythm_for(office).at, zone)
    first = [Button(words.AT_ONCE if at <= now else words.when_awake(at, zone), f"{WHEN}:{NOW}")]
    urgent = [Button(words.URGENT_NOW, f"{WHEN}:{URGENT}")] if at > now else []
    later = [each for each in (evening, tomorrow) if each > max(here + SOON, at)]
    return [*first, *urgent, *(Button(words.quick_time(each, here), f"{WHEN}:{each.strftime(AT)}") for each in later)]


async def act_when(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    draft, office, given = begun(dialogue), await office_of(begun(dialogue), desk), arguments[0]
    if office is None:
        return refuse(desk, WHEN)
    if given == NOW:
        return await _timed(draft, When(None), desk, office)
    if given == URGENT:
        return await _timed(draft, When(None, is_urgent=True), desk, office)
    at = datetime.strptime(given, AT).replace(tzinfo=ZoneInfo(office.time_zone))
    return await _timed(draft, When(at), desk, office)


async def take_when(text: str, pending: Draft, desk: Desk) -> Reply | None:
    """A time; at the preview whatever is no time is a question in between."""
    office, draft = await office_of(pending[NEWS], desk), pending[NEWS]
    if office is None:
        return refuse(desk, WHEN)
    when = announcing_when.read(text, desk.now, office.time_zone, rhythm_for(office).at)
    if when is None and "at" in draft:
        return None
    if when is None:
        raise UserError(f"Không rõ gửi lúc nào. {announcing_when.EXAMPLES}")
    return await _timed(draft, when, desk, office)


async def _timed(draft: Draft, when: When, desk: Desk, office: Office) -> Reply:
    """ "Khẩn" alone keeps the time that was named."""
    at = when.at.isoformat() if when.at else draft.get("at", "") if when.is_urgent else ""
    return await go_on({**draft, "at": at, "urgent": when.is_urgent}, desk, office)


async def act_edit(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    """Asks for other words; all else stays as it was said."""
    draft, office = begun(dialogue), await office_of(begun(dialogue), desk)
    if office is None:
        return refuse(desk, EDIT)
    return await go_on({name: value for name, value in draft.items() if name != "text"}, desk, office)


async def act_go_on(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    draft, office = begun(dialogue), await office_of(begun(dialogue), desk)
    return refuse(desk, GO_ON) if office is None else await go_on(draft, desk, office)


async def act_no_file(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    draft, office = begun(dialogue), await office_of(begun(dialogue), desk)
    if office is None:
        return refuse(desk, GO_ON)
    await drafts.drop(desk.session, desk.contact.id)
    left = {name: value for name, value in draft.items() if name != "file" and (name != "text" or value)}
    return await go_on(left, desk, office)


async def act_drop(arguments: Sequence[str], desk: Desk, dialogue: Dialogue | None) -> Reply:
    await drafts.drop(desk.session, desk.contact.id)
    if dialogue is not None:
        dialogue.pending = {name: value for name, value in dialogue.pending.items() if name not in (NEWS, STEP)}
    return Reply(say(words.DROPPED), {NEWS: None}, closes=True)
