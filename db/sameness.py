"""When two questions are the same, and what of a question is not kept. Pure."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from db.models.questions import KEY_LENGTH, TEXT_LENGTH
from knowledge.language.text import fold, nfc, words

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Vietnamese numbers: a zero or +84, then eight to ten digits, in groups or not. Longer ones are of papers and accounts.
# A sum (24.860.000.000) begins otherwise.
DATE = r"\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d)"
TELEPHONE = re.compile(rf"(?<![\w./-])(?<!\d )(?!{DATE})\(?(?:\+?84|0)\)?(?:[ .()-]{{0,2}}\d){{8,13}}(?!\d)")
LONG_NUMBER = re.compile(r"\d{8,}")
MASKS = ((E_MAIL, "[thư điện tử]"), (TELEPHONE, "[số điện thoại]"), (LONG_NUMBER, "[dãy số]"))

# Courtesy, folded: it stands at the ends of a question and changes nothing.
_WHO = "(?:toi|em|minh)"
OPENING = re.compile(
    rf"(?:cho {_WHO} (?:hoi|biet)|{_WHO} muon (?:hoi|biet)|muon (?:hoi|biet)|cho (?:hoi|biet)|xin (?:hoi|chao)"
    r"|thua|lam on|vui long|anh chi|ad oi|da(?= (?:cho|em|xin|thua|toi|minh|ad))) "
)
ENDING = re.compile(r" (?:a|nhe|vay)$")
WHEN = re.compile(r"\b(?:bao gio|luc nao|chung nao|hoi nao|khi nao)\b")
# Words whose meaning moves with the day; "năm nay" moves with the school year, which ends every office answer.
PASSING = re.compile(
    r"\b(?:hom (?:nay|qua|kia)|(?:ngay|sang|chieu|toi) (?:mai|nay|kia|mot)|(?:tuan|thang|quy|dot|ky) "
    r"(?:nay|sau|toi|truoc|roi|qua|ke)|sap (?:toi|den)|bay gio|hien (?:nay|tai|gio)|vua (?:roi|qua)"
    r"|gan day|con may ngay)\b"
)


def masked(text: str) -> str:
    """A question as it may be kept: no telephone numbers, long numbers or e-mail addresses, at most 500 characters."""
    kept = " ".join(nfc(text).replace("\0", "").split())
    for pattern, mask in MASKS:
        kept = pattern.sub(mask, kept)
    return kept if len(kept) <= TEXT_LENGTH else kept[: TEXT_LENGTH - 1].rstrip() + "…"


def key_of(text: str, here: datetime) -> str:
    """Equal for two questions only where one answer serves both; `here` is now where the office is.

    Strict on purpose: case, accents, punctuation, courtesy, "09" for "9" and the word for *when* make no difference,
    every other word, number, name and their order does. A question that speaks of today or this month is the same on
    that day only; one that is too long, or had something masked, is like no other.
    """
    kept = masked(text)
    if kept != " ".join(nfc(text).split()):
        return f"#{secrets.token_hex(8)}"
    said = " ".join(token.lstrip("0") or "0" if token.isdigit() else token for token in words(text))
    said = _without_courtesy(said)
    bare, asked_when = WHEN.subn(" ", said)
    said = " ".join([*bare.split(), *(["khi nao"] if asked_when else [])])
    day = f" @{here:%Y-%m-%d}" if PASSING.search(fold(text)) else ""
    return said + day if said and len(said + day) <= KEY_LENGTH else f"#{secrets.token_hex(8)}"


def _without_courtesy(said: str) -> str:
    while opening := OPENING.match(said):
        said = said[opening.end() :]
    while ending := ENDING.search(said):
        said = said[: ending.start()]
    return said
