"""Who issues documents, told from a document's issuer or from how people say it ("của sở", "trên bộ")."""

from __future__ import annotations

import re

from knowledge.language.lexicon import lexicon

FROM = r"(?:cua|do|tu|ben|tren|phia) "
COMMITTEE = r"(?:uy ban nhan dan|uy ban|hoi dong nhan dan|chu tich)"
PARTY = r"(?:ban chap hanh|ban thuong vu|thuong vu|dang bo)"
PROVINCE, DISTRICT, WARD = r"(?:tinh|thanh pho|ha noi)", r"(?:quan|huyen|thi xa)", r"(?:phuong|xa)"
ABOVE = frozenset({"so", "bo", "chinh phu", "trung uong"})
"""Those that are never the office of a plan."""
SAID = (
    ("so", re.compile(rf"\b{FROM}so\b(?! \d)|^so\b|\bso (?:giao duc|y te|noi vu|tai chinh)\b")),
    ("bo", re.compile(rf"(?:{FROM}|^)bo\b(?! chinh tri)|\bbo (?:giao duc|y te|noi vu|tai chinh)\b")),
    ("chinh phu", re.compile(r"\b(?:chinh phu|thu tuong)\b")),
    ("trung uong", re.compile(r"\b(?:trung uong|bo chinh tri|ban bi thu)\b")),
    ("uy ban tinh thanh pho", re.compile(rf"(?:\b{COMMITTEE}|\b{FROM.strip()}) {PROVINCE}\b(?! uy)")),
    ("uy ban quan huyen", re.compile(rf"(?:\b{COMMITTEE}|\b{FROM.strip()}) {DISTRICT}\b(?! uy)")),
    ("uy ban phuong xa", re.compile(rf"(?:\b{COMMITTEE}|\b{FROM.strip()}) {WARD}\b")),
    ("tinh thanh uy", re.compile(rf"\b(?:tinh|thanh) uy\b|\b{PARTY}(?: dang bo)? {PROVINCE}\b")),
    ("quan huyen uy", re.compile(rf"\b(?:quan|huyen) uy\b|\b{PARTY}(?: dang bo)? {DISTRICT}\b")),
    ("phong", re.compile(r"\b(?:cua|do|ben) phong\b|^phong\b")),
)
"""Classes of issuers, each by its words."""
SIGNS = (
    ("so", re.compile(r"[/-]S(?!L)\w")),
    ("bo", re.compile(r"[/-]B(?!C)\w")),
    ("chinh phu", re.compile(r"-(?:CP|TTg)")),
    ("trung uong", re.compile(r"/TW")),
    ("tinh thanh uy", re.compile(r"/TU")),
    ("quan huyen uy", re.compile(r"/[QH]U")),
)
"""The issuer's sign in a document's number ("1872/KH-SGDĐT"), by the form of Nghị định 30/2020/NĐ-CP."""


def issuers_said(line: str) -> frozenset[str]:
    """The classes of issuers that a folded question names."""
    return frozenset(name for name, pattern in SAID if pattern.search(line))


def own_issuers(issuer: str) -> frozenset[str]:
    """The class of one issuer as a plan writes it ("Phòng GD&ĐT quận …"): the first that its words name."""
    line = " ".join(word.folded for word in lexicon().words(issuer))
    placed = [(found.start(), name) for name, pattern in SAID if (found := pattern.search(line))]
    return frozenset({min(placed)[1]} if placed else ())


def numbered_by(number: str) -> frozenset[str]:
    """The class of the issuer whose sign a document's number has."""
    return frozenset(name for name, sign in SIGNS if sign.search(number))
