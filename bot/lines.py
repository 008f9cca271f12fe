"""The inbox's queue in memory: who is next, one message of a chat at a time. Nothing here reads or stores."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from db.inbox import Waiting

Chat = tuple[str, str, str]


class Lines:
    """Rows of one chat wait in line, oldest first; the chats take turns."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._lines: dict[Chat, deque[int]] = {}
        self._ready: deque[Chat] = deque()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, rows: Iterable[Waiting]) -> None:
        """Puts rows in line, unless they are there. What belongs to no chat waits for nobody."""
        for row in rows:
            if row.id not in self._known:
                self._known.add(row.id)
                chat = (row.channel, row.account, row.chat_id or f"#{row.id}")
                line = self._lines.get(chat)
                if line is None:
                    self._lines[chat] = deque([row.id])
                    self._ready.append(chat)
                else:
                    line.append(row.id)

    def take(self, most: int) -> dict[int, Chat]:
        """The first of up to `most` free lines; each line is busy until `done` or `again`."""
        chats = [self._ready.popleft() for _ in range(min(most, len(self._ready)))]
        return {self._lines[chat][0]: chat for chat in chats}

    def done(self, id_: int, chat: Chat) -> None:
        """The line's first is through: the next may come."""
        self._known.discard(id_)
        line = self._lines[chat]
        line.popleft()
        if line:
            self._ready.append(chat)
        else:
            del self._lines[chat]

    def again(self, chat: Chat) -> None:
        """The line's first was not handled, or in vain: it is still the first."""
        self._ready.appendleft(chat)
