"""The tone of each line of the actor while it is spoken, against the lines before it."""

from __future__ import annotations

import asyncio
from collections import deque

from .. import events as ev
from .tone import Baseline, Tone, hear

LONGEST_FRAMES = 60 * 50  # of a longer line, the last minute is measured
LEAD_FRAMES = 10  # 0.2 s before the detector heard it, as the ears have


class LineTone:
    """The contract ToneMeter: measures in a thread, some 15 ms for a line of 10 s.

    usual: of a sound check; without one it is learnt line by line.
    """

    def __init__(self, usual: Baseline | None = None) -> None:
        self._frames: deque[bytes] = deque(maxlen=LONGEST_FRAMES)
        self._usual = usual if usual and usual.known else Baseline()
        self._newest: Tone | None = None

    def feed(self, pcm: bytes) -> None:
        self._frames.append(pcm)

    def open(self, back: int) -> None:
        if self._newest is not None:  # the line before is over: now it is part of the usual
            self._usual, self._newest = self._usual.update(self._newest.features), None
        begin = list(self._frames)[-(back + LEAD_FRAMES) :]
        self._frames = deque(begin, LONGEST_FRAMES)

    async def tone(self, line: int) -> ev.Tone:
        pcm = b"".join(self._frames)
        loop = asyncio.get_running_loop()
        tone = self._newest = await loop.run_in_executor(None, hear, pcm, self._usual)
        return ev.Tone(line, tone.words, tone.features.numbers(), tone.z)
