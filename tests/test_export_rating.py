"""Lines go out to Label Studio for listeners to rate, and their ratings come back as notes."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import numpy as np
import pytest

from improv_partner.errors import RecordingError
from improv_partner.intents import LABELS, STANCES
from improv_partner.notes import FILE, LISTENER, Rater, ratings, read
from improv_partner.research.agreement import collect, pairs
from improv_partner.research.export.label_studio import LOCAL
from improv_partner.research.export.permitted import TOMBSTONE
from improv_partner.research.export.ratings_in import Imported, import_ratings

from .export_stories import SAID, exported, record

# What Label Studio asks of tasks that are imported: "data", and nothing else of its own.
TASKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "integer"},
            "data": {
                "type": "object",
                "required": ["audio", "session", "sum", "exchange", "line"],
                "properties": {"audio": {"type": "string"}, "line": {"type": "integer"}},
            },
        },
    },
}
THIRD = Rater("rater 3", LISTENER, blind=True)
FOURTH = Rater("rater 4", LISTENER, blind=True)


def choices(name: str, *words: str) -> dict[str, Any]:
    """One answer as Label Studio stores it."""
    value = {"choices": list(words)}
    return {"from_name": name, "to_name": "audio", "type": "choices", "value": value, "id": name}


def annotation(by: Any, *result: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"id": 7, "completed_by": by, "result": list(result), "was_cancelled": False}
    return {**told, "lead_time": 4.2, "ground_truth": False, **more}


GRIEF = (
    choices("label", "grief"),
    choices("intensity", "3"),
    choices("stance", "sarcastic", "hiding"),
    choices("surface", "joy"),
    choices("audible", "yes"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return record(tmp_path / "an evening")


def tasks_of(folder: Path, out: Path) -> list[dict[str, Any]]:
    exported([folder], "label-studio", out)
    tasks = json.loads((out / "label-studio.json").read_text("utf-8"))
    assert isinstance(tasks, list)
    return tasks


def come_back(folder: Path, *annotations: list[dict[str, Any]] | None) -> Imported:
    """The tasks of this session with annotations, in order, imported."""
    out = folder.parent / "out"
    file = out / "label-studio.json"
    tasks = json.loads(file.read_text("utf-8")) if file.exists() else tasks_of(folder, out)
    for task, answers in zip(tasks, annotations, strict=False):
        task |= {"annotations": answers or [], "predictions": [], "project": 1}
    back = out / "project-1.json"
    back.write_text(json.dumps(tasks), encoding="utf-8")
    return import_ratings(back, [folder])


def test_a_task_is_the_sound_of_a_line_and_nothing_that_leads(folder: Path, tmp_path: Path) -> None:
    tasks = tasks_of(folder, tmp_path / "out")
    jsonschema.validate(tasks, TASKS)
    assert [task["data"]["line"] for task in tasks] == [1, 4, 6]
    text = json.dumps(tasks, ensure_ascii=False)
    for word in (SAID, "Stop!", "grief", "tiny-model"):
        assert word not in text
    clip = tmp_path / "out" / unquote(tasks[0]["data"]["audio"].removeprefix(LOCAL))
    with wave.open(str(clip)) as file:
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert (heard == np.arange(20, 70).repeat(320)).all()


def test_the_questions_are_the_vocabulary(folder: Path, tmp_path: Path) -> None:
    tasks_of(folder, tmp_path / "out")
    view = ElementTree.parse(tmp_path / "out/label-studio.xml").getroot()
    found = {
        asked.get("name"): tuple(choice.get("value") for choice in asked)
        for asked in view.findall("Choices")
    }
    assert found["label"] == found["surface"] == LABELS and found["stance"] == STANCES
    assert found["intensity"] == ("1", "2", "3") and found["audible"] == ("yes", "no")
    sound = view.find("Audio")
    assert sound is not None and sound.get("value") == "$audio"
    assert {c.get("toName") for c in view.findall("Choices")} == {sound.get("name")}


def test_label_studio_itself_takes_questions_tasks_and_answers(
    folder: Path, tmp_path: Path
) -> None:
    """With its SDK, where that is installed: it is not among the tests' requirements."""
    sdk = pytest.importorskip("label_studio_sdk.label_interface")
    tasks = tasks_of(folder, tmp_path / "out")
    asked = sdk.LabelInterface((tmp_path / "out/label-studio.xml").read_text("utf-8"))
    asked.validate()
    assert all(asked.validate_task(task) for task in tasks)
    assert asked.validate_annotation(annotation(3, *GRIEF))
    assert not asked.validate_annotation(annotation(3, choices("label", "no feeling of ours")))


