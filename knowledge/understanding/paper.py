"""What people ask of the paper before them: its number, day, signer, issuer, recipients, name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.language.lexicon import Word

PAPER = r"(?:ke hoach|van ban|cong van|giay to|to giay|giay|to|ban)"
SIGNED = r"(?:dat but k[yi]|k[yi] ten|k[yi]|dung ten(?: k[yi])?)"
ISSUED = rf"(?:{SIGNED}|ban hanh|phat hanh|ra)"
WHEN = r"(?:ngay|hom|bua|thang|luc|khi|bao gio|hoi)"
OWN_MORE = (
    (
        "own_number",
        rf"\bso (?:bao nhieu|may|hieu|gi)\b|\bso (?:cua )?(?:(?:cai|ban|to) )?{PAPER}\b.*\b(?:nay|minh|ta)\b",
    ),
    (
        "own_date",
        rf"\b(?:{ISSUED}|de)(?: {PAPER}(?: nay)?)? (?:vao |tu )?{WHEN}\b|\bngay {ISSUED}\b|"
        rf"\b{WHEN} nao (?:thi )?{ISSUED}\b|\bco tu (?:bao gio|{WHEN})\b",
    ),
    (
        "own_signer",
        rf"\b(?:ai|nguoi|ong|ba|sep|lanh dao|dong chi|vi|thay|co)(?: (?!duyet)\w+){{0,4}} {SIGNED}\b"
        r"(?! (?:duyet|luat|hop|nang|nguyen|cuong|thi))",
    ),
    (
        "own_issuer",
        r"\b(?:ai|(?:co quan|don vi|phong|noi|cap) nao)(?: la)?(?: (?:nguoi|noi|co quan))? (?:ban hanh|phat hanh|ra)\b",
    ),
    ("own_recipients", r"\b(?:gui|chuyen)(?: (?:cho|den|toi|di|ve))* (?:nhung|cac)? ?(?:dau|ai|noi nao|co quan nao)\b"),
    ("own_title", rf"\bten (?:day du )?(?:cua )?(?:(?:cai|ban|to) )?{PAPER}\b|\b{PAPER}(?: nay)? (?:co )?ten\b"),
)
"""What people ask of the paper before them ("cái kế hoạch này ra hôm nào", "tờ này do ai ký")."""


def asked_of_paper(typed: Sequence[Word], *, named: bool = False) -> set[str]:
    """The groups of its own data that a text asks of a paper; `named` where it is known to ask of one."""
    if not named and not _says_paper(typed):
        return set()
    said = " ".join(word.folded for word in typed)
    return {group for group, pattern in OWN_MORE if re.search(pattern, said)}


def _says_paper(typed: Sequence[Word]) -> bool:
    said = " ".join(word.folded for word in typed)
    return bool(re.search(rf"\b(?:{PAPER} nay|van ban|ke hoach|cong van|huong dan|giay to|to giay)\b", said))
