"""The built-in voice does right where pyttsx3 2.99 alone does not, and outlives its own process.

The nine faults of pyttsx3's espeak driver, and what keeps each from the actor:
    1  the first long text is not there yet on return    test_the_first_clause_is_complete (both)
    2  say() after a saved file plays nothing            test_one_clause_after_another (both)
    3  of two queued texts only the last exists          test_two_at_once_are_both_spoken
    4  an empty run makes the last text again            test_nothing_to_say_is_no_sound
    5  stop() from a thread hangs for good               test_a_cut_clause_leaves_the_voice_in_order
    6  stop() in a callback deadlocks                    never called (checked with fault 5)
    7  two engines in two threads deadlock               test_two_voices_at_once
    8  36 000 characters crash the interpreter           test_36_000_characters
    9  a forked child hangs                              test_it_is_spawned_not_forked
Beside them: missing data ends the whole program         test_missing_data_is_one_clear_line
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from improv_partner.crew.voice import child, engine, voice_box
from improv_partner.errors import CrewError
from improv_partner.events import RATE_HZ
from improv_partner.scene import Look

from .voices import LONG, PLAIN, both_drivers, box, espeak_is_here, loudness, seconds, voice, whole

pytestmark = [
    pytest.mark.parts,
    pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1"),
]


@both_drivers
def test_the_first_clause_is_complete(driver: str) -> None:
    async def story() -> None:
        async with voice(driver=driver) as first:
            sound = await whole(first, LONG)
            again = await whole(first, LONG)
            assert seconds(sound) > 40
            assert abs(seconds(sound) - seconds(again)) < 0.2
            assert loudness(sound.pcm[-3 * RATE_HZ :]) > 300  # speech up to the end

    asyncio.run(story())


@both_drivers
def test_one_clause_after_another(driver: str) -> None:
    async def story() -> None:
        async with voice(driver=driver) as ours:
            sounds = [await whole(ours, text) for text in ("No.", "Never, I said!", "No.")]
            short, longer, short_again = map(seconds, sounds)
            assert longer > short * 1.3
            assert abs(short - short_again) < 0.05

    asyncio.run(story())


@both_drivers
def test_two_at_once_are_both_spoken(driver: str) -> None:
    async def story() -> None:
        async with voice(driver=driver) as ours:
            texts = ("No.", "I never said that I would come.")
            alone = [seconds(await whole(ours, text)) for text in texts]
            together = await asyncio.gather(*(whole(ours, text) for text in texts))
            assert [seconds(sound) for sound in together] == pytest.approx(alone, abs=0.05)

    asyncio.run(story())


@pytest.mark.parametrize("nothing", ["", "   ", "\n", "🙂", "**", "\0"])
def test_nothing_to_say_is_no_sound(nothing: str) -> None:
    async def story() -> None:
        async with voice() as ours:
            await whole(ours, "Something.")
            assert [sound async for sound in ours.speak(nothing, PLAIN)] == []

    asyncio.run(story())


@both_drivers
def test_a_cut_clause_leaves_the_voice_in_order(driver: str) -> None:
    async def story() -> None:
        async with voice(driver=driver) as ours:
            before = await whole(ours, "Wait.")
            for beats in range(4):
                task = asyncio.create_task(whole(ours, LONG))
                for _ in range(beats):
                    await asyncio.sleep(0.004)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                half = ours.speak(LONG + LONG, PLAIN)
                await anext(half)
                await half.aclose()
            assert seconds(await whole(ours, "Wait.")) == pytest.approx(seconds(before), abs=0.05)

    asyncio.run(story())
    code = "".join(Path(module.__file__ or "").read_text() for module in (engine, voice_box, child))
    assert ".stop()" not in code


@both_drivers
def test_two_voices_at_once(driver: str) -> None:
    async def story() -> None:
        async with voice(driver=driver) as high, voice(Look(rate_wpm=100), driver=driver) as slow:
            for _ in range(3):
                a, b = await asyncio.gather(whole(high, LONG[:200]), whole(slow, LONG[:200]))
                assert seconds(b) > 1.3 * seconds(a)

    asyncio.run(story())


def test_36_000_characters() -> None:
    async def story() -> None:
        text = ("Well" + " " * 56) * 600  # mostly blanks: 36 000 letters would take 4 s to make
        async with voice(Look(rate_wpm=450)) as ours:
            sound = await whole(ours, text)
            assert [end for _, end in sound.marks] == list(range(4, 36_000, 60))
            assert seconds(sound) > 60

    asyncio.run(story())


def test_it_is_spawned_not_forked(tmp_path: Path) -> None:
    """A forked child would have our module in memory already; a new interpreter has our argv."""

    async def story() -> None:
        note = tmp_path / "argv"
        write = f"import sys; open({str(note)!r}, 'w').write(repr(sys.argv))"
        async with voice(command=box(write)) as ours:
            await ours.ready()
        assert note.read_text() == "['-c']"

    asyncio.run(story())


@both_drivers
def test_missing_data_is_one_clear_line(
    driver: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "espeak-ng-data").mkdir()
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))

    async def story() -> None:
        async with voice(driver=driver) as ours:
            with pytest.raises(
                CrewError, match=r"^voice: .*espeak-ng.*apt install.*espeak"
            ) as told:
                await whole(ours, "Hello.")
            assert "\n" not in str(told.value)

    asyncio.run(story())
