"""The actor of the benchmark: gives a microphone its frames, for both systems by the same rule.

Imports nothing but the standard library: it also runs beside pipecat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

FRAME_S, FRAME_BYTES, RATE_HZ = 0.02, 640, 16_000
SETTLE_S = 1.5  # of silence before the first line
LISTENS_S = 1.0  # the partner has been silent for so long after its answer: the next line
NO_ANSWER_S = 6.0  # nothing was heard for so long after a line: the next line all the same


class Actor:
    """Speaks line after line. sounding: is the partner heard at this moment?

    begun: the sample of the microphone at which each line's clip began.
    """

    def __init__(self, clips: Sequence[bytes], sounding: Callable[[], bool]) -> None:
        self.begun: list[int] = []
        self._clips = list(clips)
        self._sounding = sounding
        self._frame = 0
        self._clip = b""
        self._silent = 0  # frames since anybody was heard
        self._waits = round((SETTLE_S - LISTENS_S) / FRAME_S)  # more than LISTENS_S
        self._answered = True

    def frame(self) -> bytes | None:
        """The next 20 ms, None once the last line is answered. Call it every 20 ms."""
        if not self._clip:
            if self._sounding():
                self._silent, self._answered, self._waits = 0, True, 0
            self._silent += 1
            if self._silent > self._patience():
                if not self._clips:
                    return None
                self._clip = self._clips.pop(0)
                self.begun.append(self._frame * FRAME_BYTES // 2)
        piece, self._clip = self._clip[:FRAME_BYTES], self._clip[FRAME_BYTES:]
        if piece and not self._clip:
            self._silent, self._answered = 0, self._sounding()
        self._frame += 1
        return piece.ljust(FRAME_BYTES, b"\0")

    def _patience(self) -> float:
        seconds = LISTENS_S if self._answered else NO_ANSWER_S
        return round(seconds / FRAME_S) + self._waits
