"""A key that is held, for a terminal that only tells of presses: a key that is down repeats."""

from __future__ import annotations

from ..events import Event, Hold

# Keyboards begin to repeat after 0.25-0.66 s and go on every 0.03 s: with a longer break it was let
# go. So one tap holds the floor for as long.
LET_GO_S = 0.8


class Held:
    """who: whose key it is. All times in seconds, rising."""

    def __init__(self, who: str = "actor") -> None:
        self._who = who
        self._until_s = 0.0
        self.on = False

    def press(self, t: float) -> list[Event]:
        begun, self.on = not self.on, True
        self._until_s = t + LET_GO_S
        return [Hold(True, who=self._who)] if begun else []

    def passes(self, t: float) -> list[Event]:
        """Has it been let go by now?"""
        if not self.on or t < self._until_s:
            return []
        self.on = False
        return [Hold(False, who=self._who)]
