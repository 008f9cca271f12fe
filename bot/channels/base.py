"""What the inbox and the outbox ask of a channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, runtime_checkable

from handlers.messages import Incoming, Outgoing


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One update as it came. `key` is unique within (channel, account); `chat_id` is "" where there is no chat."""

    key: str
    chat_id: str
    payload: dict[str, Any]


# Records updates durably and returns when they are committed: only then may the channel confirm them.
Record = Callable[[str, str, Sequence[RawUpdate]], Awaitable[None]]


class SendError(Exception):
    """A send that did not plainly succeed. Its text is for the log and never holds a token."""


class RetryLater(SendError):
    """Certainly not sent, worth trying again. `after`: how long to hold this chat (None: the usual back-off)."""

    def __init__(self, detail: str, after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.after = after


class FileRefused(RetryLater):
    """The other side no longer knows the name of a file that it was to keep: upload it anew."""


class Uncertain(SendError):
    """Perhaps sent: the answer was lost. Tried again, since a second reply harms less than none."""


class Unreachable(SendError):
    """Blocked, deleted, or never met: switch the contact off until the person writes again."""


class GiveUp(SendError):
    """Permanent, and our fault (too long, bad markup): not tried again, logged as a defect."""


class ChatMoved(SendError):
    """The chat has a new id; the message was not sent."""

    def __init__(self, chat_id: str) -> None:
        super().__init__(f"chat moved to {chat_id}")
        self.chat_id = chat_id


class ChannelDown(SendError):
    """Token revoked: nothing of this channel can be sent until a human acts."""


@runtime_checkable
class Fetching(Protocol):
    """A channel over which files come in."""

    async def fetch(self, source: dict[str, Any], most_bytes: int) -> bytes:
        """The bytes of a file as its Incoming told of it. Raises a SendError; GiveUp where it will never be had."""


@runtime_checkable
class Keeping(Protocol):
    """A channel whose other side keeps a file that it has been given, and sends it again by a name of its own."""

    async def send_kept(self, chat_id: str, message: Outgoing, ref: str) -> tuple[str, str]:
        """Sends a piece with its file by the name `ref`, or by uploading it where that is "".

        Returns the message id and the file's name. Raises a SendError; FileRefused where the name is no good any more.
        """


@runtime_checkable
class Contested(Protocol):
    """A channel of which another program may take the messages away."""

    def rival(self) -> str | None:
        """Why messages go astray until a human acts; "" where none do, None where that is not known yet."""


class Channel(Protocol):
    name: str  # "telegram"
    account: str  # the bot's id, as text
    max_in_flight: int  # how many sends at once
    # To one chat a short burst passes, and only what goes on is slowed.
    seconds_per_chat: float  # in the long run one message to one chat in so many seconds (0: as fast as it goes) ...
    burst_per_chat: int  # ... after so many at once
    rate_per_s: float  # over all chats, in any second; math.inf: no limit
    can_edit: bool
    can_delete: bool

    def parse(self, payload: dict[str, Any]) -> Incoming | None:
        """The recorded payload as an Incoming; None where there is nothing to answer (a group message not for us).

        Raises ValueError where the payload cannot be understood; the update is then parked.
        """

    def split(self, message: Outgoing) -> list[Outgoing]:
        """The same message in pieces that the channel can carry: one, unless its length forbids."""

    async def send(self, chat_id: str, message: Outgoing) -> str:
        """Sends one piece and returns the channel's message id. Raises a SendError."""

    async def edit(self, chat_id: str, message_id: str, message: Outgoing) -> None:
        """Changes what was sent to `message`, of which its file stays as it is. Raises a SendError, GiveUp where it is
        gone. Only where `can_edit`."""

    async def delete(self, chat_id: str, message_id: str) -> None:
        """Takes back what was sent; what is gone already counts as taken back. Raises a SendError, GiveUp where it is
        too old. Only where `can_delete`."""

    async def run(self, record: Record) -> None:
        """Takes updates in until cancelled; returns at once where they come in by a web route."""

    async def close(self) -> None:
        """Frees connections."""
