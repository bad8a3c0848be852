"""Several performers in other programs: tiers, track and number for each, by each one's consent."""

from __future__ import annotations

import io
import json
import wave
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pympi
import pytest
import webvtt
from praatio import textgrid
from pyarrow import parquet

from improv_partner.errors import RecordingError
from improv_partner.research.export.formats import FORMATS
from improv_partner.research.export.session import Pseudonyms, load
from improv_partner.research.export.turns import turns

from .export_stories import exported, golden, json_lines
from .group_stories import LEVELS, LINES, REAL, Group, group

RATE = 16_000
PARTNER = 2  # the level of the scripted voice
SAID = {who: [text for _, _, text in of] for who, of in LINES.items()}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Group:
    return group(tmp_path_factory.mktemp("evening") / "evening")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """Ben keeps no sound, Cleo trains and shares nothing."""
    place = tmp_path_factory.mktemp("guarded")
    return group(place / "guarded", {"p2": ("keep_audio",), "p3": ("train", "share")})


def one_file(one: Group, name: str, out: Path, **more: object) -> Path:
    done = exported([one.folder], name, out, **more)
    assert done.refused == []
    return out / done.sessions[0]["files"][0]


def test_each_performer_has_tiers_and_a_number(evening: Group, tmp_path: Path) -> None:
    eaf = pympi.Elan.Eaf(str(one_file(evening, "eaf", tmp_path)))
    names = eaf.get_tier_names()
    assert {"actor", "p2", "p3", "partner", "intent@p2", "tone@p3", "reading@actor"} <= set(names)
    people = {who: eaf.tiers[who][2]["PARTICIPANT"] for who in LINES}
    assert people == {"actor": "actor-1", "p2": "actor-2", "p3": "actor-3"}
    for who, said in SAID.items():
        assert [row[2] for row in sorted(eaf.get_annotation_data_for_tier(who))] == said
    meant = {who: eaf.get_ref_annotation_data_for_tier(f"intent@{who}") for who in LINES}
    assert [row[2] for row in meant["p2"]] == ["fear", "guilt"]
    assert [row[2] for row in meant["actor"]] == ["anger"] and len(meant["p3"]) == 1
    assert eaf.get_ref_annotation_data_for_tier("surface@p3")[0][2] == "joy"
    grid = textgrid.openTextgrid(
        str(one_file(evening, "textgrid", tmp_path)), includeEmptyIntervals=False
    )
    assert [entry.label for entry in grid.getTier("p2").entries] == SAID["p2"]
    assert [entry.label for entry in grid.getTier("surface@p3").entries] == ["joy"]
    assert "p3: grief 2 under joy, hiding (key)" in {
        entry.label for entry in grid.getTier("tags").entries
    }
    assert grid.tierNames == tuple(names)


def test_a_channel_for_each_player_and_no_voice_is_mixed(evening: Group, tmp_path: Path) -> None:
    path = one_file(evening, "wav", tmp_path)
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getframerate()) == (4, RATE)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 4)
    levels = [LEVELS["actor"], PARTNER, LEVELS["p2"], LEVELS["p3"]]
    for channel, level in enumerate(levels):
        assert set(np.unique(np.abs(sound[:, channel]))) >= {0, level}
        assert np.abs(sound[:, channel]).max() == level
    session = load(evening.folder, frozenset(), Pseudonyms())
    for turn in turns(session):
        heard = sound[turn.begin : turn.end, session.channel(turn.who) - 1]
        assert np.mean(heard != 0) > 0.7, turn
    rttm = [row.split() for row in one_file(evening, "rttm", tmp_path).read_text().splitlines()]
    channels = {"actor": "1", "partner": "2", "p2": "3", "p3": "4"}
    assert {(row[7], row[2]) for row in rttm} == set(channels.items())
    ctm = [row.split() for row in one_file(evening, "ctm", tmp_path).read_text().splitlines()]
    words = [row[4] for row in ctm if row[1] == "3"]
    assert words == " ".join(SAID["p2"]).split()


def test_captions_labels_and_feelings_name_the_speaker(evening: Group, tmp_path: Path) -> None:
    captions = webvtt.read(str(one_file(evening, "webvtt", tmp_path)))
    found = [(caption.voice, caption.text) for caption in captions]
    assert ("p3", SAID["p3"][0]) in found and ("actor", SAID["actor"][0]) in found
    assert f"p2: {SAID['p2'][0]}" in one_file(evening, "audacity", tmp_path).read_text()
    root = ElementTree.parse(one_file(evening, "emotionml", tmp_path)).getroot()
    tags = [one for one in root.iter() if one.tag == "{urn:improv-partner:emotion}tag"]
    meant = {one.get("performer") for one in tags if one.get("kind") == "meant"}
    assert meant == {"actor", "p2", "p3"}


