"""What may be exported: only that to which somebody said yes, for that purpose, without names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from improv_partner.events import Curtain
from improv_partner.house.form import PURPOSES as ASKED
from improv_partner.intents import Meant
from improv_partner.notes import LISTENER, Notes, Rater
from improv_partner.research.export.formats import FORMATS
from improv_partner.research.export.permitted import (
    LOCAL,
    NEVER,
    PURPOSES,
    TOMBSTONE,
    permitted,
    refusal,
)

from .export_stories import ALL_BUT_CLONE, FLAGGED, HUMAN, SIMULATED, exported, record

NOTHING = ((1, Curtain("called")),)


def test_the_purposes_are_those_that_are_asked_at_the_door() -> None:
    assert {*ASKED, *NEVER} == set(PURPOSES)
    for one in FORMATS.values():
        assert one.needs <= set(PURPOSES) - NEVER
        assert "replay" in one.needs


@pytest.mark.parametrize(
    ("consent", "purposes"),
    [
        ({}, set()),
        ({"answer": "no", "purposes": ALL_BUT_CLONE}, set()),
        (HUMAN, LOCAL),
        (SIMULATED, set(PURPOSES) - NEVER),
        (HUMAN | {"purposes": {"replay": True, "train": False, "share": "yes"}}, {"replay"}),
        (HUMAN | {"purposes": {}}, set()),
        (HUMAN | {"purposes": ["replay"]}, set()),
        (SIMULATED | {"purposes": {"replay": True}}, {"replay"}),
        (HUMAN | {"purposes": {**ALL_BUT_CLONE, "clone": True}}, set(ALL_BUT_CLONE)),
    ],
)
def test_only_a_yes_permits(consent: dict[str, Any], purposes: set[str]) -> None:
    assert permitted(consent) == purposes


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        ({}, "nobody agreed"),
        ({"answer": "no"}, "nobody agreed"),
        (HUMAN, 'does not say yes to "train or fine-tune a model" (train)'),
        (HUMAN | {"purposes": ALL_BUT_CLONE | {"train": False}}, 'says no to "train'),
        (HUMAN | {"purposes": {"run": True}}, "does not say yes to"),
        (HUMAN | {"purposes": ALL_BUT_CLONE, "keep_until": "2020-01-31"}, "until 2020-01-31"),
    ],
)
def test_a_refusal_is_one_line_with_the_session_and_the_reason(
    tmp_path: Path, consent: dict[str, Any], words: str
) -> None:
    why = refusal(tmp_path, {"consent": consent}, FORMATS["dpo"].needs)
    assert words in why and str(tmp_path) in why and "\n" not in why
    assert refusal(tmp_path, {"consent": HUMAN | {"purposes": ALL_BUT_CLONE}}, ["train"]) == ""
    kept = HUMAN | {"purposes": ALL_BUT_CLONE, "keep_until": "2999-01-01"}
    assert refusal(tmp_path, {"consent": kept}, ["train"]) == ""


def test_the_one_who_did_not_agree_is_left_out_and_the_others_go_on(tmp_path: Path) -> None:
    here = [
        record(tmp_path / "a", FLAGGED, HUMAN),
        record(tmp_path / "b", FLAGGED, HUMAN | {"purposes": ALL_BUT_CLONE}),
        tmp_path / "missing",
    ]
    said: list[str] = []
    done = exported(here, "dpo", tmp_path / "out", say=said.append)
    assert [row["session"] for row in done.sessions] == ["b"]
    assert said == done.refused and len(said) == 2
    assert "/a: its consent does not say yes" in said[0] and "/missing: " in said[1]
    rows = [json.loads(line) for line in (tmp_path / "out/dpo.jsonl").read_text().splitlines()]
    assert {row["session"] for row in rows} == {"b"}
    local = exported(here, "textgrid", tmp_path / "local")
    assert [row["session"] for row in local.sessions] == ["a", "b"]
    shared = exported(here, "textgrid", tmp_path / "shared", purposes=["share"])
    assert [row["session"] for row in shared.sessions] == ["b"]


def test_sound_is_asked_for_only_where_there_is_any(tmp_path: Path) -> None:
    silent = HUMAN | {"purposes": ALL_BUT_CLONE | {"keep_audio": False}}
    here = [
        record(tmp_path / "words", consent=silent, audio=False),
        record(tmp_path / "sound", consent=silent),
    ]
    done = exported(here, "parquet", tmp_path / "out")
    assert [row["session"] for row in done.sessions] == ["words"]
    (why,) = done.refused
    assert "(keep_audio)" in why


def test_what_was_withdrawn_is_never_exported_even_if_its_log_is_gone(tmp_path: Path) -> None:
    folder = record(tmp_path / "a")
    (folder / TOMBSTONE).write_text('{"reason": "asked"}')
    gone = tmp_path / "b"
    gone.mkdir()
    (gone / TOMBSTONE).write_text("{}")
    for name in FORMATS:
        done = exported([folder, gone], name, tmp_path / "out")
        assert done.sessions == [] and done.refused == []
        assert [*done.ended] == [str(folder), str(gone)]
        assert all("was withdrawn" in why for why in done.ended.values())


def test_nobody_is_called_by_name(tmp_path: Path) -> None:
    consent = HUMAN | {"purposes": ALL_BUT_CLONE, "id": "ab12", "pseudonym": "Zoë Real-Name"}
    first = record(tmp_path / "a", FLAGGED, consent)
    second = record(tmp_path / "b", NOTHING, consent)
    notes = Notes(first, Rater("Friedrich Listener", LISTENER))
    notes.tag(1, 1, Meant("grief", 2), corrects=False)
    notes.audible(1, 1, True)
    out = tmp_path / "out"
    for name in FORMATS:
        done = exported([first, second], name, out)
        assert [row["performer"] for row in done.sessions] == ["actor-1", "actor-1"]
        assert {row["consent"] for row in done.sessions} == {"ab12"}
    for path in out.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for name in ("Real-Name", "Friedrich", "Jane Doe", "models.example", str(tmp_path)):
            assert name.encode() not in content, path
    assert "listener-1" in (out / "a.TextGrid").read_text("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_every_export_lists_sessions_consents_and_files(tmp_path: Path, name: str) -> None:
    folder = record(tmp_path / "a", FLAGGED, HUMAN | {"purposes": ALL_BUT_CLONE})
    out = tmp_path / "out"
    done = exported([folder], name, out)
    listed = json.loads((out / f"export-{name}.json").read_text("utf-8"))
    (row,) = listed["sessions"]
    assert row["session"] == "a" and row["consent"].startswith("c-") and row["files"]
    assert listed["is"] == name and set(listed["needs"]) == FORMATS[name].needs
    assert all((out / file).is_file() for file in row["files"])
    there = {path for path in out.rglob("*") if path.is_file()}
    assert there == set(done.files)
