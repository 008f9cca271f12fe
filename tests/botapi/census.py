"""What was shown to how many, counted instead of kept: enough to say that each of 200,000 got it once."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import Any


class Census:
    """`known`: people of whom only this is kept, no screen."""

    def __init__(self) -> None:
        self.known = range(0)
        self.sent_at: list[float] = []  # of every message, monotonic
        self._shown: dict[str, Counter[int]] = defaultdict(Counter)  # by text, by chat

    def count(self, chat_id: int, text: str) -> None:
        """One message was shown."""
        self.sent_at.append(time.monotonic())
        self._shown[text][chat_id] += 1

    def reached(self, part: str) -> int:
        """How many people got the one text in which `part` stands."""
        return max((len(of) for text, of in self._shown.items() if part in text), default=0)

    def tally(self, part: str = "") -> dict[str, Any]:
        """Of the texts in which `part` stands: people reached, messages in all, and how many of these came again."""
        chats: Counter[int] = Counter()
        for text, of in self._shown.items():
            if part in text:
                chats.update(of)
        return {"chats": len(chats), "messages": chats.total(), "again": chats.total() - len(chats)}

    def per_second(self) -> list[int]:
        """Messages in each second since the first."""
        if not self.sent_at:
            return []
        first = self.sent_at[0]
        counted = Counter(int(at - first) for at in self.sent_at)
        return [counted[second] for second in range(max(counted) + 1)]
