"""Where a track has sound, measured from its samples alone: no detector, no log, numpy only.

A stretch of sound is louder than the room, and at its edges not much weaker than itself: breath and
the tail of a room's echo are none. Edges are exact to some 10 ms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ... import track
from ...events import RATE_HZ

HOP = 80  # samples: 5 ms
HOP_S = HOP / RATE_HZ
SILENCE_DB = -100.0  # of full scale: digital silence
ABOVE_ROOM_DB = 10.0
BELOW_LOUD_DB = 40.0  # of the loud parts of the track: weaker is no speech of anybody near
BELOW_TOP_DB = 28.0  # of the stretch's own loud parts, as in crew/acoustics.py
PAUSE_S = 0.25  # shorter silences belong to the sounds of speech (Goldman-Eisler 1968)
SHORTEST_S = 0.05  # less is a click

Levels = NDArray[np.float32]
Run = tuple[int, int]  # of 5 ms steps, from and before
Span = tuple[float, float]  # seconds since sample 0, from and to


def levels(folder: Path, who: str) -> Levels:
    """RMS of each 5 ms of a player's track in dB of full scale. Raises RecordingError."""
    pieces, rest = [], b""
    for block in track.blocks(track.find(folder, who)):
        block = rest + block
        whole = len(block) // (2 * HOP) * 2 * HOP
        pieces.append(_levels(block[:whole]))
        rest = block[whole:]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _levels(pcm: bytes) -> Levels:
    samples = np.frombuffer(pcm, "<i2").astype(np.float32).reshape(-1, HOP) / 32768
    power = np.einsum("ij,ij->i", samples, samples) / HOP
    return _db(power)


def spans(of: Levels, clean: bool = False) -> list[Span]:
    """The stretches of sound, in order; pauses shorter than PAUSE_S are part of them.

    clean: the track has no room and no clicks in it (the partner's): all that can be heard counts.
    """
    level = _smooth(of)
    room = float(np.percentile(level, 10)) if level.size else 0.0
    sounds = level[level > room + ABOVE_ROOM_DB]
    if not sounds.size:
        return []
    least = max(room + ABOVE_ROOM_DB, float(np.percentile(sounds, 95)) - BELOW_LOUD_DB)
    below_top_db, shortest_s = (BELOW_LOUD_DB, 0.0) if clean else (BELOW_TOP_DB, SHORTEST_S)
    found = []
    for run in _joined(_runs(level > least)):
        top = float(np.percentile(level[slice(*run)], 95))
        found.append(_trimmed(of, level, run, max(top - below_top_db, least), shortest_s))
    return [(a * HOP_S, b * HOP_S) for a, b in found if a < b]


def signal(of: Levels) -> list[Span]:
    """Where there is anything but digital silence: what the loudspeaker was given."""
    return [(a * HOP_S, b * HOP_S) for a, b in _runs(of > SILENCE_DB + 1.0)]


def _smooth(of: Levels) -> Levels:
    """Over 20 ms, so that a voice's single periods are none."""
    if not of.size:
        return of
    return _db(np.convolve(10 ** (of / 10), np.array([1, 2, 2, 2, 1]) / 8, "same"))


def _db(power: NDArray[Any]) -> Levels:
    out: Levels = (10 * np.log10(power + 10 ** (SILENCE_DB / 10))).astype(np.float32)
    return out


def _trimmed(of: Levels, level: Levels, run: Run, least: float, shortest_s: float) -> Run:
    """Without what is weaker at its edges, and without clicks there; empty if nothing is left."""
    runs = [(a, b) for a, b in _runs(level[slice(*run)] > least) if (b - a) * HOP_S >= shortest_s]
    if not runs:
        return (0, 0)
    begin, end = run[0] + runs[0][0], run[0] + runs[-1][1]
    loud = np.flatnonzero(of[begin:end] > least)  # the smooth edge is some ms too wide
    return (begin + int(loud[0]), begin + int(loud[-1]) + 1) if loud.size else (0, 0)


def _joined(runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for a, b in runs:
        if out and (a - out[-1][1]) * HOP_S < PAUSE_S:
            out[-1] = (out[-1][0], b)
        else:
            out.append((a, b))
    return out


def _runs(mask: NDArray[Any]) -> list[Run]:
    """Where the mask is true: [start, end) of each run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
