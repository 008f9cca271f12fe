"""A school's own name: what stays when the words for "school", its level and its type are left out."""

from __future__ import annotations

import re

from knowledge.language.text import fold

_KINDS = re.compile(
    r"^(?:nha )?truong\b|\b(?:trung tam|co so|lien cap|mam non|mau giao|nha tre|(?:nhom|lop)(?: tre| mau giao)"
    r"(?: doc lap)?|tieu hoc|trung hoc co so|trung hoc pho thong|giao duc thuong xuyen|giao duc nghe nghiep|"
    r"pho thong dan toc ban tru|mn|mg|th|thcs|thpt|gdtx|gdnn|ptdtbt|tu thuc|dan lap|ngoai cong lap|cong lap)\b"
)


def own_name(school_name: str) -> str:
    """ "Trường TH&THCS Hoa Sen" and "tiểu học và trung học cơ sở hoa sen" are "hoa sen"."""
    spelt = " ".join(re.sub(r"[^a-z0-9]+", " ", fold(school_name)).split())
    kept = " ".join(_KINDS.sub(" ", spelt).split())
    return kept.removeprefix("va ")
