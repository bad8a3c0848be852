"""Tiers and captions, read back by programs of others: every time is exact to the sample."""

from __future__ import annotations

import re
import wave
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pympi
import pytest
import webvtt
from praatio import textgrid
from praatio.data_classes.interval_tier import IntervalTier
from praatio.data_classes.point_tier import PointTier

from improv_partner.errors import RecordingError
from improv_partner.events import Curtain, Intent, Words
from improv_partner.intents import LABELS, Meant
from improv_partner.notes import LISTENER, Notes, Rater
from improv_partner.research.export.rttm import words
from improv_partner.research.export.turns import Piece, turns

from .export_stories import FLAGGED, GOLDEN, HUM, SAID, STORY, exported, golden, loaded, record

RATE = 16_000
# Of STORY: who, first sample, sample after the last, words. From frames and samples, not from `t`.
LINES = [
    ("actor", 20 * 320, 70 * 320, SAID),
    ("partner", 34_001, 54_004, "Lovely to hear. I am"),
    ("partner", 61_441, 73_442, "No, you are not."),
    ("actor", 250 * 320, 290 * 320, "Who told you?"),
    ("partner", 101_121, 112_001, "Your mother"),
    ("actor", 340 * 320, 390 * 320, "Stop!"),
    ("partner", 133_121, 138_121, "Fine."),
]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record(tmp_path_factory.mktemp("story") / "an evening")


def spans_of(tier: IntervalTier) -> list[tuple[int, int, str]]:
    """In samples."""
    for entry in tier.entries:
        for time in (entry.start, entry.end):
            assert float(time) * RATE == pytest.approx(round(float(time) * RATE), abs=1e-6)
    return [(round(e.start * RATE), round(e.end * RATE), e.label) for e in tier.entries]


def praat(folder: Path, out: Path) -> textgrid.Textgrid:
    exported([folder], "textgrid", out)
    file = out / f"{folder.name}.TextGrid"
    return textgrid.openTextgrid(str(file), includeEmptyIntervals=False)


def test_the_lines_are_where_they_were_heard(story: Path) -> None:
    found = [(turn.who, turn.begin, turn.end, turn.text) for turn in turns(loaded(story))]
    assert found == LINES
    marks = [(turn.cut, turn.rejected) for turn in turns(loaded(story)) if turn.who == "partner"]
    assert marks == [(True, True), (False, False), (True, False), (False, True)]


def test_praat_has_every_layer_on_its_line(story: Path, tmp_path: Path) -> None:
    grid = praat(story, tmp_path)
    of = {name: grid.getTier(name) for name in grid.tierNames}
    actor = [line[1:] for line in LINES if line[0] == "actor"]
    assert spans_of(of["actor"]) == actor
    assert spans_of(of["partner"]) == [LINES[2][1:], LINES[4][1:]]
    assert spans_of(of["rejected"]) == [LINES[1][1:], LINES[6][1:]]
    line = actor[0][:2]
    layers = {
        "intent": "grief",
        "intensity": "3",
        "surface": "joy",
        "stance": "hiding sarcastic",
        "target": "self",
        "status": "down",
        "tone": "much quieter than your usual",
        "reading": "grief 2",
    }
    for name, label in layers.items():
        assert spans_of(of[name]) == [(*line, label)], name
    assert spans_of(of["feeling"]) == [(*LINES[2][1:3], "tenderness 3")]
    tags = of["tags"]
    assert isinstance(tags, PointTier)
    assert [(round(p.time * RATE / 320), p.label) for p in tags.entries] == [
        (20, "anger 1 (key)"),
        (40, "grief 3 under joy, hiding, sarcastic (key)"),
    ]
    events = [(round(p.time * RATE / 320), p.label) for p in of["events"].entries]
    assert events == [
        (174, "new choice"),
        (240, "mark: a laugh"),
        (306, "trouble: speaker"),
        (350, "cut: barge-in"),
        (445, "new choice: I never meant to."),
        (460, "curtain: called"),
    ]


def test_what_was_corrected_and_what_listeners_heard(tmp_path: Path) -> None:
    folder = record(tmp_path / "a")
    Notes(folder, Rater()).tag(1, 1, Meant("guilt", 1), corrects=True)
    ben = Notes(folder, Rater("Ben", LISTENER, blind=True))
    ben.tag(1, 1, Meant("sadness", 2, stances=("awkward",)), corrects=False)
    ben.audible(1, 1, False)
    ben.skipped(2, 4)
    grid = praat(folder, tmp_path / "out")
    assert [e.label for e in grid.getTier("intent").entries] == ["guilt"]
    assert [e.label for e in grid.getTier("surface").entries] == []
    rated = [e.label for e in grid.getTier("listener-1, blind").entries]
    assert rated == ["sadness 2, awkward, not audible"]


