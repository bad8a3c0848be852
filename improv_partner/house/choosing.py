"""Time to choose: while the director wants it, the partner's next line waits for a choice.

Nothing in the stage is new for it: the floor is held for the actor from the soft end on, until
one of the replies is taken, the actor goes on, or the wait has been long enough.
"""

from __future__ import annotations

from collections.abc import Callable

from ..events import FRAME_S, Cut, Event, Finish, Hold, Listen, Withdraw, Words
from ..recording import Entry

BY = "choice"  # who holds the floor then


class Choosing:
    """tell: the stage's ear. longest_s: of a wait; nobody stands on a stage much longer."""

    def __init__(self, tell: Callable[[Event], None], longest_s: float) -> None:
        self._tell, self._longest_s = tell, longest_s
        self._line = 0  # of the actor, that waits for its answer
        self._since = 0  # frame
        self._frame = 0
        self.on = False

    @property
    def waits_s(self) -> float:
        """How long the partner waits at most, from the soft end; 0.0 while it does not."""
        return self._longest_s if self._line else 0.0

    def switch(self, on: bool) -> None:
        """Shall the next lines wait? Off: nor does the one that is waiting."""
        self.on = on
        if not on:
            self.done()

    def watch(self, entry: Entry) -> None:
        """One more entry of the log."""
        match entry.what:
            case Finish(line=line) if self.on and not self._line:
                self._line, self._since = line, entry.frame
                self._tell(Hold(True, "page", BY))
            case Listen() | Withdraw() | Cut():
                self.done()
            case Words(line=line, text="", final=True) if line == self._line:
                self.done()  # nobody spoke: there is nothing to choose

    def tick(self, frame: int) -> None:
        """So many frames have passed."""
        if self._line and (frame - self._since) * FRAME_S >= self._longest_s:
            self.done()

    def done(self) -> None:
        """Whatever is prepared now comes as soon as the turn is over."""
        if self._line:
            self._line = 0
            self._tell(Hold(False, "page", BY))
