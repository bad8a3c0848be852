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
    talk = play(stage, (3.0, "voice"))  # the director and the actor talk: no barge-in
    assert [type(cue) for cue in talk] == [Listen]
    assert stage.floor == "partner" and stage.frame == round(0.8 / 0.02) + 20 + 150
    assert play(stage, GO_ON) == [Dip(2, False)]
    assert play(stage, (0.1, "voice")) == []  # what was counted before the freeze is forgotten
    assert play(stage, Played(2, "I have a long story.", 900, 9000)) == []
    assert stage.floor == "open"


def test_nothing_begins_and_nothing_ends_while_the_scene_is_frozen(stage: DirectedStage) -> None:
    heard = play(stage, FREEZE, (2.0, "voice"), (0.5, "silence"))
    assert heard == [Listen(1, 3), Finish(1, 1)] and stage.floor == "open"
    assert play(stage, Words(1, "Lights out.", True, 1)) == []
    assert play(stage, Hold(False, who="actor"), (3.0, "silence")) == []  # the director ends it
    assert not stage.lines
    assert play(stage, GO_ON, (0.06, "voice")) == [Listen(2, 3)]


def test_a_line_ends_with_the_freeze_and_what_follows_is_another(stage: DirectedStage) -> None:
    play(stage, (0.5, "voice"))
    assert play(stage, FREEZE) == [Finish(1, 1)]
    assert play(stage, (1.0, "voice")) == []  # the ears are not through with the line
    assert play(stage, Words(1, "Where is", True, 1)) == [Prepare(2, 1)]
    assert play(stage, (0.1, "voice")) == [Listen(3, 51)]  # what is said in a freeze
    assert play(stage, (0.4, "silence")) == [Finish(3, 2)]
    play(stage, Words(3, "No, like this?", True, 2))
    cues = play(stage, GO_ON, (0.2, "voice"))
    assert cues == [Cut(2, "handed over"), Listen(4, 3)]
    cues = play(stage, (0.3, "silence"), Words(4, "the key?", True, 3))
    assert [line.text for line in stage.lines if line.text] == ["Where is", "the key?"]
    assert isinstance(cues[-1], Prepare)


def test_a_line_that_was_over_at_the_freeze_is_answered_after_it(stage: DirectedStage) -> None:
    play(stage, (0.5, "voice"), FREEZE, Words(1, "Where is it?", True, 1), (2.0, "silence"))
    assert stage.floor == "actor"
    assert play(stage, GO_ON, (0.8, "silence"))[-1] == Answer(2, 1)


def test_new_choice_said_in_a_freeze_is_none(stage: DirectedStage) -> None:
    soft_end(stage)
    play(stage, Drafted(2, 1, "Ho."), (0.4, "silence"), Playing(2, 900), FREEZE)
    assert play(stage, NewChoice(source="spoken")) == [] and stage.frozen


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
