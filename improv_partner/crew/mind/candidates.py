"""Several replies at once, so that a director may choose. The first one streams as ever.

The others are asked for at the same time and kept as text; whoever shows them may have one of them
played instead, as long as its line is not over. Without a choice nothing is later than it was.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from ...errors import CrewError
from ...events import Reading
from .. import FirstToken, Mind, Moment

CHOICE = 7919  # further from one reply's number to the next than a scene has soft ends


@dataclass(slots=True)
class Candidate:
    """One reply. line: the partner's. number: 0 = the one that streams. whole: nothing follows."""

    line: int
    revision: int
    number: int
    parts: list[Reading | str] = field(default_factory=list)
    whole: bool = False

    @property
    def text(self) -> str:
        return " ".join(part for part in self.parts if isinstance(part, str))

    @property
    def reading(self) -> Reading | None:
        return next((part for part in self.parts if isinstance(part, Reading)), None)


class Candidates:
    """The contract Mind around another one. count: replies to a line of the actor's, in all.

    present: is there somebody who may choose? show: is told of each candidate, whenever it grows.
    A candidate that fails is not shown; the failure of the first is told as ever.
    """

    def __init__(self, mind: Mind, count: int, present: Callable[[], bool]) -> None:
        self.name = mind.name
        self.show: Callable[[Candidate], None] = lambda candidate: None
        self._mind, self._count, self._present = mind, count, present
        self._tasks: list[asyncio.Task[None]] = []
        self._all: list[Candidate] = []
        self._picked: Candidate | None = None

    def pick(self, line: int, number: int) -> Candidate | None:
        """This one is played when the stage prepares this line as "picked"; None: there is none."""
        found = [c for c in self._all if (c.line, c.number, c.whole) == (line, number, True)]
        self._picked = found[0] if found else self._picked
        return found[0] if found else None

    def others(self, picked: Candidate) -> tuple[str, ...]:
        """The texts of which it was chosen."""
        return tuple(c.text for c in self._all if c is not picked and c.text)

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        """See Mind."""
        if moment.why == "picked" and (picked := self._picked) and picked.line == moment.line:
            for part in self._stored(picked, moment):
                yield part
            return
        self._forget()
        first = self._new(moment, 0)
        if moment.why == "turn" and self._present():
            self._tasks = [
                asyncio.create_task(self._other(self._new(moment, number), moment))
                for number in range(1, self._count)
            ]
        async with aclosing(self._mind.reply(moment)) as parts:
            async for part in parts:
                self._grow(first, part)
                yield part
        first.whole = True
        self.show(first)

    async def check(self) -> str:
        """See Mind."""
        return await self._mind.check()

    async def close(self) -> None:
        """See Mind."""
        tasks = list(self._tasks)
        self._forget()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._mind.close()

    def _new(self, moment: Moment, number: int) -> Candidate:
        self._all.append(Candidate(moment.line, moment.revision, number))
        return self._all[-1]

    async def _other(self, candidate: Candidate, moment: Moment) -> None:
        asked = replace(moment, choice=CHOICE * candidate.number)
        with contextlib.suppress(CrewError):  # what cannot be had is not offered
            async with aclosing(self._mind.reply(asked)) as parts:
                async for part in parts:
                    self._grow(candidate, part)
            candidate.whole = True
            self.show(candidate)

    def _grow(self, candidate: Candidate, part: FirstToken | Reading | str) -> None:
        if not isinstance(part, FirstToken):
            candidate.parts.append(part)
            if candidate.text:
                self.show(candidate)

    def _stored(self, picked: Candidate, moment: Moment) -> list[FirstToken | Reading | str]:
        line, revision = moment.line, moment.revision
        return [
            FirstToken(),
            *(
                part if isinstance(part, str) else replace(part, line=line, revision=revision)
                for part in picked.parts
            ),
        ]

    def _forget(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks, self._all, self._picked = [], [], None
