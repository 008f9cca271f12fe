"""How much Telegram takes: over all, to one person, to one group. Off until set; edits and deletions count as well."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

GROUP_WINDOW_S = 60.0


@dataclass(slots=True)
class Rates:
    """What is refused counts for nothing. 0: no limit."""

    clock: Callable[[], float]
    overall: int = 0  # in any second
    burst: int = 0  # to one person at once, then one a second
    group: int = 0  # to one group in any minute
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _full_at: dict[str, float] = field(default_factory=dict)  # by person: when a whole burst may pass again

    def wait_s(self, chat_id: str) -> int:
        """0 where one more may pass, which it then has; else the whole seconds to wait."""
        now = self.clock()
        to_group = chat_id.startswith("-")
        group = self._groups[chat_id] if to_group and self.group else deque[float]()
        waits = [
            _window_s(self._all, self.overall, 1.0, now),
            _window_s(group, self.group, GROUP_WINDOW_S, now),
            0.0 if to_group or not self.burst else self._full_at.get(chat_id, now) - now - (self.burst - 1),
        ]
        if max(waits) > 0:
            return max(1, ceil(max(waits)))
        if self.overall:
            self._all.append(now)
        group.append(now)
        if self.burst:
            self._full_at[chat_id] = max(self._full_at.get(chat_id, now), now) + 1.0
        return 0


def _window_s(passed: deque[float], most: int, window_s: float, now: float) -> float:
    """Until the window of so many seconds has room again."""
    while passed and now - passed[0] >= window_s:
        passed.popleft()
    return window_s - (now - passed[0]) if most and len(passed) >= most else 0.0
