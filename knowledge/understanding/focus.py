"""Which part of a message is the question: the last that asks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from knowledge.language.lexicon import Word, plain_words

ASKING = frozenset(plain_words("nào gì ai đâu sao mấy nhiêu"))
ASKING_BARE = re.compile(
    r"\b(?:nao|gi|ai|bao (?:nhieu|gio|lau)|(?:o|den|di|vao|tu|ve) dau|(?:ra|lam|vi|tai|thi) sao|may(?! (?:tinh|moc)))\b"
)
HOW_LONG = re.compile(r"\bbao (?:gio|lau)\b")
THEN = plain_words("thì")[0]
SHORTEST = 3
"""Words of a part before "thì" that can be by itself what the question is asked of."""

LOST = 4
"""Words behind "mà chẳng biết" that say no more than that the asker is at a loss ("kêu ai", "hỏi ai bây giờ")."""

SELF = frozenset(word.folded for word in plain_words("em tôi mình tui chị anh bác con cháu bé nhà mẹ bố ad"))
"""How askers call themselves and their own."""
ELDERS = frozenset(plain_words("bà ông cụ"))
"""The same, only with their accents: "ba" is a number too."""
BACK = re.compile(
    r"\b(?:nhu (?:the|vay|the nay)|(?:cai|vu|chuyen|viec|cuoc|khoan|cho) (?:do|ay|nay|kia)|ay)\b|"
    r"\bla (?:(?:nhung|cac|may|hai) )?(?:\w+ nao|gi|ai)\b"
)
UNSURE = re.compile(r"\b(?:ma |nhung )(?:van |con )?(?:chua|khong|chang|cha) (?:biet|ro|nam|nho)(?: ro)?\b")
""" "Muốn gửi đơn mà chưa biết …": what is asked begins behind it."""

Part = tuple[int, int]
"""[start, end) of the words of a part."""


def sentences_of(typed: Sequence[Word], breaks: Collection[int]) -> list[Part]:
    """The parts of a message between its commas and full stops (`breaks`), and behind "mà chưa biết"."""
    line = " ".join(word.folded for word in typed)
    unsure = (line[: found.end()].count(" ") + 1 for found in UNSURE.finditer(line))
    return [part for part in pairwise(sorted({0, len(typed), *breaks, *unsure})) if part[1] > part[0]]


def parts_of(typed: Sequence[Word], breaks: Collection[int]) -> list[Part]:
    """The same, and what stands on either side of "thì"."""
    cuts = {0, len(typed), *breaks}
    cuts.update(
        place
        for place, word in enumerate(typed)
        if word == THEN and place - max(cut for cut in cuts if cut <= place) >= SHORTEST
    )
    return sentences_of(typed, cuts)


def asking_part(typed: Sequence[Word], parts: Sequence[Part], *, strict: bool) -> int:
    """The number of the last part that asks something, -1 where none does by a word. `strict` where accents count."""
    asking = [n for n, part in enumerate(parts) if _asks(typed[slice(*part)], strict=strict)]
    if len(asking) > 1 and _is_at_a_loss(typed, parts, asking[-1]):
        asking.pop()
    return asking[-1] if asking else -1


def _is_at_a_loss(typed: Sequence[Word], parts: Sequence[Part], last: int) -> bool:
    """Whether a part but ends a complaint: "… mà chẳng biết | kêu ai"."""
    start, end = parts[last]
    return end - start <= LOST and leads_up(typed[slice(*parts[last - 1])])


def _asks(part: Sequence[Word], *, strict: bool) -> bool:
    line = " ".join(word.folded for word in part)
    if strict:
        return not ASKING.isdisjoint(part) or bool(HOW_LONG.search(line))
    return bool(ASKING_BARE.search(line))


def points_back(part: Sequence[Word]) -> bool:
    """Whether a part asks of what was told before it ("thế làm mấy cái như thế", "vụ đó bao giờ xong")."""
    return bool(BACK.search(" ".join(word.folded for word in part)))


def leads_up(part: Sequence[Word]) -> bool:
    """Whether a part ends with "mà chưa biết", and what is asked follows."""
    line = " ".join(word.folded for word in part)
    return any(found.end() == len(line) for found in UNSURE.finditer(line))


def tells_of_self(part: Sequence[Word]) -> bool:
    """Whether a part speaks of the asker or of the asker's own."""
    return any(word.folded in SELF or word in ELDERS for word in part)
