"""The clips that the tests play, and ways to play them to the ears."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import cache
from pathlib import Path

import numpy as np

from improv_partner.crew import Ears
from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ

HERE = Path(__file__).parent
TINY = HERE.parent / "models" / "tiny-whisper"
SENTENCES = dict(line.split(" ", 1) for line in (HERE / "sentences.txt").read_text().splitlines())
BEFORE_S, AFTER_S = 0.4, 0.5  # of each clip: a quiet room


@cache
def frames(file: str) -> list[bytes]:
    """A clip as microphone frames."""
    import av

    with av.open(str(HERE / file)) as clip:
        pcm = b"".join(frame.to_ndarray().tobytes() for frame in clip.decode(audio=0))
    return in_frames(pcm)


def in_frames(pcm: bytes) -> list[bytes]:
    size = 2 * FRAME_SAMPLES
    return [pcm[at : at + size] for at in range(0, len(pcm) - size + 1, size)]


def quiet(seconds: float) -> list[bytes]:
    return [bytes(2 * FRAME_SAMPLES)] * round(seconds / FRAME_S)


def noise(seconds: float, loudness: float) -> list[bytes]:
    """White noise of this standard deviation (full scale = 1)."""
    dice = np.random.default_rng(0)
    sound = dice.standard_normal(round(seconds * RATE_HZ)) * loudness
    return in_frames((sound.clip(-1, 1) * 32767).astype("<i2").tobytes())


def tone(seconds: float, pitch_hz: float) -> list[bytes]:
    wave = 0.3 * np.sin(2 * np.pi * pitch_hz * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    return in_frames((wave * 32767).astype("<i2").tobytes())


async def play(ears: Ears, sound: list[bytes]) -> list[str]:
    """Feed it as a microphone does, 20 ms by 20 ms; the words so far that were shown."""
    shown: list[str] = []

    async def watch() -> None:
        async with aclosing(ears.partials()) as partials:
            async for words in partials:
                shown.append(words)

    watcher = asyncio.create_task(watch())
    for frame in sound:
        ears.feed(frame)
        await asyncio.sleep(FRAME_S)
    watcher.cancel()
    await asyncio.gather(watcher, return_exceptions=True)
    return shown


def feed(ears: Ears, sound: list[bytes]) -> None:
    """Feed it all at once."""
    for frame in sound:
        ears.feed(frame)