def test_elan_hangs_the_layers_on_the_lines(story: Path, tmp_path: Path) -> None:
    exported([story], "eaf", tmp_path)
    file = tmp_path / "an evening.eaf"
    eaf = pympi.Elan.Eaf(str(file))
    ms = [(round(b / 16), round(e / 16), text) for who, b, e, text in LINES if who == "actor"]
    assert sorted(eaf.get_annotation_data_for_tier("actor")) == ms
    (intent,) = eaf.get_ref_annotation_data_for_tier("intent")
    assert intent[:3] == (*ms[0][:2], "grief") and intent[3] == SAID
    for name in ("intent", "surface", "stance", "tone", "reading"):
        told = eaf.get_parameters_for_tier(name)
        assert told["PARENT_REF"] == "actor"
        kind = eaf.linguistic_types[told["LINGUISTIC_TYPE_REF"]]
        assert kind["CONSTRAINTS"] == "Symbolic_Association"
    assert [text for *_, text in sorted(eaf.get_annotation_data_for_tier("tags"))] == [
        "anger 1 (key)",
        "grief 3 under joy, hiding, sarcastic (key)",
    ]
    entries = eaf.get_controlled_vocabulary_names()
    assert {"intent", "surface", "stance", "intensity"} <= set(entries)
    (media,) = eaf.get_linked_files()
    assert media["RELATIVE_MEDIA_URL"] == "./an evening.wav"
    times = [int(slot.get("TIME_VALUE", "")) for slot in ElementTree.parse(file).iter("TIME_SLOT")]
    assert times == sorted(times)


def test_rttm_has_each_stretch_of_sound_on_its_channel(story: Path, tmp_path: Path) -> None:
    exported([story], "rttm", tmp_path)
    rows = [row.split() for row in (tmp_path / "an evening.rttm").read_text().splitlines()]
    assert all(len(row) == 10 and row[:2] == ["SPEAKER", "an_evening"] for row in rows)
    found = [(row[7], row[2], float(row[3]) * RATE, float(row[4]) * RATE) for row in rows]
    channel = {"actor": "1", "partner": "2"}
    assert found == [(who, channel[who], b, e - b) for who, b, e, _ in LINES]


def test_ctm_has_every_word_inside_its_clause(story: Path, tmp_path: Path) -> None:
    exported([story], "ctm", tmp_path)
    rows = [row.split() for row in (tmp_path / "an evening.ctm").read_text("utf-8").splitlines()]
    for who, channel in (("actor", "1"), ("partner", "2")):
        said = " ".join(row[4] for row in rows if row[1] == channel)
        assert said == " ".join(text for name, _, _, text in LINES if name == who)
    first = [row for row in rows if row[1] == "2"][:5]  # Lovely to hear. | I am
    assert float(first[0][2]) * RATE == 34_001
    ends = [round((float(row[2]) + float(row[3])) * RATE) for row in first]
    assert ends[2] == 34_001 + 16_003 == 50_004 and ends[4] == 54_004
    starts = [round(float(row[2]) * RATE) for row in first]
    assert starts[1:3] == ends[:2] and starts[3] == 50_004


def test_words_share_a_clause_by_their_letters() -> None:
    found = list(words(Piece(100, 1100, "a bcd efghij")))
    assert found == [Piece(100, 200, "a"), Piece(200, 500, "bcd"), Piece(500, 1100, "efghij")]
    assert list(words(Piece(0, 5, ""))) == []


def test_captions_are_read_by_a_player(story: Path, tmp_path: Path) -> None:
    exported([story], "webvtt", tmp_path)
    file = tmp_path / "an evening.vtt"
    captions = webvtt.read(str(file)).captions
    assert [caption.voice for caption in captions] == [who for who, *_ in LINES]
    stamps = [stamp for caption in captions for stamp in (caption.start, caption.end)]
    assert stamps[:4] == ["00:00:00.400", "00:00:01.400", "00:00:02.125", "00:00:03.375"]
    assert len(stamps) == 2 * len(LINES)
    raw = file.read_text("utf-8")
    assert 'I said "fine" &amp; &lt;fine&gt; – süß 猫</v>' in raw
    assert raw.count("<v.rejected partner>") == 2


