"""A stretch of a session as a WAV file: the very samples of the tracks, none of them changed."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .. import track
from ..events import RATE_HZ
from ..house import Refused

MOST_S = 120.0  # 7.7 MB of both
BOTH = "both"
WHOLE = 32_767


def clip(folder: Path, tracks: Sequence[str], who: str, begin: int, end: int) -> bytes:
    """From sample `begin` to before `end`. who: of the tracks, or both: actor left, partner right.

    Several actors share the left. Silence where a track is over. Raises Refused, RecordingError.
    """
    if not tracks:
        raise Refused(404, "there is no sound that may be heard")
    if who != BOTH and who not in tracks:
        raise Refused(404, "there is no such track")
    if not 0 <= begin < end or end - begin > MOST_S * RATE_HZ:
        raise Refused(400, f"a clip has up to {MOST_S:.0f} s")
    if who != BOTH:
        return _wav(_sound(folder, who, begin, end).tobytes(), 1)
    sound = {one: _sound(folder, one, begin, end) for one in tracks}
    silence = np.zeros(end - begin, "<i2")
    actors = [found for one, found in sound.items() if one != "partner"]
    left = _together(actors) if len(actors) > 1 else (actors or [silence])[0]
    right = sound.get("partner", silence)
    return _wav(np.stack([left, right], axis=1).astype("<i2").tobytes(), 2)


def _sound(folder: Path, who: str, begin: int, end: int) -> NDArray[np.int16]:
    found = np.zeros(end - begin, "<i2")
    heard = np.frombuffer(track.pcm(folder, who, begin, end), "<i2")
    found[: len(heard)] = heard
    return found


def _together(sounds: Sequence[NDArray[np.int16]]) -> NDArray[np.int16]:
    total = np.sum([sound.astype(np.int32) for sound in sounds], axis=0)
    mixed: NDArray[np.int16] = np.clip(total, -WHOLE - 1, WHOLE).astype("<i2")
    return mixed


def _wav(pcm: bytes, channels: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, track.SAMPLE_BYTES, RATE_HZ, 0, "NONE", ""))
        file.writeframes(pcm)
    return out.getvalue()
