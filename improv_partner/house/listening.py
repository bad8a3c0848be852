"""The sound check on the page: how loud the actor is here, and whether that is well set.

Keeps the last seconds in memory only, and forgets them when the scene begins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..crew.loudness import rms_db
from ..events import RATE_HZ

KEPT_S = 4.0  # long enough for a sentence with a pause
EVERY_S = 1.0  # a judgement; it takes some ms of work
LEVEL_S = 0.1


class Listening:
    """post: where messages for the page go."""

    def __init__(self, post: Callable[[dict[str, Any]], None]) -> None:
        self._post = post
        self._kept = bytearray()
        self._new = bytearray()
        self._heard = 0  # samples
        self._judging: asyncio.Future[None] | None = None

    def hear(self, pcm: bytes) -> None:
        """On the house's loop: int16 mono 16 kHz."""
        self._new += pcm
        if len(self._new) < 2 * LEVEL_S * RATE_HZ:
            return
        piece, self._new = bytes(self._new), bytearray()
        self._post({"is": "level", "db": round(rms_db(piece), 1)})
        self._kept += piece
        del self._kept[: -round(2 * KEPT_S * RATE_HZ)]
        self._heard += len(piece) // 2
        if self._heard >= EVERY_S * RATE_HZ and (self._judging is None or self._judging.done()):
            self._heard = 0
            self._judging = asyncio.ensure_future(self._judge(bytes(self._kept)))

    def close(self) -> None:
        self._kept.clear()
        if self._judging:
            self._judging.cancel()

    async def _judge(self, pcm: bytes) -> None:
        from ..crew.tone import judge_level

        level = await asyncio.get_running_loop().run_in_executor(None, judge_level, pcm)
        self._post({"is": "check", "verdict": level.verdict, "words": level.words})
