"""The sound of the actor's open line, where in it somebody speaks, and a short memory of before.

Ears learn that a line has begun only after the voice was heard for a while, so the last seconds are
always kept. Frames in, frames out, bounded whatever happens.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice

from ...errors import CrewError
from ...events import FRAME_S, FRAME_SAMPLES
from .. import Vad

FRAME_BYTES = 2 * FRAME_SAMPLES
KEPT_FRAMES = int(3 / FRAME_S)  # while no line is open; the contract asks for 2 s
LEAD_IN_FRAMES = int(0.2 / FRAME_S)  # soft consonants come before the detector's onset
LINE_FRAMES = int(120 / FRAME_S)  # the most that a line may hold (3.8 MB); then its oldest is lost
NO_WORD_FRAMES = 3  # of speech in a row: shorter sounds are clicks and no words


@dataclass(slots=True)
class Run:
    """Frames first to end - 1: speech without a break, as the detector hears it."""

    first: int
    end: int


class LineAudio:
    """The frames of the open line. Frames are numbered from 0 in the order of feed().

    vad: says of every frame of the session whether it is speech.
    """

    def __init__(self, vad: Vad) -> None:
        self._vad = vad
        self.fed = 0  # frames so far: the number that the next frame gets
        self._frames: deque[bytes] = deque()
        self._runs: deque[Run] = deque()
        self._speech = 0  # frames of speech in a row, up to the newest
        self._start: int | None = None

    @property
    def start(self) -> int | None:
        """Number of the line's first frame that is still held; None while no line is open."""
        return None if self._start is None else max(self._start, self._oldest)

    def feed(self, pcm: bytes) -> None:
        """Raises CrewError if this is not one frame (640 bytes)."""
        check_frame(pcm)
        speech = self._vad.voiced(pcm)
        self._frames.append(pcm)
        self.fed += 1
        self._speech = self._speech + 1 if speech else 0
        if self._speech == NO_WORD_FRAMES:
            self._runs.append(Run(self.fed - NO_WORD_FRAMES, self.fed))
        elif self._speech > NO_WORD_FRAMES:
            self._runs[-1].end = self.fed
        line = 0 if self._start is None else self.fed - self._start
        while len(self._frames) > min(max(KEPT_FRAMES, line), LINE_FRAMES):
            self._frames.popleft()
        while self._runs and self._runs[0].end <= self._oldest:
            self._runs.popleft()

    def open(self, back: int) -> None:
        """A line began `back` frames before the newest frame; it gets some lead-in as well."""
        self._start = max(0, self.fed - 1 - back - LEAD_IN_FRAMES)

    def cut(self, frame: int) -> None:
        """The line now begins at this frame: what came before has become words."""
        self._start = frame

    def shut(self) -> None:
        """No line is open any more; only the short memory is kept."""
        self._start = None

    def runs(self) -> list[Run]:
        """Where in the open line somebody speaks, oldest first; empty while no line is open."""
        start = self.start
        if start is None:
            return []
        return [Run(max(run.first, start), run.end) for run in self._runs if run.end > start]

    @property
    def spoken(self) -> int:
        """The frame before which the newest speech of the open line ends; 0 if there is none."""
        end = self._runs[-1].end if self._runs else 0
        return end if self.start is not None and end > self.start else 0

    def frames(self, first: int = 0, end: int | None = None) -> list[bytes]:
        """The open line as it stands, or its frames first to end - 1; empty if no line is open."""
        start = self.start
        if start is None:
            return []
        stop = None if end is None else end - self._oldest
        return list(islice(self._frames, max(first, start) - self._oldest, stop))

    @property
    def _oldest(self) -> int:
        return self.fed - len(self._frames)


def check_frame(pcm: bytes) -> None:
    """Raises CrewError if this is not one frame of 20 ms."""
    if len(pcm) != FRAME_BYTES:
        raise CrewError(
            f"the ears got a piece of {len(pcm)} bytes; feed frames of {FRAME_BYTES} bytes "
            "(20 ms of int16 mono at 16 kHz)"
        )