def test_ratings_become_notes_of_blind_listeners(folder: Path) -> None:
    done = come_back(
        folder,
        [annotation(3, *GRIEF), annotation({"id": 4, "email": "eve@example.org"}, GRIEF[4])],
        [annotation(3, choices("label", "surprise"), choices("audible", "no"))],
        [annotation(3, was_cancelled=True)],
    )
    assert (done.written, done.known, done.refused) == (4, 0, [])
    found = ratings(read(folder))
    tag = found[THIRD][1].tag
    assert tag is not None and tag.who == "rater 3" and tag.source == "review"
    assert (tag.label, tag.intensity, tag.surface) == ("grief", 3, "joy")
    assert tag.stances == ("sarcastic", "hiding")
    assert found[THIRD][1].audible is True and found[FOURTH][1].tag is None
    surprise = found[THIRD][4].tag
    assert surprise is not None and surprise.intensity == 2 and found[THIRD][4].audible is False
    assert found[THIRD][6].done and found[THIRD][6].exchange == 3
    assert "eve@" not in (folder / FILE).read_text("utf-8")


def test_the_same_file_again_changes_nothing_and_a_new_answer_stands(folder: Path) -> None:
    come_back(folder, [annotation(3, *GRIEF)])
    before = (folder / FILE).read_bytes()
    again = come_back(folder, [annotation(3, *GRIEF)])
    assert (again.written, again.known) == (0, 1) and (folder / FILE).read_bytes() == before
    come_back(folder, [annotation(3, choices("label", "guilt"))])
    tag = ratings(read(folder))[THIRD][1].tag
    assert tag is not None and tag.label == "guilt"


def test_agreement_counts_them(folder: Path) -> None:
    come_back(folder, [annotation(3, *GRIEF), annotation(4, *GRIEF)])
    names = {(pair.one, pair.other) for pair in pairs(collect([folder], pytest.fail))}
    assert ("actor, live", "rater 3, blind") in names
    assert ("rater 3, blind", "rater 4, blind") in names


def test_a_renamed_folder_is_found_and_a_strange_one_is_not(folder: Path, tmp_path: Path) -> None:
    come_back(folder, [annotation(3, *GRIEF)])
    (folder / FILE).unlink()
    back = tmp_path / "out/project-1.json"
    moved = folder.rename(tmp_path / "renamed")
    other = record(tmp_path / "an evening", [])
    assert import_ratings(back, [other, moved, tmp_path / "missing"]).written == 1
    assert ratings(read(moved))[THIRD][1].tag and not list(read(other))
    done = import_ratings(back, [other])
    assert done.written == 0 and 'no session "an evening"' in done.refused[0]


def test_what_was_withdrawn_gets_no_notes(folder: Path) -> None:
    tasks_of(folder, folder.parent / "out")
    (folder / TOMBSTONE).write_text("{}")
    done = come_back(folder, [annotation(3, *GRIEF)])
    assert "was withdrawn" in done.refused[0] and not (folder / FILE).exists()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (annotation("eve", *GRIEF), "completed_by"),
        (annotation(3, choices("label", "ennui")), "ennui"),
        (annotation(3, choices("label", "joy"), choices("intensity", "9")), "9"),
        ({"result": []}, "completed_by"),
        (annotation(3, {"from_name": "label", "type": "choices"}), "value"),
        (annotation(3, "label"), "cannot be read"),  # type: ignore[arg-type]
    ],
)
def test_an_answer_that_is_none_is_told_and_the_others_go_on(
    folder: Path, answer: dict[str, Any], words: str
) -> None:
    done = come_back(folder, [answer, annotation(4, *GRIEF)])
    assert done.written == 1 and len(done.refused) == 1
    assert words in done.refused[0] and "task 1" in done.refused[0]


def test_a_line_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    tasks = tasks_of(folder, tmp_path / "out")
    tasks[0]["data"]["line"] = 99
    tasks[1]["data"] = {"audio": "x.wav"}
    for task in tasks:
        task["annotations"] = [annotation(3, *GRIEF)]
    back = tmp_path / "back.json"
    back.write_text(json.dumps(tasks))
    done = import_ratings(back, [folder])
    assert done.written == 1
    assert "has no line 99" in done.refused[0] and "improv export" in done.refused[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ('{"a": 1}', "not a list of tasks"),
        ('[{"audio": "x", "label": "grief"}]', "holds no annotations"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_one_line(tmp_path: Path, text: str | None, words: str) -> None:
    file = tmp_path / "back.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(RecordingError, match=words):
        import_ratings(file, [])