def test_a_row_has_the_sound_of_its_own_performer(evening: Group, tmp_path: Path) -> None:
    rows = parquet.read_table(one_file(evening, "parquet", tmp_path)).to_pylist()
    assert [row["who"] for row in rows] == ["actor", "p2", "p3", "actor", "p2"]
    assert [row["performer"] for row in rows[:3]] == ["actor-1", "actor-2", "actor-3"]
    for row in rows:
        with wave.open(io.BytesIO(row["actor_audio"]["bytes"])) as clip:
            sound = np.frombuffer(clip.readframes(clip.getnframes()), "<i2")
        assert sound.max() == LEVELS[row["who"]]
    label_studio = tmp_path / "rating"
    exported([evening.folder], "label-studio", label_studio)
    tasks = json.loads((label_studio / "label-studio.json").read_text())
    assert [task["data"]["who"] for task in tasks] == ["actor", "p2", "p3", "actor", "p2"]
    for task in tasks:
        with wave.open(str(label_studio / "clips" / Path(task["data"]["audio"]).name)) as clip:
            sound = np.frombuffer(clip.readframes(clip.getnframes()), "<i2")
        assert sound.max() == LEVELS[task["data"]["who"]]


def test_a_prompt_names_who_spoke_as_it_did_live(evening: Group, tmp_path: Path) -> None:
    (row,) = json_lines(one_file(evening, "sft", tmp_path))
    assert row["messages"][:-1] == evening.told[max(evening.told)]
    assert row["performer"] == "actor-1 actor-2 actor-3"
    assert "Ben: " in str(row["messages"][1:]) and "The lamp goes out." in str(row["messages"])


def test_the_golden_company_is_exported_in_every_format(tmp_path: Path) -> None:
    """Nobody signed there: one plain yes is that of all."""
    company = golden("company", tmp_path)
    for name in FORMATS:
        done = exported([company], name, tmp_path)
        assert done.refused == [], name
    assert "SPEAKER company 3 " in (tmp_path / "company.rttm").read_text()


# -- consent of each


def test_who_keeps_no_sound_is_silent_and_the_others_are_heard(
    guarded: Group, tmp_path: Path
) -> None:
    assert not (guarded.folder / "p2.flac").exists()
    with wave.open(str(one_file(guarded, "wav", tmp_path))) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 4)
    assert [int(np.abs(sound[:, n]).max()) for n in range(4)] == [1_000, PARTNER, 0, 5_000]
    exported([guarded.folder], "label-studio", tmp_path / "rating")
    tasks = json.loads((tmp_path / "rating" / "label-studio.json").read_text())
    assert {task["data"]["who"] for task in tasks} == {"actor", "p3"}


def test_who_does_not_share_is_left_out_with_the_answers_to_them(
    guarded: Group, tmp_path: Path
) -> None:
    texts = {}
    for name in ("textgrid", "eaf", "emotionml", "rttm", "ctm", "audacity", "webvtt", "wav"):
        texts[name] = one_file(guarded, name, tmp_path, purposes=["share"])
    for name, path in texts.items():
        content = path.read_bytes()
        for word in (b"letter", b"p3", b"Cleo"):
            assert name == "wav" or word not in content, (name, word)
    assert b"grief" not in texts["textgrid"].read_bytes()
    assert b"river" in texts["textgrid"].read_bytes()
    with wave.open(str(texts["wav"])) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 4)
    assert not sound[:, 3].any()
    hidden = next(t for t in turns(load(guarded.folder, frozenset(), Pseudonyms()))
                  if t.who == "partner" and "letter" in t.text)  # fmt: skip
    assert not sound[hidden.begin : hidden.end, 1].any() and sound[:, 1].any()
    rows = json.loads((tmp_path / "export-textgrid.json").read_text())["sessions"]
    assert rows[0]["performer"] == "actor-1 actor-2" and "share" in rows[0]["permitted"]


def test_a_scene_as_a_whole_needs_the_yes_of_all(guarded: Group, tmp_path: Path) -> None:
    for name in ("dpo", "kto", "sft"):
        done = exported([guarded.folder], name, tmp_path)
        (why,) = done.refused
        assert 'says no to "train or fine-tune a model" (train) (by p3)' in why
    rows = parquet.read_table(one_file(guarded, "parquet", tmp_path)).to_pylist()
    assert {row["who"] for row in rows} == {"actor", "p2"}
    assert {row["who"] for row in rows if row["actor_audio"]} == {"actor"}
    with pytest.raises(RecordingError, match="by actor, p2, p3"):
        load(guarded.folder, frozenset({"clone"}), Pseudonyms())


def test_nobody_is_called_by_name(evening: Group, tmp_path: Path) -> None:
    for name in FORMATS:
        exported([evening.folder], name, tmp_path)
    for path in tmp_path.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for name in REAL.values():
            assert name.split()[-1].encode() not in content, path
