"""The fade of a hushed loudspeaker: a pause without a click, and without losing a sample.

Pure, and the only place that fades: a speaker asks how much may pass and how loud, and reports what
it let pass. Levels: 1 = as it is, 0 = shut.
"""

from __future__ import annotations

from array import array

FADE_S = 0.01  # from full to silent or back: short enough for a barge-in, too long to click


class Hush:
    """Whether sound may pass. on: it was asked to wait; it is shut as soon as the fade is over."""

    def __init__(self) -> None:
        self.on = False
        self._level = 1.0
        self._shut = False  # with no fade: there was nothing to hear

    def turn(self, on: bool, flows: bool) -> None:
        """From now on sound waits or flows. flows: some is being heard, so that it must fade."""
        self.on, self._shut = on, on and not flows

    def rest(self) -> None:
        """The sound is over, in mid-fade or not: what comes next is new and needs no fade in."""
        self._level, self._shut = 1.0, self.on

    def room(self, rate_hz: int, wanted: int) -> int:
        """How many of the wanted frames may pass at once, along one slope; 0 = shut."""
        if self._shut or (self.on and self._level == 0.0):
            return 0
        if not self.on and self._level == 1.0:
            return wanted
        way = self._level if self.on else 1.0 - self._level
        return min(wanted, max(1, round(way * FADE_S * rate_hz)))

    def step(self, rate_hz: int, frames: int) -> tuple[float, float]:
        """Frames pass, no more than there is room for: the levels before and after them."""
        begin = self._level
        whole = frames == self.room(rate_hz, frames + 1)  # the fade ends with them
        step = frames / (FADE_S * rate_hz)
        if self.on:
            self._level = 0.0 if whole else begin - step
        else:
            self._level = 1.0 if whole or begin == 1.0 else begin + step
        return begin, self._level


def slope(pcm: bytes, levels: tuple[float, float], channels: int = 1) -> bytes:
    """The sound (int16, channels interleaved) with its level going straight from one to the other.

    Its first frame keeps the first level, its last is one step short of the second.
    """
    begin, end = levels
    if begin == end == 1.0:
        return pcm
    out = array("h", pcm)
    frames = len(out) // channels
    for at in range(len(out)):
        out[at] = int(out[at] * (begin + (end - begin) * (at // channels) / frames))
    return out.tobytes()
