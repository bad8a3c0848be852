"""Microphones that play what was once said to somebody new, with what was tagged then.

`frame` of both is the place in the recording, in frames, of what was heard last: ears that know the
recorded words find them by it. `hear` of both is given 20 ms of every performer and gives those of
the first, who is the "actor"; whoever listens to several performers puts itself there.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from ..events import FRAME_SAMPLES, Event, Mark, Trouble
from .clip_mic import SILENCE, Clip, ClipMic

FIRST = "actor"
BEAT_S = 0.5  # the floor has been open for so long before the next line begins
FRAME_BYTES = 2 * FRAME_SAMPLES
WHO = "rerun"  # of the Marks that tell which recorded line was just spoken


def of_the_first(frames: Mapping[str, bytes]) -> bytes:
    """Nobody listens to the others."""
    return frames[FIRST]


class RecordedMic:
    """The contract Mic: whole tracks as they are, pauses, overlaps and all, then silence.

    tracks: of each performer, "actor" among them. told: events with the frame after which each was
    told; they are told after the same frame again. floor, tell, and the end: as in ClipMic.
    """

    name = "recorded actor"

    def __init__(
        self,
        tracks: Mapping[str, bytes],
        told: Sequence[tuple[int, Event]],
        floor: Callable[[], str],
        tell: Callable[[Event], None],
    ) -> None:
        self.frame = 0
        self._told = sorted(told, key=lambda row: row[0])
        self._tell = tell
        self.hear = of_the_first
        longest = max(map(len, tracks.values()))
        self._others = {who: pcm for who, pcm in tracks.items() if who != FIRST}
        sound = tracks[FIRST].ljust(longest, b"\0")
        self._player = ClipMic(self.name, [Clip(sound, "now", 0.0)], floor, tell)

    @property
    def origin_s(self) -> float:
        return self._player.origin_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once."""
        async with aclosing(self._player.frames()) as frames:
            async for pcm in frames:
                while self._told and self._told[0][0] <= self.frame:
                    self._tell(self._told.pop(0)[1])
                others = {who: self._now(sound) for who, sound in self._others.items()}
                self.frame += 1
                yield self.hear({FIRST: pcm, **others}) if isinstance(pcm, bytes) else pcm

    def _now(self, sound: bytes) -> bytes:
        at = self.frame * FRAME_BYTES
        return sound[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A performer's line. number: of its exchange. begin: the frame of the recording at which pcm
    begins. known: the frame by which all its words were known. told: as it begins. after_s: so long
    after the line before it, which the partner left alone; None: once the floor is open.
    """

    number: int
    begin: int
    pcm: bytes
    known: int
    told: tuple[Event, ...] = ()
    who: str = FIRST
    after_s: float | None = None

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
        clips = [
            Clip(line.pcm, "open", BEAT_S)
            if line.after_s is None
            else Clip(line.pcm, "now", line.after_s)
            for line in lines
        ]
        super().__init__("recorded actor, line by line", clips, floor, tell)
        self.number = self.frame = 0
        self.hear = of_the_first
        self._silence = {FIRST: SILENCE} | {line.who: SILENCE for line in lines}
        self._lines = list(lines)
        self._line: RecordedLine | None = None
        self._played = 0  # frames since the line began

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once."""
        async with aclosing(super().frames()) as frames:
            async for pcm in frames:
                if self._line:
                    self._advance(self._line)
                who = self._line.who if self._line else FIRST
                yield self.hear({**self._silence, who: pcm}) if isinstance(pcm, bytes) else pcm

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
        for event in line.told:
            self._tell(event)
        return clip.pcm
