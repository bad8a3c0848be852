"""benchmarks/floor.py: the stage driven by timelines of speech and pauses."""

from __future__ import annotations

import csv
import json
import runpy
import sys
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.floor import figures, made, policies, report, sound, timelines
from benchmarks.floor.ends import AFTER_S, Delays, Sound, hear
from benchmarks.floor.policies import SIGNS, Policy
from benchmarks.floor.timelines import Stretch, Turn
from benchmarks.floor.yields import speak_over
from improv_partner.errors import CrewError, RecordingError
from improv_partner.phrases import finished
from improv_partner.settings import Turns

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "floor.py"
FIXED = Policy("fixed", SIGNS["fixed"], Turns(soft_end_s=0.3, tempo="fixed", patience_s=0.5))
WORDS = Policy("words", SIGNS["words"], Turns(soft_end_s=0.3, tempo="easy"))


def turn(*story: str | float) -> Turn:
    """Texts of a second each, and the pauses between them."""
    now_s, stretches = 1.0, list[Stretch]()
    for part in story:
        if isinstance(part, float):
            now_s += part
        else:
            stretches.append(Stretch("talk", "A", now_s, now_s + 1.0, part))
            now_s += 1.0
    return Turn(tuple(stretches))


def write(file: Path, *rows: object) -> Path:
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([timelines.COLUMNS, *rows])  # type: ignore[list-item]
    return file


# -- the file


