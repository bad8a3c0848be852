"""A recorded session, somebody who watches it, and a loudspeaker, for the tests of replay."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from improv_partner import virtual
from improv_partner.desk.clock import Clock
from improv_partner.desk.player import Place, Player
from improv_partner.desk.timeline import Moment, Span, Timeline
from improv_partner.errors import CrewError
from improv_partner.events import (
    FRAME_S,
    Answer,
    Cue,
    Drafted,
    Event,
    Intent,
    Listen,
    Mark,
    Played,
    Playing,
    Prepare,
    Words,
)
from improv_partner.recording import Entry, Recording

from .scene_sample import sample_scene
from .test_exchanges import ANSWERED, SPOKEN, log

RATE = 16_000
LENGTH_S = 12.0
# Three exchanges: the one of test_exchanges, one at 5 s, and the partner breaking a silence at 9 s.
STORY: tuple[tuple[float, Event | Cue], ...] = (
    *SPOKEN,
    (2.42, Intent("grief", 3, "joy", ("hiding",))),
    *ANSWERED,
    (5.06, Listen(3, 3)),
    (5.60, Words(3, "I am.", True, 2)),
    (5.90, Answer(4, 2)),
    (5.90, Prepare(4, 2)),
    (6.00, Playing(4, 96_000)),
    (7.00, Played(4, "Then sit.", 96_000, 16_000)),
    (7.30, Mark("laugh")),
    (9.00, Prepare(5, 3, "silence")),
    (9.00, Answer(5, 3)),
    (9.40, Drafted(5, 3, "Well?")),
    (9.50, Playing(5, 152_000)),
    (10.50, Played(5, "Well?", 152_000, 16_000)),
)
LEAD_S = 0.3  # an exchange is played from so much before it begins
FIRST, SECOND, THIRD = (0.0, 5.0 - LEAD_S, 9.0 - LEAD_S)


@cache
def noise(seed: int, seconds: float = LENGTH_S) -> bytes:
    chance = np.random.default_rng(seed)
    return chance.integers(-9000, 9000, int(RATE * seconds), np.int16).tobytes()


def session(folder: Path, audio: bool = True) -> Path:
    """STORY with a different noise on each track."""
    recording = Recording(folder, {"scene": sample_scene().as_dict()}, audio)
    recording.actor(noise(1))
    recording.partner(0, noise(2))
    for entry in log(*STORY):
        recording.write(entry.frame, entry.t, entry.what)
    recording.close()
    return folder


@dataclass
class Watcher:
    """A Viewer that keeps what it was shown, and when (s of the event loop)."""

    shown: list[tuple[float, Entry, str]] = field(default_factory=list)
    jumps: list[tuple[float, Place, int]] = field(default_factory=list)
    places: list[tuple[float, Place]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def show(self, entry: Entry, floor: str) -> None:
        self.shown.append((now(), entry, floor))

    def recall(self, place: Place, past: Sequence[Moment]) -> None:
        self.jumps.append((now(), place, len(past)))

    def place(self, place: Place) -> None:
        self.places.append((now(), place))

    def note(self, text: str) -> None:
        self.notes.append(text)

    def times(self) -> dict[float, float]:
        """When each entry was first shown, by its time in the session."""
        return {entry.t: at_s for at_s, entry, _ in reversed(self.shown)}


@dataclass
class Device:
    """An Out on the event loop's clock. It is heard as it is queued; a gap is heard as a pause."""

    rate_hz: int = RATE
    channels: int = 2
    heard_pcm: bytearray = field(default_factory=bytearray)
    fails_at_s: float = 1e9
    _queue: bytearray = field(default_factory=bytearray)
    _count: int = 0
    _seen_s: float = 0.0

    def play(self, pcm: bytes) -> None:
        self._pass()
        self._queue += pcm

    def heard(self) -> int:
        self._pass()
        return self._count

    def drop(self) -> None:
        self._pass()
        self._queue.clear()
        self._count = 0

    def close(self) -> None:
        self._queue.clear()

    def _pass(self) -> None:
        if now() > self.fails_at_s:
            raise CrewError('loudspeaker "Box" is gone')
        samples = round((now() - self._seen_s) * self.rate_hz)
        self._seen_s = now()
        left = self._queue[: samples * 2 * self.channels]
        del self._queue[: len(left)]
        self.heard_pcm += left
        self._count += len(left) // (2 * self.channels)


def now() -> float:
    return asyncio.get_running_loop().time()


Keys = Sequence[tuple[float, str]]  # at s of the event loop


def watch(
    timeline: Timeline,
    clock: Clock,
    keys: Keys = (),
    from_s: float = 0.0,
    speed: float = 1.0,
    chosen: Sequence[Span] = (),
) -> tuple[Watcher, float]:
    """Play to the end; what was seen, and how long it took."""
    watcher = Watcher()

    async def story() -> float:
        player = Player(timeline, watcher, clock, speed, chosen)
        for at_s, key in keys:
            asyncio.get_running_loop().call_at(at_s, player.press, key)
        await player.run(from_s)
        return now()

    return watcher, virtual.run(story())


def line() -> Timeline:
    return Timeline(log(*STORY), LENGTH_S)


def assert_shown(watcher: Watcher, expected: Callable[[float], float], since_s: float = 0) -> None:
    """Everything after since_s was shown at its time, at most one frame later."""
    times = watcher.times()
    for entry in log(*STORY):
        if entry.t >= since_s:
            late_s = times[entry.t] - expected(entry.t)
            assert -1e-6 <= late_s <= FRAME_S + 1e-6, (entry, late_s)
