"""The offline ears: rough, but always there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise

import pytest

from improv_partner import virtual
from improv_partner.crew.ears.sphinx import SphinxEars

from .speech import SENTENCES, feed, frames, play, quiet
from .speech.no_speech import SOUNDS


@pytest.fixture(scope="module")
def ears() -> Iterator[SphinxEars]:
    made = SphinxEars(["Lysander", "Priyanka of the Hill"])  # one name its dictionary knows
    yield made
    asyncio.run(made.close())


def heard(ears: SphinxEars, sound: list[bytes]) -> list[str]:
    ears.open(0)
    feed(ears, sound)
    return asyncio.run(ears.finish()).split()


def test_most_words_are_understood(ears: SphinxEars) -> None:
    said = hits = 0
    for file, text in SENTENCES.items():
        words = heard(ears, frames(file))
        said += len(text.split())
        hits += sum(word in words for word in text.split())
    assert hits / said > 0.65


def test_a_name_of_the_scene_is_known(ears: SphinxEars) -> None:
    assert heard(ears, frames("lysander.flac")) == ["where", "is", "lysander"]


def test_a_line_goes_on_after_a_pause_with_its_words_kept(ears: SphinxEars) -> None:
    first = heard(ears, frames("5-slt.flac"))
    assert first[:3] == ["welcome", "to", "the"]
    feed(ears, frames("1-slt.flac"))
    both = asyncio.run(ears.finish()).split()
    assert both[: len(first)] == first
    assert both[len(first) :][:3] == ["no", "no", "no"]


def test_the_next_line_begins_empty(ears: SphinxEars) -> None:
    assert heard(ears, frames("5-slt.flac"))
    feed(ears, frames("1-slt.flac"))  # of a line that is forgotten before it is finished
    assert heard(ears, quiet(1)) == []


@pytest.mark.parametrize("name", SOUNDS)
def test_what_is_not_speech_has_no_words(ears: SphinxEars, name: str) -> None:
    assert heard(ears, SOUNDS[name]()) == []


def test_a_shown_word_rarely_changes() -> None:
    """Shown look by look as they are, 23 % of its words change."""

    async def story() -> tuple[int, int]:
        ears, shown, changed = SphinxEars(), 0, 0
        for file in SENTENCES:
            ears.open(0)
            texts = [*await play(ears, frames(file)), await ears.finish()]
            for sooner, later in pairwise(text.split() for text in texts):
                kept = sum(a == b for a, b in zip(sooner, later, strict=False))
                shown, changed = shown + len(later) - kept, changed + len(sooner) - kept
        await ears.close()
        return shown, changed

    shown, changed = virtual.run(story())
    assert shown > 20 and changed <= 0.1 * shown