def test_audacity_has_lines_tags_and_events(story: Path, tmp_path: Path) -> None:
    exported([story], "audacity", tmp_path)
    rows = [r.split("\t") for r in (tmp_path / "an evening.txt").read_text("utf-8").splitlines()]
    assert all(len(row) == 3 and float(row[0]) <= float(row[1]) for row in rows)
    assert [float(row[0]) for row in rows] == sorted(float(row[0]) for row in rows)
    labels = [row[2] for row in rows]
    assert f"actor: {SAID}" in labels and "partner (rejected): Fine." in labels
    assert "event: cut: barge-in" in labels and "tag: anger 1 (key)" in labels


def test_both_players_are_in_one_file(story: Path, tmp_path: Path) -> None:
    exported([story], "wav", tmp_path)
    with wave.open(str(tmp_path / "an evening.wav")) as file:
        assert file.getparams()[:4] == (2, 2, RATE, 460 * 320)
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert (both[:, 0] == np.arange(460).repeat(320)).all()
    assert (both[34_001:54_004, 1] == HUM).all() and both[34_000, 1] == both[54_004, 1] == 0


def test_emotionml_keeps_meant_read_and_felt_apart(story: Path, tmp_path: Path) -> None:
    exported([story], "emotionml", tmp_path)
    space = {"e": "http://www.w3.org/2009/10/emotionml", "i": "urn:improv-partner:emotion"}
    root = ElementTree.parse(tmp_path / "an evening.emotionml").getroot()
    items = [item.get("name") for item in root.findall("e:vocabulary/e:item", space)]
    assert tuple(items) == LABELS and root.get("category-set") == "#improv-16"
    ours = [e for e in root.findall("e:emotion", space) if e.get("category-set") is None]
    told = []
    for emotion in ours:
        category, tag = emotion.find("e:category", space), emotion.find("e:info/i:tag", space)
        assert category is not None and tag is not None and category.get("name") in items
        assert emotion[0].tag.endswith("}info"), "the schema wants it first"
        values = [one.get("value") for one in (category, *emotion.findall("e:dimension", space))]
        assert all(0 <= float(value) <= 1 for value in values if value)
        more = tag.get("regulation", ""), tag.get("stands", "")
        told.append((tag.get("kind"), category.get("name"), category.get("value"), *more))
    assert told == [
        ("meant", "anger", "0.333", "", "no"),
        ("meant", "grief", "1.000", "suppress", "yes"),
        ("meant", "joy", None, "simulate", "yes"),
        ("read", "grief", "0.667", "", ""),
        ("felt", "tenderness", "1.000", "", ""),
    ]
    assert [e.get("expressed-through") for e in ours] == ["voice", None, "voice", None, "voice"]
    reference = ours[0].find("e:reference", space)
    assert reference is not None
    assert reference.get("uri") == "an%20evening.wav#t=0.4000000,1.4000000"
    big6 = [e for e in root.findall("e:emotion", space) if "#big6" in e.get("category-set", "")]
    names = [c.get("name") for e in big6 for c in e.findall("e:category", space)]
    assert names == ["anger", "sadness", "happiness", "sadness"]
    ids = [e.get("id") for e in root.findall("e:emotion", space)]
    assert len(set(ids)) == len(ids)


def test_a_session_in_which_nothing_happened(tmp_path: Path) -> None:
    empty = record(tmp_path / "empty", [(0, Curtain("called"))])
    grid = praat(empty, tmp_path / "out")
    assert grid.maxTimestamp == 0.02 and spans_of(grid.getTier("actor")) == []
    for name in ("eaf", "emotionml", "rttm", "ctm", "webvtt", "audacity", "wav"):
        assert len(exported([empty], name, tmp_path / "out").sessions) == 1
    assert (
        pympi.Elan.Eaf(str(tmp_path / "out/empty.eaf")).get_annotation_data_for_tier("actor") == []
    )
    assert webvtt.read(str(tmp_path / "out/empty.vtt")).captions == []
    with wave.open(str(tmp_path / "out/empty.wav")) as file:
        assert file.getnframes() == 0


