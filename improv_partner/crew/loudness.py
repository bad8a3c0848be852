"""Is this as loud as the actor usually is? Tells a line from a murmur to somebody else.

What is usual is learnt while the actor plays; nothing is loud before that but by a guess.
"""

from __future__ import annotations

import math

import numpy as np

FLOOR_DB = -90.0  # about one step of 16 bits: digital silence
MURMUR_DB = 12.0  # below the usual: half of a speaker's syllables are within 6 dB, a mutter is not
GUESS_DB = -36.0  # of a laptop's microphone at arm's length, RMS of a loud frame, full scale = 0
LEARNS = 0.02  # of the difference, with each loud frame: half of it within 0.7 s of voice
FORGETS_DB = 0.004  # with each frame that is not: 12 dB in a minute, if the actor moves away
HOLD_FRAMES = 10  # 200 ms: from one syllable to the next it is still the same voice


class Loudness:
    """The contract Vad. usual_db: of the actor's lines, if a sound check has measured it."""

    def __init__(self, usual_db: float = GUESS_DB) -> None:
        self.usual_db = usual_db
        self._held = 0

    def voiced(self, pcm: bytes) -> bool:
        level_db = rms_db(pcm)
        if level_db > self.usual_db - MURMUR_DB:
            self.usual_db += LEARNS * (level_db - self.usual_db)
            self._held = HOLD_FRAMES
        else:
            self.usual_db = max(self.usual_db - FORGETS_DB, 2 * GUESS_DB)
            self._held = max(self._held - 1, 0)
        return self._held > 0


def rms_db(pcm: bytes) -> float:
    """Level of int16 PCM in dB below full scale, FLOOR_DB at least."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64) / 32768
    power = float(np.mean(samples * samples)) if samples.size else 0.0
    return max(10 * math.log10(power), FLOOR_DB) if power else FLOOR_DB
