"""The tracks of a session as samples, in whichever format they lie there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

Samples = np.ndarray[Any, np.dtype[np.int16]]
FORMATS = ("flac", "wav")  # FLAC once the session was closed, WAV while it was played


def track(folder: Path, who: str) -> Samples:
    """The track of "actor" or "partner": int16 mono 16 kHz, exactly as it is stored."""
    import av

    path = next(p for p in (folder / f"{who}.{kind}" for kind in FORMATS) if p.exists())
    with av.open(str(path)) as file:
        sound = file.streams.audio[0]
        assert (sound.rate, sound.channels) == (16_000, 1), path
        pieces = [frame.to_ndarray()[0] for frame in file.decode(sound)]
    samples: Samples = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
    assert samples.dtype == np.int16, path
    return samples


def pcm(path: Path) -> Samples:
    """A clip as the simulated actor speaks it."""
    from improv_partner.crew.sound_file import read

    return np.frombuffer(read(path), np.int16)


def place(needle: Samples, hay: Samples) -> tuple[int, float]:
    """Where one sound begins in another, and their correlation there (1 = the same)."""
    size = 1 << (len(hay) + len(needle)).bit_length()
    one, other = needle.astype(float), hay.astype(float)
    alike = np.fft.irfft(np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size)))[: len(hay)]
    sums = np.concatenate([[0.0], np.cumsum(other**2), np.full(len(one), np.sum(other**2))])
    power = sums[len(one) : len(one) + len(hay)] - sums[: len(hay)]
    # Loud places must not win because they are loud, nor silent ones because of rounding.
    fits = alike / np.sqrt((one**2).sum() * np.maximum(power, (one**2).sum() / 100) + 1e-9)
    at = int(fits.argmax())
    return at, float(fits[at])


def found(needle: Samples, hay: Samples, piece: int = 1600) -> tuple[int, float]:
    """Where a long sound begins in another, and the share of its 100 ms that is there in order.

    On a machine with too much to do a sound card drops a piece now and then: not all, then.
    """
    at, _ = place(needle, hay)
    begins = range(0, len(needle) - piece + 1, piece)
    there = []
    for begin in begins:
        part = needle[begin : begin + piece]
        near = hay[max(at + begin - piece, 0) : at + begin + 2 * piece]
        there.append(not part.any() or (len(near) > 0 and place(part, near)[1] > 0.95))
    return at, sum(there) / max(len(there), 1)