def test_a_file_of_word_times_becomes_stretches_and_turns(tmp_path: Path) -> None:
    file = write(
        tmp_path / "two.csv",
        ("b", "A", 0.0, 0.5, "Well,", 0),
        ("a", "B", 4.0, 5.0, "No.", 0),
        ("a", "A", 0.5, 1.0, "Where", 0),
        ("a", "A", 1.1, 2.0, "were you", 0),
        ("a", "B", 2.5, 2.7, "uh-huh", 1),
        ("a", "A", 3.0, 3.5, "last night?", 0),
    )
    talks = timelines.read(file)
    assert [talk[0].talk for talk in talks] == ["a", "b"]
    first, second = timelines.turns(talks[0])
    assert [one.text for one in first.stretches] == ["Where were you", "last night?"]
    assert (first.seconds, second.stretches[0].speaker) == (3.0, "B")
    timelines.write(tmp_path / "again.csv", talks[0])
    assert timelines.read(tmp_path / "again.csv") == talks[:1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("talk,speaker,start_s\na,A,1\n", "no column end_s"),
        ("talk,speaker,start_s,end_s\na,A,1,soon\n", "line 2: start_s and end_s are seconds"),
        ("talk,speaker,start_s,end_s\na,A,2,1\n", "line 2: end_s must be later"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "odd.csv").write_text(text)
    with pytest.raises(RecordingError, match=says) as caught:
        timelines.read(tmp_path / "odd.csv")
    assert "\n" not in str(caught.value)


# -- the ends of turns


def test_the_time_that_the_crew_takes_is_part_of_the_cut_in() -> None:
    early, late = (hear(turn("So", pause, "no."), FIXED, Delays(), [], {}) for pause in (0.8, 0.9))
    assert (early.cuts, early.wasted) == (0, 1), "it was withdrawn before it was heard"
    assert late.cuts == 1
    assert early.gap_s == pytest.approx(0.86), "soft end, ears, mind and voice"
    assert hear(turn("So", 0.8, "no."), FIXED, Delays(0.0, 0.1, 0.0), [], {}).cuts == 1


def test_who_hears_the_words_waits_for_an_and() -> None:
    open_end, closed_end = turn("I went there and", 1.0, "I saw."), turn("I saw it.", 1.0, "Then.")
    assert hear(open_end, FIXED, Delays(), [], {}).cuts == 1
    assert hear(open_end, WORDS, Delays(), [], {}).cuts == 0
    assert hear(closed_end, WORDS, Delays(), [], {}).cuts == 1
    no_text = turn("", 1.0, "")
    assert hear(no_text, WORDS, Delays(), [], {}).cuts == 1, "then it is silence that decides"


def test_pauses_are_learnt_from_turn_to_turn() -> None:
    policy = Policy(
        "words+pauses", SIGNS["words+pauses"], Turns(soft_end_s=0.3, tempo="easy", patience_s=0.9)
    )
    own_s: list[float] = []
    for _ in range(6):
        hear(turn("I was in my", 1.2, "kitchen."), policy, Delays(), own_s, {})
    assert own_s == pytest.approx([1.2] * 6)
    later = turn("We were all at home.", 1.1, "Then.")
    assert [hear(later, policy, Delays(), known, {}).cuts for known in ([], own_s)] == [1, 0]


def test_what_the_acoustic_model_says_is_heard_only_where_it_may_be() -> None:
    said = turn("I saw it.", 1.2, "Then.")
    sounds = {("talk", "A", 2.0): Sound(ends=0.03)}
    acoustic = Policy(
        "acoustic", SIGNS["acoustic"], Turns(soft_end_s=0.3, tempo="easy", patience_s=0.5)
    )
    assert hear(said, acoustic, Delays(), [], sounds).cuts == 0
    assert hear(said, acoustic, Delays(), [], {}).cuts == 1
    assert hear(said, WORDS, Delays(), [], sounds).cuts == 1


def test_nobody_is_waited_for_for_ever() -> None:
    slow = Delays(mind_s=9.0)
    assert hear(turn("And um"), WORDS, slow, [], {}).gap_s < AFTER_S


# -- a voice over the partner's


def test_backchannels_are_dips_and_interruptions_are_ends() -> None:
    turns = Turns(soft_end_s=0.3, tempo="easy", yields="soon")
    back = speak_over(Stretch("talk", "A", 0.0, 0.4, "Uh-huh.", True), turns, Delays())
    real = speak_over(Stretch("talk", "A", 0.0, 1.5, "Wait, I know him."), turns, Delays())
    assert (back.stopped, real.stopped) == (False, True)
    assert 0.3 < back.dip_s < 1.0
    assert back.quiet_s == real.quiet_s == pytest.approx(turns.barge_in_s)
    at_once = speak_over(
        Stretch("talk", "A", 0.0, 0.4, "Uh-huh.", True), Turns(yields="at once"), Delays()
    )
    assert at_once.stopped


# -- what is made up


@pytest.fixture(scope="module")
def talks() -> list[list[Stretch]]:
    return list(made.talks(40))


def test_made_up_talks_cost_fixed_silence_what_people_cost_it(talks: list[list[Stretch]]) -> None:
    assert list(made.talks(1)) == talks[:1]
    long = [one for talk in talks for one in timelines.turns(talk) if one.seconds >= 2.0]
    most_s = [
        max((b.start_s - a.end_s for a, b in pairwise(one.stretches)), default=0.0) for one in long
    ]
    published = {0.7: 0.48, 1.0: 0.31, 1.5: 0.15, 2.0: 0.07}
    found = {wait_s: np.mean([pause_s > wait_s for pause_s in most_s]) for wait_s in published}
    assert found == pytest.approx(published, abs=0.05)


def test_their_words_tell_as_much_of_an_end_as_people_and_no_more(
    talks: list[list[Stretch]],
) -> None:
    said: dict[bool, list[float]] = {True: [], False: []}
    for talk in talks:
        for one in timelines.turns(talk):
            texts = [stretch.text for stretch in one.stretches]
            for n in range(len(texts)):
                said[n == len(texts) - 1].append(finished(" ".join(texts[: n + 1])))
    ends, pauses = np.array(said[True]), np.array(said[False])
    above = (ends[:, None] > pauses).mean() + (ends[:, None] == pauses).mean() / 2
    assert 0.66 < above < 0.73


def test_words_cut_into_a_fifth_fewer_turns_than_silence_at_the_same_gap(
    talks: list[list[Stretch]],
) -> None:
    wanted = [p for p in policies.policies(False, False) if p.name == "fixed"][3:9]
    words = Policy("words", SIGNS["words"], Turns(soft_end_s=0.3, tempo="easy"))
    counted = figures.measure(talks, [*wanted, words], Delays(), {}, 1)
    rows = [{"policy": one.name, **counts.figures()} for one, counts in counted]
    beside = report.same_gap(rows[:-1], rows[-1], "gap_median_s")
    assert beside["fewer"] >= 0.2
    assert (
        report.same_gap(rows[:2], {**rows[-1], "gap_median_s": 9.0}, "gap_median_s")["fewer"]
        is None
    )


# -- the sound


def test_sound_is_measured_once_for_each_pause_and_channel(tmp_path: Path) -> None:
    ticks = np.arange(16_000 * 4) / 16_000
    voice = np.where(ticks % 2 < 1, 0.3, 0.0) * np.sin(2 * np.pi * 150 * ticks)
    both = np.stack([voice, np.zeros_like(voice)], axis=1)
    with wave.open(str(tmp_path / "t.wav"), "wb") as file:
        file.setparams((2, 2, 16_000, 0, "NONE", ""))
        file.writeframes((both * 32_000).astype("<i2").tobytes())
    talk = [Stretch("t", "A", 0.0, 1.0), Stretch("t", "A", 2.0, 3.0), Stretch("t", "B", 3.0, 3.6)]
    kept = tmp_path / "kept.json"
    found = sound.sounds([talk], tmp_path, None, kept)
    assert found["t", "A", 1.0].numbers["pitch_hz"] == pytest.approx(150, rel=0.02)
    assert found["t", "A", 3.0].numbers["longest_pause_s"] == pytest.approx(1.0, abs=0.05)
    assert "pitch_hz" not in found["t", "B", 3.6].numbers, "the other channel is silent"
    (tmp_path / "t.wav").unlink()
    assert sound.sounds([talk], tmp_path, None, kept) == found
    with pytest.raises(CrewError, match="no sound of talk t"):
        sound.sounds([talk], tmp_path, None, tmp_path / "other.json")


# -- the command


def test_the_command_writes_every_figure_and_the_curves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, plot = tmp_path / "out.json", tmp_path / "out.svg"
    given = ["--talks", "2", "--json", str(out), "--plot", str(plot), "--processes", "1"]
    monkeypatch.setattr(sys, "argv", ["floor.py", *given])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    found = json.loads(out.read_text())
    assert {row["policy"] for row in found["policies"]} == {
        "fixed",
        "pauses",
        "words",
        "words+pauses",
    }
    assert found["default"].keys() >= {
        *("policy", "patience_s", "cut_in_share", "gap_median_s", "gap_p95_s", "wasted_per_min"),
        *("yield_rate", "backchannel_selectivity", "dip_median_s"),
    }
    assert found["fixed_silence_same_gap"]["cut_in_share"] > found["default"]["cut_in_share"]
    assert "default" in capsys.readouterr().out.splitlines()[-4]
    assert plot.stat().st_size > 1000


def test_a_missing_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["floor.py", "--timelines", str(tmp_path / "no.csv")])
    with pytest.raises(SystemExit, match=r"floor: .*no\.csv: not a file of timelines"):
        runpy.run_path(str(SCRIPT), run_name="__main__")
