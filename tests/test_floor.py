"""Playbooks: a voice over the partner's, a held floor, a slow mind."""

from __future__ import annotations

import pytest

from improv_partner.events import (
    Answer,
    Cut,
    Dip,
    DraftDone,
    Drafted,
    Event,
    Finish,
    Frame,
    Hold,
    Listen,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Say,
    Trouble,
    Withdraw,
    Words,
)
from improv_partner.settings import Turns
from improv_partner.stage import Stage

from .playbook import SIMPLE, play

LINE = ((1.0, "voice"), (0.3, "silence"), Words(1, "Tell me all of it.", True, 1))
REPLY = (Drafted(2, 1, "I was nine years old."), DraftDone(2, 1))
PLAYING = (Playing(2, 20_000), (1.0, "silence"))
DIPS = [Listen(3, 8), Dip(2, True)]


def answering(turns: Turns | None = None) -> Stage:
    """A stage on which the partner has been speaking for a second."""
    stage = Stage(turns or Turns(), covers=("Hm.",))
    play(stage, *LINE, *REPLY, (0.7, "silence"), *PLAYING)
    assert stage.floor == "partner"
    return stage


def test_a_backchannel_makes_the_partner_dip_and_it_goes_on_where_it_was() -> None:
    stage = answering()
    cues = play(stage, (0.3, "voice"), (0.3, "silence"), Words(3, "Mm-hm.", True, 2))
    assert cues == [*DIPS, Finish(3, 2), Dip(2, False)]
    assert stage.floor == "partner"
    play(stage, Played(2, "I was nine years old.", 20_000, 30_000))
    assert stage.floor == "open"
    assert [line.text for line in stage.lines] == ["Tell me all of it.", "I was nine years old."]
    assert [line.text for line in stage.told.asides] == ["Mm-hm."]


@pytest.mark.parametrize("nothing", ["", " "])
def test_a_cough_or_a_laugh_stops_nobody(nothing: str) -> None:
    stage = answering()
    cues = play(stage, (0.5, "noise"), (0.3, "silence"), Words(3, nothing, True, 2))
    assert cues[-1] == Dip(2, False) and stage.floor == "partner"


def test_two_words_of_its_own_are_an_interruption_before_they_end() -> None:
    stage = answering()
    assert play(stage, (0.5, "voice"), Words(3, "Stop it")) == [*DIPS, Cut(2, "barge-in")]
    assert stage.floor == "actor"
    play(stage, Played(2, "I was", 20_000, 9_000, cut=True))
    cues = play(stage, (0.5, "voice"), (0.3, "silence"), Words(3, "Stop it now.", True, 2))
    assert cues == [Finish(3, 2), Prepare(4, 2)]
    assert [(line.text, line.cut) for line in stage.lines][1:3] == [
        ("I was", True),
        ("Stop it now.", False),
    ]


def test_one_word_of_its_own_is_believed_when_it_is_final() -> None:
    stage = answering()
    assert play(stage, (0.4, "voice"), Words(3, "Stop")) == DIPS
    cues = play(stage, (0.3, "silence"), Words(3, "Stop!", True, 2))
    assert cues == [Finish(3, 2), Cut(2, "barge-in")]
    assert play(stage, (0.02, "silence")) == [Finish(3, 3)], "and then it is a line like any other"


def test_a_backchannel_that_becomes_a_line_is_heard_out() -> None:
    stage = answering()
    play(stage, (0.3, "voice"), (0.3, "silence"))
    assert play(stage, (0.5, "voice"), Words(3, "Yeah.", True, 2)) == [], "it had gone on"
    assert play(stage, Words(3, "Yeah, but you")) == [Cut(2, "barge-in")]


def test_a_voice_just_after_the_partner_began_was_the_actor_going_on() -> None:
    stage = Stage()
    play(stage, *LINE, *REPLY, (0.7, "silence"), Playing(2, 20_000), (0.1, "silence"))
    assert play(stage, (0.3, "voice"), (0.3, "silence"), Words(3, "Yeah.", True, 2)) == [
        *DIPS,
        Finish(3, 2),
        Cut(2, "barge-in"),
    ]


def test_a_murmur_to_somebody_else_stops_nobody_and_a_long_one_does() -> None:
    def murmur(words: str) -> Stage:
        stage = answering()
        quiet: list[Event] = [Frame(True, True, loud=False)] * 20
        assert play(stage, *quiet) == [Listen(3, 8)], "not long enough to dip"
        silence: list[Event] = [Frame(False, False, loud=False)] * 15
        play(stage, *quiet, *silence, Words(3, words, True, 2))
        return stage

    assert murmur("Is this on?").floor == "partner"
    assert murmur("Wait, I think that you are in my seat.").floor == "actor"


def test_a_steamroller_yields_late() -> None:
    stage = answering(Turns(yields="late"))
    assert play(stage, (0.46, "voice"), Words(3, "Stop it")) == [Listen(3, 8)]
    assert play(stage, (0.1, "voice")) == [Dip(2, True)]
    assert play(stage, Words(3, "Stop it right")) == [Cut(2, "barge-in")]


