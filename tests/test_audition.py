"""The audition: feelings that can be heard apart, and the truth about what an engine can do."""

from __future__ import annotations

import asyncio
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from improv_partner import scene
from improv_partner.audition import GAP_S, Take, deliveries, takes
from improv_partner.cli_scene import figures
from improv_partner.crew import Delivery
from improv_partner.crew.pitch import frames, track
from improv_partner.crew.voice.delivery import PARTS, manner
from improv_partner.crew.voice.engine import CANNOT
from improv_partner.errors import SettingsError
from improv_partner.events import RATE_HZ
from improv_partner.intents import LABELS
from improv_partner.scene import Look

from .commands import here, improv, is_one_line
from .voices import espeak_is_here, voice

__all__ = ["here"]  # a fixture

needs_voice = pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1")

SENTENCES = (
    "I kept your letter in the drawer.",
    "There is somebody at the door.",
    "You never told me about the house.",
    "We leave on the last train tonight.",
    "My mother made that coat herself.",
    "I think the dog has eaten it.",
    "Nobody asked you to come back.",
    "The water is in the kitchen now.",
)
FELT = ("joy", "anger", "grief", "fear", "neutral")


def measured(pcm: bytes) -> tuple[float, float, float]:
    """Median F0 (semitones above 100 Hz), level (dB), length (log2 s)."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float32) / 32768
    f0 = track(frames(samples))
    level_db = 10 * np.log10(np.mean(samples**2))
    length = np.log2(len(samples) / RATE_HZ)
    return 12 * float(np.log2(np.median(f0[f0 > 0]) / 100)), float(level_db), float(length)


async def spoken(look: Look) -> NDArray[np.float64]:
    """Every sentence in every feeling: (sentence, feeling, measure)."""
    wanted = [Delivery(feeling, 3) for feeling in FELT]
    async with voice(look) as engine:
        return np.array(
            [
                [measured(take.pcm) async for take in takes(engine, look, text, wanted)]
                for text in SENTENCES
            ]
        )


@pytest.mark.parts
@needs_voice
@pytest.mark.parametrize("key", ["", "lost-property", "sold"])
def test_a_sentence_never_heard_before_tells_how_it_is_felt(key: str) -> None:
    """By the nearest centre of the other sentences' measures, of five feelings."""
    look = scene.load(key).character.voice if key else Look()
    values = asyncio.run(spoken(look))
    values[..., 2] -= values[..., 2].mean(axis=1, keepdims=True)  # sentences differ in length
    values /= values.reshape(-1, 3).std(axis=0)
    right = 0
    for n, takes_ in enumerate(values):
        centres = np.delete(values, n, axis=0).mean(axis=0)
        away = ((takes_[:, None] - centres[None]) ** 2).sum(axis=2)
        right += int((away.argmin(axis=1) == np.arange(len(FELT))).sum())
    assert right >= 0.95 * len(SENTENCES) * len(FELT)


def test_what_is_auditioned() -> None:
    assert deliveries(["grief", "neutral"]) == [
        Delivery("grief", 1),
        Delivery("grief", 3),
        Delivery("neutral", 0),
    ]
    assert deliveries(["joy"], [2]) == [Delivery("joy", 2)]
    usual = deliveries()
    assert len(usual) == 9 and {one.emotion for one in usual} < set(LABELS)
    with pytest.raises(SettingsError, match='cannot be "gref"; did you mean "grief"'):
        deliveries(["gref"])


def test_what_an_engine_cannot_do_is_not_shown_as_done() -> None:
    assert all(set(lacks) <= set(PARTS) for lacks in CANNOT.values())
    lacks = CANNOT["sapi5"]
    grief = Delivery("grief", 3)
    words = figures(Take(grief, manner(Look(), grief), bytes(32_000)), lacks).split()
    assert words == ["grief", "3", "125", "-", "-", "65", "-", "1.0"]
    assert figures(Take(grief, manner(Look(), grief), b""), ()).split()[2:7] == [
        *("125", "38", "20", "65", "3")
    ]


@pytest.mark.parts
@needs_voice
def test_an_audition_into_a_file(here: Path) -> None:
    ran = improv(
        *("audition", "lost-property", "--emotion", "joy", "--emotion", "grief"),
        *("--line", "You came back.", "--out", "ivy.wav"),
    )
    assert ran.code == 0, ran.err
    assert "Ivy Bell" in ran.flat and "You came back." in ran.flat and "espeak-ng" in ran.flat
    rows = [line.split() for line in ran.out.splitlines() if line.startswith(("joy", "grief"))]
    assert [row[:2] for row in rows] == [["joy", "1"], ["joy", "3"], ["grief", "1"], ["grief", "3"]]
    look = scene.load("lost-property").character.voice
    assert int(rows[3][2]) == manner(look, Delivery("grief", 3)).rate_wpm
    with wave.open("ivy.wav") as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)
        length_s = file.getnframes() / RATE_HZ
    said_s = sum(float(row[-1]) for row in rows)
    assert length_s == pytest.approx(said_s + 3 * GAP_S, abs=0.2)


def test_what_cannot_be_auditioned_is_told(here: Path) -> None:
    is_one_line(improv("audition", "lost-property", "--emotion", "gref"), 'mean "grief"?')
    is_one_line(improv("audition", "lost-proprety"), 'did you mean "lost-property"?')


@pytest.mark.parts
@needs_voice
def test_a_file_that_cannot_be_written_is_told(here: Path) -> None:
    words = ("audition", "sold", "--emotion", "neutral", "--line", "Hm.", "--out", "no/such.wav")
    is_one_line(improv(*words), "such.wav: cannot be written: No such file or directory")
