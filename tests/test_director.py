"""A director in front of the stage: freeze, curveballs, picks; pure, on the stage alone."""

from __future__ import annotations

import pytest

from improv_partner import events as ev
from improv_partner.directed import DirectedStage
from improv_partner.events import (
    Answer,
    Cut,
    Dip,
    Direction,
    DraftDone,
    Drafted,
    Finish,
    Hold,
    Listen,
    NewChoice,
    Pick,
    Played,
    Playing,
    Prepare,
    Say,
    Words,
)

from .playbook import SIMPLE, play

FREEZE, GO_ON = Hold(True, "page", "director"), Hold(False, "page", "director")


@pytest.fixture
def stage() -> DirectedStage:
    return DirectedStage(SIMPLE)


def soft_end(stage: DirectedStage, text: str = "Hi.") -> list[ev.Cue]:
    """The actor says this and pauses; a reply is prepared."""
    cues = play(stage, (0.5, "voice"), (0.3, "silence"))
    line, revision = cues[-1].line, cues[-1].revision  # type: ignore[attr-defined]
    return play(stage, Words(line, text, True, revision))


def test_a_freeze_stops_the_partner_in_mid_word_and_lets_it_go_on(stage: DirectedStage) -> None:
    soft_end(stage)
    play(stage, Drafted(2, 1, "I have a long story."), DraftDone(2, 1), (0.4, "silence"))
    assert play(stage, Playing(2, 900)) == [] and stage.floor == "partner"
    assert play(stage, FREEZE) == [Dip(2, True)]
    assert play(stage, FREEZE) == []  # pressed twice
    assert play(stage, (3.0, "voice")) == []  # the director talks to the actor: no barge-in
    assert stage.floor == "partner" and stage.frame == round(0.8 / 0.02) + 20 + 150
    assert play(stage, GO_ON) == [Dip(2, False)]
    assert play(stage, (0.1, "voice")) == []  # what was counted before the freeze is forgotten
    assert play(stage, Played(2, "I have a long story.", 900, 9000)) == []
    assert stage.floor == "open"


def test_nothing_begins_and_nothing_ends_while_the_scene_is_frozen(stage: DirectedStage) -> None:
    assert play(stage, FREEZE, (2.0, "voice")) == [] and stage.floor == "open"
    assert play(stage, Hold(False, who="actor"), (1.0, "voice")) == []  # only the director ends it
    (listen,) = play(stage, GO_ON, (0.06, "voice"))
    assert isinstance(listen, Listen) and listen.back == 3


def test_an_answer_on_its_way_waits_for_the_end_of_the_freeze(stage: DirectedStage) -> None:
    play(stage, (0.5, "voice"), (0.8, "silence"))
    assert stage.floor == "thinking"
    cues = play(stage, FREEZE, Words(1, "Hi.", True, 1))
    assert cues == [Prepare(2, 1), Answer(2, 1), Dip(2, True)]
    assert play(stage, Drafted(2, 1, "Ho.")) == [Say(2, "Ho.")]
    assert play(stage, GO_ON) == [Dip(2, False)]


def test_a_new_choice_ends_the_freeze(stage: DirectedStage) -> None:
    soft_end(stage)
    play(stage, Drafted(2, 1, "Ho."), (0.4, "silence"), Playing(2, 900), FREEZE)
    cues = play(stage, NewChoice(source="page", who="director"))
    assert cues[:2] == [Dip(2, False), Cut(2, "new choice")]
    assert cues[2:] == [Prepare(3, 2, "new choice"), Answer(3, 2)] and not stage.frozen


def test_a_held_key_of_the_actor_is_no_freeze(stage: DirectedStage) -> None:
    soft_end(stage)
    assert play(stage, Hold(True), (3.0, "silence")) == []
    assert stage.held and not stage.frozen


def test_directions_are_kept_in_their_place(stage: DirectedStage) -> None:
    happens = Direction("The lights go out.", "everybody", "director")
    play(stage, Direction("Only for Ann."), happens)
    soft_end(stage)
    whisper = Direction("Lie to her.", "partner", "director")
    play(stage, whisper)  # the reply in the making does not know of it
    assert stage.told.directions == [(0, happens), (1, whisper)]
    assert [line.number for line in stage.lines] == [1, 2]


def test_a_pick_takes_the_place_of_what_is_prepared(stage: DirectedStage) -> None:
    assert soft_end(stage) == [Prepare(2, 1)]
    play(stage, ev.Reading(2, 1, "joy"), Drafted(2, 1, "The first."), DraftDone(2, 1))
    assert play(stage, Pick(2, 1, "The second.")) == [Prepare(2, 2, "picked")]
    assert play(stage, Drafted(2, 1, "Late.")) == []  # of the one that is not wanted
    assert play(stage, ev.Reading(2, 2, "fear"), Drafted(2, 2, "The second.")) == [
        Say(2, "The second.")
    ]
    assert stage.lines[-1].reading == ev.Reading(2, 2, "fear")
    assert play(stage, DraftDone(2, 2), (0.4, "silence")) == [Answer(2, 2)]


def test_a_pick_that_is_too_late_or_of_another_line_changes_nothing(stage: DirectedStage) -> None:
    soft_end(stage)
    assert play(stage, Pick(2, 7, "Of another revision."), Pick(9, 1, "Of another line.")) == []
    play(stage, Drafted(2, 1, "The first."), (0.4, "silence"))
    assert play(stage, Pick(2, 1, "Too late.")) == []


def test_the_actor_who_goes_on_takes_a_picked_reply_away(stage: DirectedStage) -> None:
    soft_end(stage)
    play(stage, Pick(2, 1, "The second."))
    assert play(stage, (0.06, "voice")) == [ev.Withdraw(1, 2)]
    assert play(stage, (0.4, "voice"), (0.3, "silence")) == [Finish(1, 3)]
