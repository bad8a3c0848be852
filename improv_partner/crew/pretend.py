"""A loudspeaker without a device: sound leaves it on the event loop's clock, into nothing.

For machines without sound and for virtual time, where it is exact to the sample.
"""

from __future__ import annotations

import asyncio

from ..events import RATE_HZ
from . import Output
from .hush import Hush, slope

EDGE = 1e-3  # of a sample: sums of floats may miss a sample's edge by 1e-9 s


class PretendSpeaker:
    """The contract Speaker with no loudspeaker; never fails. All calls within an event loop."""

    name = "no loudspeaker"

    def __init__(self) -> None:
        self._queue = bytearray()
        self._left: list[tuple[float, bytearray]] = []  # not told yet: time and PCM
        self._start_s: float | None = None  # of the sound that goes on without a break
        self._gone = 0  # samples of it that have left
        self._hush = Hush()

    def play(self, pcm: bytes) -> None:
        """See Speaker. Sound queued behind sound follows without a gap, else it starts now."""
        self._flow()
        self._queue += pcm
        self._begin()

    def stop(self) -> None:
        """See Speaker; silent at once."""
        self._flow()
        self._queue.clear()
        self._start_s = None
        self._hush.turn(False, flows=False)
        self._hush.rest()

    def hush(self, on: bool) -> None:
        """See Speaker; silent when the fade is over."""
        self._flow()
        self._hush.turn(on, flows=self._start_s is not None and self._gone > 0)
        self._begin()

    def played(self) -> list[Output]:
        """See Speaker."""
        self._flow()
        left, self._left = self._left, []
        if self._start_s is not None:  # it goes on: what follows belongs to the next call
            self._left.append((self._start_s + self._gone / RATE_HZ, bytearray()))
        return [Output(at_s, bytes(pcm)) for at_s, pcm in left if pcm]

    async def close(self) -> None:
        self._queue.clear()
        self._left.clear()
        self._start_s = None

    def _begin(self) -> None:
        """A new sound starts now, if there is one and none goes on."""
        if self._start_s is None and self._queue and not self._hush.on:
            self._start_s, self._gone = asyncio.get_running_loop().time(), 0
            self._left.append((self._start_s, bytearray()))

    def _flow(self) -> None:
        """Let leave what has left by now."""
        if self._start_s is None:
            return
        past_s = asyncio.get_running_loop().time() - self._start_s
        due = int(past_s * RATE_HZ + EDGE) - self._gone
        while room := self._hush.room(RATE_HZ, min(due, len(self._queue) // 2)):
            levels = self._hush.step(RATE_HZ, room)
            self._left[-1][1].extend(slope(bytes(self._queue[: 2 * room]), levels))
            del self._queue[: 2 * room]
            self._gone, due = self._gone + room, due - room
        if not self._queue or not self._hush.room(RATE_HZ, 1):
            self._start_s = None  # silence follows
        if not self._queue:
            self._hush.rest()
