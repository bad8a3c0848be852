"""A character stays itself whatever it feels, and what it feels can be told from the numbers."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.crew import Delivery
from improv_partner.crew.voice.delivery import JUDGED, MEASURED, NEUTRAL, manner
from improv_partner.intents import LABELS
from improv_partner.scene import Look

ANY_LOOK = st.builds(
    Look, rate_wpm=st.integers(0, 600), pitch=st.integers(0, 99), pitch_range=st.integers(0, 99)
)


def test_the_neutral_voice_at_full_strength_is_set_as_it_was_measured():
    assert astuple(manner(Look(), Delivery("grief", 3))) == (125, 38, 20, 65, 3)
    assert astuple(manner(Look(), Delivery("anger", 3))) == (190, 42, 75, 130, 0)
    assert manner(Look(), Delivery("neutral", 3)) == NEUTRAL


def test_every_tag_has_its_manner_and_no_manner_is_for_a_tag_that_does_not_exist():
    assert {*MEASURED, *JUDGED} == set(LABELS)
    assert not set(MEASURED) & set(JUDGED)


@pytest.mark.parametrize("unknown", ["", "other", "hangry"])
def test_an_unknown_feeling_leaves_the_voice_as_it_is(unknown):
    look = Look(rate_wpm=140, pitch=30, pitch_range=70)
    assert astuple(manner(look, Delivery(unknown, 3))) == (140, 30, 70, 90, 0)


def test_a_feeling_moves_a_slow_deep_voice_as_far_as_the_neutral_one():
    deep = manner(Look(rate_wpm=130, pitch=25), Delivery("joy", 3))
    assert (deep.rate_wpm, deep.pitch) == (130 + 25, 25 + 15)


def test_intensity_one_is_half_of_three_and_none_given_is_two():
    pitch = [manner(Look(), Delivery("surprise", n)).pitch for n in (1, 2, 3)]
    assert pitch == [62, 69, 75]
    assert manner(Look(), Delivery("surprise")) == manner(Look(), Delivery("surprise", 2))


def test_any_two_feelings_but_neutral_and_other_differ():
    manners = [manner(Look(), Delivery(label, 1)) for label in LABELS if label != "other"]
    assert len(set(manners)) == len(manners)


@given(ANY_LOOK, st.sampled_from(LABELS), st.integers(-5, 9))
def test_no_engine_is_ever_asked_for_the_impossible(look, label, intensity):
    how = manner(look, Delivery(label, intensity))
    assert 80 <= how.rate_wpm <= 450
    assert 0 <= how.pitch <= 99
    assert 0 <= how.pitch_range <= 99
    assert 0 <= how.volume <= 130
    assert how.word_gap >= 0
