"""A recorded session along its time: its exchanges, its floor, and places that people name."""

from __future__ import annotations

from pathlib import Path

import pytest

from improv_partner import virtual
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, crew
from improv_partner.desk.timeline import Span, Timeline
from improv_partner.errors import CrewError, SettingsError
from improv_partner.events import Listen, Mark, Words
from improv_partner.live import Show
from improv_partner.recording import Entry, Recording, read
from improv_partner.stage import Stage

from .replay_room import FIRST, LENGTH_S, SECOND, THIRD, line
from .test_exchanges import log
from .test_live import LONG


def test_exchanges_are_stretches_that_cover_the_whole_session() -> None:
    begins, ends = [FIRST, SECOND, THIRD], [SECOND, THIRD, LENGTH_S]
    assert [span.exchange for span in line().spans] == [1, 2, 3]
    assert [span.begin_s for span in line().spans] == pytest.approx(begins)
    assert [span.end_s for span in line().spans] == pytest.approx(ends)
    assert Timeline([]).spans == [Span(1, 0.0, 0.0)]
    assert Timeline(log((3.0, Mark("x")))).length_s == 3.0


def test_the_floor_is_told_by_what_happened() -> None:
    floors = {entry.t: floor for entry, floor in line().moments}
    assert [floors[t] for t in (1.0, 1.06, 2.4, 2.7, 2.74, 3.7, 5.06, 7.0, 9.0, 9.5, 10.5)] == [
        *("open", "actor", "actor", "thinking", "partner", "open"),
        *("actor", "open", "thinking", "partner", "open"),
    ]


def test_a_cough_leaves_the_floor_open() -> None:
    rows = ((1.0, Listen(1, 3)), (1.8, Words(1, "", True, 1)))
    assert [floor for _, floor in Timeline(log(*rows)).moments] == ["actor", "open"]


@pytest.mark.parametrize(
    ("text", "at_s"),
    [("1", FIRST), ("2", SECOND), ("3", THIRD), ("2s", 2.0), ("2.5", 2.5), ("0:07.5", 7.5)],
)
def test_a_person_may_name_an_exchange_or_a_time(text: str, at_s: float) -> None:
    assert line().find(text) == pytest.approx(at_s)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("4", "no such exchange, the session has 3"),
        ("12s", "12.0 s long"),
        ("1:05", "12.0 s long"),
        ("-1", "12.0 s long"),
        ("nan", "12.0 s long"),
        ("soon", 'give an exchange ("3") or a time'),
    ],
)
def test_a_place_that_is_not_there_is_one_clear_line(text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"--from {text}: .*") as caught:
        line().find(text)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_the_floor_is_the_one_the_stage_gave(tmp_path: Path) -> None:
    """A pause in mid-line, an interruption, a silence, a mind that fails: seen at every 20 ms."""
    speech = [(0.5, 1.0, "I never"), (2.1, 1.0, "loved you."), (4.6, 1.0, "Stop!"), (16, 1, "Hm?")]
    answers = [["Too early."], [LONG], ["Fine."], ["Well?"], [CrewError("no server")]]
    stage = Stage(covers=("Hm.",), silence_s=5.0)
    recording, seen = Recording(tmp_path / "s", {}), dict[int, tuple[Entry, str]]()
    actor, mind = ScriptedActor(speech, 22.0), ScriptedMind(answers, 0.01)

    def watch(entry: Entry) -> None:
        seen[entry.frame] = entry, stage.floor  # the last one of each frame

    show = Show(stage, crew(actor, mind, PretendSpeaker()), recording, watch)
    virtual.run(show.run())
    recording.close()
    told = {entry.n: floor for entry, floor in Timeline(read(tmp_path / "s")[1]).moments}
    assert {floor for _, floor in seen.values()} == {"open", "actor", "thinking", "partner"}
    different = {entry: (told[entry.n], floor) for entry, floor in seen.values()}
    assert not {e: floors for e, floors in different.items() if floors[0] != floors[1]}
