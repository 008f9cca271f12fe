"""What goes in and out, the same for every channel. Stored as JSON, so that `db` need not know these types.

Handlers speak in intents and blocks; a channel renders what it can. The plain-text rendering is the reference: a
message must be understandable with no bold, no buttons, no edits, no files and no reply-to.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from handlers import rich


class IncomingKind(StrEnum):
    TEXT = "text"
    PRESS = "press"  # a button; `button` holds its value
    OTHER = "other"  # a sticker, a photo, a voice message: something, but no text
    BLOCKED = "blocked"  # the person blocked the bot: nobody to answer
    UNBLOCKED = "unblocked"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A photo or document that came along, not fetched yet. `source` is what the channel needs to fetch it, as JSON."""

    name: str
    media_type: str
    size: int  # bytes, 0 where the channel does not say
    source: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that one person did in one chat.

    `text` is what was typed, as typed (a caption counts). In a group only what is addressed to the bot becomes an
    Incoming. `deep_link` is the payload of a start link ("/start CODE" arrives as text "/start" and deep_link "CODE").
    """

    channel: str  # "telegram", "webchat", "console"
    account: str  # the bot or OA that received it
    chat_id: str
    kind: IncomingKind
    received_at: datetime  # UTC
    text: str = ""
    button: str = ""
    deep_link: str = ""
    message_id: str = ""
    reply_to: str = ""  # message_id of our message that it replies to
    is_group: bool = False
    files: tuple[IncomingFile, ...] = ()
    album: str = ""  # what several messages that were sent as one have in common
    marked: str = ""  # `text` with what is bold or in italics as in handlers.rich, "" where nothing is
    inbox_id: int | None = None  # the row in which it was recorded


@dataclass(frozen=True, slots=True)
class Button:
    """`value` comes back on a press: 1 to 64 ASCII bytes, "verb" or "verb:argument". `label` is at most 40 characters.

    The same can always be said in words: typing the label, or the number where a channel numbers the choices.
    """

    label: str
    value: str


class BlockKind(StrEnum):
    LEAD = "lead"  # the sentence that matters; bold where a channel can
    TEXT = "text"  # a paragraph; lines that begin with "- " are bullets
    RICH = "rich"  # the same with *bold* and _italics_ as they are typed, see handlers.rich
    QUOTE = "quote"  # the plan's own words
    SOURCE = "source"  # where it stands; small
    NOTE = "note"  # an aside, such as the privacy notice; small


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    text: str  # plain text: a channel escapes it

    @property
    def words(self) -> str:
        """What is read where nothing can be bold."""
        return rich.plain(self.text) if self.kind is BlockKind.RICH else self.text


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with the message: bytes are kept in the row, at most 5 MB."""

    name: str
    media_type: str
    content: bytes


class Intent(StrEnum):
    NOTIFY = "notify"  # says something
    CHOOSE = "choose"  # asks for one of `buttons`; they stay open until answered or expired
    ASK = "ask"  # asks for free text
    ATTACH = "attach"  # carries a file


@dataclass(frozen=True, slots=True)
class Outgoing:
    blocks: tuple[Block, ...]
    intent: Intent = Intent.NOTIFY
    buttons: tuple[Button, ...] = ()  # one a line; on NOTIFY they are short cuts, on CHOOSE the answers
    attachments: tuple[Attachment, ...] = ()
    progress_of: int | None = None  # the announcement that this tells of, and goes on telling of by being changed

    def plain(self) -> str:
        """The reference rendering, without the buttons."""
        return "\n\n".join(f"“{b.text}”" if b.kind is BlockKind.QUOTE else b.words for b in self.blocks if b.text)


SILENCE = Outgoing(())  # for what needs no answer of its own: nothing is sent


def outgoing_to_json(message: Outgoing) -> dict[str, Any]:
    """The form in which a delivery row keeps a message."""
    return {
        "blocks": [[block.kind, block.text] for block in message.blocks],
        "intent": message.intent,
        "buttons": [[button.label, button.value] for button in message.buttons],
        "attachments": [
            [file.name, file.media_type, b64encode(file.content).decode("ascii")] for file in message.attachments
        ],
    }


def outgoing_from_json(stored: dict[str, Any]) -> Outgoing:
    """The inverse of `outgoing_to_json`."""
    return Outgoing(
        blocks=tuple(Block(BlockKind(kind), text) for kind, text in stored["blocks"]),
        intent=Intent(stored["intent"]),
        buttons=tuple(Button(label, value) for label, value in stored["buttons"]),
        attachments=tuple(
            Attachment(name, media_type, b64decode(content)) for name, media_type, content in stored["attachments"]
        ),
    )
