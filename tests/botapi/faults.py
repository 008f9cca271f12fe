"""What may go wrong on the way, to be scripted by a test: `api.fail("sendMessage", too_many(3), drop_after())`."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """`carried_out`: whether the method takes effect before things go wrong."""

    how: Literal["error", "page", "drop", "hang"]
    status: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    http_status: int = 0  # where it differs from the error's own
    carried_out: bool = False
    chat: str = ""  # only requests for this chat

    @property
    def name(self) -> str:
        """For counting: "429", "drop"."""
        return str(self.status or self.how)


class Chance:
    """Faults by lot, the same for the same seed: `Chance(7, (5, too_many(1)), (1, drop_after()))`, in per cent."""

    def __init__(self, seed: int = 0, *lots: tuple[float, Fault]) -> None:
        self._random = Random(seed)
        self._lots = lots

    def draw(self) -> Fault | None:
        left = self._random.uniform(0, 100) if self._lots else 0
        for per_cent, fault in self._lots:
            left -= per_cent
            if left < 0:
                return fault
        return None


def error(status: int, description: str, *, chat: str = "", **parameters: Any) -> Fault:
    return Fault("error", status, description, parameters, chat=chat)


def too_many(retry_after: int, *, chat: str = "") -> Fault:
    return error(429, f"Too Many Requests: retry after {retry_after}", chat=chat, retry_after=retry_after)


def migrated(to: int) -> Fault:
    return error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


def ok_false(status: int, description: str) -> Fault:
    """The error under HTTP 200."""
    return Fault("error", status, description, http_status=200)


def page(status: int = 502) -> Fault:
    """A proxy's HTML page, which repeats the address."""
    return Fault("page", status)


def drop_before() -> Fault:
    return Fault("drop")


def drop_after() -> Fault:
    return Fault("drop", carried_out=True)


def hang() -> Fault:
    """Carried out, and never answered."""
    return Fault("hang", carried_out=True)


def storm(seed: int, refused: float = 0, failed: float = 0, cut_before: float = 0, cut_after: float = 0) -> Chance:
    """Bad weather, in per cent: 429 of a second, 500, connections cut before the request was taken, or after."""
    failure = error(500, "Internal Server Error")
    return Chance(
        seed, (refused, too_many(1)), (failed, failure), (cut_before, drop_before()), (cut_after, drop_after())
    )
