"""Tracks as pictures: the lowest and highest sample of each pixel, at any zoom, from memory.

A track is decoded once, into peaks of 10 ms (360 kB for half an hour); a closer look reads the few
samples that are seen. The decoding runs on a thread, beside the page's other requests.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import track
from ..events import RATE_HZ

BIN = 160  # samples of the kept peaks: 10 ms
AT_ONCE = 30 * RATE_HZ  # samples that are reduced together; a multiple of BIN
NEAR = 40 * RATE_HZ  # samples that are read quicker than all of a track
MOST_BINS = 4096  # as wide as the widest screens
MOST_TRACKS = 8  # in memory
Peaks = NDArray[np.int8]  # (bins, 2): lowest and highest, of 127


class Waves:
    """Of the tracks that were asked for last. All methods may be called from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, int, int], Peaks] = OrderedDict()
        self._lock = threading.Lock()

    def span(self, folder: Path, who: str, begin: int, end: int, bins: int) -> bytes:
        """Pairs of int8 for each of so many pixels; zeros where the track is over.

        Raises RecordingError.
        """
        bins = min(max(bins, 1), MOST_BINS)
        path = track.find(folder, who)
        if end - begin < max(bins * BIN, NEAR):
            pcm = b"".join(track.blocks(path, begin, end))
            samples = (np.frombuffer(pcm, "<i2") >> 8).astype(np.int8)
            return _spread(np.stack([samples, samples], axis=1), end - begin, bins).tobytes()
        known = self._peaks(path)[begin // BIN : -(-end // BIN)]
        return _spread(known, (end - begin) // BIN, bins).tobytes()

    def warm(self, folder: Path, tracks: Iterable[str]) -> None:
        """Decode these before they are asked for. Raises RecordingError."""
        for who in tracks:
            self._peaks(track.find(folder, who))

    def _peaks(self, path: Path) -> Peaks:
        with self._lock:  # who comes second waits for the first, and has it then
            stat = path.stat()
            key = path, stat.st_size, stat.st_mtime_ns
            found = self._kept.pop(key, None)
            if found is None:
                found = peaks(path)
            self._kept[key] = found
            while len(self._kept) > MOST_TRACKS:
                self._kept.popitem(last=False)
            return found


def peaks(path: Path) -> Peaks:
    """Of every 10 ms of a track. Raises RecordingError."""
    out, waiting, size = [np.zeros((0, 2), np.int8)], [], 0
    for block in track.blocks(path):
        waiting.append(block)
        size += len(block)
        if size >= AT_ONCE * track.SAMPLE_BYTES:
            pcm = b"".join(waiting)
            whole = len(pcm) - len(pcm) % (BIN * track.SAMPLE_BYTES)
            out.append(_reduced(pcm[:whole]))
            waiting, size = [pcm[whole:]], len(pcm) - whole
    rest = b"".join(waiting)
    out.append(_reduced(rest + bytes(-len(rest) % (BIN * track.SAMPLE_BYTES))))
    return np.concatenate(out)


def _reduced(pcm: bytes) -> Peaks:
    samples = np.frombuffer(pcm, "<i2").reshape(-1, BIN)
    pair = np.stack([samples.min(axis=1, initial=0), samples.max(axis=1, initial=0)], axis=1)
    return (pair >> 8).astype(np.int8)


def _spread(known: Peaks, length: int, bins: int) -> NDArray[Any]:
    """Onto so many pixels; length: how much there would be if the track were long enough."""
    edges = np.linspace(0, max(length, 1), bins + 1)
    begins = edges[:-1].astype(int)
    out = np.zeros((bins, 2), np.int8)
    there = begins < len(known)
    if there.any():
        cut = known[: max(length, 1)]
        out[there, 0] = np.minimum.reduceat(cut[:, 0], begins[there])
        out[there, 1] = np.maximum.reduceat(cut[:, 1], begins[there])
    return out
