"""Whisper's ears end to end, with the tiny model: words, lulls, long lines, no speech."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from improv_partner import virtual
from improv_partner.crew.ears.line_ears import LineEars
from improv_partner.crew.ears.whisper import Whisper, load, whisper_ears
from improv_partner.crew.voice_end import SileroVad
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_S
from improv_partner.settings import EarsSettings

from .speech import SENTENCES, TINY, feed, frames, play, quiet
from .speech.no_speech import SOUNDS, quieter


@pytest.fixture(scope="module")
def tiny() -> Whisper:
    return Whisper(load(str(TINY), EarsSettings()), EarsSettings())


@pytest.fixture
def ears(tiny: Whisper) -> Iterator[LineEars]:
    made = LineEars(tiny, SileroVad(), "tiny", partial_s=0.5)
    yield made
    asyncio.run(made.close())


def heard(ears: LineEars, sound: list[bytes]) -> str:
    """The final words of a line with this sound."""
    ears.open(0)
    feed(ears, sound)
    return asyncio.run(ears.finish())


def played(decoder: Whisper, sound: list[bytes]) -> tuple[list[str], str]:
    """The words that were shown, and the final ones, of a line as it comes from a microphone."""

    async def story() -> tuple[list[str], str]:
        ears = LineEars(decoder, SileroVad(), "tiny", partial_s=0.5)
        ears.open(0)
        shown = await play(ears, sound)
        final = await ears.finish()
        await ears.close()
        return shown, final

    return virtual.run(story())


@pytest.mark.parametrize(("file", "said"), SENTENCES.items())
def test_every_sentence_is_heard_word_for_word(ears: LineEars, file: str, said: str) -> None:
    assert heard(ears, frames(file)) == said


@pytest.mark.parametrize("name", SOUNDS)
def test_what_is_not_speech_has_no_words(ears: LineEars, name: str) -> None:
    assert heard(ears, SOUNDS[name]()) == ""


@pytest.mark.parametrize("name", SOUNDS)
def test_what_is_not_speech_shows_no_words_either(tiny: Whisper, name: str) -> None:
    assert played(tiny, SOUNDS[name]()) == ([], "")


@pytest.mark.parametrize("loss_db", [20, 30, 40])
def test_a_quiet_voice_is_heard_all_the_same(ears: LineEars, loss_db: float) -> None:
    for file, said in SENTENCES.items():
        assert heard(ears, quieter(frames(file), loss_db)) == said


def test_words_between_noises_are_heard_and_the_noises_are_not(ears: LineEars) -> None:
    knock, hum = SOUNDS["claps"](), SOUNDS["hum"]()
    first, second = SENTENCES["2-awb.flac"], SENTENCES["5-slt.flac"]
    line = [*knock, *frames("2-awb.flac"), *hum, *frames("5-slt.flac"), *knock]
    assert heard(ears, line) == f"{first} {second}"


def test_words_appear_while_the_actor_speaks(tiny: Whisper) -> None:
    shown, final = played(tiny, frames("3-rms.flac"))
    assert final == SENTENCES["3-rms.flac"]
    assert len(shown) >= 3
    assert all(later.startswith(sooner) for sooner, later in pairwise(shown))
    assert shown[-1] == final  # in the lull, before anybody asked


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


class Counting:
    """The tiny model, and how many frames each decode got."""

    def __init__(self, tiny: Whisper) -> None:
        self.tiny = tiny
        self.asked: list[tuple[int, bool]] = []

    def words(self, pcm: bytes, quick: bool) -> str:
        self.asked.append((len(pcm) // 640, quick))
        return self.tiny.words(pcm, quick)


def test_a_line_of_half_a_minute_is_cut_at_its_pauses_and_loses_no_word(tiny: Whisper) -> None:
    """Pauses of 0.9 s; the tiny model hears each sentence well only without the others."""
    files = ["5-slt.flac", "2-awb.flac", "3-rms.flac", "1-slt.flac"] * 4
    line = [frame for file in files for frame in frames(file)]
    assert len(line) * FRAME_S > 30
    decoder = Counting(tiny)

    async def story() -> str:
        ears = LineEars(decoder, SileroVad(), "tiny", partial_s=1.0)
        ears.open(0)
        await play(ears, line)
        before = len(decoder.asked)
        final = await ears.finish()
        assert len(decoder.asked) == before  # it was ready
        await ears.close()
        return final

    assert virtual.run(story()) == " ".join(SENTENCES[file] for file in files)
    assert max(size for size, _ in decoder.asked) * FRAME_S < 9
    assert sum(size for size, _ in decoder.asked) * FRAME_S < 4 * len(line) * FRAME_S


def test_nobody_asks_for_half_a_minute_and_the_words_are_there(ears: LineEars) -> None:
    files = ["5-slt.flac", "2-awb.flac", "3-rms.flac", "1-slt.flac"] * 4
    line = [frame for file in files for frame in frames(file)]
    words = heard(ears, line).split()
    said = " ".join(SENTENCES[file] for file in files).split()
    assert len(words) > 0.7 * len(said)  # pieces of up to 15 s are hard for the tiny model


def test_the_scenes_names_are_in_the_prompt_of_the_real_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That they help is for a model that can spell: the tiny one's alphabet is its 272 words."""
    model = load(str(TINY), EarsSettings())
    model.hf_tokenizer = Spelling(model.hf_tokenizer)
    prompts: list[str] = []
    get_prompt = model.get_prompt

    def watched(tokenizer: Any, *args: Any, **kwargs: Any) -> list[int]:
        tokens: list[int] = get_prompt(tokenizer, *args, **kwargs)
        prompts.append(tokenizer.decode(tokens))
        return tokens

    monkeypatch.setattr(model, "get_prompt", watched)
    pcm = b"".join(frames("2-awb.flac"))
    Whisper(model, EarsSettings(), ["Otis", "Marguerite"]).words(pcm, quick=False)
    Whisper(model, EarsSettings()).words(pcm, quick=False)
    assert prompts == [" Otis, Marguerite", ""]


class Spelling:
    """The tiny model's tokenizer, which says that it is as large as Whisper's."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    def get_vocab_size(self) -> int:
        return 51_864


def test_a_model_that_cannot_be_loaded_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CrewError, match="cannot be loaded on cpu with int8") as told:
        whisper_ears(str(tmp_path), EarsSettings())
    assert "\n" not in str(told.value)


def test_a_language_that_the_model_lacks_is_refused() -> None:
    with pytest.raises(CrewError, match='does not know the language "xx"'):
        whisper_ears(str(TINY), EarsSettings(language="xx"))
