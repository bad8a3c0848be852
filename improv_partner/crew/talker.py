"""Who of several performers speaks? Pure: the answer for each frame goes into the event Frame.

One at a time: whoever speaks keeps the word until a pause, and only then somebody else who is
heard has it. What was said meanwhile is in that performer's own ears and track.
"""

from __future__ import annotations

from collections.abc import Mapping

PAUSE_FRAMES = 10  # 200 ms: speech hardly ever has a longer one inside a phrase


class Talker:
    """who: the one who speaks, or spoke last."""

    def __init__(self, who: str = "actor") -> None:
        self.who = who
        self._silent = 0  # frames

    def step(self, voiced: Mapping[str, bool]) -> str:
        """voiced: of each performer in this frame."""
        self._silent = 0 if voiced.get(self.who) else self._silent + 1
        heard = [who for who in voiced if voiced[who]]
        if heard and self._silent >= PAUSE_FRAMES:
            self.who, self._silent = heard[0], 0
        return self.who
