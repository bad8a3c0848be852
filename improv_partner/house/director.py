"""Whoever directs: a page of their own behind an address of its own. Not heard, so nothing to agree
to; what is typed there is part of the recording, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..intents import LABELS
from ..settings import HouseSettings
from . import Refused
from .board import Board
from .clock import PageClock
from .door import Door, same
from .messages import Checks, Said, is_number, is_text, is_time, is_word

DIRECTION_CHARS = 300  # two sentences; a prompt is not a letter
WHO_CHARS = 20
BY = PAGE = "director"
CALLS = ("freeze", "go on", "new choice", "hotter", "cooler", "mark", "curtain")
WAITS = {"wait for me": True, "do not wait": False}
FIELDS: Checks = {
    "enter": {"text": is_text(100)},
    "clock": {"number": is_number, "at_ms": is_time},
    "direct": {"text": is_text(DIRECTION_CHARS), "to": is_text(WHO_CHARS)},
    "call": {"text": is_word((*CALLS, *WAITS))},
    "beat": {"text": is_word(LABELS), "to": is_text(WHO_CHARS)},
    "pick": {"line": is_number, "number": is_number},
}


class Director:
    """A visitor like Peer, without sound. take: the scene's ear. All on the house's loop but
    `present`, which anybody may read.
    """

    who = BY
    fields = FIELDS

    def __init__(self, house: HouseSettings) -> None:
        self.consent: dict[str, Any] | None = {}  # a page that may be here; see above
        self.door = Door(house.join_s)
        self.board = Board()
        self.clock = PageClock()
        self.take: Callable[[Said, float], None] = self._not_yet
        self._word = ""
        self.board.post({"is": "phase", "phase": "wait"})

    @property
    def present(self) -> bool:
        """Is a page of the director open?"""
        return self.board.readers > 0

    def enter(self, token: str) -> str:
        """The pass for this token: the same for a laptop and a phone. Raises Refused."""
        word = self.door.admit(token)
        self._word = self._word or word
        return self._word

    def known(self, word: str) -> bool:
        """Is this the director's pass?"""
        return bool(self._word) and same(word, self._word)

    def over(self, words: str) -> None:
        """The scene is over; words: what is left of it."""
        self.door.close()
        self.board.post({"is": "phase", "phase": "over", "words": words})

    def _not_yet(self, said: Said, at_s: float) -> None:
        raise Refused(409, "the scene has not begun")
