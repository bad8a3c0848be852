"""One performer of several as the scene knows them: here, lost or gone, and what was never heard.

In the scene's thread; what is heard of them is in `voice` (voices.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from ..events import RATE_HZ, Event, Present, Trouble
from ..voices import Voice
from .seat import Seat

TELL_S = 5.0  # no more than once in so long is late sound told
HOLE_S = 0.1  # of late sound; less is hardly heard


class Player:
    """present: the scene knows of this performer and has not been told that they are gone. came: it
    knew once.
    """

    def __init__(self, who: str, seat: Seat, voice: Voice) -> None:
        self.who, self.seat, self.voice = who, seat, voice
        self.present = False
        self.came = False
        self._lost = False
        self._before = 0, 0  # packets and samples that were lost in the sound check
        self._told_s, self._told_late = float("-inf"), 0

    def lost(self) -> dict[str, float]:
        """See HouseCast."""
        packets, late = self._before
        late_s = (self.seat.timeline.late - late) / RATE_HZ
        return {"packets": self.seat.placing.lost - packets, "late_s": round(late_s, 3)}

    def news(self, name: str, rejoin_s: float) -> Iterator[Event]:
        """What has changed: here, lost, gone, back. name: as the others know this performer."""
        here = self.seat.ready and self.seat.here
        if here and not self.present:
            if not self.came:
                self.came, self._told_late = True, self.seat.timeline.late
                self._before = self.seat.placing.lost, self._told_late
            self.present, self._lost = True, False
            yield Present(self.who, name)
        elif self.present and here is self._lost:
            self._lost = not here
            what = f"{name}'s browser is back"
            if not here:
                what = f"nothing comes from {name}'s browser; the scene goes on without it"
            yield Trouble("mic", what)
        yield from self._holes(name)
        if self.present and time.monotonic() - self.seat.heard_s > rejoin_s and not here:
            self.present = self._lost = False
            yield Present(self.who, name, here=False)

    def _holes(self, name: str) -> Iterator[Event]:
        """Sound that came too late is silence on the track: told, but not all the time."""
        late_s = (self.seat.timeline.late - self._told_late) / RATE_HZ
        now_s = time.monotonic()
        if self.came and late_s >= HOLE_S and now_s - self._told_s >= TELL_S:
            self._told_s, self._told_late = now_s, self.seat.timeline.late
            what = f"{late_s:.1f} s of {name}'s sound came too late and is silence (house.wait_s)"
            yield Trouble("mic", what)
