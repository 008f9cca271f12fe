"""Mark-up and lengths: whatever the text, Telegram can parse it, and no piece is too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_render import CAPTION_LIMIT, TEXT_LIMIT, clean, cut, html, plain, split, units
from handlers.messages import Attachment, Block, BlockKind, Button, Intent, Outgoing
from tests.botapi import limits

any_text = st.text(st.characters(), max_size=300)
blocks = st.lists(st.builds(Block, st.sampled_from(BlockKind), any_text), max_size=8).map(tuple)
long_blocks = st.lists(
    st.builds(
        Block, st.sampled_from(BlockKind), st.text("aă𝔞 .\n", min_size=1, max_size=60).map(lambda text: text * 90)
    ),
    min_size=1,
    max_size=6,
).map(tuple)
FILE = Attachment("giấy mời.pdf", "application/pdf", b"%PDF")


@given(blocks)
def test_any_text_survives_the_mark_up(given_blocks: tuple[Block, ...]) -> None:
    message = Outgoing(given_blocks)
    assert limits.shown_text(html(message), "HTML") == plain(message)


def test_typed_signs_are_mark_up_and_never_their_words() -> None:
    message = Outgoing((Block(BlockKind.RICH, "*Mưa <to>* & _gió_\n- *nghỉ* 2*3*4 *"),))
    assert html(message) == "<b>Mưa &lt;to&gt;</b> &amp; <i>gió</i>\n• <b>nghỉ</b> 2*3*4 *"
    assert plain(message) == "Mưa <to> & gió\n• nghỉ 2*3*4 *"


def test_each_kind_of_block_has_its_mark_up() -> None:
    message = Outgoing(
        (
            Block(BlockKind.LEAD, "Hạn: 15/10 & <sớm>"),
            Block(BlockKind.TEXT, "- một\n- hai"),
            Block(BlockKind.QUOTE, "lời văn"),
            Block(BlockKind.QUOTE, "dài " * 100),
            Block(BlockKind.SOURCE, "mục II"),
        )
    )
    assert html(message).split("\n\n") == [
        "<b>Hạn: 15/10 &amp; &lt;sớm&gt;</b>",
        "• một\n• hai",
        "<blockquote>lời văn</blockquote>",
        f"<blockquote expandable>{'dài ' * 100}</blockquote>",
        "<i>mục II</i>",
    ]


def test_what_no_message_can_hold_is_replaced() -> None:
    assert clean("a\0b\ud800c😀") == "a\ufffdb\ufffdc😀"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=500), st.integers(2, 50))
def test_parts_fit_and_joined_are_the_text(text: str, limit: int) -> None:
    parts = cut(text, limit)
    assert "".join(parts) == text
    assert all(units(part) <= limit for part in parts)


@given(long_blocks)
def test_pieces_fit_and_joined_are_the_message(given_blocks: tuple[Block, ...]) -> None:
    pieces = split(Outgoing(given_blocks))
    for piece in pieces:
        assert units(limits.shown_text(html(piece), "HTML")) <= TEXT_LIMIT
    texts = [block.text for piece in pieces for block in (piece.blocks[:-1] if len(pieces) > 1 else piece.blocks)]
    assert "".join(texts) == "".join(block.text for block in given_blocks)


def test_a_long_text_is_cut_between_paragraphs_and_counted() -> None:
    paragraph = "Nhà trường thông báo. " * 40
    message = Outgoing((Block(BlockKind.TEXT, "\n\n".join([paragraph] * 12)),), Intent.CHOOSE, (Button("Có", "yes"),))
    pieces = split(message)
    assert [piece.blocks[-1].text for piece in pieces] == ["(1/3)", "(2/3)", "(3/3)"]
    assert all(piece.blocks[0].text.rstrip().endswith("thông báo.") for piece in pieces)
    assert [bool(piece.buttons) for piece in pieces] == [False, False, True]


def test_what_fits_stays_one_message() -> None:
    message = Outgoing((Block(BlockKind.TEXT, "x" * TEXT_LIMIT),))
    assert split(message) == [message]
    assert len(split(Outgoing((Block(BlockKind.TEXT, "😀" * 2049),)))) == 2  # an emoji counts twice


def test_many_blocks_stay_under_the_limit_of_entities() -> None:
    pieces = split(Outgoing(tuple(Block(BlockKind.LEAD, "x") for _ in range(150))))
    assert [limits.shown_text(html(piece), "HTML").count("x") for piece in pieces] == [98, 52]


@pytest.mark.parametrize(("length", "pieces"), [(0, 1), (CAPTION_LIMIT, 1), (CAPTION_LIMIT + 1, 2)])
def test_a_short_text_goes_as_the_caption_of_its_file(length: int, pieces: int) -> None:
    made = split(Outgoing((Block(BlockKind.TEXT, "x" * length),), Intent.ATTACH, (), (FILE,)))
    assert len(made) == pieces
    assert [piece.attachments for piece in made][-1] == (FILE,)


def test_each_further_file_is_a_message_of_its_own() -> None:
    made = split(Outgoing((Block(BlockKind.TEXT, "Gửi anh/chị"),), Intent.ATTACH, (), (FILE, FILE)))
    assert [(len(piece.blocks), len(piece.attachments)) for piece in made] == [(1, 1), (0, 1)]
