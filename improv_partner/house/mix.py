"""Mix-minus: what each performer hears is everybody else and the partner; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ..events import FRAME_SAMPLES

SILENCE = bytes(2 * FRAME_SAMPLES)
FULL = 32767
KNEE = 0.7 * FULL  # a sum is as it is up to here, and from here on presses against full scale


def minus(frames: Mapping[str, bytes], who: str, partner: bytes) -> bytes:
    """20 ms for this performer. frames: of each performer."""
    return together([partner, *(pcm for other, pcm in frames.items() if other != who)])


def together(frames: Iterable[bytes]) -> bytes:
    """The sum, without clipping; a single voice is left as it is."""
    heard = [pcm for pcm in frames if any(pcm)]
    if len(heard) < 2:
        return heard[0] if heard else SILENCE
    total = np.sum([np.frombuffer(pcm, "<i2") for pcm in heard], axis=0, dtype=np.float64)
    over = np.abs(total) - KNEE
    room = FULL - KNEE
    loud = np.sign(total) * (KNEE + room * np.tanh(over / room))
    return np.where(over > 0, loud, total).astype("<i2").tobytes()
