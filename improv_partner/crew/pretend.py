"""A loudspeaker without a device: sound leaves it on the event loop's clock, into nothing.

For machines without sound and for virtual time, where it is exact to the sample.
"""

from __future__ import annotations

import asyncio
from collections import deque

from ..events import RATE_HZ
from . import Output

EDGE = 1e-3  # of a sample: sums of floats may miss a sample's edge by 1e-9 s


class PretendSpeaker:
    """The contract Speaker with no loudspeaker; never fails. All calls within an event loop."""

    name = "no loudspeaker"

    def __init__(self) -> None:
        self._runs: deque[_Run] = deque()

    def play(self, pcm: bytes) -> None:
        """See Speaker. Sound queued behind sound follows without a gap, else it starts now."""
        now = asyncio.get_running_loop().time()
        if not self._runs or self._runs[-1].until(now) == self._runs[-1].length:
            self._runs.append(_Run(now))
        self._runs[-1].pcm += pcm

    def stop(self) -> None:
        """See Speaker; silent at once."""
        if self._runs:
            run = self._runs[-1]
            del run.pcm[2 * run.until(asyncio.get_running_loop().time()) :]

    def played(self) -> list[Output]:
        """See Speaker."""
        now = asyncio.get_running_loop().time()
        left = [run.take(now) for run in self._runs]
        while len(self._runs) > 1:  # only the newest can still go on
            self._runs.popleft()
        return [output for output in left if output.pcm]

    async def close(self) -> None:
        self._runs.clear()


class _Run:
    """Sound without a break, from start_s on. told: samples that played() has given away."""

    def __init__(self, start_s: float) -> None:
        self.start_s = start_s
        self.pcm = bytearray()
        self.told = 0

    @property
    def length(self) -> int:
        return len(self.pcm) // 2

    def until(self, now: float) -> int:
        """How many samples have left by now."""
        return min(self.length, int((now - self.start_s) * RATE_HZ + EDGE))

    def take(self, now: float) -> Output:
        begin, self.told = self.told, self.until(now)
        at_s = self.start_s + begin / RATE_HZ
        return Output(at_s, bytes(self.pcm[2 * begin : 2 * self.told]))
