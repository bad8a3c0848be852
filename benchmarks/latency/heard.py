"""What the audience hears of the partner: stretches of sound on the microphone's sample clock."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

RATE_HZ = 16_000
AUDIBLE = 200  # of 32768, -44 dB: the voice speaks at about 8000
GAP_S = 0.5  # a shorter silence is inside a reply


def stretches(sounds: Iterable[tuple[float, bytes]]) -> list[list[int]]:
    """First and last audible sample of each stretch.

    sounds: int16 mono 16 kHz that left the loudspeaker, each with the time of its first sample in
    seconds since the microphone's first sample was captured; in order.
    """
    found: list[list[int]] = []
    for at_s, pcm in sounds:
        loud = np.flatnonzero(np.abs(np.frombuffer(pcm, np.int16).astype(np.int32)) > AUDIBLE)
        for run in np.split(loud, np.flatnonzero(np.diff(loud) > GAP_S * RATE_HZ) + 1):
            if not len(run):
                continue
            first, last = (round(at_s * RATE_HZ) + int(edge) for edge in (run[0], run[-1]))
            if found and first - found[-1][1] <= GAP_S * RATE_HZ:
                found[-1][1] = max(found[-1][1], last)
            else:
                found.append([first, last])
    return found
