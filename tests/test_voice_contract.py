"""What every voice keeps to: the built-in one, a server's, and the understudy's."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from improv_partner.casting import cannot
from improv_partner.crew import Delivery, Voice
from improv_partner.crew.scripted import ScriptedVoice
from improv_partner.crew.voice.delivery import PARTS
from improv_partner.crew.voice.speech_api import SpeechVoice
from improv_partner.events import RATE_HZ

from . import voices
from .scene_sample import sample_scene
from .speech_server import SpeechServer
from .test_speech_api import settings

Made = contextlib.AbstractAsyncContextManager[Voice]
LINE = "You came back, and you said nothing."


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[Voice]:
    async with SpeechServer() as server:
        voice = SpeechVoice(sample_scene().character, settings("good", server.url))
        await voice.ready()
        yield voice
        await voice.close()


@contextlib.asynccontextmanager
async def scripted() -> AsyncIterator[Voice]:
    yield ScriptedVoice()


needs_espeak = [
    pytest.mark.parts,
    pytest.mark.skipif(not voices.espeak_is_here(), reason="needs libespeak-ng1"),
]
every_voice = pytest.mark.parametrize(
    "make",
    [
        pytest.param(voices.voice, id="built-in", marks=needs_espeak),
        pytest.param(served, id="server"),
        pytest.param(scripted, id="understudy"),
    ],
)


@every_voice
def test_a_clause_is_whole_samples_and_its_marks_are_in_it(make: Callable[[], Made]) -> None:
    async def story() -> None:
        async with make() as voice:
            sounds = [sound async for sound in voice.speak(LINE, Delivery("joy", 2))]
        assert sounds and all(sound.pcm and len(sound.pcm) % 2 == 0 for sound in sounds)
        samples = sum(len(sound.pcm) for sound in sounds) // 2
        assert 0.5 < samples / RATE_HZ < 5
        marks = [mark for sound in sounds for mark in sound.marks]
        assert marks == sorted(marks)
        assert all(at < samples and 0 < end <= len(LINE) for at, end in marks)

    asyncio.run(story())


@every_voice
def test_withdrawn_in_mid_clause_it_speaks_the_next_one(make: Callable[[], Made]) -> None:
    async def story() -> None:
        async with make() as voice:
            async with aclosing(voice.speak(LINE, Delivery())) as clause:
                await anext(clause)
            assert [sound async for sound in voice.speak(LINE, Delivery("grief", 3))]

    asyncio.run(story())


@every_voice
def test_it_has_a_name_and_says_what_it_cannot(make: Callable[[], Made]) -> None:
    async def story() -> None:
        async with make() as voice:
            assert voice.name and "\n" not in voice.name
            assert set(cannot(voice)) <= {*PARTS, "words"}

    asyncio.run(story())


@every_voice
def test_it_may_be_let_go_of_twice(make: Callable[[], Made]) -> None:
    async def story() -> None:
        async with make() as voice:
            await voice.close()
            await voice.close()

    asyncio.run(story())
