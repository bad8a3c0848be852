"""Plays a recorded session to a viewer: stretch after stretch, with keys to jump, hold and hurry.

One loop, fifty times a second: where is the clock, what has happened by then, show it. Keys change
the state at once, between two turns of the loop.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..errors import CrewError
from ..events import FRAME_S
from ..recording import Entry
from .clock import Clock, LoopClock
from .timeline import Moment, Span, Timeline, runs

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
BACK_S = 1.0  # further into an exchange than this, "back" means to its beginning
EDGE_S = 1e-6  # sums of floats miss an edge by less


@dataclass(frozen=True, slots=True)
class Place:
    """Where the replay is: seconds since sample 0, and the number of the exchange."""

    at_s: float
    exchange: int
    speed: float
    held: bool


class Viewer(Protocol):
    """Who is shown the session. Entries come with who had the floor after them."""

    def show(self, entry: Entry, floor: str) -> None:
        """This happens now."""

    def recall(self, place: Place, past: Sequence[Moment]) -> None:
        """A jump: forget everything; these have happened before."""

    def place(self, place: Place) -> None:
        """Here we are now: fifty times a second."""

    def note(self, text: str) -> None:
        """A line for the person who watches."""


class Player:
    """chosen: the stretches to play, in order and apart or next to each other; all if not given."""

    def __init__(
        self,
        timeline: Timeline,
        viewer: Viewer,
        clock: Clock,
        speed: float = 1.0,
        chosen: Sequence[Span] = (),
    ) -> None:
        self._timeline, self._viewer, self._clock = timeline, viewer, clock
        self._spans = chosen or timeline.spans
        self._ends_s = runs(self._spans)
        self._speed = speed
        self._at_s = 0.0
        self._end_s = 0.0  # of this run
        self._shown = 0  # entries
        self._held = self._over = False
        self._commands: dict[str, Callable[[], None]] = {
            " ": self._hold,
            "n": lambda: self._step(1),
            "right": lambda: self._step(1),
            "p": lambda: self._step(-1),
            "left": lambda: self._step(-1),
            "+": lambda: self._hurry(1),
            "=": lambda: self._hurry(1),  # where + needs shift
            "-": lambda: self._hurry(-1),
            "q": self._end,
        }

    def press(self, key: str) -> None:
        """A key was pressed while run() goes on; others than the above mean nothing."""
        if not self._over:
            self._commands.get(key, lambda: None)()

    async def run(self, from_s: float = 0.0) -> None:
        """Play from here, or from the first stretch after it, until the end or "q"."""
        loop = asyncio.get_running_loop()
        self._go(from_s)
        turn_s = loop.time()
        while not self._over:
            self._turn()
            turn_s = max(turn_s + FRAME_S, loop.time())
            await asyncio.sleep(0 if self._over else turn_s - loop.time())
        self._clock.stop()

    def _turn(self) -> None:
        self._look()
        until = self._timeline.until(self._at_s + EDGE_S)
        for entry, floor in self._timeline.moments[self._shown : until]:
            self._viewer.show(entry, floor)
        self._shown = max(self._shown, until)
        self._viewer.place(self._place())
        if self._at_s >= self._end_s - EDGE_S and not self._held:
            begins_s = [span.begin_s for span in self._spans if span.begin_s > self._end_s]
            if begins_s:
                self._go(begins_s[0])
            else:
                self._over = True

    def _look(self) -> None:
        """Read the clock. A lost loudspeaker is told, and the text goes on without it."""
        if self._held:
            return
        try:
            self._at_s = max(self._at_s, self._clock.advance())
        except CrewError as error:
            self._viewer.note(f"{error}: the text goes on alone")
            self._clock.close()
            self._clock = LoopClock()
            self._start()

    def _go(self, to_s: float) -> None:
        """Jump to this time, or to the beginning of the stretch after it."""
        here = next((span for span in self._spans if span.end_s > to_s), self._spans[-1])
        self._at_s = max(to_s, here.begin_s)
        self._end_s = self._ends_s[self._spans.index(here)]
        self._shown = self._timeline.before(self._at_s)
        self._viewer.recall(self._place(), self._timeline.moments[: self._shown])
        self._start()

    def _start(self) -> None:
        if not self._held:
            self._clock.start(self._at_s, self._end_s, self._speed)

    def _place(self) -> Place:
        exchange = self._spans[self._here()].exchange
        return Place(self._at_s, exchange, self._speed, self._held)

    def _here(self) -> int:
        """Which stretch it is."""
        return max(0, bisect_right([span.begin_s for span in self._spans], self._at_s) - 1)

    # -- keys

    def _hold(self) -> None:
        self._look()
        self._held = not self._held
        if self._held:
            self._clock.stop()
        self._start()

    def _step(self, by: int) -> None:
        self._look()
        here = self._here()
        if by < 0 and self._at_s - self._spans[here].begin_s > BACK_S:
            by = 0
        if here + by < len(self._spans):
            self._go(self._spans[max(0, here + by)].begin_s)

    def _hurry(self, by: int) -> None:
        self._look()
        others = [s for s in SPEEDS if (s - self._speed) * by > EDGE_S]
        if others:
            self._speed = others[0] if by > 0 else others[-1]
            self._start()

    def _end(self) -> None:
        self._over = True
