"""Other parts for the same moments: a mind that is asked what was asked then, ears that answer with
the words that were heard then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

from ..crew import FirstToken, Mind, Moment
from ..events import FRAME_S, Reading
from ..past import Delay, Past
from ..recorded import RecordedActor
from ..transcript import Line
from .known import Known

PARTIAL_S = 0.1


class SameMoments:
    """Mind around a mind: whatever it said before, it is told what really was said.

    before: for each exchange of the parent, the lines that had been heard. tones: and how its own
    line was described. known: and what else was known. number: the exchange that is being played,
    0 = none yet.
    """

    def __init__(
        self,
        mind: Mind,
        before: Mapping[int, Sequence[Line]],
        number: Callable[[], int],
        tones: Mapping[int, str] | None = None,
        known: Mapping[int, Known] | None = None,
    ) -> None:
        self.name = mind.name
        self._mind, self._before, self._number = mind, before, number
        self._tones, self._known = tones or {}, known or {}
        self._seen = 0  # the exchange of the newest request
        self._since = 0  # its first line in this performance

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        """See Mind."""
        number = self._number()
        if number != self._seen and moment.lines:
            self._seen, self._since = number, moment.lines[-1].number
        if number in self._before:
            now = [
                replace(line, tone=self._tones.get(number, line.tone))
                for line in moment.lines
                if line.number >= self._since
            ]
            moment = replace(moment, lines=[*self._before[number], *now])
        if one := self._known.get(number):
            moment = _as_then(moment, len(one.before), one)
        async with aclosing(self._mind.reply(moment)) as parts:
            async for part in parts:
                yield part

    async def check(self) -> str:
        return await self._mind.check()

    async def close(self) -> None:
        await self._mind.close()


def _as_then(moment: Moment, before: int, then: Known) -> Moment:
    """With the directions of then; the lines of now are counted on from the lines of then.

    before: so many of the lines are of then.
    """
    old, new = moment.lines[:before], moment.lines[before:]
    if new and then.own:
        on = then.own.number - new[0].number
        new = [replace(line, number=line.number + on) for line in new]
    return replace(moment, lines=[*old, *new], directions=then.directions)


class RecordedEars(RecordedActor):
    """The contract Ears: the words that were recorded, as late after their ends as they were then.

    frame: the place in the recording of what was heard last. who: whose words.
    """

    def __init__(self, past: Past, frame: Callable[[], int], who: str = "actor") -> None:
        super().__init__(past, b"", lambda event: None, "recorded words", who)
        self._place = frame

    def feed(self, pcm: bytes) -> None:
        self.frame = self._place()

    async def wait(self, delay: Delay, frame: int) -> None:
        await asyncio.sleep(delay.frames * FRAME_S + delay.rest_s)

    async def partials(self) -> AsyncGenerator[str, None]:
        """See Ears."""
        shown = ""
        while True:
            await asyncio.sleep(PARTIAL_S)
            text, _ = self._known(self.frame)
            if text and text != shown:
                shown = text
                yield text
