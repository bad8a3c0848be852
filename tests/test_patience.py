"""How long a pause may be: by the words, the melody, the actor's habits, the scene and the tag."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.events import Intent, Tone, Undo, Words
from improv_partner.phrases import finished, is_backchannel, words_of
from improv_partner.settings import Turns
from improv_partner.stage import Stage
from improv_partner.turns import LONGEST_S, Pause, chance, patience

from .playbook import play

EASY = Turns(tempo="easy")
DONE = "I never loved him."


def wait_s(words: str = DONE, turns: Turns = EASY, **known: object) -> float:
    return patience(turns, replace(Pause(words=words), **known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("open_end", "closed_end"),
    [
        ("I went there because", "I went there."),
        ("She is my", "She is my sister."),
        ("Well, um", "Well, no."),
        ("I mean", "That is what I mean."),
        ("And then...", "And then?"),
    ],
)
def test_words_that_want_to_go_on_are_waited_for(open_end: str, closed_end: str) -> None:
    assert finished(open_end) < finished(closed_end)
    assert wait_s(open_end) > 1.5 * wait_s(closed_end)


@pytest.mark.parametrize(
    "whole",
    [
        *("It is all I have.", "Yes, I did.", "I know who they are.", "You know what I mean."),
        *("Who are you talking to", "So where are you from", "I told her about it", "Is it over"),
        *("We could go home or something", "Because I love you", "He left us, you know, alone"),
    ],
)
def test_what_only_looks_open_is_answered_about_as_soon_as_any_line(whole: str) -> None:
    assert wait_s(whole) < 1.2 * EASY.patience_s


@pytest.mark.parametrize(
    "half", ["When I was nine", "The house is", "and we we", "I told you that the", "So I um"]
)
def test_half_a_sentence_is_waited_for(half: str) -> None:
    assert wait_s(half) > 1.3 * EASY.patience_s


def test_only_the_newest_sentence_asks_or_is_half() -> None:
    assert wait_s("What did you do? I waited there.") > wait_s("I waited there. What did you do")
    assert wait_s("If you like. I am alone.") < wait_s("I am alone. If you like")


def test_trailing_off_and_talking_on_are_graded() -> None:
    told = "I went down to the harbour to look for my brother's boat"
    waits = [wait_s(f"{told} {word}".strip()) for word in ("today", "", "so", "and", "the")]
    assert waits == sorted(waits) and len(set(waits)) == 5
    assert wait_s(f"{told} and {told}") > wait_s(told), "who talks at length goes on"


def test_other_languages_are_judged_by_their_signs_alone() -> None:
    assert wait_s("Это моя сестра") == wait_s("Это моя сестра.") > wait_s("Это моя сестра?")
    assert wait_s("Это моя...") > wait_s("Это моя сестра") and wait_s("*") == pytest.approx(
        EASY.patience_s, abs=0.01
    )


def test_a_question_is_answered_soonest() -> None:
    assert wait_s("Where were you?") < wait_s(DONE)


def test_fixed_patience_is_fixed_whatever_is_known() -> None:
    fixed = Turns(tempo="fixed", patience_s=0.55)
    assert {wait_s(words, fixed) for words in ("", "and", "Why?")} == {0.55}


def test_tempo_words_stretch_and_shorten_every_pause() -> None:
    waits = [wait_s(turns=Turns(tempo=word)) for word in ("brisk", "easy", "slow burn")]
    assert waits == sorted(waits) and waits[2] > 1.5 * waits[0]


def test_the_actors_own_pauses_are_learnt() -> None:
    short, long = [0.4] * 8, [1.1] * 8
    assert wait_s(own_s=long) > wait_s(own_s=short) == wait_s()
    assert wait_s(own_s=[1.1] * 4) == wait_s(), "four are no habit yet"


def test_grief_and_a_marked_pause_earn_a_beat_and_a_quick_scene_has_none() -> None:
    quick = replace(EASY, patience_s=0.4)
    grief, anger = Intent("grief", 3), Intent("anger")
    assert wait_s("Why?", quick, intent=grief) >= 0.4 > wait_s("Why?", quick, intent=anger)
    assert wait_s("Why?", quick, longest_s=1.2) >= 0.4
    assert wait_s(intent=grief) > wait_s(intent=anger) == wait_s()
    assert wait_s(intent=Intent("joy", stances=("awkward",))) > wait_s(intent=Intent("joy"))


def test_a_level_melody_holds_and_a_falling_one_yields() -> None:
    assert wait_s(slope_st_s=0.5) > wait_s() > wait_s(slope_st_s=-20.0)
    assert wait_s(drop_db=0.0) > wait_s(drop_db=8.0)


def test_the_acoustic_model_has_its_word() -> None:
    assert wait_s(ends=0.05) > wait_s() > wait_s(ends=0.97)


@given(
    st.text(),
    st.none() | st.floats(0, 1),
    st.none() | st.floats(-90, 90),
    st.lists(st.floats(0, 60), max_size=30),
    st.sampled_from(["fixed", "brisk", "easy", "slow burn"]),
)
def test_patience_is_always_a_time_that_people_can_bear(
    words: str, ends: float | None, slope: float | None, own: list[float], tempo: str
) -> None:
    turns = Turns(tempo=tempo)
    pause = Pause(words=words, ends=ends, slope_st_s=slope, own_s=own)
    assert turns.soft_end_s <= patience(turns, pause) <= LONGEST_S
    assert 0 < chance(pause) < 1


def test_the_stage_learns_pauses_tags_and_tone_while_it_plays() -> None:
    stage = Stage(EASY)
    play(stage, (1.0, "voice"), (0.6, "silence"), (0.5, "voice"), (0.3, "silence"))
    assert stage.pause.own_s == pytest.approx([0.6])
    tone = Tone(1, "", {"slope_st_s": -12.0, "longest_pause_s": 0.6})
    play(stage, Intent("grief"), tone, Words(1, "She is", True, 2, ends=0.2))
    known = stage.pause
    assert (known.words, known.ends, known.slope_st_s, known.longest_s) == ("She is", 0.2, -12, 0.6)
    assert known.intent == Intent("grief")
    play(stage, Undo())
    assert known.intent is None


def test_backchannels_are_short_and_known() -> None:
    assert all(is_backchannel(words_of(t)) for t in ("Mm-hm.", "Yeah, right.", "uh huh", "Okay!"))
    assert all(is_backchannel(words_of(t)) for t in ("That's right.", "Oh, I see.", "Oh my gosh"))
    assert not any(
        is_backchannel(words_of(t)) for t in ("Stop!", "Yeah but no", "Right, you go", "I")
    )
