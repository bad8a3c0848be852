"""Several performers as one microphone: the contract Mic of a group scene.

The room's clock gives the frames of all, and voices.py listens to them.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Mapping

from ..crew import Crew, Hearing
from ..events import FRAME_S, Event, Present, Trouble
from ..voices import FIRST, Voices
from .metronome import Metronome
from .mic import GIVE_UP_S
from .mix import SILENCE
from .player import Player

Frames = tuple[int, dict[str, bytes]]


class Ensemble:
    """tell: where Present goes. name_of: how a performer is called. rejoin_s: who is not heard for
    so long is gone.
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
        self._first = 0  # number of the scene's first frame
        self.players: dict[str, Player] = {}
        self.voices = Voices()

    @property
    def origin_s(self) -> float:
        """See Mic."""
        return self._metronome.origin_s + self._first * FRAME_S

    def seat(self, crew: Crew, others: Mapping[str, Hearing]) -> None:
        """Everybody takes a seat: the crew hears the ensemble. others: of all but the first."""
        self.voices.seat(crew, others)
        for who, seat in self._metronome.seats.items():
            self.players[who] = Player(who, seat, self.voices.of[who])

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
                yield self.voices.hear({FIRST: SILENCE, **frames})
        finally:
            self._metronome.end()

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
