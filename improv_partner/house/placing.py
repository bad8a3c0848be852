"""Where a browser's packets belong on the room's clock, and against the drift of its sound card.

A packet's own count tells where it stands among the others, exactly; the clock tells, by the
earliest of many arrivals, where all of them stand (crew/capture.py). Where the two move apart, by
some samples a minute, a sample is added or dropped now and then: nobody can hear that, and no track
drifts against another.
"""

from __future__ import annotations

import numpy as np

from ..crew.capture import Origin
from ..events import RATE_HZ
from .timeline import Timeline

JUMP = RATE_HZ * 5 // 1000  # samples: further off than this is put right at once
SLACK = 8  # samples, 0.5 ms: nearer than this nothing is done
STRANGE_S = 30.0  # a packet that is further from the one before begins a new count
LATE_PACKETS = 10  # in a row that came too late: the network has become slower


class Placing:
    """origin_s: when the timeline's sample 0 was captured. lost: packets that never came."""

    def __init__(self, timeline: Timeline, origin_s: float) -> None:
        self._timeline, self._origin_s = timeline, origin_s
        self.lost = 0
        self.connected()

    def connected(self) -> None:
        """A new connection counts anew; where it stands, the clock tells."""
        self._clock = Origin()
        self._next: int | None = None  # the count with which the next packet should begin
        self._count = 0  # samples of this connection before the next packet
        self._end: int | None = None  # the timeline's sample behind the newest packet
        self._late = 0  # packets in a row

    def heard(
        self, pcm: bytes, sample: int, samples: int, captured_s: float, way_s: float = 0.0
    ) -> None:
        """pcm: of a packet of so many samples (from a resampler: a little more, or fewer).

        sample: its place in the connection's count. captured_s: when its first was captured, if
        it had no way to go. way_s: that way, as far as known by now.
        """
        gap = 0 if self._next is None else sample - self._next
        if abs(gap) > STRANGE_S * RATE_HZ:
            self.connected()
        elif gap:
            self.lost += 1
            self._skip(gap)
        self._next = sample + samples
        self._clock.heard(max(self._count, 0), captured_s)
        # Behind the clock: a way that at first was thought too long must not stay in its memory.
        since_s = self._clock.at_s - way_s - self._origin_s
        target = round(since_s * RATE_HZ) + self._count
        self._count += len(pcm) // 2
        self._place(target, pcm)

    def _skip(self, gap: int) -> None:
        self._count += gap
        if self._end is not None:
            self._end += gap

    def _place(self, target: int, pcm: bytes) -> None:
        off = JUMP + 1 if self._end is None else target - self._end
        if self._end is None or abs(off) > JUMP:
            self._end = target
        elif abs(off) > SLACK:
            pcm = stretched(pcm, 1 if off > 0 else -1)
        self._timeline.place(self._end, pcm)
        self._end += len(pcm) // 2
        self._late = self._late + 1 if self._end <= self._timeline.at else 0
        if self._late == LATE_PACKETS:
            self.connected()


def stretched(pcm: bytes, by: int) -> bytes:
    """The same sound with so many samples more."""
    sound = np.frombuffer(pcm, "<i2")
    if len(sound) < 2:
        return pcm
    places = np.linspace(0, len(sound) - 1, len(sound) + by)
    return bytes(np.rint(np.interp(places, np.arange(len(sound)), sound)).astype("<i2"))