def test_any_voice_cuts_a_character_that_yields_at_once() -> None:
    stage = answering(Turns(yields="at once"))
    assert play(stage, (0.16, "voice")) == [Cut(2, "barge-in"), Listen(3, 8)]


def test_the_partner_ends_before_it_is_known_what_the_voice_was() -> None:
    stage = answering()
    play(stage, (0.06, "voice"), (0.16, "voice"))
    assert play(stage, Played(2, "I was nine years old.", 20_000, 30_000)) == []
    assert stage.floor == "actor", "the voice is the next line then"
    assert play(stage, (0.3, "silence")) == [Finish(3, 1 + 1)]


def test_a_new_choice_over_the_partner_is_no_line_of_the_scene() -> None:
    stage = answering()
    play(stage, (0.6, "voice"), (0.3, "silence"))
    cues = play(stage, NewChoice(source="spoken"), Words(3, "", True, 2))
    assert cues == [Cut(2, "new choice"), Prepare(4, 3, "new choice"), Answer(4, 3)]
    assert [line.text for line in stage.lines] == ["Tell me all of it.", ""]


def test_ears_that_fail_over_the_partner_leave_what_was_understood() -> None:
    stage = answering()
    play(stage, (0.4, "voice"), Words(3, "Stop"), (0.3, "silence"))
    assert play(stage, Trouble("ears", "gone", 3, 2)) == [Cut(2, "barge-in")]


# -- the held floor


def test_a_held_key_keeps_the_floor_and_lets_the_answer_be_ready() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, Hold(True), *REPLY, (5.0, "silence"))[-1] == Say(2, REPLY[0].text)
    assert stage.floor == "actor"
    assert play(stage, Hold(False), (0.02, "silence")) == [Answer(2, 1)]


def test_a_key_takes_the_floor_back_until_the_partner_is_heard() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, (0.4, "silence"))
    assert stage.floor == "thinking"
    assert play(stage, Hold(True)) == [Cut(2, "resumed"), Withdraw(1, 1)]
    cues = play(stage, (2.0, "silence"), (0.5, "voice"), (0.3, "silence"))
    assert cues == [Finish(1, 2), Withdraw(1, 2), Finish(1, 3)], "it is the same line"


def test_nobody_breaks_a_silence_that_is_held() -> None:
    stage = Stage(SIMPLE, silence_s=2.0)
    play(stage, *LINE, *REPLY, (0.7, "silence"), Playing(2, 0), Played(2, "I was.", 0, 9_000))
    assert play(stage, Hold(True), (10.0, "silence")) == []
    assert play(stage, Hold(False), (0.02, "silence"))[0] == Prepare(3, 2, "silence")


# -- a slow mind


def slow(*story: tuple[float, str] | Event) -> list[object]:
    stage = Stage(Turns(tempo="fixed"), fillers=("Hm.", "Well."))
    return [*play(stage, *LINE, (0.4, "silence"), *story)][4:]


def test_a_sound_covers_a_mind_that_is_slower_than_1200_ms() -> None:
    assert slow((1.18, "silence")) == []
    assert slow((1.2, "silence")) == [Say(2, "Well.")]
    assert slow((9.0, "silence")) == [Say(2, "Well.")], "once"
    assert slow(*REPLY, (2.0, "silence")) == [Say(2, REPLY[0].text)], "not when there are words"


def test_the_reply_follows_its_filler_and_ends_with_its_own_last_clause() -> None:
    stage = Stage(Turns(tempo="fixed"), fillers=("Hm.",))
    play(stage, *LINE, (1.6, "silence"), Playing(2, 0), Played(2, "Hm.", 0, 5_000))
    assert stage.floor == "partner", "the mind still has something to say"
    play(stage, *REPLY, Played(2, "I was nine years old.", 9_000, 30_000))
    assert stage.floor == "open" and stage.lines[1].text == "Hm. I was nine years old."


def test_a_filler_never_covers_two_lines_in_a_row() -> None:
    stage = Stage(Turns(tempo="fixed"), fillers=("Hm.",))

    def exchange(line: int, revision: int) -> list[object]:
        text = "And then I went home."
        words = Words(line, text, True, revision)
        cues = play(stage, (1.0, "voice"), (0.3, "silence"), words, (2.0, "silence"))
        said = [cue.text for cue in cues if isinstance(cue, Say)]
        reply = (Drafted(line + 1, revision, "Oh."), DraftDone(line + 1, revision))
        play(stage, *reply, Playing(line + 1, 0))
        play(stage, *[Played(line + 1, text, 0, 900) for text in (*said, "Oh.")])
        assert stage.floor == "open"
        return [*said]

    assert [exchange(2 * n + 1, n + 1) for n in range(4)] == [["Hm."], [], ["Hm."], []]
