"""New choice! The partner's line is taken back, and it offers another, as often as is wanted."""

from __future__ import annotations

import asyncio
from pathlib import Path

from improv_partner import replay, virtual
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, crew
from improv_partner.events import (
    Answer,
    Cut,
    DraftDone,
    Drafted,
    Intent,
    Listen,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Tone,
    Undo,
    Words,
)
from improv_partner.exchanges import exchanges
from improv_partner.ledger import Ledger
from improv_partner.live import Show
from improv_partner.recording import Recording, read
from improv_partner.stage import Stage

from .playbook import play
from .test_live import LONG
from .test_replay import HEADER
from .test_stage import HARD_END, HEARD, LINE, REPLY


def test_a_line_that_was_heard_is_taken_back_and_another_prepared() -> None:
    stage = Stage()
    play(stage, *LINE, *REPLY, HARD_END, *HEARD)
    assert play(stage, NewChoice()) == [Prepare(3, 2, "new choice"), Answer(3, 2)]
    assert [line.text for line in stage.lines] == ["Who are you?", ""]
    assert [line.text for line in stage.told.rejected] == ["Your brother."]
    play(
        stage, Drafted(3, 2, "Nobody."), DraftDone(3, 2), Playing(3, 0), Played(3, "Nobody.", 0, 9)
    )
    assert play(stage, NewChoice()) == [Prepare(4, 3, "new choice"), Answer(4, 3)]
    assert len(stage.told.rejected) == 2


def test_a_line_that_is_playing_stops() -> None:
    stage = Stage()
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0))
    cues = play(stage, NewChoice(), Played(2, "Your", 0, 300, cut=True))
    assert cues == [Cut(2, "new choice"), Prepare(3, 2, "new choice"), Answer(3, 2)]
    assert [line.text for line in stage.lines] == ["Who are you?", ""], "as if never said"


def test_the_actors_better_line_stands_in_its_place() -> None:
    stage = Stage()
    play(stage, *LINE, *REPLY, HARD_END, *HEARD)
    assert play(stage, NewChoice("Your sister.")) == []
    assert [line.text for line in stage.lines] == ["Who are you?", "Your sister."]
    assert stage.floor == "open"
    assert play(stage, (0.06, "voice")) == [Listen(4, 3)]


def test_a_spoken_call_is_no_line_of_the_scene_and_a_key_does_not_eat_the_actors_line() -> None:
    stage = Stage()
    play(stage, *LINE, *REPLY, HARD_END, *HEARD, (0.6, "voice"), Words(3, "new choice"))
    assert play(stage, NewChoice()) == [], "a key while the actor speaks changes nothing"
    assert [line.text for line in stage.lines] == ["Who are you?", "Your brother.", "new choice"]
    cues = play(stage, NewChoice(source="spoken"), Words(3, "", True, 2))
    assert cues == [Prepare(3, 2, "new choice"), Answer(3, 2)]
    assert [line.text for line in stage.lines] == ["Who are you?", ""]


def test_without_a_line_of_the_partner_there_is_nothing_to_choose_anew() -> None:
    stage = Stage()
    assert play(stage, NewChoice()) == []
    assert play(stage, *LINE, NewChoice())[:1] == [Listen(1, 3)]
    assert stage.lines[0].text == "Who are you?"


def test_tone_belongs_to_the_line_that_is_being_spoken() -> None:
    stage = Stage()
    play(stage, (0.6, "voice"), (0.3, "silence"), Tone(1, "quiet, slow"), Tone(7, "loud"))
    assert stage.lines[0].tone == "quiet, slow"


def test_the_context_of_the_second_choice_is_that_of_the_first(tmp_path: Path) -> None:
    """And the log tells what was rejected, as far as it was heard, and what came instead."""
    recording, ledger = Recording(tmp_path / "s", HEADER), Ledger(tmp_path / "s")
    actor = ScriptedActor([(0.5, 1.0, "Who are you?")], 16.0)
    mind = ScriptedMind([[LONG], ["Nobody."], ["Your brother."]])
    show = Show(
        Stage(covers=("Hm.",)), crew(actor, mind, PretendSpeaker()), recording, ledger.watch
    )

    async def story() -> None:
        playing = asyncio.create_task(show.run())
        await asyncio.sleep(4.0)
        show.tell(Intent("fear"))
        show.tell(Intent("joy"))
        show.tell(Undo())
        show.tell(NewChoice())
        await asyncio.sleep(4.0)
        show.tell(NewChoice())
        await playing

    virtual.run(story())
    ledger.close()
    recording.close()
    contexts = [[(line.who, line.text) for line in moment.lines] for moment in mind.asked]
    assert contexts == [[("actor", "Who are you?")]] * 3
    assert [moment.why for moment in mind.asked] == ["turn", "new choice", "new choice"]
    (one,) = exchanges(read(tmp_path / "s")[1])
    assert one.heard == "Your brother." and [r.drafted for r in one.rejected] == [LONG, "Nobody."]
    assert LONG.startswith(one.rejected[0].heard) and one.rejected[0].heard
    assert one.rejected[1].heard == "Nobody."
    assert [tag.intent.label for tag in one.intents] == ["fear"], "the second tag was undone"
    header, entries = read(tmp_path / "s")
    header["scene"] = {"covers": ["Hm."]}
    assert replay.deviation(header, entries) is None
