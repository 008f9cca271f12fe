"""What a plan's second reading found, as lines for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.common import say

if TYPE_CHECKING:
    from knowledge.document import Document

MOST_ON_IMPORT = 10


def say_findings(document: Document, slug: str, most: int | None = None) -> None:
    """One line a finding and one a place; at most `most` findings, then how many there are and where to see them."""
    from knowledge.findings import findings

    found = findings(document)
    if not found:
        return
    say(f"Có {len(found)} điểm chưa khớp trong văn bản, xin anh/chị xem lại (không ảnh hưởng việc sử dụng):")
    for finding in found[:most]:
        say(f"  - {finding.sentence}")
        for place in finding.places:
            say(f"      {place}")
    if most is not None and len(found) > most:
        say(f"  … và {len(found) - most} điểm nữa. Xem đủ: python -m bot plan show {slug}")
