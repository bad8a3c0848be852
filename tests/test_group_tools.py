"""Several performers before a researcher: report, bench, notebook, index, timing, failures."""

from __future__ import annotations

import io
import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

import improv_partner
from improv_partner import track
from improv_partner.desk.tape import Tape
from improv_partner.errors import RecordingError
from improv_partner.exchanges import exchanges
from improv_partner.notes import tags
from improv_partner.probe import probe
from improv_partner.recording import read
from improv_partner.research.failures.find import load
from improv_partner.research.failures.kinds import failures
from improv_partner.research.index.rows import rows
from improv_partner.research.parent import load as parent
from improv_partner.research.report.clip import clip
from improv_partner.research.timing.measured import load as timed
from improv_partner.settings import MindSettings, Settings

from .bench_room import Visitor, visited
from .commands import improv
from .group_stories import LEVELS, SCENE, Group, group
from .report_room import Seen, gathered, paged
from .rerun_stories import chat_server

ONE = "/api/sessions/0"
PARTNER = 2
MEANT = {1: "anger", 2: "fear", 3: "grief", 5: "guilt"}  # 4: not tagged


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Group:
    return group(tmp_path_factory.mktemp("evening") / "evening")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Ben keeps no sound."""
    return group(tmp_path_factory.mktemp("guarded") / "guarded", {"p2": ("keep_audio",)})


def levels(pcm: bytes, channels: int = 1) -> list[set[int]]:
    """What samples there are in each channel, but for silence."""
    sound = np.frombuffer(pcm, "<i2").reshape(-1, channels)
    return [set(np.unique(sound[:, n]).tolist()) - {0} for n in range(channels)]


def test_a_tag_is_of_the_line_of_who_gave_it(evening: Group) -> None:
    done = list(exchanges(read(evening.folder)[1]))
    assert {one.number: one.meant.label for one in done if one.meant} == MEANT
    assert {number: tag.label for number, tag in tags(evening.folder).items()} == MEANT
    ends = [one.timing.actor_end_s for one in done]
    assert ends[0] == pytest.approx(1.5, abs=0.03), "not where the next one was silent"


def test_the_index_tells_whose_line_it_is(evening: Group) -> None:
    found = rows(str(evening.folder))
    assert found["sessions"][0]["performers"] == 3
    assert [row["who"] for row in found["exchanges"]] == ["actor", "p2", "p3", "actor", "p2"]
    assert [row["intent"] for row in found["exchanges"]] == [
        "anger",
        "fear",
        "grief",
        None,
        "guilt",
    ]
    assert {(row["who"], row["rater"]) for row in found["intents"]} == {
        ("actor", "actor"),
        ("p2", "p2"),
        ("p3", "p3"),
    }
    assert {row["who"] for row in found["readings"]} == {"actor", "p2", "p3"}


def test_a_failure_names_the_performer_and_a_line_for_another_needs_no_answer(
    evening: Group, tmp_path: Path
) -> None:
    one, _ = load(evening.folder)
    found = failures(one)
    misread = [failure for failure in found if failure.kind == "misread"]
    assert {failure.who for failure in misread} <= {"actor", "p2", "p3"}
    by_number = {exchange.number: exchange.performer for exchange in one.exchanges}
    assert found and all(f.who == by_number[f.exchange] for f in found if f.exchange)
    alone = group(
        tmp_path / "between",
        lines={"actor": [(0.5, 1.0, "Ben, are you there?")], "p2": [(14.0, 1.0, "I am, Ada.")]},
        answers=[["Hm."]] * 4,
    )
    assert "dead air" not in {failure.sub for failure in failures(load(alone.folder)[0])}


def test_times_are_measured_on_the_track_of_who_spoke(evening: Group, guarded: Group) -> None:
    session = timed(evening.folder)
    assert session.silent == "" and session.unlogged_ms == 0
    for row in session.rows:
        assert row.sound and row.exchange.timing.actor_start_s is not None
        assert row.sound.actor_start_s == pytest.approx(row.exchange.timing.actor_start_s, abs=0.06)
    kept = {row.exchange.performer: row.sound for row in timed(guarded.folder).rows}
    assert kept["p2"] and kept["p2"].actor_start_s is None
    assert kept["p3"] and kept["p3"].actor_start_s is not None


def test_a_report_counts_each_performer_and_plays_the_right_tracks(
    evening: Group, guarded: Group
) -> None:
    told = gathered(evening.folder)
    assert [(one.who, one.person, one.lines, one.tagged) for one in told.players] == [
        ("actor", "actor-1", 2, 1),
        ("p2", "actor-2", 2, 2),
        ("p3", "actor-3", 1, 1),
    ]
    seen = Seen(paged(evening.folder))
    assert "Several performers" in seen.words and "said (p2)" in seen.words
    for name in ("Real-Name", "Ada", "Cleo"):
        assert name not in " ".join(seen.labels)
    one = clip(evening.folder, (8.5, 9.0), None, ("partner", "p3"))
    other = clip(evening.folder, (8.5, 9.0))
    assert len(one.flac) != len(other.flac)
    assert len(Seen(paged(guarded.folder)).sounds) == len(Seen(paged(evening.folder)).sounds)


def test_the_bench_has_lanes_and_a_wave_for_each(evening: Group, guarded: Group) -> None:
    async def story(visitor: Visitor) -> None:
        told = await visitor.row(ONE)
        assert told["people"] == ["actor", "p2", "p3"]
        names = {"actor": "Ada", "p2": "Ben", "p3": "Cleo", "partner": SCENE.character.name}
        assert told["names"] == names
        assert told["tracks"] == ["actor", "p2", "p3", "partner"]
        lanes = {(lane["name"], lane["who"]): lane["rows"] for lane in told["lanes"]}
        for who in ("actor", "p2", "p3"):
            assert {(who, who), ("meant", who), ("read", who)} <= set(lanes)
        assert [row[2] for row in lanes["meant", "p2"]] == ["fear 3", "guilt 1"]
        _, _, _, number = lanes["p3", "p3"][0]
        one = next(row for row in told["exchanges"] if row["n"] == number)
        assert one["who"] == "p3"
        begin, end = one["span"]
        status, body = await visitor.get(f"{ONE}/clip/both?begin={begin}&end={end}")
        assert status == 200
        with wave.open(io.BytesIO(body)) as file:
            left, right = levels(file.readframes(file.getnframes()), 2)
        assert LEVELS["p3"] in left and right == {PARTNER}
        status, body = await visitor.get(f"{ONE}/clip/p2?begin={begin}&end={end}")
        with wave.open(io.BytesIO(body)) as file:
            assert levels(file.readframes(file.getnframes())) == [set()]
        assert (await visitor.get(f"{ONE}/wave/p3?begin=0&end=9000"))[0] == 200

        other = await visitor.row("/api/sessions/1")
        assert other["tracks"] == ["actor", "p3", "partner"]
        assert (await visitor.get("/api/sessions/1/clip/p2?begin=0&end=9"))[0] == 404

    visited([evening.folder, guarded.folder], story)


def test_a_notebook_has_the_sound_of_each(evening: Group, guarded: Group) -> None:
    session = improv_partner.load(evening.folder)[0]
    excerpt = session[3]
    own = excerpt.sound(excerpt.exchange.performer)
    assert np.unique(np.round(own * 32768)).tolist() == [0, LEVELS["p3"]]
    both = excerpt.sound()
    assert both.shape[1] == 2 and np.round(both[:, 0].max() * 32768) == LEVELS["p3"]
    assert "Cleo, exchange 3" in excerpt._repr_html_() and "<audio" in excerpt._repr_html_()
    with pytest.raises(RecordingError, match="there are partner, actor, p2, p3 and both"):
        session.sound("p7")
    private = improv_partner.load(guarded.folder)[0]
    assert np.round(private.sound()[:, 0].max() * 32768) == LEVELS["p3"]
    with pytest.raises(RecordingError, match="p2 did not agree"):
        private.sound("p2")


def test_a_probe_asks_what_the_live_mind_was_asked(evening: Group, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(evening.folder, tmp_path / "evening"))
    with chat_server() as server:
        model = Settings(mind=MindSettings("good", server.url))
        done = probe(parent(folder), model, 0, agreed=False)
        asked = [body["messages"] for body in server.asked]
    assert [one.meant for one in done] == ["anger", "fear", "grief", "", "guilt"]
    asked_live = [told for _, told in sorted(evening.told.items())]
    for told, live in zip(asked[1:], asked_live, strict=True):  # nobody answered the first line
        assert told[-1] == live[-1] and len(told) == len(live)
        assert told[0]["content"].startswith(live[0]["content"])
    assert asked[0][-1]["content"] == "Ada: Where were you last night?"


def test_a_replay_has_all_actors_in_the_left_ear(evening: Group) -> None:
    header, _ = read(evening.folder)
    tape = Tape(evening.folder, pytest.fail, track.players(header))
    left, right = levels(b"".join(tape.stereo(0.0, tape.length_s)), 2)
    assert left == set(LEVELS.values()) and right == {PARTNER}
    assert tape.level_db(9.0) > tape.level_db(2.5) > tape.level_db(1.0) > tape.level_db(20.0)


def test_the_list_of_exchanges_names_the_speakers(evening: Group) -> None:
    shown = improv("show", str(evening.folder)).out
    for words in ("Ada:", "Ben:", "Cleo:"):
        assert words in shown
