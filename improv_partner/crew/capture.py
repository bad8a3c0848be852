"""From a device's irregular blocks to frames without gaps, and to the time of sample 0; pure.

All times are given, none are read. The rule of gaps: sound may come up to 200 ms late; then silence
stands in for it, frame by frame, and what still arrives of the replaced sound is dropped, so that
the count of samples keeps to the clock. Sound that was really lost is replaced by silence too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ..events import FRAME_SAMPLES, RATE_HZ

LATE_S = 0.2  # bursts this late are usual on a loaded machine (measured: 188 ms) and no silence
SLACK = FRAME_SAMPLES  # samples; capture times of ALSA's PulseAudio device wander by 11 ms
SURE_AFTER = RATE_HZ  # samples of sound after a gap; what has not come by then is lost

SETTLES = 2  # seconds at the start in which the origin may jump, downwards
MEMORY = 8  # seconds of memory; 200 ppm of drift make the estimate lag by under 1 ms
STEP_S = 0.001  # a second: the fastest the origin moves, five times the drift of a bad clock


class Origin:
    """The time at which sample 0 was captured, from many late witnesses.

    Blocks are reported late, by up to 200 ms, hardly ever early: so of every second the earliest
    witness counts; of the last ten seconds the middle one, against single wrong times; and the
    estimate follows that by at most 1 ms a second, so that it never jumps.
    """

    def __init__(self) -> None:
        self.at_s = 0.0
        self.known = False
        self._second = 0
        self._earliest_s = 0.0
        self._lows: deque[float] = deque(maxlen=MEMORY)

    def heard(self, sample: int, captured_s: float) -> None:
        """`sample` (0 = first of the session) was captured at this time, by a device's word."""
        witness_s = captured_s - sample / RATE_HZ
        second = sample // RATE_HZ
        if not self.known:
            self.at_s = self._earliest_s = witness_s
            self._second = second
            self.known = True
        if second != self._second:
            self._lows.append(self._earliest_s)
            self._follow(sorted(self._lows)[len(self._lows) // 2])
            self._second, self._earliest_s = second, witness_s
        self._earliest_s = min(self._earliest_s, witness_s)
        if second < SETTLES:
            self.at_s = min(self.at_s, witness_s)

    def _follow(self, target_s: float) -> None:
        self.at_s += max(-STEP_S, min(STEP_S, target_s - self.at_s))


class Capture:
    """Cuts 20 ms frames out of blocks of 16 kHz mono int16, and keeps them to the clock.

    in_gap: silence is standing in; when sound comes again, hear all of it before take(), because
    the oldest of it is what was replaced.
    """

    def __init__(self) -> None:
        self.origin = Origin()
        self.in_gap = False
        self._given = 0  # samples in frames so far
        self._waiting = bytearray()
        self._replaced = 0  # samples of silence whose sound may still come
        self._unsure = 0  # samples of sound to come until nothing replaced is expected any more
        self._behind: int | None = None  # the newest block: samples too early in the count

    def hear(self, pcm: bytes, captured_s: float) -> None:
        """A block; its first sample was captured at this time."""
        position = self._given + len(self._waiting) // 2
        self._waiting += pcm
        if self._unsure:
            self._behind = round((captured_s - self.origin.at_s) * RATE_HZ) - position
            self._unsure = max(0, self._unsure - len(pcm) // 2)
        else:
            self._replaced = 0
            self.origin.heard(position, captured_s)

    def take(self) -> Iterator[bytes]:
        """The complete frames."""
        if self._behind is not None:
            self._place(self._behind)
            self._behind = None
        while len(self._waiting) >= FRAME_SAMPLES * 2:
            yield self._frame()

    def due_s(self, latency_s: float) -> float:
        """From this time on silence must stand in for the next frame."""
        return self.origin.at_s + (self._given + FRAME_SAMPLES) / RATE_HZ + latency_s + LATE_S

    def fill(self) -> bytes:
        """The next frame, filled up with silence."""
        missing = FRAME_SAMPLES - len(self._waiting) // 2
        self._waiting += bytes(missing * 2)
        self._replaced += missing
        self.doubt()
        return self._frame()

    def doubt(self) -> None:
        """Sound is missing (a gap, another device): place what comes next by the clock."""
        self.in_gap = True
        self._unsure = SURE_AFTER

    def begin(self, at_s: float) -> None:
        """There is no sound; if there never was, sample 0 is now."""
        if not self.origin.known:
            self.origin.heard(0, at_s)
            self.doubt()

    def _place(self, behind: int) -> None:
        """The first sound after a gap is late, then its place is taken; or new, then it waits."""
        if behind < -SLACK:
            late = self._replaced if abs(self._replaced + behind) < SLACK else -behind
            late = min(late, self._replaced, len(self._waiting) // 2)
            del self._waiting[: late * 2]
            self._replaced -= late
        elif behind > SLACK and self.in_gap:
            self._waiting[:0] = bytes(behind * 2)
            self._replaced += behind
        self.in_gap = False

    def _frame(self) -> bytes:
        frame = bytes(self._waiting[: FRAME_SAMPLES * 2])
        del self._waiting[: FRAME_SAMPLES * 2]
        self._given += FRAME_SAMPLES
        return frame
