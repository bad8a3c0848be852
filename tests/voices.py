"""A built-in voice for a test, the sound of a clause, and what can be measured in it."""

from __future__ import annotations

import array
import contextlib
import ctypes
import sys
from collections.abc import AsyncIterator

import pytest

from improv_partner.crew import Delivery, Sound
from improv_partner.crew.voice import voice_box
from improv_partner.crew.voice.engine import EngineVoice
from improv_partner.events import RATE_HZ
from improv_partner.scene import Look

PLAIN = Delivery()
LONG = "You kept the ring all these years, and never told me, not even at the funeral. " * 12


def espeak_is_here() -> bool:
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        return False
    return True


both_drivers = pytest.mark.parametrize("driver", ["auto", "espeak"])


@contextlib.asynccontextmanager
async def voice(*args: Look, **named: object) -> AsyncIterator[EngineVoice]:
    made = EngineVoice(*(args or (Look(),)), **named)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        await made.close()


async def whole(voice: EngineVoice, text: str, delivery: Delivery = PLAIN) -> Sound:
    """All of a clause, as the live loop puts it together."""
    sounds = [sound async for sound in voice.speak(text, delivery)]
    return Sound(b"".join(s.pcm for s in sounds), sum((s.marks for s in sounds), ()))


def seconds(sound: Sound) -> float:
    return len(sound.pcm) / 2 / RATE_HZ


def loudness(pcm: bytes) -> float:
    samples = array.array("h", pcm)
    return (sum(s * s for s in samples) / max(len(samples), 1)) ** 0.5


def box(before: str) -> list[str]:
    """The real voice process, but something befalls it first."""
    run = f"from {voice_box.__name__} import main; raise SystemExit(main('espeak-ng'))"
    return [sys.executable, "-c", f"{before}\n{run}"]
