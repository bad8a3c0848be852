"""A performer's microphone and loudspeaker in a scene of several: both ends are the house's own.

As RTCMic and RTCSpeaker are for one actor; the room's clock (metronome.py) takes and gives.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator

from .mic import GONE_S, OPUS_S
from .placing import Placing
from .timeline import Timeline

MOST_WAITING = 10  # frames for a connection that is behind; then the oldest are left out


class Seat:
    """All on the house's loop, but for `here`, `heard_s` and `ready`, which anybody may read.

    ready: the sound check is over; before that nothing is mixed or given to the scene.
    """

    def __init__(self, origin_s: float) -> None:
        self.timeline = Timeline()
        self.placing = Placing(self.timeline, origin_s)
        self.ready = False
        self.heard_s = float("-inf")
        self._listeners: list[asyncio.Queue[bytes]] = []

    @property
    def here(self) -> bool:
        """Does the browser send?"""
        return time.monotonic() - self.heard_s < GONE_S

    def connected(self) -> None:
        """See RTCMic."""
        self.placing.connected()

    def heard(self, pcm: bytes, sample: int, samples: int, way_s: float = 0.0) -> None:
        """See RTCMic."""
        self.heard_s = now = time.monotonic()
        self.placing.heard(pcm, sample, samples, now - OPUS_S, way_s)

    def closed(self) -> None:
        """See RTCMic."""

    def give(self, pcm: bytes) -> None:
        """20 ms for the performer's ears."""
        for waiting in self._listeners:
            if waiting.full():
                waiting.get_nowait()
            waiting.put_nowait(pcm)

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """What a connection sends: frame after frame, when they are due."""
        waiting: asyncio.Queue[bytes] = asyncio.Queue(MOST_WAITING)
        self._listeners.append(waiting)
        try:
            while True:
                yield await waiting.get()
        finally:
            with contextlib.suppress(ValueError):
                self._listeners.remove(waiting)
