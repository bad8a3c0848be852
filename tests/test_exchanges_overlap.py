"""The fold of a log in which the actor speaks over the partner: what begins an exchange there.

Scenes are played by understudies on virtual time, under the rules of today.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improv_partner import virtual
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, crew
from improv_partner.errors import CrewError
from improv_partner.events import (
    Answer,
    Cut,
    Dip,
    DraftDone,
    Drafted,
    Event,
    Finish,
    Listen,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Say,
    Trouble,
    Voice,
    Words,
)
from improv_partner.exchanges import Exchange, Fold, exchanges
from improv_partner.live import Show
from improv_partner.recording import Entry, Recording, read
from improv_partner.settings import Turns
from improv_partner.stage import Stage

from .test_exchanges import log
from .test_live import LONG

HELLO = (0.4, 1.0, "Who are you?")  # answered at 2.3 s; the long line lasts to 7.8 s
Speech = tuple[float, float, str]


def scene(
    folder: Path,
    *speech: Speech,
    answers: Sequence[Sequence[str | CrewError]] = ((LONG,), ("Fine.",), ("Yes.",)),
    told: Sequence[tuple[float, Event]] = (),
    stage: Stage | None = None,
    length_s: float = 14.0,
) -> tuple[Stage, list[Entry], list[Exchange]]:
    """The actor says hello, then this; the stage afterwards, the log, and its exchanges."""
    recording = Recording(folder, {}, audio=False)
    stage = stage or Stage(Turns(tempo="fixed"), covers=("Hm.",))
    actor, mind = ScriptedActor([HELLO, *speech], length_s), ScriptedMind(answers)
    show = Show(stage, crew(actor, mind, PretendSpeaker()), recording)

    async def story() -> None:
        for at_s, event in told:
            asyncio.get_running_loop().call_at(at_s, show.tell, event)
        await show.run()

    try:
        virtual.run(story())
    finally:
        recording.close()
    entries = list(read(folder)[1])
    return show.stage, entries, list(exchanges(entries))


def test_a_backchannel_is_of_the_exchange_in_which_it_was_heard(tmp_path: Path) -> None:
    _, entries, (one,) = scene(tmp_path / "s", (4.0, 0.3, "Mhm."))
    assert (one.said, one.heard, one.cut) == ("Who are you?", LONG, "")
    (aside,) = one.backchannels
    assert aside.text == "Mhm." and aside.start_s == pytest.approx(4.0, abs=0.02)
    assert aside.end_s == pytest.approx(4.3, abs=0.02)
    assert aside.overlap_ms == one.overlap_ms == pytest.approx(170, abs=20), "then it fell silent"
    dips = [entry.t for entry in entries if isinstance(entry.what, Dip)]
    assert [(dip.start_s, dip.end_s) for dip in one.dips] == [tuple(dips)]
    assert aside.dipped_ms == round(1000 * (dips[1] - dips[0]))
    assert one.sounds[1][0] - one.sounds[0][1] == pytest.approx(aside.dipped_ms / 1000, abs=0.03)


def test_an_interruption_begins_an_exchange_where_the_voice_began(tmp_path: Path) -> None:
    _, _, (one, two) = scene(tmp_path / "s", (4.0, 1.2, "Stop it now!"))
    assert (one.cut, one.backchannels) == ("barge-in", []) and LONG.startswith(one.heard)
    assert one.timing.interrupted_s == two.timing.actor_start_s == pytest.approx(4.0, abs=0.02)
    assert one.yielded_in_ms == pytest.approx(170, abs=20) and one.overlap_ms == one.yielded_in_ms
    assert [(dip.end_s is None) for dip in one.dips] == [True], "it never went on"
    assert (two.said, two.heard) == ("Stop it now!", "Fine.") and two.timing.gap_s is not None


def test_a_line_of_one_word_is_an_exchange_only_when_that_word_is_final(tmp_path: Path) -> None:
    _, _, (one, two) = scene(tmp_path / "s", (4.0, 0.4, "Stop!"))
    assert one.cut == "barge-in" and (two.said, two.heard) == ("Stop!", "Fine.")
    assert two.timing.actor_end_s == pytest.approx(4.4, abs=0.02)


def test_a_voice_at_the_end_of_the_partners_line_is_the_next_line(tmp_path: Path) -> None:
    _, _, (one, two) = scene(
        tmp_path / "s", (7.7, 1.0, "So it is."), stage=Stage(Turns(yields="late"))
    )
    assert (one.heard, one.cut, one.backchannels) == (LONG, "", [])
    assert 0 < one.overlap_ms < 250 and one.yielded_in_ms is None
    assert two.timing.actor_start_s == pytest.approx(7.7, abs=0.02)
    assert (two.said, two.heard) == ("So it is.", "Fine.")


def test_under_the_old_rules_any_voice_is_a_line(tmp_path: Path) -> None:
    stage = Stage(Turns(tempo="fixed", yields="at once"))
    _, _, (one, two) = scene(tmp_path / "s", (4.0, 0.3, "Mhm."), stage=stage)
    assert (one.cut, one.backchannels, two.said) == ("barge-in", [], "Mhm.")
    assert one.timing.interrupted_s == two.timing.actor_start_s
    assert one.yielded_in_ms == pytest.approx(170, abs=20)


def test_a_voice_that_ends_with_the_scene_was_no_line(tmp_path: Path) -> None:
    _, _, (one,) = scene(tmp_path / "s", (4.0, 1.0, "Mhm."), length_s=4.3)
    assert one.cut == "curtain" and [aside.text for aside in one.backchannels] == [""]


@pytest.mark.parametrize(("source", "asides"), [("key", 1), ("spoken", 0)])
def test_a_new_choice_over_the_partner_is_no_line(tmp_path: Path, source: str, asides: int) -> None:
    _, _, (one,) = scene(tmp_path / "s", (4.0, 0.6, "Mhm."), told=[(4.8, NewChoice(source=source))])
    assert (one.said, one.heard, len(one.rejected)) == ("Who are you?", "Fine.", 1)
    assert len(one.backchannels) == asides and LONG.startswith(one.rejected[0].heard)
    assert [work.why for work in one.prepared] == ["turn", "new choice"]
    assert one.sounds[0][0] < 4.0 < one.sounds[-1][0], "also the rejected line was heard"


def test_ears_that_fail_over_the_partner_leave_what_was_understood() -> None:
    rows = (
        *((1.06, Listen(1, 3)), (2.3, Finish(1, 1)), (2.4, Words(1, "Well?", True, 1))),
        *((2.4, Prepare(2, 1)), (2.5, Drafted(2, 1, LONG)), (2.5, Say(2, LONG))),
        *((2.5, DraftDone(2, 1)), (2.7, Answer(2, 1)), (2.7, Playing(2, 43_200))),
        *((4.00, Voice(True, True)), (4.16, Listen(3, 8)), (4.16, Dip(2, True))),
        *((4.30, Voice(False, False)), (4.60, Finish(3, 2)), (4.8, Trouble("ears", "no", 3, 2))),
        *((4.80, Dip(2, False)), (9.0, Played(2, LONG, 43_200, 100_000))),
    )
    (one,) = exchanges(log(*rows))
    assert [aside.text for aside in one.backchannels] == [""] and one.troubles == ["ears: no"]


def test_what_was_prepared_for_nothing_keeps_its_cost(tmp_path: Path) -> None:
    _, _, (one,) = scene(
        tmp_path / "s",
        (2.0, 0.5, "You there!"),
        answers=(["Too early.", "And this is never written."], ["I know."]),
    )
    assert (one.said, one.withdrawn) == ("Who are you? You there!", 1)
    first, second = one.prepared
    assert (first.withdrawn, first.characters) == ("resumed", 0)
    assert first.soft_end_s == pytest.approx(1.7, abs=0.02)
    assert first.work_s == pytest.approx(2.06 - 1.9, abs=0.03)
    assert (second.withdrawn, second.characters) == ("", len("I know."))
    assert second.revision > first.revision


def test_a_reply_nobody_heard_because_the_scene_ended(tmp_path: Path) -> None:
    _, _, (one,) = scene(tmp_path / "s", length_s=2.25)
    assert [(work.withdrawn, work.characters) for work in one.prepared] == [("curtain", 0)]


WORDS = ["Mhm.", "Yeah.", "Stop!", "No, wait a moment.", "I am not so sure of that.", ""]
SPEECH = st.lists(
    st.tuples(st.floats(0.0, 2.0), st.floats(0.06, 1.5), st.sampled_from(WORDS)), max_size=6
)
TOLD = st.lists(
    st.tuples(st.floats(1.0, 12.0), st.sampled_from(["key", "mind", "voice"])), max_size=2
)


# A job that is stopped in the frame in which it was started never begins.
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=40, deadline=None, derandomize=True)
@given(SPEECH, TOLD, st.sampled_from(["soon", "late", "at once"]))
def test_whatever_happens_lines_and_exchanges_are_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    gaps: list[tuple[float, float, str]],
    told: list[tuple[float, str]],
    yields: str,
) -> None:
    """Every line that the stage has with an answer or words is an exchange; every aside is none."""
    speech, at_s = [], HELLO[0] + HELLO[1]
    for gap_s, length_s, text in gaps:
        begin_s = round((at_s + gap_s) / 0.02) * 0.02
        at_s = begin_s + length_s
        speech.append((begin_s, length_s, text))
    events: list[tuple[float, Event]] = [
        (t, NewChoice() if what == "key" else Trouble(what, "broken", 2, 1)) for t, what in told
    ]
    folder = tmp_path_factory.mktemp("s") / "s"
    stage, entries, done = scene(
        folder,
        *speech,
        answers=[[LONG, "Really."]] * 30,
        told=events,
        stage=Stage(Turns(tempo="fixed", yields=yields), covers=("Hm.",)),
    )
    lines = {line.number for line in stage.lines if line.who == "actor"}
    asides = {line.number for line in stage.told.asides}
    said = {one.actor_line for one in done if one.said}
    assert said <= lines | {0} and not said & asides
    answered = [e.what.line for e in entries if isinstance(e.what, Prepare)]
    if not any(what == "key" for _, what in told):  # a call may fall into the middle of a line
        assert {n for n in lines if n + 1 in answered} <= {one.actor_line for one in done}
    fold, live = Fold(), []
    for entry in entries:  # as the screens and the file on disk see it
        live += [one] if (one := fold.add(entry)) else []
    assert [*live, *fold.end()] == done
    for one in done:
        spoken_ms = sum(b - a for a, b in one.sounds) * 1000
        assert 0 <= one.overlap_ms <= spoken_ms + 1
        assert sum(aside.overlap_ms for aside in one.backchannels) <= one.overlap_ms + 5
        assert (one.yielded_in_ms is not None) <= (one.cut == "barge-in" or bool(one.rejected))
    cuts = [e.what for e in entries if isinstance(e.what, Cut)]
    assert sum(bool(one.cut) for one in done) <= len(cuts)
