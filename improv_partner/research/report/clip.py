"""A stretch of a session as sound inside a page: all players together, of bounded length."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ... import flac, track
from ...errors import RecordingError
from ...events import RATE_HZ

AROUND_S = 0.3  # before and after
MOST_S = 20.0  # ten clips of noise are 8.5 MB then, of speech 3 MB


@dataclass(frozen=True, slots=True)
class Clip:
    """begin_s, end_s: of the session. whole: nothing had to be left out. flac: a FLAC file."""

    begin_s: float
    end_s: float
    whole: bool
    flac: bytes

    @property
    def address(self) -> str:
        """As a page holds it."""
        return f"data:audio/flac;base64,{base64.b64encode(self.flac).decode()}"


def clip(
    folder: Path,
    span: tuple[float, float],
    middle_s: float | None = None,
    players: Iterable[str] = track.PLAYERS,
) -> Clip:
    """The sound of these seconds; of too long a stretch what is around its middle.

    middle_s: the moment that must be in it, None = the beginning. players: who is heard. Raises
    RecordingError: there is no sound, or it cannot be read.
    """
    begin_s, end_s, whole = window(span, middle_s)
    begin, end = round(begin_s * RATE_HZ), round(end_s * RATE_HZ)
    tracks = [track.pcm(folder, who, begin, end) for who in players]
    mixed = np.zeros(max(map(len, tracks)) // track.SAMPLE_BYTES, np.int32)
    for sound in tracks:
        heard = np.frombuffer(sound, "<i2")
        mixed[: len(heard)] += heard
    pcm = np.clip(mixed, -32768, 32767).astype("<i2").tobytes()
    if not pcm:
        raise RecordingError(f"{folder}: there is no sound from {begin_s:.1f} to {end_s:.1f} s")
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"clip{flac.SUFFIX}"
        flac.write(file, [pcm])
        return Clip(begin_s, end_s, whole, file.read_bytes())


def window(span: tuple[float, float], middle_s: float | None) -> tuple[float, float, bool]:
    """From and to, at most MOST_S, and whether that is all of the span with what is around it."""
    begin_s, end_s = max(span[0] - AROUND_S, 0.0), span[1] + AROUND_S
    if end_s - begin_s <= MOST_S:
        return begin_s, end_s, True
    middle_s = begin_s if middle_s is None else middle_s
    from_s = min(max(middle_s - MOST_S / 2, begin_s), end_s - MOST_S)
    return from_s, from_s + MOST_S, False
