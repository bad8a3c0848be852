"""Playbooks: every arrow of the floor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from improv_partner.events import (
    Answer,
    Curtain,
    Cut,
    DraftDone,
    Drafted,
    Finish,
    Listen,
    Played,
    Playing,
    Prepare,
    Reading,
    Say,
    Trouble,
    Withdraw,
    Words,
)
from improv_partner.stage import Stage

from .playbook import SIMPLE, play

# The actor speaks for a second and pauses up to the soft end; the words are final at once.
LINE = ((1.0, "voice"), (0.3, "silence"), Words(1, "Who are you?", True, 1))
LINE_CUES = [Listen(1, 3), Finish(1, 1), Prepare(2, 1)]
HARD_END = (0.4, "silence")
REPLY = (Drafted(2, 1, "Your brother."), DraftDone(2, 1))
HEARD = (Playing(2, 20_000), Played(2, "Your brother.", 20_000, 9_000))


def test_a_whole_exchange() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, *REPLY) == [*LINE_CUES, Say(2, "Your brother.")]
    assert stage.floor == "actor", "nothing may be heard before the hard end"
    assert play(stage, HARD_END) == [Answer(2, 1)]
    assert stage.floor == "thinking"
    assert play(stage, HEARD[0]) == [] and stage.floor == "partner"
    assert play(stage, HEARD[1]) == [] and stage.floor == "open"
    assert [(line.who, line.text) for line in stage.lines] == [
        ("actor", "Who are you?"),
        ("partner", "Your brother."),
    ]


def test_slow_words_are_waited_for_after_the_hard_end() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, (1.0, "voice"), (0.7, "silence")) == LINE_CUES[:2]
    assert stage.floor == "thinking"
    assert play(stage, Words(1, "Who are you?", True, 1)) == [Prepare(2, 1), Answer(2, 1)]


def test_60_ms_of_voice_open_a_line_and_40_ms_do_not() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, (0.04, "voice"), (0.1, "silence")) == []
    assert play(stage, (0.06, "voice")) == [Listen(1, 3)]


def test_noise_that_is_no_speech_ends_without_an_answer() -> None:
    stage = Stage(SIMPLE)
    cues = play(stage, (0.1, "noise"), (0.8, "silence"), Words(1, " ", True, 1))
    assert cues == [Listen(1, 3), Finish(1, 1)]
    assert stage.floor == "open" and stage.lines[0].text == ""


def test_empty_words_before_the_hard_end_open_the_floor_at_the_hard_end() -> None:
    stage = Stage(SIMPLE)
    play(stage, (0.1, "voice"), (0.3, "silence"), Words(1, "", True, 1))
    assert stage.floor == "actor"
    assert play(stage, HARD_END) == [] and stage.floor == "open"


def test_speech_before_the_hard_end_withdraws_and_the_same_line_goes_on() -> None:
    stage = Stage(SIMPLE)
    cues = play(stage, *LINE, *REPLY, (0.06, "voice"))
    assert cues[3:] == [Say(2, "Your brother."), Withdraw(1, 1)]
    assert [line.number for line in stage.lines] == [1] and stage.floor == "actor"
    more = play(stage, (1.0, "voice"), (0.3, "silence"), Words(1, "Who are you? Tell me!", True, 2))
    assert more == [Finish(1, 2), Prepare(2, 2)]
    assert [line.text for line in stage.lines] == ["Who are you? Tell me!", ""]


def test_speech_while_thinking_withdraws_what_may_be_heard_already() -> None:
    stage = Stage(SIMPLE)
    cues = play(stage, *LINE, HARD_END, (0.06, "voice"))
    assert cues[3:] == [Answer(2, 1), Cut(2, "resumed"), Withdraw(1, 1)]
    assert stage.floor == "actor" and stage.reply is None


def test_a_breath_or_noise_in_a_pause_does_not_withdraw() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, (0.2, "noise"), (0.2, "silence"))[3:] == [Answer(2, 1)]


def test_barge_in_after_200_ms_of_voice_in_a_row() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0))
    assert play(stage, (0.18, "voice"), (0.02, "silence")) == []
    assert play(stage, (0.20, "voice")) == [Cut(2, "barge-in"), Listen(3, 10)]
    play(stage, Played(2, "Your", 0, 4_000, cut=True))
    assert (stage.lines[1].text, stage.lines[1].cut) == ("Your", True)
    assert stage.floor == "actor"


def test_without_echo_cancellation_the_partner_is_not_interrupted_by_itself() -> None:
    stage = Stage(replace(SIMPLE, barge_in_s=0))
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0))
    assert play(stage, (3.0, "voice")) == []


def test_the_partner_opens_the_scene() -> None:
    stage = Stage(SIMPLE, opens="partner")
    assert play(stage, (0.02, "silence")) == [Prepare(1, 1, "opening"), Answer(1, 1)]
    play(stage, Drafted(1, 1, "There you are."), DraftDone(1, 1), Playing(1, 0))
    play(stage, Played(1, "There you are.", 0, 100))
    assert stage.floor == "open" and stage.lines[0].text == "There you are."


def test_the_actor_speaks_before_the_opening_is_heard() -> None:
    stage = Stage(SIMPLE, opens="partner")
    cues = play(stage, (0.02, "silence"), (0.2, "voice"))
    assert cues[2:] == [Cut(1, "barge-in"), Listen(2, 3)] and stage.floor == "actor"


def test_silence_is_broken_once_and_then_less_and_less() -> None:
    stage = Stage(SIMPLE, silence_s=5.0)
    assert play(stage, (9.0, "silence")) == [], (
        "before the first line the stage belongs to the actor"
    )
    play(stage, *LINE, *REPLY, HARD_END, *HEARD)
    assert play(stage, (5.0, "silence")) == [Prepare(3, 2, "silence"), Answer(3, 2)]
    spoken = (Drafted(3, 2, "Well?"), DraftDone(3, 2), Playing(3, 0), Played(3, "Well?", 0, 9))
    assert play(stage, *spoken, (9.9, "silence")) == [Say(3, "Well?")]
    assert play(stage, (0.1, "silence")) == [Prepare(4, 3, "silence"), Answer(4, 3)]


def test_a_failing_mind_is_covered_in_character_and_the_scene_goes_on() -> None:
    stage = Stage(SIMPLE, covers=("Hm.", "Wait."))
    cues = play(stage, *LINE, HARD_END, Trouble("mind", "no server", 2, 1))
    assert cues[3:] == [Answer(2, 1), Say(2, "Hm.")]
    play(stage, Playing(2, 0), Played(2, "Hm.", 0, 9))
    assert stage.floor == "open"
    again = play(
        stage,
        (1.0, "voice"), (0.7, "silence"), Words(3, "And?", True, 2), Trouble("mind", "x", 4, 2),
    )  # fmt: skip
    assert again[-1] == Say(4, "Wait.")


def test_a_mind_that_fails_in_the_middle_leaves_what_it_said() -> None:
    stage = Stage(SIMPLE, covers=("Hm.",))
    cues = play(stage, *LINE, HARD_END, Drafted(2, 1, "Your"), Trouble("mind", "gone", 2, 1))
    assert cues[4:] == [Say(2, "Your")]
    play(stage, Playing(2, 0), Played(2, "Your", 0, 9))
    assert stage.floor == "open" and stage.lines[1].cut


def test_a_mind_with_nothing_to_say_gives_the_floor_back() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, HARD_END, DraftDone(2, 1))[-1] == Cut(2, "empty")
    assert stage.floor == "open"


@pytest.mark.parametrize("who", ["voice", "speaker"])
def test_a_failing_voice_or_speaker_cuts_the_line(who: str) -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0))
    assert play(stage, Trouble(who, "gone", 2, 1)) == [Cut(2, "trouble")]
    assert stage.floor == "open"


def test_a_voice_that_fails_while_preparing_is_tried_again_at_the_hard_end() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, Trouble("voice", "gone", 2, 1))[-1] == Cut(2, "trouble")
    assert stage.floor == "actor"
    assert play(stage, HARD_END) == [Prepare(2, 1), Answer(2, 1)]


def test_ears_that_fail_at_the_end_leave_the_words_so_far() -> None:
    stage = Stage(SIMPLE)
    cues = play(
        stage, (0.6, "voice"), Words(1, "Who are"), (0.7, "silence"), Trouble("ears", "x", 1, 1)
    )
    assert cues[2:] == [Prepare(2, 1), Answer(2, 1)] and stage.lines[0].text == "Who are"


def test_the_reading_stays_with_the_line() -> None:
    stage = Stage(SIMPLE)
    reading = Reading(2, 1, "grief", 3, own="tenderness", own_intensity=2)
    play(stage, *LINE, reading, Reading(2, 1, own="joy"))
    assert stage.lines[1].reading == reading, "a shift in mid-line does not replace the reading"


def test_curtain_cuts_the_partner_and_nothing_follows() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0))
    assert play(stage, Curtain("called"), (9.0, "voice")) == [Cut(2, "curtain")]
    assert stage.over


def test_a_recording_that_cannot_be_written_ends_the_scene() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, Trouble("recording", "disk full")) == [*LINE_CUES, Cut(2, "trouble")]
    assert stage.over
