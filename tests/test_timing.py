"""improv timing: the sound measured by itself, and compared with what the log tells."""

from __future__ import annotations

import csv
import json
import math
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from improv_partner.exchanges import exchanges
from improv_partner.recording import read
from improv_partner.research.timing.figures import agreement, differences_s, figures
from improv_partner.research.timing.measured import Session, load
from improv_partner.research.timing.sound import levels, signal, spans
from improv_partner.research.timing.waterfall import bars, steps, totals

from .commands import improv, is_one_line

GOLDEN = Path(__file__).parent / "golden" / "format-1"
OVERLAP = GOLDEN / "overlap"
RATE_HZ = 16_000


def voice(seconds: float, level: float = 0.1) -> np.ndarray:
    """A tone of 150 Hz with a beat in it: as loud as a voice."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return level * np.sin(2 * np.pi * 150 * t) * (0.7 + 0.3 * np.sin(2 * np.pi * 4 * t))


def room(seconds: float, level: float = 0.0005) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, level, round(seconds * RATE_HZ))
    return np.asarray(noise)


def spoken(*pieces: tuple[float, float, float], length_s: float = 10.0, noise: float = 0.0005):
    """A track with voices (start_s, seconds, level) in a room."""
    track = room(length_s, noise)
    for start_s, seconds, level in pieces:
        at = round(start_s * RATE_HZ)
        sound = voice(seconds, level)
        track[at : at + len(sound)] += sound
    return track


def write(folder: Path, who: str, samples: np.ndarray) -> None:
    with wave.open(str(folder / f"{who}.wav"), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes((samples * 32767).astype("<i2").tobytes())


@pytest.mark.parametrize("noise", [0.0, 0.0005, 0.003])
def test_a_voice_is_found_where_it_is_in_a_quiet_or_a_noisy_room(
    tmp_path: Path, noise: float
) -> None:
    track = spoken((1.0, 1.2, 0.1), (2.35, 0.65, 0.1), (5.5, 0.4, 0.03), noise=noise)
    write(tmp_path, "actor", track)
    found = spans(levels(tmp_path, "actor"))
    wanted = [(1.0, 3.0), (5.5, 5.9)]  # the pause of 0.15 s is of the speech
    assert found == [pytest.approx(span, abs=0.015) for span in wanted]


def test_clicks_and_breath_are_no_voice(tmp_path: Path) -> None:
    track = spoken((1.0, 1.0, 0.2), (2.1, 0.3, 0.002), (4.0, 0.02, 0.5))
    write(tmp_path, "actor", track)
    assert spans(levels(tmp_path, "actor")) == [pytest.approx((1.0, 2.0), abs=0.015)]


def test_what_the_loudspeaker_was_given_is_exact(tmp_path: Path) -> None:
    write(tmp_path, "partner", spoken((1.0, 0.5, 0.1), (1.6, 0.2, 0.001), noise=0.0))
    of = levels(tmp_path, "partner")
    assert signal(of) == [
        pytest.approx((1.0, 1.5), abs=0.006),
        pytest.approx((1.6, 1.8), abs=0.006),
    ]
    assert spans(of, clean=True)[0] == pytest.approx((1.0, 1.5), abs=0.006)


@pytest.mark.parametrize("samples", [0, 10, 16_000])
def test_a_silent_track_has_no_sound(tmp_path: Path, samples: int) -> None:
    write(tmp_path, "actor", np.zeros(samples))
    of = levels(tmp_path, "actor")
    assert spans(of) == [] and signal(of) == []


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    """The golden scene with an overlap, with voices where its understudies only hum: the log is
    true to the sample, but the actor's second line ends 50 ms before the detector hears it.
    """
    folder = tmp_path / "overlap"
    folder.mkdir()
    log = (OVERLAP / "session.jsonl").read_bytes()
    (folder / "session.jsonl").write_bytes(log)
    said = ((0.4, 1.0, 0.1), (2.6, 0.5, 0.1), (5.0, 0.3, 0.05), (7.2, 1.45, 0.1))
    write(folder, "actor", spoken(*said, length_s=12.0))
    heard = ((4.02, 1.15), (5.80, 1.57), (9.62, 0.799))
    write(folder, "partner", spoken(*((a, b, 0.1) for a, b in heard), length_s=12.0, noise=0.0))
    return folder


def test_log_and_sound_are_compared_exchange_by_exchange(scene: Path) -> None:
    session = load(scene)
    assert not session.silent and session.unlogged_ms == 0
    first, second = session.rows
    assert first.sound and second.sound
    assert first.sound.gap_s == pytest.approx(0.92, abs=0.02)
    assert first.sound.overlap_ms == pytest.approx(340, abs=30)
    assert first.sound.yielded_in_ms == pytest.approx(170, abs=20)
    found = {one.what: one for one in agreement([session])}
    assert found["partner's first sound"].share == found["partner stopped"].share == 1.0
    assert found["actor's first sound"].share == 1.0
    assert found["actor's last sound"].share == 0.5 and found["gap"].pairs == 2
    assert differences_s([session], "actor's last sound")[1] == pytest.approx(0.05, abs=0.015)
    log, sound = figures([session]), figures([session], by_sound=True)
    assert (log.gaps, log.backchannels, log.dips, log.interruptions) == (2, 1, 2, 1)
    assert (log.prepared, log.unheard, log.unheard_characters) == (3, 1, 10)
    assert log.overlap_ms == 340 and log.dipped_s == pytest.approx(0.64)
    assert sound.gap_median_s == pytest.approx(log.gap_median_s + 0.025, abs=0.02)


def test_sound_of_the_partner_that_no_log_knows_is_found(scene: Path) -> None:
    more = ((4.02, 1.15, 0.1), (10.8, 0.5, 0.1))
    write(scene, "partner", spoken(*more, length_s=12.0, noise=0.0))
    assert load(scene).unlogged_ms == pytest.approx(500, abs=10)


def test_a_partner_that_begins_while_the_actor_still_speaks_cuts_in(scene: Path) -> None:
    said = ((0.4, 1.0, 0.1), (2.6, 1.7, 0.1))
    write(scene, "actor", spoken(*said, length_s=12.0))
    assert [row.sound.cut_in for row in load(scene).rows if row.sound] == [True, False]
    assert figures([load(scene)], by_sound=True).cut_ins == 1


def test_a_backchannel_right_after_the_partner_began_is_no_cut_in(scene: Path) -> None:
    def cut_ins(*said: tuple[float, float, float]) -> list[bool]:
        write(scene, "actor", spoken((0.4, 1.0, 0.1), (2.6, 0.5, 0.1), *said, length_s=12.0))
        return [row.sound.cut_in for row in load(scene).rows if row.sound]

    assert cut_ins((5.0, 0.3, 0.1)) == [False, False], "the log knows it as a backchannel"
    assert cut_ins((4.6, 0.3, 0.1)) == [True, False]


def test_a_session_without_sound_is_told_by_its_log(scene: Path) -> None:
    (scene / "partner.wav").unlink()
    session = load(scene)
    assert "partner.wav" in session.silent and session.rows[0].sound is None
    assert agreement([session]) == [] and figures([session], by_sound=True).gaps == 0


def test_a_measured_end_in_the_log_counts_more_than_the_detectors() -> None:
    one = next(exchanges(read(OVERLAP)[1]))
    gap_s = one.timing.gap_s
    one.timing.last_sound_s = (one.timing.actor_end_s or 0.0) - 0.06
    assert gap_s is not None and one.timing.gap_s == pytest.approx(gap_s + 0.06)


def test_figures_of_nothing_are_nan_and_no_error() -> None:
    empty = figures([Session("s", {}, [], 0.0)])
    assert empty.gaps == 0 and math.isnan(empty.gap_median_s)
    assert math.isnan(empty.backchannels_a_minute)


# -- the waterfall


def test_each_step_begins_where_what_it_waited_for_ended() -> None:
    one = next(exchanges(read(OVERLAP)[1]))
    found = {step.name: (round(step.since_s, 2), round(step.at_s, 2)) for step in steps(one)}
    assert found == {
        "soft end": (0.0, 0.3),
        "words": (0.3, 0.5),
        "hard end": (0.0, 0.52),
        "first token": (0.5, 0.8),
        "first clause": (0.8, 0.9),
        "first sound": (0.9, 0.92),
    }


@pytest.mark.parametrize("folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def test_bars_fit_the_terminal_whatever_was_played(folder: Path) -> None:
    done = list(exchanges(read(folder)[1]))
    long = [replace(one, said=one.said * 20) for one in done]
    for row in bars([*done, *long]).splitlines():
        assert len(row) <= 80, row


def test_show_tells_preparations_and_what_they_cost() -> None:
    ran = improv("show", "--timing", str(OVERLAP))
    assert ran.code == 0
    assert "prepared and dropped (resumed): 10 characters, 0.40 s of work" in ran.out
    assert '"Mhm." over the partner: 170 ms, the partner fell silent for 640 ms' in ran.out
    assert "interrupted: silent after 170 ms" in ran.out
    assert "3 replies prepared, 1 never heard: 10 characters, 0.40 s of work" in ran.out
    assert "prepared and dropped" not in improv("show", str(OVERLAP)).out
    assert totals([]) == "0 replies prepared, 0 never heard: 0 characters, 0.00 s of work"


# -- the command


def test_the_command_prints_and_writes_all_of_it(scene: Path, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"timing.{kind}" for kind in ("json", "csv", "svg")}
    words = ("--json", files["json"], "--csv", files["csv"], "--plot", files["svg"])
    ran = improv("timing", str(scene), str(OVERLAP), *map(str, words))
    assert ran.code == 0, ran.out + ran.err
    assert "gap, median (s)" in ran.out and "within 20 ms" in ran.out
    told = json.loads(files["json"].read_text())
    assert [one["session"] for one in told["sessions"]] == ["overlap", "overlap"]
    first = told["sessions"][0]["exchanges"][0]
    assert first["waterfall"]["first sound"] == 0.92 and first["overlap_ms"] == 340
    assert first["sound"]["gap_s"] == pytest.approx(0.92, abs=0.02)
    assert told["pooled"]["by_log"]["unheard_characters"] == 20
    rows = list(csv.DictReader(files["csv"].read_text().splitlines()))
    assert len(rows) == 4 and rows[0]["unheard_characters"] == "10"
    assert float(rows[0]["gap_by_sound_s"]) == pytest.approx(0.92, abs=0.02)
    assert "<svg" in files["svg"].read_text()


def test_sessions_without_sound_are_told_and_drawn(tmp_path: Path) -> None:
    folder = tmp_path / "mute"
    folder.mkdir()
    log = (OVERLAP / "session.jsonl").read_bytes()
    (folder / "session.jsonl").write_bytes(log.replace(b'"audio": true', b'"audio": false', 1))
    ran = improv("timing", str(folder), "--plot", str(tmp_path / "x.png"))
    assert ran.code == 0 and "by the log alone: recorded without sound" in ran.flat
    assert "Log against sound" not in ran.out and (tmp_path / "x.png").stat().st_size > 1000


def test_what_cannot_be_read_or_written_is_one_line(scene: Path, tmp_path: Path) -> None:
    is_one_line(improv("timing", str(tmp_path / "none")), "no session")
    nowhere = str(tmp_path / "no" / "where")
    for option in ("--json", "--csv", "--plot"):
        is_one_line(improv("timing", str(scene), option, f"{nowhere}.png"), "where.png")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "session.jsonl").write_text("what is this\n")
    ran = improv("timing", str(scene), str(broken), "--brief")
    assert ran.code == 1 and "header line is damaged" in ran.flat and "1 session" in ran.out
