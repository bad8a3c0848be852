"""Whisper's ears: end to end with the tiny model; when they decode what, with a written one."""

from __future__ import annotations

import asyncio
import threading
from array import array
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from improv_partner import virtual
from improv_partner.crew.ears.line_audio import KEPT_FRAMES, LINE_FRAMES, LineAudio
from improv_partner.crew.ears.line_ears import Heard, LineEars
from improv_partner.crew.ears.whisper import Whisper, whisper_ears
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_S
from improv_partner.settings import EarsSettings

from .speech import SENTENCES, TINY, feed, frames, noise, play, quiet, tone


@pytest.fixture(scope="module")
def tiny() -> Whisper:
    return Whisper(str(TINY), EarsSettings(), hot_words=["Otis", "Marguerite", "Casimir"])


@pytest.fixture
def ears(tiny: Whisper) -> Iterator[LineEars]:
    made = LineEars(tiny, "tiny", partial_s=0.5)
    yield made
    asyncio.run(made.close())


def heard(ears: LineEars, sound: list[bytes]) -> str:
    """The final words of a line with this sound."""
    ears.open(0)
    feed(ears, sound)
    return asyncio.run(ears.finish())


# The real model


@pytest.mark.parametrize(("file", "said"), SENTENCES.items())
def test_every_sentence_is_heard_word_for_word(ears: LineEars, file: str, said: str) -> None:
    assert heard(ears, frames(file)) == said


@pytest.mark.parametrize(
    "sound",
    [quiet(3), noise(3, 0.001), noise(3, 0.01), noise(3, 0.3), tone(3, 220), tone(3, 1000)],
    ids=["silence", "hiss", "noise", "loud noise", "low tone", "high tone"],
)
def test_what_is_not_speech_has_no_words(ears: LineEars, sound: list[bytes]) -> None:
    assert heard(ears, sound) == ""


def test_words_appear_while_the_actor_speaks(tiny: Whisper) -> None:
    async def story() -> tuple[list[str], str]:
        ears = LineEars(tiny, "tiny", partial_s=0.5)
        ears.open(0)
        shown = await play(ears, frames("3-rms.flac"))
        final = await ears.finish()
        await ears.close()
        return shown, final

    shown, final = virtual.run(story())
    assert final == SENTENCES["3-rms.flac"]
    assert len(shown) >= 3
    assert shown[0] != final and set(shown[0].split()) <= set(final.split())
    lengths = [len(words.split()) for words in shown]
    assert lengths == sorted(lengths)


def test_a_line_goes_on_after_a_pause(ears: LineEars) -> None:
    first, second = SENTENCES["2-awb.flac"], SENTENCES["5-slt.flac"]
    assert heard(ears, frames("2-awb.flac")) == first
    assert asyncio.run(ears.finish()) == first
    feed(ears, frames("5-slt.flac"))
    assert asyncio.run(ears.finish()) == f"{first} {second}"


def test_the_begin_of_a_line_lies_in_the_past(ears: LineEars) -> None:
    clip = frames("5-slt.flac")
    feed(ears, [*quiet(5), *clip[:60]])
    ears.open(back=40)  # the clip's speech began 20 frames into it
    feed(ears, clip[60:])
    assert asyncio.run(ears.finish()) == SENTENCES["5-slt.flac"]


@pytest.mark.parametrize(("quick", "at_most_s"), [(True, 12), (False, 28)])
def test_a_long_line_is_cut_at_a_pause(tiny: Whisper, quick: bool, at_most_s: float) -> None:
    """How well the words of long lines are understood is the model's business; the tiny one's
    limit is about 10 s."""
    files = ["5-slt.flac", "2-awb.flac", "4-kal16.flac"] * 5
    line = [frame for file in files for frame in frames(file)]
    got = tiny.hear(b"".join(line), quick)
    assert got.kept.startswith(SENTENCES["5-slt.flac"])
    assert got.rest
    assert len(line) * FRAME_S > 30 and (len(line) - got.frames) * FRAME_S <= at_most_s
    loudness = [max(abs(s) for s in array("h", f)) for f in line[got.frames - 5 : got.frames + 5]]
    assert max(loudness) < 0.02 * 32768


def test_a_line_without_a_pause_is_cut_all_the_same(tiny: Whisper) -> None:
    speech = frames("4-kal16.flac")[22:-28]
    line = speech * 20
    assert len(line) * FRAME_S > 30
    got = tiny.hear(b"".join(line), quick=True)
    assert got.kept and 23 <= got.frames * FRAME_S <= 28


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CrewError, match="cannot be loaded on cpu with int8") as told:
        whisper_ears(str(tmp_path), EarsSettings())
    assert "\n" not in str(told.value)


def test_a_language_that_the_model_lacks_is_refused() -> None:
    with pytest.raises(CrewError, match='does not know the language "xx"'):
        whisper_ears(str(TINY), EarsSettings(language="xx"))


# When what is decoded


