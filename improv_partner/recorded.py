"""A crew that answers as it once did: the actor at the recorded frames, the others with the
recorded texts after the recorded delays. For `again`, in the live loop on virtual time.

Where other settings ask what nobody asked then, the nearest recorded answer is given: the words
known at that moment of the actor's speech, the reply to the same words or else the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from .crew import Crew, Delivery, FirstToken, Hearing, Moment, Sound, Speaker
from .errors import CrewError
from .events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Event, Reading, Tone
from .past import EDGE_S, Delay, Heard, Past, Reply, Spoken

FRAME_BYTES = 2 * FRAME_SAMPLES
SAMPLES_PER_CHAR = RATE_HZ // 15  # of a clause that was never heard whole, nor any other: a guess


@dataclass
class RecordedActor:
    """Microphone, ears and what is measured of the voice.

    pcm: the performer's track, or b"". tell: where tags and the end go. others: further performers,
    who are in step with this one; keep: gets their sound.
    """

    past: Past
    pcm: bytes
    tell: Callable[[Event], None]
    name: str = "recorded actor"
    who: str = "actor"
    others: Sequence[RecordedActor] = ()
    keep: Callable[[str, bytes], None] = lambda who, pcm: None
    origin_s: float = 0.0
    frame: int = 0
    _opened: int = 0

    async def frames(self) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        self.origin_s = loop.time()
        told = list(self.past.told)
        for number in range(1, len(self.past.voices) + 1):
            await asyncio.sleep(self.origin_s + number * FRAME_S - loop.time())
            while told and told[0][0] < number:
                self.tell(told.pop(0)[1])
            for other in self.others:
                other.origin_s, other.frame = self.origin_s, number
                self.keep(other.who, other.heard(number))
            self.frame = number
            yield self.heard(number)
        for _, event in told:
            self.tell(event)

    def heard(self, number: int) -> bytes:
        """The sound of this frame."""
        at = (number - 1) * FRAME_BYTES
        return self.pcm[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")

    async def wait(self, delay: Delay, frame: int) -> None:
        """Until the delay, counted from this frame, is over."""
        due_s = self.origin_s + (frame + delay.frames) * FRAME_S + delay.rest_s
        await asyncio.sleep(max(due_s - asyncio.get_running_loop().time(), 0.0))

    def feed(self, pcm: bytes) -> None:
        pass

    def open(self, back: int) -> None:
        self._opened = self.frame - back

    async def partials(self) -> AsyncGenerator[str, None]:
        shown = ""
        for heard in [h for _, line in self._lines for h in line if not h.final]:
            if heard.frame < self.frame:
                continue
            await self.wait(heard.delay, 0)
            text = self._known(self.frame)[0]
            if text and text != shown:
                shown = text
                yield text
        await asyncio.Event().wait()  # partials end by being cancelled

    async def finish(self) -> str:
        frame = self.frame
        text, delay = self._known(frame, ahead=True)
        await self.wait(delay, frame)
        return text

    async def tone(self, line: int) -> Tone | None:
        heard = self._final()
        return replace(heard.tone, line=line) if heard and heard.tone else None

    async def ends(self) -> float | None:
        heard = self._final()
        return heard.ends if heard else None

    async def close(self) -> None:
        pass

    @property
    def _lines(self) -> Sequence[tuple[int, Sequence[Heard]]]:
        return self.past.lines.get(self.who, [])

    def _final(self) -> Heard | None:
        """The final words that were given for this pause, or else the latest."""
        lines = [line for start, line in self._lines if start <= self.frame]
        finals = [heard for line in lines[-1:] for heard in line if heard.final]
        later = [heard for heard in finals if heard.frame >= self.frame]
        return later[0] if later else finals[-1] if finals else None

    def _known(self, until: int, ahead: bool = False) -> tuple[str, Delay]:
        """The words spoken from the opened frame to this one, and the delay of the last of them.

        ahead: words that became known later count if nobody spoke in between.
        """
        words: list[str] = []
        delays = [h.delay.frames for _, line in self._lines for h in line if h.final]
        delay = Delay(round(median(delays)) if delays else 0, EDGE_S)
        for start, line in self._lines:
            if start > until or (line and max(h.frame for h in line) < self._opened):
                continue
            before = self._latest(line, self._opened) if start < self._opened else None
            now = (self._silent_until(line, until) if ahead else None) or self._latest(line, until)
            if now is None or now is before:
                continue
            skip = len(before.text.split()) if before else 0
            words += now.text.split()[skip:]
            delay = now.delay if now.final else delay
        return " ".join(words), delay

    @staticmethod
    def _latest(line: Sequence[Heard], until: int) -> Heard | None:
        known = [h for h in line if h.frame <= until]
        return max(known, key=lambda h: (h.frame, h.final), default=None)

    def _silent_until(self, line: Sequence[Heard], since: int) -> Heard | None:
        """The first final words after this frame, if the actor was silent till they were asked."""
        for heard in line:
            if heard.final and heard.frame >= since:
                between = self.past.voices[since : heard.frame]
                spoke = any(frame.speech and frame.who == self.who for frame in between)
                return None if spoke else heard
        return None


@dataclass
class RecordedVad:
    """One of the detectors: its k-th answer is what it said of the k-th frame."""

    answers: Sequence[bool]
    _frame: int = 0

    def voiced(self, pcm: bytes) -> bool:
        self._frame += 1
        return self.answers[self._frame - 1]


@dataclass
class RecordedMind:
    """The recorded replies: to the same moment, else to the same words, else the next one."""

    past: Past
    actor: RecordedActor
    name: str = "recorded mind"
    _used: list[Reply] = field(default_factory=list)

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        frame = self.actor.frame
        reply = self._choose(moment)
        for delay, part in reply.parts:
            await self.actor.wait(delay, frame)
            match part:
                case CrewError():
                    raise part
                case Reading():
                    yield replace(part, line=moment.line, revision=moment.revision)
                case "":
                    return
                case _:
                    yield part
        # What would have come next was never written: when it is wanted all the same, the reply
        # that did come stands in.
        await self.actor.wait(Delay(reply.gone - reply.frame + 1, EDGE_S), frame)
        for _, part in self._next(lambda r: r.ended and r.answered is not None).parts:
            if isinstance(part, str) and part:
                yield part

    def _choose(self, moment: Moment) -> Reply:
        said = moment.lines[-1].text if moment.lines and moment.why == "turn" else ""
        for reply in self.past.replies:
            if reply.why == moment.why and reply.frame == self.actor.frame:
                self._used.append(reply)
                return reply
        for reply in self.past.replies:
            same = reply.why == moment.why and reply.asked == said
            if same and reply.answered is not None and reply not in self._used:
                self._used.append(reply)
                return reply
        return self._next(lambda reply: reply.answered is not None)

    def _next(self, fits: Callable[[Reply], bool]) -> Reply:
        """The next recorded reply from here on, else any, that was not given yet, else again."""
        able = [reply for reply in self.past.replies if fits(reply)]
        if not able:
            raise CrewError("recorded mind: nothing was ever answered in this session")
        fresh = [reply for reply in able if reply not in self._used] or able
        later = [reply for reply in fresh if reply.frame >= self.actor.frame]
        self._used.append((later or fresh)[0])
        return self._used[-1]

    async def check(self) -> str:
        return self.name

    async def close(self) -> None:
        pass


@dataclass
class RecordedVoice:
    """The recorded clauses as sound. pcm: the partner's track, or b""."""

    past: Past
    actor: RecordedActor
    pcm: bytes
    name: str = "recorded voice"

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        frame = self.actor.frame
        same = [clause for clause in self.past.clauses() if clause.text == text]
        clause = min(same, key=lambda c: abs(c.frame - frame), default=None)
        if clause and clause.after_s:
            await self.actor.wait(Delay(0, clause.after_s), frame)
        if clause and clause.played and not clause.cut:
            yield Sound(self._sound(clause, clause.samples))
        elif clause and clause.played:  # its end was never heard: as long as it would have been
            marks = ((0, len(clause.heard)), (clause.samples, len(text)))
            length = max(len(text) * self._per_char(), clause.samples + FRAME_SAMPLES)
            yield Sound(self._sound(clause, length), marks)
        else:
            yield Sound(bytes(2 * len(text) * self._per_char()))

    async def close(self) -> None:
        pass

    def _sound(self, clause: Spoken, samples: int) -> bytes:
        spans = [(2 * part.sample, 2 * (part.sample + part.samples)) for part in clause.played]
        return b"".join(self.pcm[a:b] for a, b in spans).ljust(2 * samples, b"\0")

    def _per_char(self) -> int:
        """Samples for each character, of all clauses that were heard whole."""
        heard = [c for c in self.past.clauses() if c.played and c.text and not c.cut]
        if not heard:
            return SAMPLES_PER_CHAR
        return sum(c.samples for c in heard) // sum(len(c.text) for c in heard)


def recorded_crew(
    past: Past, actor: RecordedActor, tracks: Mapping[str, bytes], speaker: Speaker
) -> Crew:
    """Everybody who was there. actor: the first performer; the others are put beside it here."""
    further = [who for who in past.lines if who != actor.who]
    actor.others = [
        RecordedActor(past, tracks.get(who, b""), actor.tell, who=who) for who in further
    ]
    voices = past.voices
    return Crew(
        actor,
        RecordedVad([frame.voiced for frame in voices]),
        RecordedVad([frame.speech for frame in voices]),
        actor,
        RecordedMind(past, actor),
        RecordedVoice(past, actor, tracks.get("partner", b"")),
        speaker,
        actor,
        actor,
        RecordedVad([frame.loud for frame in voices]),
        others={other.who: Hearing(other, other, other) for other in actor.others},
        talker=lambda: voices[actor.frame - 1].who,
    )
