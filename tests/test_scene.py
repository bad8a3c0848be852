"""Scenes: those that come with the program are worth playing, and a slip of the pen is told."""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from improv_partner import scene, scene_file
from improv_partner.errors import SceneError
from improv_partner.events import RATE_HZ
from improv_partner.intents import LABELS, STANCES
from improv_partner.scene import RehearsalLine, Scene

ALL = scene.find()
LINES = [line for one in ALL for line in one.rehearsal]
each_scene = pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
each_line = pytest.mark.parametrize("line", LINES, ids=lambda line: line.clip.stem)

BASES = {"en", "en-us", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-scotland", "en-029"}
VARIANT = re.compile(r"f[1-5]|m[1-8]|croak|whisper|klatt[2-4]?")


def words(text: str) -> int:
    return len(text.split())


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The first scene with one thing written differently."""
    text = (scene.folder() / f"{scene.FIRST_SCENE}.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "mine.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def complaint(file: Path) -> str:
    """The one line that says what is wrong with this file."""
    with pytest.raises(SceneError) as told:
        scene.load(str(file))
    text = str(told.value)
    assert "\n" not in text and file.name in text
    return text


# --- the scenes themselves


def test_there_are_at_least_twelve_and_they_exercise_what_actors_asked_for() -> None:
    assert len(ALL) >= 12
    trained = {word for one in ALL for word in one.exercises}
    asked = {"sarcasm", "awkwardness", "grief", "humour", "status", "sudden turns"}
    assert asked | {"fear", "anger", "tenderness", "apology"} <= trained
    assert {line.intent for line in LINES} == set(LABELS) - {"neutral", "other"}
    assert {stance for line in LINES for stance in line.stances} == set(STANCES)
    assert scene.FIRST_SCENE in scene.names()
    assert {one.silence.does for one in ALL} == {"wait", "breathe", "act", "name"}
    assert 2 <= sum(one.opens == "partner" for one in ALL) <= 3


@each_scene
def test_a_partner_finds_enough_to_play(one: Scene) -> None:
    assert 6 <= len(one.offers) <= 10
    assert len(one.curveballs) >= 4 and len(one.listening) >= 5 and len(one.covers) >= 4
    assert 15 <= one.max_words <= 30 and 1 <= one.max_sentences <= 3
    for text in (*one.offers, *one.listening):
        assert text[-1] in ".?!" and words(text) <= one.max_words, text
    assert sum("?" in text for text in (*one.offers, *one.listening)) <= 2
    assert all(1 <= words(text) <= 6 for text in one.covers)
    assert one.silence.after_s == 0 or 6 <= one.silence.after_s <= 15
    assert one.actor.name in one.names and one.character.name.split()[-1] in " ".join(one.names)
    spoken = (*one.offers, *one.listening, *one.covers, *one.curveballs, *one.facts)
    assert len(set(spoken)) == len(spoken)


def test_every_character_has_a_voice_of_its_own() -> None:
    for one in ALL:
        voice, _, variant = one.character.voice.name.partition("+")
        assert voice in BASES and VARIANT.fullmatch(variant), one.key
    assert len({one.character.voice for one in ALL}) == len(ALL)


@each_scene
def test_the_card_can_be_read_and_keeps_the_secret(one: Scene) -> None:
    card = scene.card(one)
    assert card.startswith(one.title.upper()) and max(map(len, card.splitlines())) <= 78
    flat = " ".join(card.split())
    for known in (one.setting, one.relationship, one.actor.prompt, one.character.who, *one.facts):
        assert known in flat
    assert one.character.secret not in flat and one.character.want not in flat
    assert not any(offer in flat for offer in one.offers)
    assert ("You speak first." in flat) == (one.opens == "actor")


# --- rehearsal clips


@each_scene
def test_the_rehearsal_is_a_small_dialogue(one: Scene) -> None:
    assert 4 <= len(one.rehearsal) <= 6
    assert all(3 <= words(line.text) <= 12 for line in one.rehearsal)
    interrupts = [n for n, line in enumerate(one.rehearsal) if line.barge_in]
    assert len(interrupts) <= 1 and 0 not in interrupts


@each_line
def test_a_clip_says_its_line_clearly(line: RehearsalLine) -> None:
    with av.open(str(line.clip)) as file:
        sound = file.streams.audio[0]
        assert (sound.rate, sound.channels) == (RATE_HZ, 1)
        pcm = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
        assert file.metadata["title"] == line.text, "run scripts/make_rehearsal.py"
    loud = np.abs(pcm.astype(np.float64)) / 32768
    assert 20 * math.log10(loud.max()) == pytest.approx(-6, abs=0.1)
    assert math.sqrt((loud**2).mean()) > 0.03
    assert loud[:800].max() < 0.01 and loud[-800:].max() < 0.01  # quiet at both ends
    assert 0.15 < pcm.size / RATE_HZ / words(line.text) < 0.6  # seconds for each word


def test_the_clips_are_small_and_none_is_left_over() -> None:
    clips = sorted((scene.folder() / scene.CLIPS).iterdir())
    assert clips == sorted(line.clip for line in LINES)
    assert sum(clip.stat().st_size for clip in clips) < 2_500_000


# --- reading and writing


def test_a_scene_survives_the_header_of_a_recording(tmp_path: Path) -> None:
    for one in ALL:
        header = json.loads(json.dumps(one.as_dict()))
        assert Scene.from_dict(header) == one
        assert header["rehearsal"][0]["clip"] == f"rehearsal/{one.key}-1.flac"
        moved = Scene.from_dict(header, tmp_path)
        assert moved.rehearsal[0].clip.is_relative_to(tmp_path)
        assert scene.digest(moved) == scene.digest(one)
    assert len({scene.digest(one) for one in ALL}) == len(ALL)


def test_a_scene_recorded_by_a_newer_version_is_still_read() -> None:
    one = scene.load(scene.FIRST_SCENE)
    header = {**one.as_dict(), "lights": "low", "opens": "nobody"}
    assert Scene.from_dict(header) == replace(one, opens="nobody")
    del header["setting"]
    with pytest.raises(SceneError, match='recorded scene: the key "setting" is missing'):
        Scene.from_dict(header)


def test_the_digest_notices_one_changed_word() -> None:
    one = scene.load(scene.FIRST_SCENE)
    assert scene.digest(one) != scene.digest(replace(one, setting=one.setting + "!"))


def test_a_scene_of_ones_own_needs_no_rehearsal_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = changed(tmp_path, 'opens = "actor"', 'opens = "partner"')
    text = file.read_text(encoding="utf-8").split("[[rehearsal]]")[0]
    file.write_text(text, encoding="utf-8")
    mine = scene.load(str(file))
    assert (mine.key, mine.opens, mine.rehearsal) == ("mine", "partner", ())
    assert scene.names(tmp_path) == ["mine"] and scene.find(tmp_path) == [mine]
    assert scene.load("mine", tmp_path) == scene.load("mine.toml", tmp_path) == mine
    monkeypatch.chdir(tmp_path)
    assert scene.load("mine.toml").title == mine.title


# --- beats and forms


def test_every_form_has_a_scene_and_the_other_scenes_are_what_they_were() -> None:
    kinds = [one.form.kind for one in ALL if one.form]
    assert sorted(kinds) == sorted(scene_file.FORMS)
    first = scene.load(scene.FIRST_SCENE)
    assert not {"beat", "form"} & set(first.as_dict()), "their digests are in recordings"
    assert "form" in scene.load("table-nine").as_dict()


def test_the_card_of_the_scene_does_not_show_the_cards_of_the_game() -> None:
    for key in ("the-clock", "a-close-shave"):
        one = scene.load(key)
        flat, form = " ".join(scene.card(one).split()), one.form
        assert form and not any(text in flat for text in form.agendas)
        assert not any(beat.card in flat for beat in one.beat)


def test_the_examples_in_the_guide_can_be_copied(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs" / "scenes.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(\[.*?)```", guide, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        file = changed(tmp_path, "title", "title")
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{example}", encoding="utf-8")
        mine = scene.load(str(file))
        assert mine.beat or mine.form
        assert Scene.from_dict(json.loads(json.dumps(mine.as_dict())), tmp_path) == mine


BEAT = '\n[[beat]]\nat_exchange = 2\nintent = "grief"\n'


@pytest.mark.parametrize(
    ("added", "says"),
    [
        (BEAT.replace("at_exchange", "at_exchnge"), 'key "beat.1.at_exchnge"; did you mean "at_ex'),
        (BEAT.replace("grief", "gref"), '"beat.1.intent" cannot be "gref"; did you mean "grief"?'),
        (BEAT.replace("2", "0"), '"beat.1.at_exchange" must be 1 to 99, not 0'),
        (BEAT + "intensity = 4", '"beat.1.intensity" must be 1 to 3, not 4'),
        (BEAT + 'surface = "joy"', '"beat.1.surface" needs the stance "hiding"'),
        (BEAT + 'stances = ["hidng"]', '"beat.1.stances.1" cannot be "hidng"; did you mean "hid'),
        (BEAT + 'card = ""', '"beat.1.card" is empty'),
        (BEAT + BEAT, 'each "beat" must have a later "at_exchange" than the one before'),
        ('[form]\nkind = "sea-saw"', '"form.kind" cannot be "sea-saw"; did you mean "see-saw"?'),
        ("[form]\nevery = 2", 'the key "form.kind" is missing'),
        ('[form]\nkind = "see-saw"\nevery = 0', '"form.every" must be 1 to 9, not 0'),
        ('[form]\nkind = "see-saw"\nemotion = []', 'key "form.emotion"; did you mean "emotions"?'),
        (
            '[form]\nkind = "see-saw"\nemotions = ["joy", "fear"]',
            '"form.emotions" belongs to a rollercoaster, not a see-saw',
        ),
        (
            '[form]\nkind = "rollercoaster"\nemotions = ["joy", "joy"]',
            '"form.emotions" needs two different ones or more',
        ),
        (
            '[form]\nkind = "rollercoaster"\nemotions = ["joy", "jelousy"]',
            '"form.emotions.2" cannot be "jelousy"; did you mean ',
        ),
        ('[form]\nkind = "hidden agenda"', '"form.agendas" needs one or more'),
        ('[form]\nkind = "new choice"\nagendas = ["Win."]', '"form.agendas" belongs to a hidden'),
        (BEAT + '[form]\nkind = "rollercoaster"', "calls the emotions itself; remove each"),
    ],
)
def test_a_slip_of_the_pen_in_a_beat_or_form_is_told(tmp_path: Path, added: str, says: str) -> None:
    file = changed(tmp_path, "title", "title")
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{added}\n", encoding="utf-8")
    assert says in complaint(file)


# --- mistakes


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("summary =", "sumary =", 'unknown key "sumary"; did you mean "summary"?'),
        ("pitch =", "pich =", 'unknown key "character.voice.pich"; did you mean "pitch"?'),
        ("opens = ", "# opens = ", 'the key "opens" is missing'),
        ('opens = "actor"', 'opens = "actr"', '"opens" cannot be "actr"; did you mean "actor"?'),
        ('"breathe"', '"breath"', 'silence.does" cannot be "breath"; did you mean "breathe"?'),
        ('"longing"\n', '"longign"\n', '"rehearsal.2.intent" cannot be "longign"; did you mean'),
        ('["awkward"]', '["akward"]', '"rehearsal.1.stances.1" cannot be "akward"; did you'),
        ("intensity = 1", "intensity = 4", '"rehearsal.1.intensity" must be 1 to 3, not 4'),
        ("rate_wpm = 155", "rate_wpm = 20", '"character.voice.rate_wpm" must be 80 to 450'),
        ("rate_wpm = 155", "rate_wpm = 155.5", '"character.voice.rate_wpm" must be a whole number'),
        ("after_s = 8", 'after_s = "8"', "\"silence.after_s\" must be a number, not '8'"),
        ("after_s = 8", "after_s = nan", '"silence.after_s" must be 0 to 60, not nan'),
        ("after_s = 8", "after_s = 0", '"silence.after_s" must be 0 (never) if it does "wait"'),
        ("barge_in = true", "barge_in = 1", '"rehearsal.4.barge_in" must be true or false'),
        ('who = "a traveller', 'who = "" # ', '"actor.who" is empty'),
        ("covers = [", "covers = [] # ", '"covers" is empty; the scene needs at least one'),
        ("names = [", 'names = "Robin" # ', '"names" must be a list'),
        ('"Robin", "Ivy"', '"Robin", 3', '"names.2" must be a text, not 3'),
        ('"Let me look."', f'"{"la " * 20}"', '"covers.2" has 59 characters, at most 40 fit'),
        ("title =", 'key = "x"\ntitle =', '"key" is the name of the file; remove it'),
        ("barge_in = true", 'clip = "x.wav"', '"rehearsal.4.clip" is found by its number'),
        ("barge_in = true", 'surface = "joy"', '"rehearsal.4.surface" needs the stance "hiding"'),
        ("[actor]\n", "[[actor]]\n", '"actor" must be a table of keys'),
        ("title =", "title", "not valid TOML: Expected '=' after a key in a key/value pair (at"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert says in complaint(changed(tmp_path, old, new))


def test_a_misspelt_scene_finds_its_nearest() -> None:
    with pytest.raises(SceneError, match=r'no scene "lost-proprety".*mean "lost-property"\?'):
        scene.load("lost-proprety")
    with pytest.raises(SceneError, match=r'did you mean "the-soup"\?'):
        scene.load("the-sup.toml")


def test_what_is_not_a_scene_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SceneError, match="that folder has no scenes"):
        scene.load("anything", tmp_path)
    assert scene.names(tmp_path / "nowhere") == []
    assert "No such file" in complaint(tmp_path / "gone.toml")
    assert "cannot be read" in complaint(tmp_path)  # a folder
    latin = tmp_path / "latin.toml"
    latin.write_bytes('title = "Café"'.encode("latin-1"))
    assert "is not UTF-8 text (byte 12); save it so" in complaint(latin)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs file modes that hold")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    file = changed(tmp_path, "title", "title")
    file.chmod(0)
    assert "Permission denied" in complaint(file)