def test_a_killed_session_ends_where_its_log_does(tmp_path: Path) -> None:
    rows = [row for row in FLAGGED if row[0] <= 471]  # in the middle of the actor's last line
    rows.insert(-1, (460, Words(9, "Real")))
    folder = record(tmp_path / "killed", rows, killed=True)
    last = turns(loaded(folder))[-1]
    assert (last.who, last.text, last.begin, last.end) == ("actor", "Real", 450 * 320, 471 * 320)
    grid = praat(folder, tmp_path / "out")
    assert spans_of(grid.getTier("actor"))[-1] == (450 * 320, 471 * 320, "Real")
    exported([folder], "wav", tmp_path / "out")
    with wave.open(str(tmp_path / "out/killed.wav")) as file:
        assert file.getnframes() == 471 * 320


def test_words_alone_have_the_same_times(story: Path, tmp_path: Path) -> None:
    silent = record(tmp_path / "an evening", audio=False)
    assert [t.begin for t in turns(loaded(silent))] == [t.begin for t in turns(loaded(story))]
    for name in ("textgrid", "rttm", "webvtt"):
        one, other = (exported([f], name, tmp_path / str(n)) for n, f in enumerate((story, silent)))
        texts = [re.sub("xmax = 9.*", "", d.files[0].read_text("utf-8")) for d in (one, other)]
        assert texts[0] == texts[1]
    for name in ("wav", "label-studio"):
        done = exported([silent], name, tmp_path / "sound")
        assert done.sessions == [] and "recorded without sound" in done.refused[0]


@pytest.mark.parametrize("name", [folder.name for folder in sorted(GOLDEN.iterdir())])
def test_every_recording_that_was_kept_can_be_exported(tmp_path: Path, name: str) -> None:
    folder = golden(name, tmp_path)
    session = loaded(folder)
    found = turns(session)
    assert found
    for turn in found:
        assert 0 <= turn.begin < turn.end <= session.samples
    for kind in ("textgrid", "eaf", "emotionml", "rttm", "ctm", "webvtt", "audacity", "wav"):
        assert exported([folder], kind, tmp_path / "out").refused == []
    grid = textgrid.openTextgrid(str(tmp_path / f"out/{name}.TextGrid"), True)
    assert spans_of(grid.getTier("actor"))
    eaf = pympi.Elan.Eaf(str(tmp_path / f"out/{name}.eaf"))
    spoken = [turn.text for turn in found if turn.who == "actor"]
    assert [row[2] for row in sorted(eaf.get_annotation_data_for_tier("actor"))] == spoken


def test_a_track_that_is_gone_or_broken_leaves_nothing_behind(tmp_path: Path) -> None:
    gone, broken = golden("exchange", tmp_path), golden("barge-in", tmp_path)
    (gone / "partner.flac").unlink()
    flac = (broken / "partner.flac").read_bytes()
    (broken / "partner.flac").write_bytes(flac[: len(flac) // 2])
    done = exported([gone, broken], "wav", tmp_path / "out")
    assert done.sessions == [] and len(done.refused) == 2
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over(story: Path, tmp_path: Path) -> None:
    exported([story], "textgrid", tmp_path)
    with pytest.raises(RecordingError, match="already there"):
        exported([story], "textgrid", tmp_path)
    (tmp_path / "an evening.eaf").write_text("somebody's work")
    done = exported([story], "eaf", tmp_path)
    assert "already there" in done.refused[0]
    assert (tmp_path / "an evening.eaf").read_text() == "somebody's work"


def test_namesakes_get_ids_and_copies_are_left_out(tmp_path: Path) -> None:
    one = record(tmp_path / "x/a")
    other = record(tmp_path / "y/a", FLAGGED)
    copy = record(tmp_path / "z/b")
    done = exported([one, other, copy], "rttm", tmp_path / "out")
    first, second = [row["session"] for row in done.sessions]
    assert first == "a" and second.startswith("a-") and len(second) == 14
    assert "the same session" in done.refused[0]


def test_a_tag_of_a_page_is_where_it_was_pressed(tmp_path: Path) -> None:
    rows = [(frame, what) for frame, what in STORY if not isinstance(what, Curtain)]
    pressed = Intent("pride", 1, source="page", at_s=5.2)
    grid = praat(
        record(tmp_path / "a", [*rows, (455, pressed), (460, Curtain("called"))]), tmp_path
    )
    points = {entry.label: entry.time for entry in grid.getTier("tags").entries}
    assert points["pride 1 (page)"] == pytest.approx(5.2, abs=1e-6)
