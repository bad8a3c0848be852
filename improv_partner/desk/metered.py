"""A microphone with a level meter: passes every frame on and tells how loud it is."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import numpy as np

from ..crew import Mic
from ..events import Trouble

FLOOR_DB = -90.0  # about one step of 16 bits: digital silence


def rms_db(pcm: bytes) -> float:
    """Level of int16 PCM in dB below full scale, FLOOR_DB at least."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float64) / 32768
    power = float(np.mean(samples * samples)) if samples.size else 0.0
    return max(10 * math.log10(power), FLOOR_DB) if power else FLOOR_DB


class Metered:
    """Mic around a mic."""

    def __init__(self, mic: Mic, level: Callable[[float], None]) -> None:
        self._mic, self._level = mic, level
        self.name = mic.name

    @property
    def origin_s(self) -> float:
        return self._mic.origin_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        async with aclosing(self._mic.frames()) as frames:
            async for pcm in frames:
                if isinstance(pcm, bytes):
                    self._level(rms_db(pcm))
                yield pcm
