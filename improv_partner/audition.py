"""The audition: the character's voice says one line in several emotions, to hear what differs."""

from __future__ import annotations

import wave
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .crew import Delivery, Voice
from .crew.voice.delivery import Manner, manner
from .errors import CrewError, SettingsError
from .events import RATE_HZ
from .intents import LABELS
from .scene import Look
from .settings import nearest

USUAL = ("neutral", "joy", "anger", "fear", "grief")  # told apart best, see voice/delivery.py
INTENSITIES = (1, 3)  # the two ends
GAP_S = 0.6


@dataclass(frozen=True, slots=True)
class Take:
    """The line as it was spoken once. pcm: int16 mono 16 kHz."""

    delivery: Delivery
    manner: Manner
    pcm: bytes

    @property
    def length_s(self) -> float:
        return len(self.pcm) / 2 / RATE_HZ


def deliveries(emotions: Sequence[str] = (), intensities: Sequence[int] = ()) -> list[Delivery]:
    """Every emotion in every intensity; neutral, which has none, once.

    Raises SettingsError for a word that is not of improv-16.
    """
    for word in emotions:
        if word not in LABELS:
            raise SettingsError(f'--emotion cannot be "{word}"; {nearest(word, list(LABELS))}')
    return [
        Delivery(emotion, intensity)
        for emotion in emotions or USUAL
        for intensity in ((0,) if emotion == "neutral" else intensities or INTENSITIES)
    ]


async def takes(
    voice: Voice, look: Look, line: str, wanted: Iterable[Delivery]
) -> AsyncGenerator[Take, None]:
    """The line in these deliveries, one after the other. Raises CrewError."""
    for delivery in wanted:
        pcm = b"".join([sound.pcm async for sound in voice.speak(line, delivery)])
        yield Take(delivery, manner(look, delivery), pcm)


def write(file: Path, done: Iterable[Take]) -> None:
    """All takes as one wav file, GAP_S apart. Raises CrewError."""
    gap = bytes(2 * round(GAP_S * RATE_HZ))
    try:
        with file.open("wb") as place, wave.open(place) as out:
            out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
            out.writeframes(gap.join(take.pcm for take in done))
    except OSError as error:
        raise CrewError(f"{file}: cannot be written: {error.strerror or error}") from error
