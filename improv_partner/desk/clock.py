"""The clock of a replay: where in the session we are now, at the chosen speed.

With sound the samples that have been heard are the clock, so that words and sound stay together
whatever the machine does in between; without sound it is the event loop's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Protocol

from ..crew.tempo import stretched
from .tape import Tape

AHEAD_S = 0.5  # of sound is queued: a slow terminal may hold up the event loop for a while


class Clock(Protocol):
    def start(self, at_s: float, until_s: float, speed: float) -> None:
        """Go from here, at this speed, and stop there."""

    def advance(self) -> float:
        """Where in the session we are. Often called, it keeps the sound going. Raises CrewError."""

    def stop(self) -> None:
        """Hold; nothing more is heard until the next start."""

    def close(self) -> None: ...


class LoopClock:
    """Without sound: the event loop's time."""

    def __init__(self) -> None:
        self._start_s = self._at_s = self._until_s = 0.0
        self._speed = 1.0

    def start(self, at_s: float, until_s: float, speed: float) -> None:
        self._start_s = asyncio.get_running_loop().time()
        self._at_s, self._until_s, self._speed = at_s, until_s, speed

    def advance(self) -> float:
        passed_s = asyncio.get_running_loop().time() - self._start_s
        return min(self._at_s + passed_s * self._speed, self._until_s)

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


class NoClock:
    """No time passes: everything is over as soon as it begins."""

    def __init__(self) -> None:
        self._until_s = 0.0

    def start(self, at_s: float, until_s: float, speed: float) -> None:
        self._until_s = until_s

    def advance(self) -> float:
        return self._until_s

    def stop(self) -> None:
        pass

    def close(self) -> None:
        pass


class Out(Protocol):
    """A loudspeaker that plays PCM as it likes it: int16, interleaved."""

    @property
    def rate_hz(self) -> int: ...

    @property
    def channels(self) -> int: ...

    def play(self, pcm: bytes) -> None:
        """Queue; never blocks. Raises CrewError if the device is lost."""

    def heard(self) -> int:
        """Samples (of each channel) heard since the last drop. Raises CrewError likewise."""

    def drop(self) -> None:
        """Forget what is queued."""

    def close(self) -> None: ...


class SoundClock:
    """The tape on a loudspeaker."""

    def __init__(self, tape: Tape, out: Out) -> None:
        self._tape, self._out = tape, out
        self._at_s = self._until_s = 0.0
        self._speed = 1.0
        self._given = self._heard = 0  # samples since the start
        self._sound: Iterator[bytes] | None = None  # None: all of it has been given

    def start(self, at_s: float, until_s: float, speed: float) -> None:
        self.stop()
        self._at_s, self._until_s, self._speed = at_s, until_s, speed
        self._given = self._heard = 0
        sound = self._tape.stereo(at_s, until_s)
        self._sound = stretched(sound, speed, self._out.rate_hz, self._out.channels)

    def advance(self) -> float:
        out = self._out
        while self._sound and self._given - self._heard < AHEAD_S * out.rate_hz:
            piece = next(self._sound, None)
            if piece is None:
                self._sound = None
            else:
                out.play(piece)
                self._given += len(piece) // (2 * out.channels)
        self._heard = max(self._heard, out.heard())  # times that a device tells may jitter
        if self._sound is None and self._heard >= self._given:
            return self._until_s  # a stretched sound may be some ms shorter
        return min(self._at_s + self._heard / out.rate_hz * self._speed, self._until_s)

    def stop(self) -> None:
        self._out.drop()

    def close(self) -> None:
        self._out.close()
