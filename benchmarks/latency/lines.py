"""What the actor says: clips whose acoustic end is known to 10 ms, half of them with a pause.

All are of tests/speech, whose words the small test model knows: a recogniser that hears nothing
would answer nothing, and one that guesses costs time that has nothing to do with the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from improv_partner.crew import sound_file
from improv_partner.events import RATE_HZ

SPEECH = Path(__file__).parents[2] / "tests" / "speech"
PLAIN = ("1-slt", "2-awb", "3-rms", "4-kal16", "5-slt", "lysander")
# Two sentences, and between them (the most tempting place for a turn-taker) so many seconds.
JOINED = (("1-slt", 0.4, "2-awb"), ("5-slt", 0.5, "lysander"), ("4-kal16", 0.6, "3-rms"))
SPLIT = (("3-rms", 0.4), ("4-kal16", 0.5), ("1-slt", 0.6))  # a pause inside one sentence
HOP = RATE_HZ // 100
SPEECH_DB = -40.0  # below the loudest 10 ms of the clip: what is quieter is not heard as speech
MIDDLE = (0.25, 0.75)  # of the clip: where its quietest place is looked for, to be made a pause

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line. begin, end: samples of its acoustic begin and end. pause_s: inside it, 0 = none."""

    name: str
    pcm: bytes
    begin: int
    end: int
    pause_s: float = 0.0


def lines(count: int = 0) -> list[Spoken]:
    """Plain lines and lines with a pause by turns; the first `count`, 0 = all twelve."""
    paused = [_joined(*row) for row in JOINED] + [_split(*row) for row in SPLIT]
    both = [line for pair in zip(map(_plain, PLAIN), paused, strict=True) for line in pair]
    return both[: count or len(both)]


def _plain(name: str) -> Spoken:
    return _spoken(name, _clip(name))


def _joined(first: str, pause_s: float, second: str) -> Spoken:
    a, b = _clip(first), _clip(second)
    (_, end), (begin, _) = _edges(a), _edges(b)
    whole = np.concatenate([a[:end], _room(a, pause_s), b[begin:]])
    return _spoken(f"{first} + {second}", whole, pause_s)


def _split(name: str, pause_s: float) -> Spoken:
    """The clip with so much of the room's silence at the quietest place of its middle."""
    clip = _clip(name)
    begin, end = _edges(clip)
    levels = _levels(clip)
    low, high = (round((begin + part * (end - begin)) / HOP) for part in MIDDLE)
    at = (low + int(levels[low:high].argmin())) * HOP + HOP // 2
    whole = np.concatenate([clip[:at], _room(clip, pause_s), clip[at:]])
    return _spoken(f"{name} in two", whole, pause_s)


def _spoken(name: str, pcm: Pcm, pause_s: float = 0.0) -> Spoken:
    return Spoken(name, pcm.tobytes(), *_edges(pcm), pause_s)


def _clip(name: str) -> Pcm:
    return np.frombuffer(sound_file.read(SPEECH / f"{name}.flac"), np.int16)


def _room(clip: Pcm, seconds: float) -> Pcm:
    """The clip's own quiet room, from its first 0.3 s, as long as wanted."""
    room = clip[: 3 * RATE_HZ // 10]
    return np.resize(room, round(seconds * RATE_HZ))


def _levels(pcm: Pcm) -> NDArray[np.float64]:
    """RMS of each 10 ms."""
    hops = pcm[: len(pcm) // HOP * HOP].astype(np.float64).reshape(-1, HOP)
    return np.asarray(np.sqrt((hops**2).mean(axis=1)))


def _edges(pcm: Pcm) -> tuple[int, int]:
    """First and last sample of the speech."""
    levels = _levels(pcm)
    loud = np.flatnonzero(levels > levels.max() * 10 ** (SPEECH_DB / 20))
    return int(loud[0]) * HOP, int(loud[-1] + 1) * HOP
