"""The actor's microphone behind a browser: a frame every 20 ms, whatever the network does.

Sound is placed by the packets' own timestamps, so a lost packet is 20 ms of silence and nothing
moves; what is missing for longer is kept to the clock as with a sound card (crew/capture.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncGenerator

from ..crew.capture import LATE_S, Capture
from ..events import FRAME_S, RATE_HZ, Trouble

GONE_S = 1.5  # a silent microphone still sends 50 packets a second
GIVE_UP_S = 30.0  # as with a lost sound card
POLL_S = 0.1
GATHER_S = 0.02  # a late burst arrives within a few ms: wait for the whole of it
OPUS_S = FRAME_S + 0.0065  # a packet can go when its last sample is there; Opus looks 6.5 ms ahead


class RTCMic:
    """The contract Mic. heard(), closed() are for the house's thread, frames() for the scene's.

    Sound that comes before frames() is asked for is nowhere kept.
    """

    def __init__(self) -> None:
        self.name = "browser"
        self._capture = Capture()
        self._blocks: deque[tuple[bytes, float]] = deque()  # PCM, when it was captured
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._end = -1  # where the next sample belongs in the connection's count; -1: anywhere
        self._heard_s = float("-inf")
        self._over = False
        self.lost_packets = 0

    @property
    def origin_s(self) -> float:
        return self._capture.origin.at_s

    @property
    def here(self) -> bool:
        """Does the browser send?"""
        return time.monotonic() - self._heard_s < GONE_S

    def connected(self) -> None:
        """A new connection counts its samples from 0; where they belong, the clock tells."""
        self._end = -1

    def heard(self, pcm: bytes, sample: int, samples: int, way_s: float = 0.0) -> None:
        """A packet's sound (int16 mono 16 kHz): its place in the connection's count, its length.

        pcm may be a little shorter or longer, for it comes from a resampler. way_s: how long it
        was on its way here, as far as known.
        """
        now = time.monotonic()
        self._heard_s = now
        captured_s = now - OPUS_S - way_s
        gap = sample - self._end if self._end >= 0 else 0
        self._end = sample + samples
        if 0 < gap <= LATE_S * RATE_HZ:
            self.lost_packets += 1
            pcm, captured_s = bytes(2 * gap) + pcm, captured_s - gap / RATE_HZ
        if self._loop is None:
            return
        asleep = not self._blocks
        self._blocks.append((pcm, captured_s))
        if asleep:
            self._ring()

    def closed(self) -> None:
        """Nobody will come back: the frames end."""
        self._over = True
        self._ring()

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once."""
        self._loop, since_s, gone = asyncio.get_running_loop(), time.monotonic(), False
        self._capture.begin(since_s)
        try:
            while not self._over:
                await self._wait()
                self._hear()
                for frame in self._capture.take():
                    yield frame
                now = time.monotonic()
                since_s = max(since_s, self._heard_s)
                if gone is self.here:  # it has changed
                    gone = not self.here
                    yield Trouble("mic", self._news(gone))
                if gone and now - since_s > GIVE_UP_S:
                    yield Trouble("mic", "the actor's browser did not come back; the scene ends")
                    return
                while now >= self._capture.due_s(0.0):
                    yield self._capture.fill()
        finally:
            self._loop = None

    def _news(self, gone: bool) -> str:
        if gone:
            return (
                f"nothing comes from the actor's browser; the scene waits {GIVE_UP_S:.0f} s for it"
            )
        self._capture.doubt()
        return "the actor's browser is back"

    def _hear(self) -> None:
        while self._blocks:
            self._capture.hear(*self._blocks.popleft())

    async def _wait(self) -> None:
        """Until there is sound, news, or silence must stand in."""
        pause_s = min(POLL_S, self._capture.due_s(0.0) - time.monotonic())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._wake.wait()
        self._wake.clear()
        if self._capture.in_gap and self._blocks:
            await asyncio.sleep(GATHER_S)

    def _ring(self) -> None:
        loop = self._loop
        if loop:
            with contextlib.suppress(RuntimeError):  # it is closed: nobody listens any more
                loop.call_soon_threadsafe(self._wake.set)
