"""Those who carry out the stage's cues: one file for each outside library, these are the contracts.

Rules for every crew member: no state is kept between sessions; nothing is printed; nothing that was
said is logged (it belongs in the recording only); what a person can mend is raised as CrewError
with one clear line; cancelling the task that awaits a member stops its work.
All PCM is int16 little-endian, mono, 16 kHz, as bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ..events import Direction, Reading, Tone, Trouble
from ..transcript import Line


class Mic(Protocol):
    """Where the actor's voice comes from; its frames are the clock of the whole session."""

    name: str

    @property
    def origin_s(self) -> float:
        """Event-loop time at which sample 0 was captured: joins the microphone's and other clocks.

        May drift by a few ppm while the device's clock does; 0.0 before the first frame.
        """

    def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """One frame (640 bytes) every 20 ms without gaps: silence if the device gives none.

        A lost device is told as Trouble("mic", what) between frames, and frames go on while a new
        one is looked for. The end of the iterator is the end of the scene.
        """


class Vad(Protocol):
    """Is there a voice in this frame? Keeps its own short memory of the frames before."""

    def voiced(self, pcm: bytes) -> bool: ...


class Ears(Protocol):
    """Speech recognition, streaming. At most one line is open at a time.

    name: what the screen and the recording's header call it, e.g. "faster-whisper tiny.en".
    """

    name: str

    def feed(self, pcm: bytes) -> None:
        """Every frame of the session, in order; never blocks. At least the last 2 s are kept."""

    def open(self, back: int) -> None:
        """A line began `back` frames before the newest frame; the line before it is forgotten."""

    def partials(self) -> AsyncGenerator[str, None]:
        """The open line's words so far, each time they have changed, until cancelled."""

    async def finish(self) -> str:
        """The words of the open line as it stands, "" if there are none. Always answers.

        The line stays open: it goes on if the actor does, and finish() may be asked again.
        """

    async def close(self) -> None:
        """End of session: free threads and models."""


class ToneMeter(Protocol):
    """What can be heard in the actor's line besides the words. Fed and opened as the ears are."""

    def feed(self, pcm: bytes) -> None: ...

    def open(self, back: int) -> None: ...

    async def tone(self, line: int) -> Tone | None:
        """The open line as it stands, or None if tone is off; a line may be asked for again."""


class NoTone:
    """The contract ToneMeter switched off."""

    def feed(self, pcm: bytes) -> None:
        pass

    def open(self, back: int) -> None:
        pass

    async def tone(self, line: int) -> Tone | None:
        return None


class Ending(Protocol):
    """Does the actor's line sound as if the turn were over? Fed and opened as the ears are."""

    def feed(self, pcm: bytes) -> None: ...

    def open(self, back: int) -> None: ...

    async def ends(self) -> float | None:
        """How likely the turn is over with the open line as it stands, 0-1; None = not judged."""


class NoEnding:
    """The contract Ending switched off."""

    def feed(self, pcm: bytes) -> None:
        pass

    def open(self, back: int) -> None:
        pass

    async def ends(self) -> float | None:
        return None


class AlwaysLoud:
    """The contract Vad for a loudness that nobody measures."""

    def voiced(self, pcm: bytes) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Moment:
    """What the mind is asked: the lines so far, and why it shall speak.

    lines: oldest first, the actor's newest line last; partner lines hold what was heard.
    why: as in the cue Prepare: "turn", "silence" or "opening". directions: to the character, each
    with the number of the line after which it came. choice: another number, another reply.
    """

    line: int
    revision: int
    lines: Sequence[Line]
    why: str = "turn"
    directions: Sequence[tuple[int, Direction]] = ()
    choice: int = 0


@dataclass(frozen=True, slots=True)
class FirstToken:
    """The mind's server has begun to answer."""