@dataclass
class WrittenDecoder:
    """Answers as written; waits for the gate before each answer."""

    answers: list[Heard]
    gate: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[int, bool]] = field(default_factory=list)  # frames, quick

    def hear(self, pcm: bytes, quick: bool) -> Heard:
        self.asked.append((len(pcm) // 640, quick))
        self.begun.set()
        assert self.gate.wait(60)
        return self.answers.pop(0)

    async def has_begun(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.begun.wait, 60)


async def first(ears: LineEars) -> str:
    async with aclosing(ears.partials()) as partials:
        return await anext(partials)


def test_a_final_waits_for_the_running_look_and_never_for_the_next() -> None:
    async def story() -> tuple[str, list[tuple[int, bool]]]:
        decoder = WrittenDecoder([Heard("", 0, "we"), Heard("", 0, "we are out of time")])
        ears = LineEars(decoder, "written", partial_s=0.0)
        ears.open(0)
        feed(ears, quiet(1))
        withdrawn = asyncio.create_task(first(ears))
        await decoder.has_begun()
        withdrawn.cancel()
        waiting = asyncio.create_task(first(ears))
        for _ in range(10):  # until its look stands in the queue
            await asyncio.sleep(0)
        final = asyncio.create_task(ears.finish())
        await asyncio.sleep(0)
        decoder.gate.set()
        words = await final
        waiting.cancel()
        await asyncio.gather(withdrawn, waiting, return_exceptions=True)
        await ears.close()
        return words, decoder.asked

    words, asked = asyncio.run(story())
    assert words == "we are out of time"
    assert [quick for _, quick in asked] == [True, False]


def test_a_late_look_at_a_forgotten_line_shows_nothing() -> None:
    async def story() -> tuple[str, str]:
        decoder = WrittenDecoder([Heard("", 0, "old words"), Heard("", 0, "new words")])
        ears = LineEars(decoder, "written", partial_s=0.0)
        ears.open(0)
        feed(ears, quiet(1))
        shown = asyncio.create_task(first(ears))
        await decoder.has_begun()
        ears.open(0)
        feed(ears, quiet(0.1))
        decoder.gate.set()
        words = await shown
        decoder.answers.append(Heard("", 0, "final words"))
        final = await ears.finish()
        await ears.close()
        return words, final

    assert asyncio.run(story()) == ("new words", "final words")


def test_what_is_kept_is_not_decoded_again() -> None:
    async def story() -> tuple[str, str, list[tuple[int, bool]]]:
        decoder = WrittenDecoder([Heard("long ago", 400, "and now"), Heard("", 0, "and then")])
        decoder.gate.set()
        ears = LineEars(decoder, "written", partial_s=0.0)
        ears.open(0)
        feed(ears, quiet(10))
        shown = await first(ears)
        final = await ears.finish()
        await ears.close()
        return shown, final, decoder.asked

    shown, final, asked = asyncio.run(story())
    assert (shown, final) == ("long ago and now", "long ago and then")
    assert asked == [(500, True), (100, False)]


def test_a_failing_engine_is_told_in_one_line() -> None:
    class Broken:
        def hear(self, pcm: bytes, quick: bool) -> Heard:
            raise RuntimeError("CUDA failed:\nout of memory")

    ears = LineEars(Broken(), "broken", partial_s=0.5)
    with pytest.raises(CrewError, match="broken failed: CUDA failed: out of memory; try another"):
        heard(ears, quiet(1))
    asyncio.run(ears.close())


# The sound of a line


def numbered(count: int) -> list[bytes]:
    return [number.to_bytes(4, "little") * 160 for number in range(count)]


def test_the_last_seconds_are_always_kept() -> None:
    audio, sound = LineAudio(), numbered(1000)
    for frame in sound:
        audio.feed(frame)
    assert audio.frames() == []
    audio.open(back=100)
    assert audio.frames() == sound[1000 - 1 - 100 - 10 :]  # with 0.2 s of lead-in
    audio.open(back=10_000)
    assert audio.frames() == sound[-KEPT_FRAMES:]


def test_a_line_that_nobody_ends_does_not_grow_for_ever() -> None:
    audio, sound = LineAudio(), numbered(LINE_FRAMES + 500)
    audio.open(0)
    for frame in sound:
        audio.feed(frame)
    assert audio.frames() == sound[-LINE_FRAMES:]
    assert audio.start == 500
    audio.shut()
    audio.feed(sound[0])
    audio.open(back=10_000)
    assert len(audio.frames()) == KEPT_FRAMES


def test_a_cut_keeps_the_short_memory() -> None:
    audio, sound = LineAudio(), numbered(300)
    audio.open(0)
    for frame in sound:
        audio.feed(frame)
    audio.cut(290)
    assert audio.frames() == sound[290:]
    audio.feed(sound[0])
    audio.open(back=50)
    assert audio.frames() == [*sound[301 - 1 - 50 - 10 :], sound[0]]
