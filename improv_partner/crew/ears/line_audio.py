"""The sound of the actor's open line, and a short memory of what came before it.

Ears learn that a line has begun only after the voice was heard for a while, so the last seconds are
always kept. Pure: frames in, frames out, bounded whatever happens.
"""

from __future__ import annotations

from collections import deque
from itertools import islice

from ...errors import CrewError
from ...events import FRAME_S, FRAME_SAMPLES

FRAME_BYTES = 2 * FRAME_SAMPLES
KEPT_FRAMES = int(3 / FRAME_S)  # while no line is open; the contract asks for 2 s
LEAD_IN_FRAMES = int(0.2 / FRAME_S)  # soft consonants come before the detector's onset
LINE_FRAMES = int(120 / FRAME_S)  # the most that a line may hold (3.8 MB); then its oldest is lost


class LineAudio:
    """The frames of the open line. Frames are numbered from 0 in the order of feed()."""

    def __init__(self) -> None:
        self.fed = 0  # frames so far: the number that the next frame gets
        self._frames: deque[bytes] = deque()
        self._start: int | None = None

    @property
    def start(self) -> int | None:
        """Number of the line's first frame that is still held; None while no line is open."""
        return None if self._start is None else max(self._start, self._oldest)

    def feed(self, pcm: bytes) -> None:
        """Raises CrewError if this is not one frame (640 bytes)."""
        check_frame(pcm)
        self._frames.append(pcm)
        self.fed += 1
        line = 0 if self._start is None else self.fed - self._start
        while len(self._frames) > min(max(KEPT_FRAMES, line), LINE_FRAMES):
            self._frames.popleft()

    def open(self, back: int) -> None:
        """A line began `back` frames before the newest frame; it gets some lead-in as well."""
        self._start = max(0, self.fed - 1 - back - LEAD_IN_FRAMES)

    def cut(self, frame: int) -> None:
        """The line now begins at this frame: what came before has become words."""
        self._start = frame

    def shut(self) -> None:
        """No line is open any more; only the short memory is kept."""
        self._start = None

    def frames(self) -> list[bytes]:
        """The open line as it stands; empty while no line is open."""
        start = self.start
        return [] if start is None else list(islice(self._frames, start - self._oldest, None))

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
