"""A delivery in words: one sentence, which tells more than the name of a feeling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from improv_partner import scene
from improv_partner.crew import Delivery
from improv_partner.crew.voice.delivery import speed
from improv_partner.crew.voice.style import SOUNDS, style
from improv_partner.intents import LABELS
from improv_partner.scene import Look

SCENES = scene.find()
IVY = next(one.character for one in SCENES if one.key == "lost-property")


def test_the_character_the_feeling_and_how_it_sounds() -> None:
    assert style(IVY, Delivery("grief", 3)) == (
        "In the voice of Ivy Bell (dry, exact, fond of lists), let overwhelming grief be heard: "
        "low and hushed, tears held back, close to breaking."
    )


@pytest.mark.parametrize("played", SCENES, ids=lambda one: one.key)
def test_one_short_sentence_for_every_character_and_feeling(played: scene.Scene) -> None:
    said = [style(played.character, Delivery(label, n)) for label in LABELS for n in (1, 2, 3)]
    for text in said:
        assert text.endswith(".") and ". " not in text and "\n" not in text and len(text) < 300
    assert len(set(said)) == 3 * len(SOUNDS) + 1


def test_every_tag_has_words_but_those_that_are_no_feeling() -> None:
    assert set(SOUNDS) == set(LABELS) - {"neutral", "other"}
    for unknown in ("", "neutral", "other", "hangry"):
        assert "speak naturally, without any special feeling" in style(IVY, Delivery(unknown, 3))
    assert style(IVY, Delivery("joy")) == style(IVY, Delivery("joy", 2))


def test_a_deep_and_lively_character_keeps_its_voice() -> None:
    deep = replace(IVY, voice=Look(pitch=20, pitch_range=80))
    assert "(a low and lively voice; dry, exact" in style(deep, Delivery())


def test_the_pace_is_a_number() -> None:
    assert speed(Look(), Delivery()) == 1.0
    assert speed(Look(), Delivery("grief", 3)) == pytest.approx(125 / 165, abs=0.01)
    assert speed(Look(rate_wpm=130), Delivery()) == pytest.approx(130 / 165, abs=0.01)
    assert speed(Look(), Delivery("fear", 3)) > 1.2
