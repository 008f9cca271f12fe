"""Questions to answers: the Library holds the plans' indexes, asks each, and refuses where none says."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from knowledge.answering import Answer, KnownPlan, Status
from knowledge.language.lexicon import lexicon
from knowledge.language.places import offices_named, own_names
from knowledge.language.repair import repair
from knowledge.language.text import fold, is_syllable, plain, written_out
from knowledge.pointing import age, choice_of, plan_name, pointed_at, pointing_at
from knowledge.refusing import Reply
from knowledge.replying import is_month_question, reply_from
from knowledge.search.index import PlanIndex
from knowledge.search.postings import all_keys, known_to_any
from knowledge.search.sifting import FEW, sift
from knowledge.telling.wording import say
from knowledge.understanding.guard import is_empty, no_question, orders
from knowledge.understanding.question import Question, understand
from knowledge.understanding.timed import needs_today, timed

NEAR_TIE = 0.97
"""Two plans whose best facts are this close are equally good readings."""


@dataclass(frozen=True, slots=True)
class _Given:
    index: PlanIndex
    reply: Reply


class Library:
    """The plans that can be asked. Immutable: a changed set of plans is a new Library, which takes over the indexes of
    the plans that stayed the same (`former`), so that importing one more costs one index."""

    def __init__(self, plans: Sequence[KnownPlan], former: Library | None = None) -> None:
        kept = {(p.plan.slug, id(p.plan.document)): p for p in former._indexes.values()} if former else {}
        self._indexes: dict[str, PlanIndex] = {
            p.slug: kept.get((p.slug, id(p.document))) or PlanIndex(p) for p in plans
        }

    @cached_property
    def _syllables(self) -> list[str]:
        """What slips are repaired from; gathered when the first slip comes."""
        syllables = [key for key in all_keys() if key.isalpha() and is_syllable(key)]
        return sorted(known_to_any([index.postings for index in self._indexes.values()], syllables))

    @property
    def plans(self) -> tuple[KnownPlan, ...]:
        return tuple(index.plan for index in self._indexes.values())

    def index_of(self, slug: str) -> PlanIndex:
        return self._indexes[slug]

    def ask(self, text: str, *, at: datetime | None = None, plans: Collection[str] | None = None) -> Answer:
        """Answers from the plans named (all where None). `at` is now; None means each plan's own school year."""
        if reply := no_question(text):
            return Answer(Status.REFUSED, say("refused", reply, ""))
        if not (scope := self._scope(plans)):
            return Answer(Status.REFUSED, say("refused", "no_plan", ""))
        text, pointed = pointed_at(text, scope)
        today = at.date() if at else None
        scope = self._few(text, pointed or _named(text, scope) or scope, today)
        own = [name for index in scope for name in _own_names(index)]
        question = understand(
            text, lambda key: any(i.has(key) for i in scope), lambda: self._syllables, [i.name_book for i in scope], own
        )
        if orders(question):
            return Answer(Status.REFUSED, say("refused", "injection", ""))
        if is_empty(question) and not question.clock:
            return Answer(Status.REFUSED, say("refused", "no_text", ""))
        if at is None and needs_today(question) and is_month_question(replace(question, months=(1,))):
            return Answer(Status.CLARIFY, say("refused", "which_month", ""))
        given = [_Given(index, _reply(index, question, today)) for index in scope]
        return _choose(given, question, pointed=bool(pointed))

    def _scope(self, plans: Collection[str] | None) -> list[PlanIndex]:
        wanted = self._indexes.keys() if plans is None else frozenset(plans)
        return [index for slug, index in self._indexes.items() if slug in wanted]

    def _few(self, text: str, scope: list[PlanIndex], today: date | None) -> list[PlanIndex]:
        if len(scope) <= FEW:
            return scope
        typed = lexicon().typed_words(written_out(plain(text)))
        return sift(repair(typed, lambda key: any(i.has(key) for i in scope), lambda: self._syllables), scope, today)


def _own_names(index: PlanIndex) -> list[str]:
    data = index.plan.document.metadata
    return own_names(data.place, data.issuer)


def _reply(index: PlanIndex, question: Question, today: date | None) -> Reply:
    """What the plan says to a message; where it says nothing to all of it, to the part that asks."""
    reply = reply_from(index, timed(question, index, today))
    for other in (question.narrowed, question.pared):
        if other and reply.text == say("refused", "not_said", ""):
            again = reply_from(index, timed(other, index, today))
            reply = again if again.answered else reply
    return reply


def _choose(given: Sequence[_Given], question: Question, *, pointed: bool) -> Answer:
    """The plan that answers best; where two do equally well, the question back; where none does, the best refusal.
    What is asked back of a plan that was pointed at stays with that plan."""
    good = sorted((g for g in given if g.reply.answered), key=lambda g: -g.reply.score)
    if not good:
        best = max(given, key=lambda g: g.reply.score).reply
        return Answer(Status.REFUSED, best.text, nearest=best.nearest)
    ties = _newest([g for g in good if g.reply.score >= NEAR_TIE * good[0].reply.score])
    if len(ties) > 1:
        choices = tuple(choice_of(g.index, question.text) for g in ties[:4])
        return Answer(Status.CLARIFY, say("which_plan"), choices=choices)
    best = ties[0].reply
    if best.choices and pointed:
        kept = [replace(c, question=pointing_at(ties[0].index, c.question)) for c in best.choices]
        return Answer(Status.CLARIFY, best.text, choices=tuple(kept))
    if best.choices:
        return Answer(Status.CLARIFY, best.text, choices=best.choices)
    return Answer(Status.ANSWERED, best.text, best.citations, rest=best.rest)


def _newest(ties: Sequence[_Given]) -> list[_Given]:
    """Of plans that nothing tells apart the newest, in the order of their scores."""
    newest: dict[str, _Given] = {}
    for given in ties:
        name = fold(plan_name(given.index))
        if name not in newest or age(given.index) > age(newest[name].index):
            newest[name] = given
    return list(newest.values())


def _named(text: str, scope: Sequence[PlanIndex]) -> list[PlanIndex]:
    """The plans whose place the question names; only asked where there are several to choose from."""
    if len(scope) < 2:
        return []
    named = set(offices_named(text, {index.plan.slug: [index.plan.document.metadata.place] for index in scope}))
    return [index for index in scope if index.plan.slug in named]
