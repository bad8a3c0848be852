"""The curveball deck: throws the scene's curveballs when there is no director to do it.

A fold over the log, like the prompter: every few exchanges, while the floor is open, the next card
of a deck that the session's seed has shuffled. Nobody's line is interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from .events import Answer, Curtain, Direction, Event, Played, Prepare, Withdraw
from .recording import Entry
from .scene import Scene


def deal(scene: Scene, seed: int) -> Iterator[str]:
    """Every curveball of the scene once, in an order that is the same for the same seed."""
    cards = list(scene.curveballs)
    Random(f"deck {scene.key} {seed}").shuffle(cards)
    yield from cards


class Deck:
    """every: exchanges from one curveball to the next, 0 = never. tell: where events go.

    floor: who has it now. present: is there a director? Then the deck waits; what was due while one
    was there is not made up for.
    """

    def __init__(
        self,
        scene: Scene,
        seed: int,
        every: int,
        tell: Callable[[Event], None],
        floor: Callable[[], str],
        present: Callable[[], bool] = lambda: False,
    ) -> None:
        self._cards = deal(scene, seed) if every else iter(())
        self._every, self._tell, self._floor, self._present = every, tell, floor, present
        self._why = ""  # of the partner's newest line
        self._answers = self._heard = False  # it answers the actor; some of it was heard
        self._exchanges = 0  # since the last curveball

    def close(self) -> None:
        """Nothing more is thrown."""
        self._cards = iter(())

    def watch(self, entry: Entry) -> None:
        """Every entry of the log, after the stage knows it."""
        match entry.what:
            case Prepare(why=why):
                self._why = self._why if why == "picked" else why
                self._answers = self._heard = False
            case Answer():
                self._answers = self._why == "turn"
            case Withdraw():
                self._answers = False
            case Played(text=text) if text and self._answers:
                self._heard = True
            case Curtain():
                self.close()
        if self._heard and self._floor() == "open":
            self._answers = self._heard = False
            self._exchanges += 1
            self._throw()

    def _throw(self) -> None:
        if self._exchanges < self._every:
            return
        self._exchanges = 0
        if not self._present() and (card := next(self._cards, "")):
            self._tell(Direction(card, to="everybody", by="deck"))
