"""The room's clock: every 20 ms a frame of each performer, and for each what the others make.

On the house's loop, where packets come in and go out. The scene in its own thread is given the
same frames, numbered; if it is slow they wait for it, and nobody hears of that.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterable

from ..events import FRAME_S, FRAME_SAMPLES
from .mix import SILENCE, minus
from .seat import Seat
from .speaker import RTCSpeaker

Give = Callable[[int, dict[str, bytes]], None]


class Metronome:
    """wait_s: how long after a frame was spoken it is taken: sound that comes later is not heard.

    seats: by who sits there. partner: the partner's voice. origin_s: when the first frame began.
    """

    def __init__(self, wait_s: float, seats: Iterable[str]) -> None:
        self.origin_s = time.monotonic()
        self.seats = {who: Seat(self.origin_s) for who in seats}
        self.partner = RTCSpeaker(lambda: any(seat.here for seat in self.seats.values()))
        self.number = 0  # of the next frame
        self._wait_s = wait_s
        self._give: Give | None = None
        self._ticking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """On the house's loop; does nothing if it goes already."""
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._run())

    def begin(self, give: Give) -> None:
        """Any thread: the scene begins; from now on performers are heard, by it and each other.

        give: gets the number and the frames of those who are ready, on the house's loop.
        """
        gc.freeze()  # what is there stays: looking through it again takes 50 ms in mid-scene
        self._give = give

    def end(self) -> None:
        """Any thread: nobody hears anybody any more."""
        self._give = None
        gc.unfreeze()

    async def _run(self) -> None:
        while True:
            due_s = self.origin_s + (self.number + 1) * FRAME_S + self._wait_s
            await asyncio.sleep(due_s - time.monotonic())
            self._tick(due_s)

    def _tick(self, due_s: float) -> None:
        taken = {who: seat.timeline.take(FRAME_SAMPLES) for who, seat in self.seats.items()}
        number, give = self.number, self._give
        self.number += 1
        if give is None:
            for seat in self.seats.values():
                seat.give(SILENCE)
            return
        frames = {who: pcm for who, pcm in taken.items() if self.seats[who].ready}
        voice = self.partner.take(due_s)
        mixed = minus(frames, voice)
        for who, seat in self.seats.items():
            seat.give(mixed.get(who, SILENCE))
        give(number, frames)
