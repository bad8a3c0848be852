"""All tracks of a session as one stereo sound: the actors left, the partner right.

A track that is missing or damaged is silent and told once; the others play on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from .. import track
from ..crew.loudness import FLOOR_DB, rms_db
from ..errors import RecordingError
from ..events import FRAME_SAMPLES, RATE_HZ

PARTNER = "partner"
PIECE_SAMPLES = RATE_HZ // 10


class Tape:
    """say: is told what is wrong with a track, one line each. length_s: of the longest track.

    players: who has a track, see track.players.
    """

    def __init__(
        self,
        folder: Path,
        say: Callable[[str], None],
        players: Sequence[str] = track.PLAYERS,
    ) -> None:
        self._say = say
        self._actors = [who for who in players if who != PARTNER]
        self._said: set[str] = set()
        self._paths: dict[str, Path] = {}
        self._samples: dict[str, int] = {}
        for who in players:
            try:
                path = track.find(folder, who)
                _, samples = track.length(path)
            except RecordingError as error:
                self._trouble(who, error)
            else:
                self._paths[who], self._samples[who] = path, samples
        self.length_s = max(self._samples.values(), default=0) / RATE_HZ

    @property
    def empty(self) -> bool:
        """There is no sound at all."""
        return not self._paths

    def stereo(self, begin_s: float, end_s: float) -> Iterator[bytes]:
        """Interleaved int16 at 16 kHz in pieces of 0.1 s, with silence after a track's end."""
        begin, end = round(begin_s * RATE_HZ), round(end_s * RATE_HZ)
        actors = [self._pieces(who, begin) for who in self._actors]
        partner = self._pieces(PARTNER, begin)
        for at in range(begin, end, PIECE_SAMPLES):
            size = min(PIECE_SAMPLES, end - at)
            both = np.zeros((size, 2), np.int32)
            for side in actors:
                both[:, 0] += np.frombuffer(next(side), "<i2")[:size]
            both[:, 1] = np.frombuffer(next(partner), "<i2")[:size]
            yield both.clip(-32_768, 32_767).astype("<i2").tobytes()

    def level_db(self, at_s: float) -> float:
        """How loud the loudest actor is in the 20 ms from here on, in dB below full scale.

        Takes 0.1 ms of a WAV file, 1.3 ms of FLAC.
        """
        return max((self._level_db(who, at_s) for who in self._actors), default=FLOOR_DB)

    def _level_db(self, who: str, at_s: float) -> float:
        begin = round(at_s * RATE_HZ)
        if begin + FRAME_SAMPLES > self._samples.get(who, 0):
            return FLOOR_DB
        blocks = track.blocks(self._paths[who], begin, begin + FRAME_SAMPLES)
        try:
            return rms_db(b"".join(blocks))
        except RecordingError:  # is told by whoever plays it
            return FLOOR_DB

    def _pieces(self, who: str, begin: int) -> Iterator[bytes]:
        """Pieces of PIECE_SAMPLES of one player, without end."""
        waiting = b""
        for block in self._blocks(who, begin):
            waiting += block
            while len(waiting) >= 2 * PIECE_SAMPLES:
                yield waiting[: 2 * PIECE_SAMPLES]
                waiting = waiting[2 * PIECE_SAMPLES :]
        while True:
            yield waiting.ljust(2 * PIECE_SAMPLES, b"\0")
            waiting = b""

    def _blocks(self, who: str, begin: int) -> Iterator[bytes]:
        if begin < self._samples.get(who, 0):
            try:
                yield from track.blocks(self._paths[who], begin)
            except RecordingError as error:
                self._trouble(who, error)

    def _trouble(self, who: str, error: RecordingError) -> None:
        if who not in self._said:
            self._said.add(who)
            self._say(f"{error}; the {who} is not heard")
