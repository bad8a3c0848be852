"""How the partner's lines sounded as they were played: measured as the actor's lines are.

Stands around the loudspeaker and listens to what leaves it; the log tells where a line ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..events import Cue, DraftDone, Event, Played, Prepare, Say, Tone
from . import Output, Speaker

if TYPE_CHECKING:
    from .tone import Baseline


class Delivered:
    """The contract Speaker around a speaker. tell: where the Tone of a finished line goes."""

    def __init__(self, speaker: Speaker, tell: Callable[[Event], None]) -> None:
        self.name = speaker.name
        self._speaker, self._tell = speaker, tell
        self._left = bytearray()  # sound that no Played has claimed yet
        self._line = bytearray()
        self._awaited = 0  # clauses ordered and not yet played
        self._drafted = False
        self._usual: Baseline | None = None
        self._jobs: set[asyncio.Task[None]] = set()

    def play(self, pcm: bytes) -> None:
        self._speaker.play(pcm)

    def stop(self) -> None:
        self._speaker.stop()

    def hush(self, on: bool) -> None:
        self._speaker.hush(on)

    def played(self) -> list[Output]:
        outputs = self._speaker.played()
        for output in outputs:
            self._left += output.pcm
        return outputs

    async def close(self) -> None:
        await asyncio.gather(*self._jobs)
        await self._speaker.close()

    def watch(self, what: Event | Cue) -> None:
        """Every entry of the log, in order."""
        match what:
            case Prepare():
                self._line.clear()
                self._awaited, self._drafted = 0, False
            case Say():
                self._awaited += 1
            case DraftDone():
                self._drafted = True
            case Played(line=line, samples=samples, cut=cut, more=more):
                self._line += self._left[: 2 * samples]
                del self._left[: 2 * samples]
                self._awaited -= not more
                if cut or (self._drafted and not self._awaited):
                    self._measure(line, bytes(self._line))

    def _measure(self, line: int, pcm: bytes) -> None:
        job = asyncio.get_running_loop().create_task(self._hear(line, pcm))
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    async def _hear(self, line: int, pcm: bytes) -> None:
        from .tone import Baseline, hear

        usual = self._usual or Baseline()
        loop = asyncio.get_running_loop()
        tone = await loop.run_in_executor(None, hear, pcm, usual)
        self._usual = usual.update(tone.features)
        self._tell(Tone(line, tone.words, tone.features.numbers(), tone.z, "partner"))
