"""Mix-minus: what each performer hears is everybody else and the partner; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..events import FRAME_SAMPLES

SILENCE = bytes(2 * FRAME_SAMPLES)
FULL = 32767
KNEE = 0.7 * FULL  # a sum is as it is up to here, and from here on presses against full scale


def minus(frames: Mapping[str, bytes], partner: bytes) -> dict[str, bytes]:
    """20 ms for each performer. frames: of each, 20 ms long; a single voice is left as it is.

    One sum for all: who is silent hears it as it is, who speaks hears it without their own voice.
    """
    voices = {who: pcm for who, pcm in frames.items() if pcm != SILENCE}
    heard = [*voices.values(), *([partner] if partner != SILENCE else [])]
    if not heard:
        return dict.fromkeys(frames, SILENCE)
    total = np.stack([np.frombuffer(pcm, "<i2") for pcm in heard]).sum(axis=0, dtype=np.int32)
    mixed = dict.fromkeys(frames, pressed(total) if len(heard) > 1 else heard[0])
    for who, pcm in voices.items():
        rest = total - np.frombuffer(pcm, "<i2")
        mixed[who] = pressed(rest) if len(heard) > 2 else rest.astype("<i2").tobytes()
    return mixed


def pressed(total: np.ndarray[Any, np.dtype[np.int32]]) -> bytes:
    """A sum of voices, without clipping."""
    over = np.abs(total) - KNEE
    if over.max() <= 0:
        return total.astype("<i2").tobytes()
    room = FULL - KNEE
    loud = np.sign(total) * (KNEE + room * np.tanh(over / room))
    return np.where(over > 0, loud, total).astype("<i2").tobytes()
