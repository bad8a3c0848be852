"""Guests of a group scene: browsers whose microphones know when each sample was spoken."""

from __future__ import annotations

import asyncio
import fractions
import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame

from improv_partner import track
from improv_partner.house.host import Wishes

from .house_room import ALL_YES, Guest, Message, Microphone, wishes
from .tracks import Samples

RATE_HZ = 16_000


def burst(seed: int = 1, seconds: float = 0.12) -> Samples:
    """A short noise that is like no other, of the lower tones that any codec keeps."""
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    dull = np.convolve(noise, np.hanning(12), "same")
    return (dull / np.abs(dull).max() * 12_000).astype("<i2")


class TimedMicrophone(Microphone):
    """Also plays sounds at exact times of this machine's clock: (at_s, sound)."""

    def __init__(self) -> None:
        super().__init__()
        self.timed: list[tuple[float, Samples]] = []

    async def recv(self) -> AudioFrame:
        frame = await super().recv()
        # A microphone gives a frame when its last sample is there.
        begin_s = self._start_s + (frame.pts - frame.samples) / RATE_HZ
        sound = np.frombuffer(bytes(frame.planes[0])[:640], "<i2").copy()
        for at_s, timed in self.timed:
            at = round((at_s - begin_s) * RATE_HZ)
            piece = timed[max(-at, 0) : 320 - at]
            if at < 320 and len(piece):
                sound[max(at, 0) : max(at, 0) + len(piece)] += piece
        made = AudioFrame(format="s16", layout="mono", samples=320)
        made.planes[0].update(sound.tobytes())
        made.sample_rate, made.pts = RATE_HZ, frame.pts
        made.time_base = fractions.Fraction(1, RATE_HZ)
        return made


@dataclass
class Actor(Guest):
    """A guest with a name. mic: of its own, with exact times."""

    mic: TimedMicrophone = field(default_factory=TimedMicrophone)
    name: str = ""

    async def checks(self, **no: bool) -> None:
        """As far as ready. no: purposes that are not agreed to."""
        purposes: dict[str, Any] = {**ALL_YES["purposes"], **no}
        await self.joins(ALL_YES | {"name": self.name, "purposes": purposes})
        await self.until(lambda m: m["is"] == "level")
        await self.says({"is": "ready"})

    def loses(self, every: int) -> None:
        """From now on one of so many packets never arrives."""
        way = self.connection.getSenders()[0].transport.transport
        send, numbers = way._send, itertools.count(1)

        async def through(data: bytes) -> None:
            if next(numbers) % every:
                await send(data)

        way._send = through

    async def in_scene(self) -> None:
        await self.until(lambda m: m == {"is": "phase", "phase": "scene"})

    def lines(self) -> list[tuple[str, str]]:
        """Who said what, as the page shows it last."""
        rows: dict[int, Message] = {}
        for message in self.told:
            if message["is"] == "row":
                rows[message["n"]] = message
        return [(row["name"] or row["kind"], row["text"]) for _, row in sorted(rows.items())]


def group(out: Path, players: int, **house: Any) -> Wishes:
    from dataclasses import replace

    return replace(wishes(out, **house), players=players)


async def say_at_once(*actors: Actor, seed: int = 1, wait_s: float = 0.3) -> float:
    """The same noise in all microphones at the same moment; gives the moment."""
    at_s = time.monotonic() + wait_s
    for actor in actors:
        actor.mic.timed.append((at_s, burst(seed)))
    await asyncio.sleep(wait_s + 0.3)
    return at_s


def heard(pcm: bytes | bytearray | Samples, seed: int = 1) -> tuple[int, float]:
    """Where this noise is, in samples, and how much like it the sound there is (0-1)."""
    sound = np.frombuffer(bytes(pcm), "<i2") if not isinstance(pcm, np.ndarray) else pcm
    mark = burst(seed).astype(np.float64)
    wave = sound[: len(sound)].astype(np.float64)
    size = 1 << (len(wave) + len(mark)).bit_length()
    match = np.fft.irfft(np.fft.rfft(wave, size) * np.conj(np.fft.rfft(mark, size)), size)
    match = match[: len(wave)]
    at = int(np.argmax(match))
    there = wave[at : at + len(mark)]
    alike = match[at] / (np.linalg.norm(there) * np.linalg.norm(mark) + 1.0)
    return at, float(alike)


def of(folder: Path, who: str) -> Samples:
    return np.frombuffer(track.pcm(folder, who), "<i2")
