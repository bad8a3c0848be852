"""How loud, and how late, the loudspeaker comes back into the microphone.

Pure: both sides of a phrase that was played while nobody spoke go in, on one clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..events import FRAME_SAMPLES, RATE_HZ

Floats = np.ndarray[Any, np.dtype[np.float64]]

EARLIEST_S, LATEST_S = -0.1, 0.6  # where the echo is looked for: devices tell their times wrong
SOUNDING_DB = 25.0  # down from the loudest 20 ms: the far side speaks
BAND_HZ = (200.0, 3800.0)  # what small loudspeakers give out and a voice has
SURE = 8.0  # the peak of the correlation over its RMS; of noise it is 4 to 5
LEAST_DB = -100.0


@dataclass(frozen=True, slots=True)
class Echo:
    """level_db: RMS while the phrase is heard, without the room's noise; full scale = 0.

    room_db: RMS of the room without it. delay_s: after the time that the loudspeaker told.
    """

    level_db: float
    room_db: float
    delay_s: float


def measure(near: bytes, far: bytes) -> Echo | None:
    """The echo of far (what left the loudspeaker) in near (the microphone), int16 at 16 kHz.

    Both begin at the same time and have some quiet before and after the phrase. None: not heard.
    """
    one, other = _samples(near), _samples(far)
    if not other.any():
        return None
    delay = _delay(one, other)
    if delay is None:
        return None
    level_db, room_db = _levels(one, other, delay)
    return Echo(level_db, room_db, delay / RATE_HZ) if level_db > room_db else None


def remains_db(clean: bytes, far: bytes, delay_s: float) -> float:
    """What is left of such an echo after it was taken out, as Echo.level_db."""
    return _levels(_samples(clean), _samples(far), round(delay_s * RATE_HZ))[0]


def _samples(pcm: bytes) -> Floats:
    return np.frombuffer(pcm, "<i2").astype(np.float64) / 32768


def _delay(near: Floats, far: Floats) -> int | None:
    """In samples, by the correlation of the phases (so that no vowel outweighs the rest)."""
    size = 1 << (len(near) + len(far)).bit_length()
    cross = np.fft.rfft(near, size) * np.conj(np.fft.rfft(far, size))
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    heard = (np.abs(cross) > 0) & (hz > BAND_HZ[0]) & (hz < BAND_HZ[1])
    cross = np.where(heard, cross / np.where(heard, np.abs(cross), 1.0), 0.0)
    alike = np.roll(np.fft.irfft(cross, size), -round(EARLIEST_S * RATE_HZ))
    alike = alike[: round((LATEST_S - EARLIEST_S) * RATE_HZ)]
    at = int(np.abs(alike).argmax())
    if not alike.any() or abs(alike[at]) < SURE * np.sqrt(np.mean(alike**2)):
        return None
    return at + round(EARLIEST_S * RATE_HZ)


def _levels(near: Floats, far: Floats, delay: int) -> tuple[float, float]:
    """In dB: near while far sounds, so many samples later, less the room; and the room."""
    far = np.roll(far, delay)
    frames = min(len(near), len(far)) // FRAME_SAMPLES
    powers = np.mean(near[: frames * FRAME_SAMPLES].reshape(frames, -1) ** 2, axis=1)
    played = np.mean(far[: frames * FRAME_SAMPLES].reshape(frames, -1) ** 2, axis=1)
    sounding = played > played.max() * 10 ** (-SOUNDING_DB / 10)
    room = float(np.percentile(powers, 10))
    return _db(float(np.mean(powers[sounding])) - room), _db(room)


def _db(power: float) -> float:
    return max(float(10 * np.log10(power)), LEAST_DB) if power > 0 else LEAST_DB
