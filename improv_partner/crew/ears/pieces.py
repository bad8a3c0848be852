"""Which sound of a line is turned into words, and where a long line is cut. Pure.

Only speech is given to a recogniser, with its surroundings: Whisper invents words for silence,
noise and tones. No piece is longer than MOST_FRAMES, so no look costs more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...events import FRAME_S, FRAME_SAMPLES
from .line_audio import Run

BEFORE_FRAMES = int(0.24 / FRAME_S)  # Silero notices speech late: 97 ms, 173 at worst of ten
AFTER_FRAMES = int(0.16 / FRAME_S)  # soft endings; silence as short as this is a lull
MOST_FRAMES = int(15 / FRAME_S)  # costs an eighth of 30 s, and few people speak so long in a breath
SEARCH_FRAMES = int(5 / FRAME_S)  # the end of it, where the best place for a cut is looked for
SMOOTH_FRAMES = 5  # 0.1 s: between words, not inside a "t"

Sound = Callable[[int, int], Sequence[bytes]]  # the frames from one number to before another


@dataclass(frozen=True, slots=True)
class Piece:
    """Frames first to end - 1 are turned into words; what follows begins at frame `cut`."""

    first: int
    end: int
    cut: int


def pieces(runs: Sequence[Run], now: int, sound: Sound) -> list[Piece]:
    """The speech of a line with these runs, up to frame `now`, in pieces. Empty without speech."""
    found: list[Piece] = []
    left = list(runs)
    start = left[0].first if left else 0
    start -= BEFORE_FRAMES
    while left and (end := min(now, left[-1].end + AFTER_FRAMES)) - start > MOST_FRAMES:
        cut = _pause(left, start) or _quietest(start, sound)
        inside = [run for run in left if run.first < cut]
        found.append(Piece(max(start, 0), min(cut, inside[-1].end + AFTER_FRAMES), cut))
        left = [Run(max(run.first, cut), run.end) for run in left if run.end > cut]
        start = max(cut, left[0].first - BEFORE_FRAMES) if left else cut
    if left:
        found.append(Piece(max(start, 0), end, end))
    return found


def speech(runs: Sequence[Run], first: int, now: int) -> list[range]:
    """The numbers of the frames from `first` to before `now` that are speech or next to it."""
    out: list[range] = []
    for run in runs:
        found = range(max(first, run.first - BEFORE_FRAMES), min(now, run.end + AFTER_FRAMES))
        if found:
            out.append(found)
            first = found.stop
    return out


def _pause(runs: Sequence[Run], start: int) -> int | None:
    """The middle of the last pause that leaves a piece of a second or more, and not too long."""
    middles = [(a.end + b.first) // 2 for a, b in pairwise(runs)]
    fit = [m for m in middles if start + 1 / FRAME_S < m <= start + MOST_FRAMES]
    return fit[-1] if fit else None


def _quietest(start: int, sound: Sound) -> int:
    """Where somebody who does not pause is least loud for 0.1 s, late in the longest piece."""
    first = start + MOST_FRAMES - SEARCH_FRAMES
    pcm = b"".join(sound(first, start + MOST_FRAMES))
    samples = np.frombuffer(pcm, "<i2").astype(np.float32).reshape(-1, FRAME_SAMPLES)
    loudness = np.square(samples).mean(axis=1)
    smooth = np.convolve(loudness, np.ones(SMOOTH_FRAMES), mode="valid")
    return first + int(smooth.argmin()) + SMOOTH_FRAMES // 2
