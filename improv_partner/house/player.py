"""One performer of several as the scene hears them: voice or not, loud or not, here or gone.

In the scene's thread; the sound comes frame by frame from the room's clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from .. import casting
from ..crew import Hearing
from ..crew.clicks import Clicks
from ..crew.loudness import FLOOR_DB, rms_db
from ..events import Event, Present, Trouble
from .seat import Seat


class Player:
    """hearing: ears and all that listens besides; None: the live loop feeds it (the first seat).

    voiced, speech, loud, level_db: of the newest frame, as in the event Frame. present: the scene
    knows of this performer and has not been told that they are gone.
    """

    def __init__(self, who: str, seat: Seat, hearing: Hearing | None) -> None:
        self.who, self.seat, self.hearing = who, seat, hearing
        self.clicks = Clicks(*casting.detectors())
        self._loud = casting.loudness(None)
        self.voiced = self.speech = self.loud = False
        self.level_db = FLOOR_DB
        self.present = False
        self._lost = False

    def hear(self, pcm: bytes) -> bool:
        """The next frame; may this performer have the word? A detector alone may be wrong."""
        self.speech = self.clicks.careful.voiced(pcm)
        self.voiced = self.clicks.quick.voiced(pcm)
        self.loud = self._loud.voiced(pcm)
        self.level_db = rms_db(pcm)
        if self.hearing:
            self.hearing.feed(pcm)
        return self.voiced and (self.loud or self.speech)

    def news(self, name: str, rejoin_s: float) -> Iterator[Event]:
        """What has changed: here, lost, gone, back. name: as the others know this performer."""
        here = self.seat.ready and self.seat.here
        if here and not self.present:
            self.present, self._lost = True, False
            yield Present(self.who, name)
        elif self.present and here is self._lost:
            self._lost = not here
            what = f"{name}'s browser is back"
            if not here:
                what = f"nothing comes from {name}'s browser; the scene goes on without it"
            yield Trouble("mic", what)
        if self.present and time.monotonic() - self.seat.heard_s > rejoin_s and not here:
            self.present = self._lost = False
            yield Present(self.who, name, here=False)
