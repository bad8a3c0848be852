"""What the built-in voice says, where each word of it begins, and how its feelings sound."""

from __future__ import annotations

import asyncio

import pytest

from improv_partner.crew import Delivery
from improv_partner.crew.voice import espeak_driver
from improv_partner.crew.voice.engine import pieces, speakable
from improv_partner.events import RATE_HZ
from improv_partner.scene import Look

from .voices import LONG, espeak_is_here, loudness, seconds, voice, whole

pytestmark = [
    pytest.mark.parts,
    pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1"),
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café society, Señor López.", ["Café", "society", "Señor", "López"]),
        ("I don't know; it's 4.5 miles.", ["I", "don't", "know", "it's", "4.5", "miles"]),
        ("“Well—no,” she said.", ["Well", "no", "she", "said"]),
        ('He said "stop"... at 10:30.', ["He", "said", "stop", "at", "10:30"]),
        ("Naïve 🙂 e\u0301te\u0301 *sighs*, 1,234 times", ["Naïve", "e\u0301te\u0301", "sighs",
                                                         "1,234", "times"]),
        ("  two\n\nlines. b", ["two", "lines", "b"]),
    ],
)  # fmt: skip
def test_each_mark_is_just_after_its_word(text: str, words: list[str]) -> None:
    async def story() -> None:
        async with voice() as ours:
            sound = await whole(ours, text)
        assert [
            text[:end].endswith(word) for (_, end), word in zip(sound.marks, words, strict=True)
        ]
        ends = [end for _, end in sound.marks]
        where = 0
        for word, end in zip(words, ends, strict=True):
            where = text.index(word, where) + len(word)
            assert end == where
        begins = [at for at, _ in sound.marks]
        assert begins == sorted(begins)
        assert begins[-1] < len(sound.pcm) // 2

    asyncio.run(story())


def test_a_word_is_heard_from_its_mark_on() -> None:
    async def story() -> None:
        async with voice() as ours:
            sound = await whole(ours, "Stop. Go. Out!")
        for begin, _ in sound.marks[1:]:
            ms = 2 * RATE_HZ // 1000
            pause = loudness(sound.pcm[(begin * 2 - 100 * ms) : begin * 2])
            word = loudness(sound.pcm[begin * 2 + 30 * ms : begin * 2 + 130 * ms])
            assert word > 8 * pause

    asyncio.run(story())


def test_long_text_is_cut_at_blanks_and_nothing_is_lost() -> None:
    text = "x" * 2500 + " " + LONG * 2
    parts = list(pieces(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= 1000
    assert all(part.endswith(" ") for part in parts[2:-1])


def test_signs_that_would_be_read_by_name_become_blanks_of_the_same_length() -> None:
    assert speakable("*sighs* 🙂 ok\0 #1") == " sighs    ok   1"
    assert speakable("“Señor” don't—4.5%!") == "“Señor” don't—4.5%!"


def test_words_that_espeak_tells_twice_or_beside_count_once() -> None:
    events = [(0, 1), (50, 3), (90, 4), (100, 5), (120, 5), (150, 0), (200, 9), (300, 2)]
    assert espeak_driver.word_places("a 4.5 b cd", events) == [(0, 0, 1), (50, 2, 5), (200, 8, 10)]


def test_feelings_can_be_heard_in_the_sound() -> None:
    async def story() -> None:
        async with voice() as ours:
            line = "I never said that I would come."
            plain, joy, grief, anger = [
                await whole(ours, line, Delivery(feeling, 3))
                for feeling in ("neutral", "joy", "grief", "anger")
            ]
        assert seconds(joy) < seconds(plain) < seconds(grief)
        assert loudness(grief.pcm) < loudness(plain.pcm) < loudness(anger.pcm)

    asyncio.run(story())


def test_the_name_tells_engine_version_and_voice() -> None:
    async def story() -> None:
        async with voice(Look("en-us+f3")) as ours:
            await ours.ready()
            assert ours.name.startswith("pyttsx3 ")
            assert "espeak-ng 1." in ours.name
            assert ours.name.endswith(", en-us+f3")

    asyncio.run(story())
