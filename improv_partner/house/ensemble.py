"""Several performers as one microphone: the contract Mic of a group scene, and its detectors.

The room's clock gives the frames of all; one performer at a time has the word (crew/talker.py), and
what the detectors say is said of that one. Everybody's ears and track get all of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass

from ..crew import Crew, Hearing
from ..crew.talker import Talker
from ..events import FRAME_S, Event, Present, Trouble
from .metronome import Metronome
from .mic import GIVE_UP_S
from .mix import SILENCE
from .player import Player

FIRST = "actor"  # of the first seat: the live loop itself feeds these ears and writes this track
Frames = tuple[int, dict[str, bytes]]


@dataclass(frozen=True, slots=True)
class Answers:
    """The contract Vad, of whoever has the word."""

    answer: Callable[[], bool]

    def voiced(self, pcm: bytes) -> bool:
        return self.answer()


class Ensemble:
    """tell: where Present goes. keep: gets each further performer's frames, for their tracks.

    name_of: how a performer is called. rejoin_s: who is not heard for so long is gone.
    """

    name = "browsers"

    def __init__(
        self,
        metronome: Metronome,
        tell: Callable[[Event], None],
        name_of: Callable[[str], str],
        rejoin_s: float,
    ) -> None:
        self._metronome, self._tell, self._name_of = metronome, tell, name_of
        self._rejoin_s = rejoin_s
        self._talker = Talker(FIRST)
        self._first = 0  # number of the scene's first frame
        self.players: dict[str, Player] = {}
        self.keep: Callable[[str, bytes], None] = lambda who, pcm: None

    @property
    def origin_s(self) -> float:
        """See Mic."""
        return self._metronome.origin_s + self._first * FRAME_S

    def seat(self, crew: Crew, others: Mapping[str, Hearing]) -> None:
        """Everybody takes a seat: the crew hears the ensemble. others: of all but the first."""
        crew.others = dict(others)
        for who, seat in self._metronome.seats.items():
            self.players[who] = Player(who, seat, crew.others.get(who))
        crew.voice_start = Answers(lambda: self._has_word.voiced)
        crew.voice_end = Answers(lambda: self._has_word.speech)
        crew.loud = Answers(lambda: self._has_word.loud)
        crew.talker = lambda: self._talker.who

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic: those of the first seat; the others' are given away here. Raises ImprovError."""
        loop = asyncio.get_running_loop()
        given: asyncio.Queue[Frames] = asyncio.Queue()

        def give(number: int, frames: dict[str, bytes]) -> None:
            with contextlib.suppress(RuntimeError):  # the scene's loop is closed
                loop.call_soon_threadsafe(given.put_nowait, (number, frames))

        self._metronome.begin(give)
        alone_s = time.monotonic()
        try:
            while True:
                number, frames = await given.get()
                self._first = self._first or number
                for trouble in self._news():
                    yield trouble
                if any(player.present for player in self.players.values()):
                    alone_s = time.monotonic()
                elif time.monotonic() - alone_s > GIVE_UP_S:
                    yield Trouble("mic", "nobody came back; the scene ends")
                    return
                yield self._hear(frames)
        finally:
            self._metronome.end()

    @property
    def _has_word(self) -> Player:
        return self.players[self._talker.who]

    def _news(self) -> list[Trouble]:
        """Who has come or gone is told at once; what went wrong, between the frames."""
        news = [
            event
            for who, player in self.players.items()
            for event in player.news(self._name_of(who), self._rejoin_s)
        ]
        for event in news:
            if isinstance(event, Present):
                self._tell(event)
        return [event for event in news if isinstance(event, Trouble)]

    def _hear(self, frames: Mapping[str, bytes]) -> bytes:
        voices = {}
        for who, pcm in frames.items():
            voices[who] = self.players[who].hear(pcm)
            if who != FIRST:
                self.keep(who, pcm)
        self._talker.step(voices)
        return frames.get(FIRST, SILENCE)
