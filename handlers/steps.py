"""Hands commands, buttons and texts of what is done in steps to those who do it: staff, and parents who follow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from db.dialogues import STAYS_OPEN
from db.models import Dialogue
from handlers import (
    announced,
    announcing,
    announcing_preview,
    approving,
    doubts,
    draft,
    editing,
    editing_preview,
    following,
    handover,
    overview,
    requesting,
    returning,
    summary,
)
from handlers.desk import Desk, Reply
from handlers.staff import IN_PRIVATE
from handlers.wording import STALE_CHOICE, say
from knowledge.errors import UserError

Act = Callable[[Sequence[str], Desk, Dialogue | None], Awaitable[Reply]]
Take = Callable[[str, dict[str, Any], Desk], Awaitable[Reply | None]]

Answer = TypeVar("Answer", Reply, Reply | None)

COMMANDS: Mapping[str, Callable[[str, Desk], Awaitable[Reply]]] = {
    "tinhhinh": overview.show,
    "suaviec": editing.show,
    "tonghop": summary.show,
    "yeucau": requesting.show,
    "theodoi": following.show,
    "bangiao": handover.show,
    "thongbao": announced.show,
}
ACTS: Mapping[str, Act] = {
    overview.MONTH: overview.act_month,
    overview.TASK: overview.act_task,
    overview.SCHOOLS: overview.act_schools,
    overview.SCHOOL: overview.act_school,
    overview.REQUEST: returning.act_open,
    overview.REMIND: overview.act_remind,
    returning.RETURN: returning.act_return,
    returning.BECAUSE: returning.act_because,
    returning.EXEMPT: returning.act_exempt,
    returning.NOT_EXEMPT: returning.act_not_exempt,
    returning.REMIND_ONE: returning.act_remind_one,
    returning.NEVER_MIND: returning.act_never_mind,
    editing.LIST: editing.act_list,
    overview.EDIT: editing.act_edit,
    editing.MOVE: editing.act_move,
    editing.DAY: editing.act_day,
    editing.REWORD: editing.act_reword,
    editing.WHOM: editing.act_whom,
    editing.FLAG: editing.act_flag,
    editing_preview.APPLY: editing_preview.act_apply,
    overview.UNSURE: doubts.act_unsure,
    requesting.WHOM: requesting.act_whom,
    requesting.WHEN: requesting.act_when,
    requesting.FIELDS: requesting.act_no_fields,
    requesting.SEND: requesting.act_send,
    following.ONE: following.act_one,
    following.ALL: following.act_all,
    following.GRADE: following.act_grade,
    following.STOP: following.act_stop,
    following.CONSENT: following.act_consent,
    handover.SCHOOL: handover.act_school,
    handover.DO: handover.act_do,
    draft.TEXT: announcing.act_text,
    draft.WHOM: announcing.act_whom,
    draft.ROLE: announcing.act_role,
    draft.ANSWERS: announcing.act_answers,
    draft.WHEN: announcing.act_when,
    draft.EDIT: announcing.act_edit,
    draft.NO_FILE: announcing.act_no_file,
    draft.GO_ON: announcing.act_go_on,
    draft.SEND: announcing_preview.act_send,
    draft.DROP: announcing.act_drop,
    draft.LIST: announced.act_list,
    draft.ONE: announced.act_one,
    draft.REMIND: announced.act_remind,
    draft.SHEET: announced.act_sheet,
    draft.WITHDRAW: announced.act_withdraw,
    draft.WITHDRAW_SURELY: announced.act_withdraw_surely,
    draft.CORRECT: announced.act_correct,
    draft.SEND_UNCERTAIN: announced.act_send_uncertain,
    draft.APPROVE: approving.act_approve,
    draft.REFUSE: approving.act_refuse,
    draft.SEE_FILE: approving.act_see_file,
}
TAKES: Mapping[str, Take] = {
    returning.RETURN: returning.take_reason,
    editing.MOVE: editing.take_day,
    editing.REWORD: editing.take_text,
    editing.WHOM: editing.take_whom,
    requesting.TEXT: requesting.take_text,
    requesting.WHOM: requesting.take_whom,
    requesting.WHEN: requesting.take_when,
    requesting.FIELDS: requesting.take_fields,
    following.TAKE: following.take,
    draft.TEXT: announcing.take_text,
    draft.WHOM: announcing.take_whom,
    draft.ANSWERS: announcing.take_answers,
    draft.WHEN: announcing.take_when,
}
MAY_ASK = (requesting.TEXT, requesting.FIELDS, draft.TEXT, draft.ANSWERS)  # what is asked for may be a question itself
ASKED_FOR_S = 3_600  # a text that comes later than this is not what was asked for


async def command(name: str, argument: str, desk: Desk, is_group: bool) -> Reply:
    """One of COMMANDS."""
    if is_group:
        return Reply(say(IN_PRIVATE))
    return await _said(COMMANDS[name](argument, desk))


async def act(value: str, desk: Desk, dialogue: Dialogue | None, is_group: bool) -> Reply | None:
    """What these buttons do; None where the value is another's."""
    verb, *arguments = value.split(":")
    if verb not in ACTS:
        return None
    if is_group:
        return Reply(say(IN_PRIVATE))
    try:
        if any(len(each) > 18 and each.isdecimal() for each in arguments):  # longer than any id
            raise ValueError(value)
        return await _said(ACTS[verb](arguments, desk, dialogue))
    except (ValueError, IndexError, OverflowError):  # a button that was never ours
        return Reply(say(STALE_CHOICE))


async def take(text: str, desk: Desk, dialogue: Dialogue | None, is_group: bool) -> Reply | None:
    """A text that staff were asked for a short while ago; None where it is something else, such as a question."""
    pending = dialogue.pending if dialogue else {}
    asked = pending.get("step", "")
    if dialogue is None or is_group or asked not in TAKES or (text.endswith("?") and asked not in MAY_ASK):
        return None
    if (desk.now - (dialogue.expires_at - STAYS_OPEN)).total_seconds() > ASKED_FOR_S:
        return None
    return await _said(TAKES[asked](text, pending, desk))


async def _said(work: Awaitable[Answer]) -> Answer | Reply:
    """What cannot be done is said, and what was open stays open."""
    try:
        return await work
    except UserError as error:
        return Reply(say(error.sentence))
