"""A loudspeaker in the room: what the partner says must not come back as the actor's voice.

Stands around microphone and loudspeaker, and gives both sides of the echo, on one clock, to what
takes it out: a canceller (echo_canceller.py), or a shutter that closes the microphone.
"""

from __future__ import annotations

from array import array
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from ..errors import CrewError
from ..events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Trouble
from . import Mic, Output, Speaker

# The far side is given this much early: no canceller knows an echo that comes before its sound, and
# devices tell their times wrong by some ms. Less where a device is so quick that its sound of then
# is not known yet.
LEAD_S = 0.02
STEP_SAMPLES = RATE_HZ // 200  # in which the lead is made shorter: each time is an unrest
KEPT_S = 0.5  # for when it is
SEAM_SAMPLES = RATE_HZ // 50  # sound that begins so near to the end of other sound goes on with it
HOLD_S = 0.3  # a closed microphone opens so long after the sound: devices are later than they tell
QUIET = 100  # of 32768: nothing that a microphone would hear from a loudspeaker


class EchoCanceller(Protocol):
    """Takes the echo of the loudspeaker out of the microphone. name: library, version."""

    name: str

    def clean(self, near: bytes, far: bytes) -> bytes:
        """One frame (640 bytes) of the microphone without what the loudspeaker gave out.

        far: 640 bytes of what left the loudspeaker, from up to LEAD_S after the frame begins,
        silence where there is none. Every frame of the session, in order. Raises CrewError for
        another length if that would harm.
        """


class Shutter:
    """An EchoCanceller for want of one: silence while the loudspeaker sounds, and HOLD_S longer."""

    name = "shutter"

    def __init__(self) -> None:
        self._closed = 0  # frames to come

    def clean(self, near: bytes, far: bytes) -> bytes:
        """See EchoCanceller."""
        samples = array("h", far)
        if max(samples) > QUIET or min(samples) < -QUIET:
            self._closed = round((HOLD_S + LEAD_S) / FRAME_S) + 1
        self._closed = max(self._closed - 1, 0)
        return bytes(len(near)) if self._closed else near


class FarEnd:
    """What left the loudspeaker, by the microphone's count of samples; of the past, KEPT_S."""

    def __init__(self) -> None:
        self._begin = 0  # the sample at which _pcm begins
        self._pcm = bytearray()
        self._taken = 0  # up to this sample

    def put(self, at: int, pcm: bytes) -> int:
        """Sound (int16) whose first sample left at this sample; by how many samples too late."""
        end = self._begin + len(self._pcm) // 2
        if self._pcm and abs(at - end) < SEAM_SAMPLES:
            at = end
        late = max(self._taken - at, 0)
        if at < self._begin:
            pcm, at = pcm[2 * (self._begin - at) :], self._begin
        begin = 2 * (at - self._begin)
        self._pcm += bytes(max(begin - len(self._pcm), 0))
        self._pcm[begin : begin + len(pcm)] = pcm
        return late

    def take(self, at: int, samples: int) -> bytes:
        """So many samples from here on, silence where there is none."""
        self._taken = at + samples
        old = max(at - round(KEPT_S * RATE_HZ) - self._begin, 0)
        del self._pcm[: 2 * old]
        self._begin += old
        begin = 2 * (at - self._begin)
        return bytes(self._pcm[begin : begin + 2 * samples]).ljust(2 * samples, b"\0")


class TappedSpeaker:
    """The contract Speaker around a speaker; what left it is told twice: by played() and left()."""

    def __init__(self, speaker: Speaker) -> None:
        self.name = speaker.name
        self._speaker = speaker
        self._told: list[Output] = []  # for played()
        self._left: list[Output] = []  # for left()
        self._trouble: CrewError | None = None  # for played()

    def play(self, pcm: bytes) -> None:
        self._speaker.play(pcm)

    def stop(self) -> None:
        self._speaker.stop()

    def hush(self, on: bool) -> None:
        self._speaker.hush(on)

    def played(self) -> list[Output]:
        """See Speaker. A loss is told after what was heard before it."""
        self._pull()
        told, self._told = self._told, []
        if self._trouble and not told:
            trouble, self._trouble = self._trouble, None
            raise trouble
        return told

    def left(self) -> list[Output]:
        """As played(), for another listener; never raises."""
        self._pull()
        left, self._left = self._left, []
        return left

    async def close(self) -> None:
        await self._speaker.close()

    def _pull(self) -> None:
        try:
            outputs = self._speaker.played()
        except CrewError as error:
            self._trouble = error
        else:
            self._told += outputs
            self._left += outputs


class EchoFreeMic:
    """The contract Mic around a microphone, without what this loudspeaker adds to it.

    All that hears the microphone hears this: detectors, ears, level meter, and the actor's track of
    the recording. What the device gave is not kept.
    """

    def __init__(self, mic: Mic, speaker: TappedSpeaker, canceller: EchoCanceller) -> None:
        self.name = mic.name
        self._mic, self._speaker, self._canceller = mic, speaker, canceller

    @property
    def origin_s(self) -> float:
        return self._mic.origin_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. Adds no delay of its own; a canceller may hold back some ms (livekit: 5-9)."""
        far, at, lead = FarEnd(), 0, round(LEAD_S * RATE_HZ)
        async with aclosing(self._mic.frames()) as frames:
            async for pcm in frames:
                if isinstance(pcm, bytes):
                    for sound in self._speaker.left():
                        late = far.put(round((sound.at_s - self.origin_s) * RATE_HZ), sound.pcm)
                        lead = max(lead - -(-late // STEP_SAMPLES) * STEP_SAMPLES, 0)
                    pcm = self._canceller.clean(pcm, far.take(at + lead, FRAME_SAMPLES))
                    at += FRAME_SAMPLES
                yield pcm