class Mind(Protocol):
    """Plays the character. name: model and server, for the screen and the recording's header."""

    name: str

    def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        """FirstToken once, then Readings and clauses (str, to be spoken as they are), in order.

        At least one clause, or CrewError. Closing the iterator closes the connection at once.
        If the server fails in mid-reply, CrewError comes after the clauses that did arrive.
        """

    async def check(self) -> str:
        """Ask for one token, to see whether the server works; gives what it said. CrewError."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a clause is spoken: improv-16 label of the character's feeling, and intensity 0-3."""

    emotion: str = ""
    intensity: int = 0


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of a clause as sound.

    pcm: int16 mono 16 kHz. marks: for each word that begins in this piece, the sample (from the
    start of the clause) at which it begins and the index in the clause's text just after the word.
    """

    pcm: bytes
    marks: tuple[tuple[int, int], ...] = ()


class Voice(Protocol):
    """Makes sound of words. name: engine and voice, for the screen and the recording's header."""

    name: str

    def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        """The clause as sound, in order. Closing the iterator stops the work. Raises CrewError."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Output:
    """Sound that has left the speaker: event-loop time of its first sample, and PCM."""

    at_s: float
    pcm: bytes


class Speaker(Protocol):
    """The loudspeaker. Owns the device; plays what is queued without the event loop's help."""

    name: str

    def play(self, pcm: bytes) -> None:
        """Queue behind what is queued; never blocks. Raises CrewError if the device is lost."""

    def stop(self) -> None:
        """Forget what is queued; silence within 50 ms. Ends a hush."""

    def hush(self, on: bool) -> None:
        """Wait, or go on. On: what plays fades out in 10 ms, the last of it leaves within 20 ms.

        What is queued, and what play() adds now, is kept and nothing leaves. Off: it goes on with
        the very next sample, faded in over 10 ms, as a new sound. Told is what was heard: every
        sample once, the faded ones as they were faded.
        """

    def played(self) -> list[Output]:
        """What left since the last call, in order, without the silence between sounds.

        Raises CrewError once if the device was lost (then queued sound is forgotten).
        """

    async def close(self) -> None: ...


@dataclass(slots=True)
class Hearing:
    """All that listens to one performer."""

    ears: Ears
    tone: ToneMeter = field(default_factory=NoTone)
    ending: Ending = field(default_factory=NoEnding)

    def feed(self, pcm: bytes) -> None:
        self.ears.feed(pcm)
        self.tone.feed(pcm)
        self.ending.feed(pcm)

    def open(self, back: int) -> None:
        self.ears.open(back)
        self.tone.open(back)
        self.ending.open(back)

    async def finish(self, line: int) -> tuple[str, Tone | None, float | None, list[Trouble]]:
        """Final words, tone, Ending's word, and who of those two failed: words are never lost so.

        Raises what the ears raise.
        """
        parts = self.ears.finish(), self.tone.tone(line), self.ending.ends()
        text, tone, ends = await asyncio.gather(*parts, return_exceptions=True)
        if isinstance(text, BaseException):
            raise text
        measured = {"tone": tone, "ending": ends}
        failed = [
            Trouble(who, f"{type(error).__name__}: {error}", line)
            for who, error in measured.items()
            if isinstance(error, BaseException)
        ]
        tone = None if isinstance(tone, BaseException) else tone
        return text, tone, None if isinstance(ends, BaseException) else ends, failed


@dataclass(slots=True)
class Crew:
    """Everybody a scene needs. start: opens and stops quickly; end: hears silence reliably.

    loud: tells the actor's usual voice from a murmur. others: who listens to further performers.
    talker: which of them speaks in the newest frame, or spoke last.
    """

    mic: Mic
    voice_start: Vad
    voice_end: Vad
    ears: Ears
    mind: Mind
    voice: Voice
    speaker: Speaker
    tone: ToneMeter = field(default_factory=NoTone)
    ending: Ending = field(default_factory=NoEnding)
    loud: Vad = field(default_factory=AlwaysLoud)
    others: dict[str, Hearing] = field(default_factory=dict)
    talker: Callable[[], str] = lambda: "actor"

    def hearing(self, who: str) -> Hearing:
        """All that listens to this performer."""
        return self.others.get(who) or Hearing(self.ears, self.tone, self.ending)

    async def close(self) -> None:
        for member in (self.ears, self.mind, self.voice, self.speaker):
            await member.close()
