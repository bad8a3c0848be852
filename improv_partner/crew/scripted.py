"""Understudies that follow a written script, for tests and replay: they need no device or model.

They keep time on the event loop's clock, so a whole dialogue runs in no time on virtual time, and
they raise when they are asked for more than was written.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from ..errors import CrewError
from ..events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Reading, Trouble
from . import Crew, Delivery, FirstToken, Hearing, Moment, Sound, Speaker
from .talker import Talker

VOICED, SILENT = b"\x01\x00" * FRAME_SAMPLES, bytes(2 * FRAME_SAMPLES)


@dataclass
class ScriptedActor:
    """Microphone, both voice detectors and ears in one: says each (start_s, seconds, text).

    ears_s: how long the final words take. length_s: when the microphone closes.
    """

    speech: Sequence[tuple[float, float, str]]
    length_s: float
    ears_s: float = 0.2
    name: str = "scripted actor"
    origin_s: float = 0.0
    frame: int = 0
    _opened: int = 0

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        loop = asyncio.get_running_loop()
        self.origin_s = loop.time()
        while self.frame * FRAME_S < self.length_s:
            self.frame += 1
            await asyncio.sleep(self.origin_s + self.frame * FRAME_S - loop.time())
            yield VOICED if self.says(self.frame - 1) else SILENT

    def says(self, frame: int) -> bool:
        """Is there a voice in this frame?"""
        now_s = frame * FRAME_S
        # Half a frame of tolerance: sums of 0.02 are not exact.
        return any(a - 0.01 < now_s < a + s - 0.01 for a, s, _ in self.speech)

    def voiced(self, pcm: bytes) -> bool:
        return pcm == VOICED

    def feed(self, pcm: bytes) -> None:
        pass

    def open(self, back: int) -> None:
        self._opened = self.frame - back

    async def partials(self) -> AsyncGenerator[str, None]:
        while True:
            await asyncio.sleep(0.5)
            yield self._text()

    async def finish(self) -> str:
        text = self._text()
        await asyncio.sleep(self.ears_s)
        return text

    def _text(self) -> str:
        """What was said since the line was opened."""
        spoken = [
            text
            for start, length, text in self.speech
            if start + length > self._opened * FRAME_S and start <= self.frame * FRAME_S
        ]
        return " ".join(spoken)

    async def close(self) -> None:
        pass


@dataclass
class ScriptedMind:
    """Answers from a list; a CrewError in an answer is raised. first_s, clause_s: delays."""

    answers: Sequence[Sequence[Reading | str | CrewError]]
    first_s: float = 0.3
    clause_s: float = 0.1
    name: str = "scripted mind"
    asked: list[Moment] = field(default_factory=list)

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        if len(self.asked) >= len(self.answers):
            raise CrewError("scripted mind: asked more often than there are answers")
        answer = self.answers[len(self.asked)]
        self.asked.append(moment)
        await asyncio.sleep(self.first_s)
        yield FirstToken()
        for part in answer:
            if isinstance(part, CrewError):
                raise part
            await asyncio.sleep(self.clause_s)
            yield part

    async def check(self) -> str:
        return "scripted"

    async def close(self) -> None:
        pass


@dataclass
class ScriptedVoice:
    """A hum of 15 characters a second with a mark at each word, after delay_s."""

    delay_s: float = 0.02
    name: str = "scripted voice"
    spoken: list[tuple[str, Delivery]] = field(default_factory=list)

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        self.spoken.append((text, delivery))
        await asyncio.sleep(self.delay_s)
        per_char = RATE_HZ // 15
        marks, at = [], 0
        for word in text.split():
            begin = text.index(word, at)
            at = begin + len(word)
            marks.append((begin * per_char, at))
        yield Sound(b"\x02\x00" * (per_char * len(text)), tuple(marks))

    async def close(self) -> None:
        pass


class ScriptedCompany:
    """Several scripted actors, by who they are, the first of them "actor": a group's crew.

    Each has ears of its own; the detectors hear whoever has the word. keep: gets the frames of all
    but the first, for their tracks.
    """

    def __init__(
        self,
        actors: dict[str, ScriptedActor],
        keep: Callable[[str, bytes], None] = lambda who, pcm: None,
    ) -> None:
        self.name = "scripted company"
        self._keep = keep
        self._voiced = False
        self._actors = actors
        self._talker = Talker()

    @property
    def origin_s(self) -> float:
        return self._actors["actor"].origin_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        lead = self._actors["actor"]
        async for pcm in lead.frames():
            voiced = {"actor": pcm == VOICED} if isinstance(pcm, bytes) else {}
            for who, actor in self._actors.items():
                if actor is not lead:
                    voiced[who] = actor.says(lead.frame - 1)
                    actor.frame = lead.frame
                    self._keep(who, VOICED if voiced[who] else SILENT)
            self._voiced = voiced.get(self._talker.step(voiced), False)
            yield pcm

    def voiced(self, pcm: bytes) -> bool:
        return self._voiced

    def crew(self, mind: ScriptedMind, speaker: Speaker) -> Crew:
        lead, voice = self._actors["actor"], ScriptedVoice()
        others = {who: Hearing(a) for who, a in self._actors.items() if a is not lead}
        out = Crew(self, self, self, lead, mind, voice, speaker, others=others)
        out.talker = lambda: self._talker.who
        return out


def crew(
    actor: ScriptedActor, mind: ScriptedMind, speaker: Speaker, voice: ScriptedVoice | None = None
) -> Crew:
    """A whole crew of understudies around a speaker."""
    return Crew(actor, actor, actor, actor, mind, voice or ScriptedVoice(), speaker)
