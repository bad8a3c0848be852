"""One performer's sound on the room's clock: placed as it comes, taken 20 ms by 20 ms.

What was not there when it was taken is silence, for the scene, the others and the track alike.
"""

from __future__ import annotations

import numpy as np

from ..events import RATE_HZ

HELD = 4 * RATE_HZ  # samples; sound from further ahead has a wrong time


class Timeline:
    """at: the next sample that is taken. late: samples that came too late to be heard."""

    def __init__(self) -> None:
        self.at = 0
        self.late = 0
        self._ring = np.zeros(HELD, np.int16)

    def place(self, at: int, pcm: bytes) -> None:
        """Sound whose first sample belongs there; it takes the place of what was there before."""
        sound = np.frombuffer(pcm, "<i2")
        skip = min(max(self.at - at, 0), len(sound))
        self.late += skip
        sound, at = sound[skip:], at + skip
        sound = sound[: max(self.at + HELD - at, 0)]
        begin = at % HELD
        split = HELD - begin
        self._ring[begin : begin + len(sound)] = sound[:split]
        self._ring[: max(len(sound) - split, 0)] = sound[split:]

    def take(self, samples: int) -> bytes:
        """The next so many samples."""
        out = b""
        while samples:
            begin = self.at % HELD
            piece = self._ring[begin : begin + samples]
            out += piece.tobytes()
            piece[:] = 0
            self.at += len(piece)
            samples -= len(piece)
        return out
