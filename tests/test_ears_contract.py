"""What every pair of ears promises: the written understudy, pocketsphinx, and the tiny Whisper."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from itertools import pairwise
from typing import Any

import pytest

from improv_partner import virtual
from improv_partner.crew import Ears
from improv_partner.crew.ears.script import ScriptEars
from improv_partner.crew.ears.sphinx import SphinxEars
from improv_partner.crew.ears.whisper import whisper_ears
from improv_partner.errors import CrewError
from improv_partner.settings import EarsSettings

from .speech import SENTENCES, TINY, feed, frames, play, quiet

CLIP = "5-slt.flac"
SAID = SENTENCES[CLIP]
Story = Callable[[Ears], Coroutine[Any, Any, None]]


@pytest.fixture(params=["script", "sphinx", "whisper"])
def tell(request: pytest.FixtureRequest) -> Callable[[Story], None]:
    """Plays a story with new ears, on virtual time."""

    def make() -> Ears:
        if request.param == "script":
            return ScriptEars([SAID, ""])
        if request.param == "sphinx":
            return SphinxEars()
        return whisper_ears(str(TINY), EarsSettings())

    async def play_it(story: Story) -> None:
        ears = make()
        try:
            await story(ears)
        finally:
            await ears.close()

    return lambda story: virtual.run(play_it(story))


def much_of(text: str) -> bool:
    return len(set(SAID.split()) & set(text.split())) >= 0.6 * len(set(SAID.split()))


def test_without_a_line_there_are_no_words(tell: Callable[[Story], None]) -> None:
    async def story(ears: Ears) -> None:
        assert ears.name
        assert await ears.finish() == ""
        feed(ears, quiet(1))
        assert await ears.finish() == ""

    tell(story)


def test_words_so_far_and_then_final_words(tell: Callable[[Story], None]) -> None:
    async def story(ears: Ears) -> None:
        feed(ears, quiet(1))
        ears.open(5)
        shown = await play(ears, frames(CLIP))
        assert len(shown) >= 2
        assert all(a != b for a, b in pairwise(shown))
        final = await ears.finish()
        assert much_of(final) and final == final.strip()
        assert await ears.finish() == final

    tell(story)


def test_a_new_line_forgets_the_old_one(tell: Callable[[Story], None]) -> None:
    async def story(ears: Ears) -> None:
        ears.open(0)
        feed(ears, frames(CLIP))
        assert much_of(await ears.finish())
        feed(ears, quiet(4))
        ears.open(10)
        feed(ears, quiet(0.5))
        assert await ears.finish() == ""

    tell(story)


def test_nobody_need_ask_while_the_partner_speaks_for_a_minute(
    tell: Callable[[Story], None],
) -> None:
    async def story(ears: Ears) -> None:
        ears.open(0)
        feed(ears, frames(CLIP))
        await ears.finish()
        feed(ears, quiet(60))
        ears.open(10)
        assert await ears.finish() == ""

    tell(story)


def test_partials_can_be_closed_at_any_time(tell: Callable[[Story], None]) -> None:
    async def story(ears: Ears) -> None:
        ears.open(0)
        feed(ears, frames(CLIP))
        async with aclosing(ears.partials()) as partials:
            assert await anext(partials)
        assert much_of(await ears.finish())

    tell(story)


def test_closed_ears_hear_nothing_and_leave_no_thread(tell: Callable[[Story], None]) -> None:
    async def story(ears: Ears) -> None:
        ears.open(0)
        feed(ears, frames(CLIP))
        await ears.finish()
        await ears.close()
        await ears.close()
        feed(ears, quiet(0.1))
        assert await ears.finish() == ""
        assert not [t.name for t in threading.enumerate() if t.name.startswith("ears")]

    tell(story)


def test_half_a_frame_is_refused(tell: Callable[[Story], None]) -> None:
    async def story(ears: Ears) -> None:
        with pytest.raises(CrewError, match="a piece of 320 bytes; feed frames of 640 bytes"):
            ears.feed(bytes(320))

    tell(story)
