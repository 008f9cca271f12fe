"""An Outgoing as Telegram's HTML, and in pieces that Telegram carries.

Telegram counts a text after its mark-up is taken out, in UTF-16 units (Bot API, sendMessage and MessageEntity), so
pieces are made of plain text first and marked up afterwards: a tag is never cut.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from handlers import rich
from handlers.messages import Block, BlockKind, Intent, Outgoing

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
SEPARATOR = "\n\n"
LONG_QUOTE = 300  # characters from which on a quote is folded until it is tapped

_COUNTER_ROOM = 16  # for "\n\n(12/34)"
_BULLET = re.compile(r"^- ", re.MULTILINE)
_BOUNDARIES = ("\n\n", "\n", ". ", "; ", ", ", " ")  # where a text that is too long is cut, the best place first


def units(text: str) -> int:
    """The length of `text` as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """`text` without what no Telegram message can hold: NUL and lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def html(message: Outgoing) -> str:
    """The blocks in Telegram's HTML mode."""
    return SEPARATOR.join(_block(block) for block in message.blocks if block.text.strip())


def plain(message: Outgoing) -> str:
    """What a person reads when the mark-up is taken out; also what is sent where Telegram refuses the mark-up."""
    return SEPARATOR.join(_shown(block) for block in message.blocks if block.text.strip())


def _shown(block: Block) -> str:
    text = _bulleted(block)
    return rich.plain(text) if block.kind is BlockKind.RICH else text


def _bulleted(block: Block) -> str:
    text = clean(block.text)
    return text if block.kind is BlockKind.QUOTE else _BULLET.sub("• ", text)


def _block(block: Block) -> str:
    text = escape(_shown(block), quote=False)
    match block.kind:
        case BlockKind.LEAD:
            return f"<b>{text}</b>"
        case BlockKind.QUOTE:
            return f"<blockquote{' expandable' if len(block.text) > LONG_QUOTE else ''}>{text}</blockquote>"
        case BlockKind.SOURCE | BlockKind.NOTE:
            return f"<i>{text}</i>"
        case BlockKind.RICH:
            return _tagged(_bulleted(block))
        case BlockKind.TEXT:
            return text


def _tagged(text: str) -> str:
    return "\n".join("".join(map(_run, line)) for line in rich.lines(text))


def _run(run: rich.Run) -> str:
    style, said = run
    text = escape(said, quote=False)
    for tag in style:
        text = f"<{tag}>{text}</{tag}>"
    return text


def split(message: Outgoing) -> list[Outgoing]:
    """The message in pieces: the text, numbered "(1/3)" where there are several, then each further file by itself.

    Buttons stand under the last piece of text. A short text goes as the caption of the first file.
    """
    files = [Outgoing((), Intent.ATTACH, (), (file,)) for file in message.attachments]
    if units(plain(message)) <= (CAPTION_LIMIT if files else TEXT_LIMIT) and len(message.blocks) < ENTITY_LIMIT:
        first = replace(message, attachments=message.attachments[:1])
        return [first, *files[1:]]
    packed = _pack(message.blocks)
    counted = [_numbered(blocks, number, len(packed)) for number, blocks in enumerate(packed, start=1)]
    pieces = [Outgoing(blocks, message.intent) for blocks in counted[:-1]]
    return [*pieces, Outgoing(counted[-1], message.intent, message.buttons), *files]


def _numbered(blocks: tuple[Block, ...], number: int, total: int) -> tuple[Block, ...]:
    return blocks if total == 1 else (*blocks, Block(BlockKind.NOTE, f"({number}/{total})"))


def _pack(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    """Fills pieces with whole blocks; only a block that is longer than a whole piece is cut."""
    limit = TEXT_LIMIT - _COUNTER_ROOM
    pieces: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        for part in cut(clean(block.text), limit):
            size = units(part) + len(SEPARATOR)
            if pieces[-1] and (used + size > limit or len(pieces[-1]) >= ENTITY_LIMIT - 2):
                pieces.append([])
                used = 0
            pieces[-1].append(Block(block.kind, part))
            used += size
    return [tuple(piece) for piece in pieces]


def cut(text: str, limit: int) -> list[str]:
    """`text` in parts of at most `limit` UTF-16 units, at the best boundary; joined they are `text` again."""
    parts = []
    while units(text) > limit:
        at = _boundary(text, limit)
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text]


def _boundary(text: str, limit: int) -> int:
    """The index to cut at: the last paragraph, line, sentence or word of what fits, unless that wastes half of it."""
    fits = len(text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))
    for mark in _BOUNDARIES:
        found = text.rfind(mark, fits // 2, fits)
        if found > 0:
            return found + len(mark)
    return fits
