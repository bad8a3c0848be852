"""A recorded actor meets another partner: on the real path, in the real scene, with one command."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from improv_partner import casting, replay, virtual
from improv_partner.check import check
from improv_partner.cli import app
from improv_partner.crew import Ears, FirstToken, Moment
from improv_partner.crew.ears.script import ScriptEars
from improv_partner.crew.mind.prompt import messages
from improv_partner.crew.recorded_mic import RecordedMic
from improv_partner.crew.scripted import ScriptedMind
from improv_partner.errors import SettingsError
from improv_partner.events import (
    FRAME_SAMPLES,
    Curtain,
    Cut,
    Dip,
    Event,
    Frame,
    Intent,
    Listen,
    Mark,
    Played,
    Prepare,
    Reading,
    Voice,
)
from improv_partner.exchanges import Exchange
from improv_partner.recording import LOG
from improv_partner.reperform import minds
from improv_partner.research.items import Item, Wishes, is_done
from improv_partner.research.moments import SameMoments
from improv_partner.research.parent import Parent, load
from improv_partner.settings import MindSettings
from improv_partner.transcript import Line

from .evening import log_without_header
from .rerun_stories import RULES, chat_server, hums, parent, play
from .tracks import track


@pytest.fixture(scope="module", autouse=True)
def no_voice() -> Iterator[None]:
    with hums():
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Parent:
    return parent(tmp_path_factory.mktemp("parent"))


def frames_of(who: Parent, *kinds: type) -> list[tuple[int, object]]:
    return [(e.frame, e.what) for e in who.entries if isinstance(e.what, kinds)]


def story(exchange: Exchange) -> tuple[object, ...]:
    """What happened and when, but for the millisecond by which recorded ears are later."""
    t = exchange.timing
    tags = [(tag.intent, tag.bound) for tag in exchange.intents]
    words = (exchange.said, exchange.heard, exchange.drafted, exchange.cut, exchange.reading)
    return *words, tags, t.actor_start_s, t.actor_end_s, t.first_sound_s, t.partner_end_s


def test_the_whole_track_to_the_same_partner_is_the_same_scene(
    first: Parent, tmp_path: Path
) -> None:
    assert [bool(x.cut) for x in first.exchanges] == [False, False, True, False, False]
    (done,) = play([first], tmp_path, locked=False)
    again = load(done.folder)
    assert (done.state, done.why) == ("done", "")
    assert [story(x) for x in again.exchanges] == [story(x) for x in first.exchanges]
    for kinds in ((Voice,), (Listen,), (Intent,), (Dip,)):
        assert frames_of(again, *kinds) == frames_of(first, *kinds), "to the frame"
    assert [what for _, what in frames_of(again, Cut, Played)] == [
        what for _, what in frames_of(first, Cut, Played)
    ], "to the sample; decided by words that come within a look of when they came"
    ours, theirs = track(again.folder, "actor"), track(first.folder, "actor")
    assert np.array_equal(ours[: len(theirs)], theirs) and not ours[len(theirs) :].any()
    assert check(done.folder, repair=False) == []


def test_another_patience_meets_the_same_interruption_in_the_same_frame(
    first: Parent, tmp_path: Path
) -> None:
    (done,) = play([first], tmp_path, locked=False, values={"turns.patience_s": 1.0})
    again = load(done.folder)
    assert [x.said for x in again.exchanges] == [x.said for x in first.exchanges]
    assert frames_of(again, Voice) == frames_of(first, Voice), "overlaps and all"
    assert frames_of(again, Dip) and frames_of(again, Dip) == frames_of(first, Dip)
    assert [x.cut for x in again.exchanges] == [x.cut for x in first.exchanges]
    gaps = [x.timing.gap_s for x in again.exchanges]
    known = [x.timing.gap_s for x in first.exchanges]
    late = [a - b for a, b in zip(gaps, known, strict=True) if a is not None and b is not None]
    assert len(late) == 5 and min(late) > -0.05, "patience is stretched as the words ask"
    assert sum(late) / 5 == pytest.approx(0.3, abs=0.15)


def test_line_by_line_everything_is_answered_whole_and_the_header_tells_whence(
    first: Parent, tmp_path: Path
) -> None:
    (done,) = play([first], tmp_path)
    again = load(done.folder)
    assert [x.said for x in again.exchanges] == [x.said for x in first.exchanges]
    assert [x.cut for x in again.exchanges] == [""] * 5, "nobody is interrupted"
    for ours, theirs in zip(again.exchanges, first.exchanges, strict=True):
        assert [(t.bound, t.intent) for t in ours.intents] == [(True, theirs.intents[0].intent)]
        assert ours.marks == [f"exchange {theirs.number}"]
    told = again.header["rerun"]
    assert (told["parent"], told["parent_sum"]) == (first.name, first.sum)
    assert (told["mode"], told["take"]) == ("locked", 1)
    assert told["exchanges"] == [1, 2, 3, 4, 5] and told["swapped"] == {"ears": "recorded"}
    assert again.header["consent"]["inherited_from"] == first.name
    assert again.header["performers"]["actor"] == {"kind": "simulated"}
    assert again.header["crew"]["ears"] == "recorded words"
    assert replay.deviation(again.header, again.entries) is None
    assert check(done.folder, repair=False) == []


def moments(who: Parent) -> list[Sequence[Line]]:
    """What the mind was asked for each line of the actor that was answered, by the stage itself."""
    stage, voice = replay.stage_of(who.header), Frame(False, False)
    asked: dict[int, list[Line]] = {}

    def step(event: Event) -> None:
        for cue in stage.step(event):
            if isinstance(cue, Prepare) and cue.why == "turn":
                lines = [line for line in stage.lines if line.text and line.number < cue.line]
                asked[cue.line] = [replace(line) for line in lines]

    for entry in who.entries:
        while stage.frame < entry.frame - isinstance(entry.what, Voice):
            step(voice)
        if isinstance(entry.what, Voice):
            voice = Frame(entry.what.voiced, entry.what.speech)
            step(voice)
        elif isinstance(entry.what, Event):
            step(entry.what)
    return [asked[number] for number in sorted(asked)]


def test_every_model_is_asked_exactly_what_was_asked_then(first: Parent, tmp_path: Path) -> None:
    with chat_server() as server:
        models = minds(["good", "shifts"], server.url, MindSettings())
        outcomes = play([first], tmp_path, models=models)
        assert [o.state for o in outcomes] == ["done", "done"]
        sent = [(asked["model"], asked["messages"]) for asked in server.asked]
        connections = server.connections
    then = moments(first)
    assert len(then) == 5 and any(line.cut for line in then[-1])
    wanted = [messages(first.scene, Moment(1, 1, lines), tone=True) for lines in then]
    assert [asked for model, asked in sent if model == "good"] == wanted
    assert [asked for model, asked in sent if model == "shifts"] == wanted
    assert connections == 10, "an idle connection would hold the virtual clock"
    good = load(outcomes[0].folder)
    assert {x.drafted for x in good.exchanges} == {"Come here. Sit down by me, and tell me."}
    assert good.exchanges[0].reading == Reading(2, 1, "grief", 3, "", "tenderness", 2)
    assert good.header["rerun"]["swapped"]["mind.model"] == "good"


def test_on_the_whole_track_a_model_is_asked_about_its_own_scene(
    first: Parent, tmp_path: Path
) -> None:
    with chat_server() as server:
        models = minds(["good"], server.url, MindSettings())
        play([first], tmp_path, models=models, locked=False)
        last = server.asked[-1]["messages"]
    said = [m["content"] for m in last if m["role"] == "assistant"]
    assert said and all("Come here." in text for text in said)


def test_other_ears_change_the_line_that_is_asked_about_and_nothing_before_it(
    first: Parent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deaf(*_: object) -> Ears:
        return ScriptEars(["mumble"] * 9)

    monkeypatch.setattr(casting, "ears", deaf)
    with chat_server() as server:
        models = minds(["good"], server.url, MindSettings())
        play([first], tmp_path, models=models, ears="other")
        sent = [asked["messages"] for asked in server.asked]
    for lines, asked in zip(moments(first), sent, strict=True):
        now = [*lines[:-1], replace(lines[-1], text="mumble")]
        assert asked == messages(first.scene, Moment(1, 1, now), tone=True)


def test_a_line_that_is_cut_in_two_is_asked_about_with_all_that_was_said_of_it() -> None:
    before = [Line(1, "actor", "Then."), Line(2, "partner", "So it was.", cut=True)]
    mind = ScriptedMind([["One."], ["Two."], ["Three."]])
    number = 0
    same = SameMoments(mind, {7: before, 9: []}, lambda: number)
    spoken = [Line(3, "actor", "I never"), Line(4, "partner", "Oh."), Line(5, "actor", "did")]

    async def ask(upto: int) -> None:
        async for _ in same.reply(Moment(upto + 1, 1, spoken[:upto])):
            pass

    async def scene() -> None:
        nonlocal number
        for exchange, upto in ((7, 1), (7, 3), (9, 3)):
            number = exchange
            await ask(upto)

    virtual.run(scene())
    asked = [list(moment.lines) for moment in mind.asked]
    assert asked == [[*before, spoken[0]], [*before, *spoken], [spoken[2]]]


def test_twenty_performances_of_twenty_are_the_same_bytes(tmp_path: Path) -> None:
    first = parent(tmp_path, 3, 4)
    assert first.exchanges[0].cut == "barge-in"
    for locked in (True, False):
        known = None
        for n in range(10):
            (done,) = play([first], tmp_path / f"{locked}{n}", locked=locked)
            sound = [(done.folder / f"{who}.flac").read_bytes() for who in ("actor", "partner")]
            now = (log_without_header(done.folder), sound)
            assert done.state == "done" and (known is None or now == known)
            known = now


def test_what_is_done_is_not_done_again_and_what_was_broken_off_is(
    first: Parent, tmp_path: Path
) -> None:
    with chat_server() as server:
        models = minds(["good"], server.url, MindSettings())
        outcomes = play([first], tmp_path, models=models, times=2)
        assert len(server.asked) == 10
        names = [o.folder.name for o in outcomes]
        assert len(set(names)) == 2 and sorted(p.name for p in tmp_path.iterdir()) == sorted(names)
        again = play([first], tmp_path, models=models, times=2)
        assert [o.state for o in again] == ["was done", "was done"]
        assert len(server.asked) == 10, "nobody was asked"

        log = outcomes[1].folder / LOG  # as a killed program leaves it
        log.write_bytes(b"".join(log.read_bytes().splitlines(True)[:20])[:-9])
        again = play([first], tmp_path, models=models, times=3)
        assert [o.state for o in again] == ["was done", "done", "done"]
        assert len(server.asked) == 20 and is_done(outcomes[1].folder)


def test_a_performance_that_was_stopped_is_not_taken_for_a_whole_one(
    first: Parent, tmp_path: Path
) -> None:
    (done,) = play([first], tmp_path)
    log = done.folder / LOG
    log.write_text(log.read_text().replace('"microphone closed"', '"called"'))
    assert not is_done(done.folder)
    assert [o.state for o in play([first], tmp_path)] == ["done"]


def test_a_failing_model_is_told_and_the_rest_goes_on(first: Parent, tmp_path: Path) -> None:
    with chat_server() as server:
        models = minds(["status-500", "good"], server.url, MindSettings())
        bad, good = play([first], tmp_path, models=models)
        assert (bad.state, good.state) == ("failed", "done")
        assert "the server failed (500)" in bad.why and "\n" not in bad.why
        asked = len(server.asked)
        bad, good = play([first], tmp_path, models=models)
        assert (bad.state, good.state) == ("failed", "was done"), "a failure is tried again"
        assert [a["model"] for a in server.asked[asked:]] == ["status-500"] * (asked - 5)


def test_something_else_in_the_way_is_left_alone(first: Parent, tmp_path: Path) -> None:
    item = Item(first, Wishes(RULES), "understudy", 1)
    (tmp_path / item.name).mkdir(parents=True)
    (tmp_path / item.name / "thesis.txt").write_text("years of work")
    (done,) = play([first], tmp_path)
    assert done.state == "failed" and "is in the way" in done.why
    assert (tmp_path / item.name / "thesis.txt").read_text() == "years of work"


def test_the_command_plays_many_and_exits_with_1_if_one_fails(
    first: Parent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wide = {"COLUMNS": "200"}
    given = ["rerun", str(first.folder), "--out", str(tmp_path / "out"), "--times", "2"]
    done = CliRunner().invoke(app, [*given, "--partner", "understudy"], env=wide)
    assert done.exit_code == 0, done.output
    flat = done.output.replace("\n", "")  # the table may wrap
    assert flat.count("--locked-understudy-") >= 2 and "Leaves this machine: nothing" in done.output
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / LOG).write_text("{}\n")
    both = CliRunner().invoke(app, [*given, str(tmp_path / "broken")], env=wide)
    assert both.exit_code == 1 and "not a session" in both.output, "and the rest was played"
    assert len(list((tmp_path / "out").iterdir())) == 4
    wrong = CliRunner().invoke(app, [*given, "--partner", "nobody"])
    assert isinstance(wrong.exception, SettingsError)


def test_recorded_tags_and_marks_come_in_their_frames_and_the_end_is_that_of_a_file() -> None:
    told: list[tuple[int, Event]] = []
    number = 0
    events: list[tuple[int, Event]] = [(40, Mark("door")), (0, Intent("joy")), (12, Mark("laugh"))]
    pcm = bytes(range(250)) * 256  # 100 frames
    mic = RecordedMic(
        {"actor": pcm}, events, lambda: "open", lambda event: told.append((number, event))
    )

    async def scene() -> bytes:
        nonlocal number
        heard = b""
        async with contextlib.aclosing(mic.frames()) as frames:
            async for frame in frames:
                assert isinstance(frame, bytes)
                number += 1
                heard += frame
                assert mic.frame == number
        return heard

    heard = virtual.run(scene())
    assert told == [(0, events[1][1]), (12, events[2][1]), (40, events[0][1])]
    assert heard[: len(pcm)] == pcm and not any(heard[len(pcm) :])
    assert len(heard) // 2 // FRAME_SAMPLES in range(240, 260), "3 s for an answer"


def test_the_end_of_a_performance_is_its_own(first: Parent, tmp_path: Path) -> None:
    (done,) = play([first], tmp_path, locked=False)
    curtains = frames_of(load(done.folder), Curtain)
    assert [what for _, what in curtains] == [Curtain("microphone closed")]


def test_a_mind_around_a_mind_keeps_its_name_and_its_parts() -> None:
    same = SameMoments(ScriptedMind([[Reading(2, 1, "joy"), "Hm."]]), {}, lambda: 0)

    async def scene() -> list[object]:
        assert await same.check() == "scripted"
        parts: list[object] = [part async for part in same.reply(Moment(2, 1, [], "opening"))]
        await same.close()
        return parts

    assert same.name == "scripted mind"
    assert virtual.run(scene()) == [FirstToken(), Reading(2, 1, "joy"), "Hm."]
