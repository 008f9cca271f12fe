"""How well short texts about a task are read: status, figures, new times, and whether *Đã xong* is read falsely.

    python -m benchmarks.replies

The replies are those of the tests. `batch` 0 is what the rules were written with; each later batch was written before
it was first read, and mended afterwards; what is marked `unseen` has never been mended.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.document import SchoolYear
from knowledge.reports import Reading, Status, read_report
from knowledge.timeline.period import Frame

REPLIES = Path(__file__).parents[1] / "tests" / "knowledge" / "replies.jsonl"
TODAY = date(2026, 10, 20)
FRAME = Frame.school(SchoolYear(2026))
ASKED = {"status": 0.95, "figures": 0.97, "false_done": 0.0}
Reply = dict[str, Any]


def main() -> int:
    listed = replies()
    groups = {
        "all": listed,
        "unseen": [r for r in listed if r["unseen"]],
        "others": [r for r in listed if not r["unseen"]],
    }
    styles = {style: [r for r in listed if r["style"] == style] for style in sorted({r["style"] for r in listed})}
    print(f"{'replies read':24} {'number':>8} {'status':>8} {'figures':>8} {'until':>8} {'false':>8}")
    print(f"{'asked':24} {'':8} {ASKED['status']:8.2f} {ASKED['figures']:8.2f} {'':8} {0:8}")
    for name, some in {**groups, **styles}.items():
        got = score(some)
        print(f"{name:24} {len(some):8} {got['status']:8.2f} {got['figures']:8.2f} {got['until']:8.2f}", end="")
        print(f" {got['false_done']:8.0f}")
    print(f"{'one reading, ms':24} {_ms(listed):8.2f}")
    return 0


def replies() -> list[Reply]:
    return [json.loads(line) for line in REPLIES.read_text(encoding="utf-8").splitlines()]


def read(reply: Reply) -> Reading:
    return read_report(reply["text"], today=TODAY, frame=FRAME)


def score(some: Sequence[Reply]) -> dict[str, float]:
    """Shares of 1, but `false_done`: how many are read as done that are not, sure or not."""
    pairs = [(reply, read(reply)) for reply in some]
    return {
        "status": _share([right_status(*pair) for pair in pairs]),
        "figures": _share([right_figures(*pair) for pair in pairs]),
        "until": _share([right_time(*pair) for pair in pairs]),
        "false_done": sum(got.status is Status.DONE and reply["status"] != "done" for reply, got in pairs),
    }


def right_status(reply: Reply, got: Reading) -> bool:
    return (str(got.kind), str(got.status)) == (str(reply["kind"]), str(reply["status"]))


def right_figures(reply: Reply, got: Reading) -> bool:
    counts = [[count.done, count.total, count.left, count.unit] for count in got.counts]
    return [got.percent, *counts] == [reply["percent"], *reply["counts"]]


def right_time(reply: Reply, got: Reading) -> bool:
    until = [str(day) for day in got.until.spans[0]] if got.until else None
    return [until, got.no_such_day] == [reply["until"], reply["no_such_day"]]


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))


def _ms(some: Sequence[Reply]) -> float:
    start = time.process_time()
    for reply in some:
        read(reply)
    return (time.process_time() - start) * 1000 / len(some)


if __name__ == "__main__":
    sys.exit(main())
