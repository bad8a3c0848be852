"""The partner's voice on its way to a browser: 20 ms after 20 ms, silence where there is no sound.

Told as left is what was sent, when it was sent; the actor hears it some 50 ms later. aiortc gets
finished packets (opus.py), so that none of them takes the turn of a thread.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

from ..crew import Output
from ..crew.hush import Hush, slope
from ..errors import CrewError
from ..events import FRAME_S, FRAME_SAMPLES, RATE_HZ
from .opus import Encoder

LATE_S = 0.2  # a track that is behind by more goes on from now, instead of catching up
GONE = "the actor's browser is gone: the partner cannot be heard"


class RTCSpeaker:
    """The contract Speaker. here: is there a browser that listens? take() is the house's."""

    name = "browser"

    def __init__(self, here: Callable[[], bool]) -> None:
        self._here = here
        self._lock = threading.Lock()  # guards all below; held for microseconds
        self._queue = bytearray()
        self._left: list[tuple[float, bytearray]] = []  # when the first sample was sent, PCM
        self._next_s: float | None = None  # when the next sample goes, while sound goes on
        self._hush = Hush()
        self._lost = False

    def play(self, pcm: bytes) -> None:
        """See Speaker."""
        if not self._here():
            raise CrewError(GONE)
        with self._lock:
            self._queue += pcm

    def stop(self) -> None:
        """See Speaker; what is in the browser's own buffer, some 40 ms, is still heard."""
        with self._lock:
            self._queue.clear()
            self._hush.turn(False, flows=False)
            self._hush.rest()

    def hush(self, on: bool) -> None:
        """See Speaker."""
        with self._lock:
            self._hush.turn(on, flows=self._next_s is not None)

    def played(self) -> list[Output]:
        """See Speaker."""
        lost, self._lost = self._lost, not self._here()
        if self._lost and not lost and self._queue:
            self.stop()
            raise CrewError(GONE)
        with self._lock:
            left, self._left = self._left, []
            if self._next_s is not None:  # it goes on: what follows belongs to the next call
                self._left.append((self._next_s, bytearray()))
        shift_s = asyncio.get_running_loop().time() - time.monotonic()
        return [Output(at_s + shift_s, bytes(pcm)) for at_s, pcm in left if pcm]

    async def close(self) -> None:
        self.stop()

    def take(self, at_s: float) -> bytes:
        """The 20 ms that are sent now; at_s: on the clock time.monotonic()."""
        heard = bytearray()
        with self._lock:
            while room := self._room(FRAME_SAMPLES - len(heard) // 2):
                levels = self._hush.step(RATE_HZ, room)
                heard += slope(bytes(self._queue[: 2 * room]), levels)
                del self._queue[: 2 * room]
            if heard:
                self._note(at_s, heard)
            if len(heard) < 2 * FRAME_SAMPLES:
                self._next_s = None  # silence follows
                if not self._queue:
                    self._hush.rest()
        return bytes(heard.ljust(2 * FRAME_SAMPLES, b"\0"))

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """See Source: 20 ms after 20 ms."""
        due_s = 0.0
        while True:
            now = time.monotonic()
            due_s = due_s + FRAME_S if now - due_s < LATE_S else now
            await asyncio.sleep(due_s - now)
            yield self.take(time.monotonic())

    def _room(self, wanted: int) -> int:
        return self._hush.room(RATE_HZ, min(wanted, len(self._queue) // 2))

    def _note(self, at_s: float, heard: bytearray) -> None:
        if self._next_s is None:
            self._next_s = at_s
            self._left.append((at_s, bytearray()))
        self._left[-1][1].extend(heard)
        self._next_s += len(heard) / 2 / RATE_HZ


class Source(Protocol):
    """What a browser is to hear: each frame (640 bytes) when it is due."""

    def stream(self) -> AsyncGenerator[bytes, None]: ...


def track(source: Source) -> Any:
    """What WebRTC sends: it asks for the next 20 ms and is kept waiting until they are due."""
    from aiortc import MediaStreamTrack
    from aiortc.mediastreams import MediaStreamError

    class Sent(MediaStreamTrack):
        kind = "audio"
        frames, encoder = source.stream(), Encoder()

        async def recv(self) -> Any:
            if self.readyState != "live":
                raise MediaStreamError
            return self.encoder.packet(await anext(self.frames))

    return Sent()
