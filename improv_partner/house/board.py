"""What a page shows at this moment: a page that is loaded again is told it all, and then goes on.

Of each kind of message the newest counts; of rows, the newest with their number.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

Message = dict[str, Any]
MOST_WAITING = 500  # messages that a slow page may be behind; then it is let go, and may come back
FLEETING = frozenset({"level", "clock"})


class Board:
    """All on the house's loop."""

    def __init__(self) -> None:
        self._newest: dict[tuple[str, int], Message] = {}
        self._readers: list[asyncio.Queue[Message | None]] = []

    def post(self, message: Message) -> None:
        if message["is"] not in FLEETING:
            key = (message["is"], message.get("n", 0))
            self._newest.pop(key, None)  # so that it stands behind what came before it
            self._newest[key] = message
        for reader in self._readers:
            try:
                reader.put_nowait(message)
            except asyncio.QueueFull:
                reader.get_nowait()
                reader.put_nowait(None)

    @property
    def readers(self) -> int:
        return len(self._readers)

    def close(self) -> None:
        """Whoever reads is told that nothing follows."""
        for reader in self._readers:
            with contextlib.suppress(asyncio.QueueFull):
                reader.put_nowait(None)

    @contextlib.contextmanager
    def reading(self) -> Iterator[asyncio.Queue[Message | None]]:
        """All that stands here, and what follows; None: no more."""
        standing = list(self._newest.values())
        reader: asyncio.Queue[Message | None] = asyncio.Queue(len(standing) + MOST_WAITING)
        for message in standing:
            reader.put_nowait(message)
        self._readers.append(reader)
        try:
            yield reader
        finally:
            self._readers.remove(reader)
