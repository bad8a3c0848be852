"""Microphones that play what an actor once said to somebody new, with what was tagged then.

`frame` of both is the place in the recording, in frames, of what was heard last: ears that know the
recorded words find them by it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from ..events import FRAME_SAMPLES, Event, Intent, Mark, Trouble
from .clip_mic import Clip, ClipMic

BEAT_S = 0.5  # the floor has been open for so long before the next line begins
FRAME_BYTES = 2 * FRAME_SAMPLES
WHO = "rerun"  # of the Marks that tell which recorded line was just spoken


class RecordedMic:
    """The contract Mic: a whole track as it is, pauses, overlaps and all, then silence.

    told: events with the frame after which each was told; they are told after the same frame again.
    floor, tell, and the end: as in ClipMic.
    """

    name = "recorded actor"

    def __init__(
        self,
        pcm: bytes,
        told: Sequence[tuple[int, Event]],
        floor: Callable[[], str],
        tell: Callable[[Event], None],
    ) -> None:
        self.frame = 0
        self._told = sorted(told, key=lambda row: row[0])
        self._tell = tell
        self._player = ClipMic(self.name, [Clip(pcm, "now", 0.0)], floor, tell)

    @property
    def origin_s(self) -> float:
        return self._player.origin_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once."""
        async with aclosing(self._player.frames()) as frames:
            async for pcm in frames:
                while self._told and self._told[0][0] <= self.frame:
                    self._tell(self._told.pop(0)[1])
                self.frame += 1
                yield pcm


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A line of the actor. number: of its exchange. begin: the frame of the recording at which pcm
    begins. known: the frame by which all its words were known. intents: told as it begins.
    """

    number: int
    begin: int
    pcm: bytes
    known: int
    intents: tuple[Intent, ...] = ()

    @property
    def frames(self) -> int:
        return -(-len(self.pcm) // FRAME_BYTES)


class RecordedLines(ClipMic):
    """The contract Mic: line by line, each once the floor is open.

    As a line ends, a Mark by "rerun" tells its number: "exchange 3". number: of the newest line,
    0 before the first.
    """

    def __init__(
        self,
        lines: Sequence[RecordedLine],
        floor: Callable[[], str],
        tell: Callable[[Event], None],
    ) -> None:
        clips = [Clip(line.pcm, "open", BEAT_S) for line in lines]
        super().__init__("recorded actor, line by line", clips, floor, tell)
        self.number = self.frame = 0
        self._lines = list(lines)
        self._line: RecordedLine | None = None
        self._played = 0  # frames since the line began

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once."""
        async with aclosing(super().frames()) as frames:
            async for pcm in frames:
                if self._line:
                    self._advance(self._line)
                yield pcm

    def _advance(self, line: RecordedLine) -> None:
        self._played += 1
        self.frame = line.begin + min(self._played, line.frames)
        if self._played >= line.frames:
            self.frame = max(self.frame, line.known)
        if self._played == line.frames:
            self._tell(Mark(f"exchange {line.number}", WHO))

    def _begin(self, clip: Clip) -> bytes:
        self._line = line = self._lines.pop(0)
        self.number, self._played = line.number, 0
        for intent in line.intents:
            self._tell(intent)
        return clip.pcm
