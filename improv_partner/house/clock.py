"""Two clocks: when a key was struck on a page, told on this machine's clock; pure.

Asked for its time, the page answers at once; what it said lies between asking and hearing, in the
middle if both ways are equally long. The quickest of the last answers is the surest.
"""

from __future__ import annotations

from collections import deque

KEPT = 16  # answers: with one every 2 s, half a minute; clocks drift by under 2 ms in that time
OLDEST_S = 5.0  # a key that claims to be older was not waited for


class PageClock:
    """Times on this machine in seconds (time.monotonic), on the page in ms (performance.now)."""

    def __init__(self) -> None:
        self._answers: deque[tuple[float, float]] = deque(maxlen=KEPT)  # round trip, offset (s)

    def answered(self, asked_s: float, page_ms: float, came_s: float) -> None:
        offset_s = (asked_s + came_s) / 2 - page_ms / 1000
        self._answers.append((came_s - asked_s, offset_s))

    @property
    def round_trip_s(self) -> float:
        """Of the quickest answer; the time of a key is wrong by half of it at most. 0 = unknown."""
        return min(self._answers, default=(0.0, 0.0))[0]

    def at_s(self, page_ms: float, came_s: float) -> float:
        """When this was on the page, never after it came, nor long before; unknown: as it came."""
        if not self._answers:
            return came_s
        at_s = page_ms / 1000 + min(self._answers)[1]
        return min(max(at_s, came_s - OLDEST_S), came_s)
