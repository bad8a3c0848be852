"""Several performers heard as one microphone: detectors for each, and one of them has the word.

What the detectors say of a frame is said of whoever has the word (crew/talker.py); everybody's ears
get all of their own sound. Live (house/ensemble.py) and from a recording (reperform.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from . import casting
from .crew import Crew, Hearing, ToneMeter
from .crew.clicks import Clicks
from .crew.loudness import FLOOR_DB, rms_db
from .crew.talker import Talker
from .events import Tone
from .settings import Settings

FIRST = "actor"  # the live loop itself feeds these ears and writes this track


class Voice:
    """One performer's. hearing: ears and all that listens besides; None: the live loop feeds it.

    voiced, speech, loud, level_db: of the newest frame, as in the event Frame.
    """

    def __init__(self, hearing: Hearing | None) -> None:
        self.hearing = hearing
        self.clicks = Clicks(*casting.detectors())
        self._loud = casting.loudness(None)
        self.voiced = self.speech = self.loud = False
        self.level_db = FLOOR_DB

    def hear(self, pcm: bytes) -> bool:
        """The next frame; may this performer have the word? A detector alone may be wrong."""
        self.speech = self.clicks.careful.voiced(pcm)
        self.voiced = self.clicks.quick.voiced(pcm)
        self.loud = self._loud.voiced(pcm)
        self.level_db = rms_db(pcm)
        if self.hearing:
            self.hearing.feed(pcm)
        return self.voiced and (self.loud or self.speech)


@dataclass(frozen=True, slots=True)
class Answers:
    """The contract Vad, of whoever has the word."""

    answer: Callable[[], bool]

    def voiced(self, pcm: bytes) -> bool:
        return self.answer()


class Voices:
    """keep: gets each further performer's frames, for their tracks."""

    def __init__(self) -> None:
        self._talker = Talker(FIRST)
        self.of: dict[str, Voice] = {}
        self.keep: Callable[[str, bytes], None] = lambda who, pcm: None

    def seat(self, crew: Crew, others: Mapping[str, Hearing]) -> None:
        """The crew hears them all. others: of all but the first."""
        crew.others = dict(others)
        self.of = {FIRST: Voice(None)} | {who: Voice(one) for who, one in others.items()}
        crew.voice_start = Answers(lambda: self._has_word.voiced)
        crew.voice_end = Answers(lambda: self._has_word.speech)
        crew.loud = Answers(lambda: self._has_word.loud)
        crew.talker = lambda: self._talker.who

    def hear(self, frames: Mapping[str, bytes]) -> bytes:
        """20 ms of each performer; gives those of the first."""
        voices = {}
        for who, pcm in frames.items():
            voices[who] = self.of[who].hear(pcm)
            if who != FIRST:
                self.keep(who, pcm)
        self._talker.step(voices)
        return frames[FIRST]

    @property
    def _has_word(self) -> Voice:
        return self.of[self._talker.who]


@dataclass(frozen=True, slots=True)
class ToneOf:
    """The contract ToneMeter around one, for this performer."""

    who: str
    meter: ToneMeter

    def feed(self, pcm: bytes) -> None:
        self.meter.feed(pcm)

    def open(self, back: int) -> None:
        self.meter.open(back)

    async def tone(self, line: int) -> Tone | None:
        tone = await self.meter.tone(line)
        return replace(tone, who=self.who) if tone else None


async def hearing(who: str, crew: Crew, settings: Settings) -> Hearing:
    """All that listens to one more performer, with the model of the crew's ears. CrewError."""
    ears = await asyncio.to_thread(casting.more_ears, crew.ears)
    tone = ToneOf(who, casting.tone(settings, None))
    return Hearing(ears, tone, await casting.ending(settings))
