"""Who withdraws is gone: from sound, words, notes, re-runs, caches and exports; the others stay."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from improv_partner import names, redaction, tombstone, track
from improv_partner.check import check, state
from improv_partner.errors import RecordingError
from improv_partner.event_json import Unknown
from improv_partner.notes import read as read_notes
from improv_partner.recording import LOG, read, read_header
from improv_partner.replay import verify
from improv_partner.research.export.permitted import refusal
from improv_partner.research.failures.find import load as load_failures
from improv_partner.research.parent import load
from improv_partner.research.sides import sides

from .export_stories import exported, json_lines
from .withdrawals import (
    BEN,
    EXPORTS,
    UMA,
    ZOE,
    Killed,
    Place,
    built,
    here,
    killing,
    made,
    take,
    take_session,
)

__all__ = ["built", "here"]


def test_nothing_of_her_is_left_and_all_of_him(here: Place) -> None:
    before = {name: data for name, data in here.disk().items() if "ben-evening" in name}
    assert len(here.with_word("Zoe")) > 10
    said = take(here)
    assert here.with_word("Zoe-") == [] and here.with_word("headset of") == [
        "recordings/ben-evening/session.jsonl"
    ]
    after = here.disk()
    assert {name: after[name] for name in before if "export" not in name} == {
        name: data for name, data in before.items() if "export" not in name
    }
    sounds = [name for name in after if name.endswith((".wav", ".flac"))]
    assert sounds and all("ben-evening" in name for name in sounds)
    assert not any("actor.flac" in name for name in after)
    assert names.read(here.recordings) == {"Ben": "Ben-surname"}
    assert f"deleted {here.zoe / 'actor.flac'}" in said
    assert f"deleted {here.root / 'compared.html'}" in said


def test_the_tombstone_says_when_why_and_who_but_not_which_person(here: Place) -> None:
    take(here)
    for folder in (here.zoe, here.root / "reruns" / "again", here.recordings / "twice"):
        row = json.loads((folder / tombstone.FILE).read_text())
        assert row["session"] == folder.name and row["reason"] == "asked"
        assert row["who"] == ["actor"] and row["whole"] and row["done"] and row["date"] > "2026"
        assert {path.name for path in folder.iterdir() if path.is_file()} == {
            LOG,
            "exchanges.jsonl",
            tombstone.FILE,
        }


def test_check_says_withdrawn_and_verify_what_it_cannot_prove(here: Place) -> None:
    assert state(check(here.zoe)) == "whole"
    take(here)
    (finding,) = check(here.zoe)
    assert finding.state == "withdrawn" and "can no longer be proven" in finding.what
    assert any("withdrawn" in fault for fault in verify(here.zoe))
    assert state(check(here.ben)) == "whole"
    log = here.zoe / LOG
    log.write_bytes(log.read_bytes().replace(b'"back": 3', b'"back": 4'))
    assert state(check(here.zoe)) == "damaged", "the new sums guard what is left"
    log.unlink()
    assert state(check(here.zoe)) == "withdrawn"


def test_times_stay_and_words_are_lines_of_their_own_kind(here: Place) -> None:
    before = [(e.n, e.frame, e.t) for e in read(here.zoe)[1]]
    take(here)
    header, lines = read(here.zoe)
    entries = list(lines)
    assert [(e.n, e.frame, e.t) for e in entries] == before
    gone = [e.what for e in entries if isinstance(e.what, Unknown)]
    assert {one.kind for one in gone} == {redaction.GONE}
    was = {one.data["was"] for one in gone}
    assert was >= {"words", "tone", "intent", "reading", "drafted", "say", "played", "mark"}
    assert was >= {"newchoice", "trouble", "present"}
    assert not header["audio"] and "usual" not in header and "mic" not in header["crew"]
    assert header["performers"]["actor"] == {"kind": "human"} and header["scene"]["title"]


def test_nothing_uses_what_was_withdrawn(here: Place) -> None:
    load(here.zoe)
    take(here)
    for use in (load, load_failures, lambda folder: sides([here.ben, folder])):
        with pytest.raises(RecordingError, match="withdrawn"):
            use(here.zoe)
    done = exported([here.zoe, here.ben], "rttm", here.root / "new")
    assert [row["session"] for row in done.sessions] == [here.ben.name]
    (here.zoe / tombstone.FILE).unlink()
    assert "withdrawn" in refusal(here.zoe, read_header(here.zoe / LOG), [])


def test_of_exports_the_rest_stays(here: Place) -> None:
    take(here)
    export = here.root / "export"
    for name in EXPORTS:
        listed = json.loads((export / name / f"export-{name}.json").read_text())
        assert [row["session"] for row in listed["sessions"]] == [here.ben.name]
        assert listed["withdrawn"] == 1
        there = {row for one in listed["sessions"] for row in one["files"]}
        assert all((export / name / file).exists() for file in there)
    assert {row["session"] for row in json_lines(export / "kto" / "kto.jsonl")} == {here.ben.name}
    tasks = json.loads((export / "label-studio" / "label-studio.json").read_text())
    assert {task["data"]["session"] for task in tasks} == {here.ben.name}
    assert not (export / "datasheet" / "datasheet.md").exists(), "it counts them together"


def test_a_kill_at_any_step_and_the_same_command_ends_the_work(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, steps, whole = (os.replace, os.unlink), 0, dict[str, bytes]()
    for at in range(1, 200):
        root = tmp_path / str(at)
        shutil.copytree(built, root)
        ledger = root / "recordings" / "made.jsonl"
        ledger.write_text(ledger.read_text().replace(str(built), str(root)))
        place, calls = Place(root), list[str]()
        monkeypatch.setattr(os, "replace", killing(calls, at, real[0]))
        monkeypatch.setattr(os, "unlink", killing(calls, at, real[1]))
        try:
            take(place)
        except Killed:
            killed = True
            assert refusal(place.zoe, {"consent": {"answer": "yes"}}, []) or at == 1
        else:
            killed, steps = False, len(calls)
        monkeypatch.setattr(os, "replace", real[0])
        monkeypatch.setattr(os, "unlink", real[1])
        if killed:
            take(place)
        assert place.with_word("Zoe-") == [], f"killed after step {at}: {calls}"
        ends = {name: data.replace(str(root).encode(), b"") for name, data in place.disk().items()}
        whole = whole or ends
        assert ends.keys() == whole.keys()
        same = [name for name in ends if name.endswith(LOG) or name.endswith("withdrawn.json")]
        assert [ends[name] for name in same] == [whole[name] for name in same]
        shutil.rmtree(root)
        if not killed:
            break
    assert 30 < steps < 199


def test_again_there_is_nothing_left_to_delete(here: Place) -> None:
    take(here)
    before = here.disk()
    assert take(here) == []
    assert here.disk() == before
    with pytest.raises(RecordingError, match="no session has this withdrawal code"):
        take(here, "7777-7777-7777-7777")


def test_the_code_of_a_rerun_alone_takes_only_that(here: Place) -> None:
    take(here, UMA)
    assert state(check(here.recordings / "twice")) == "withdrawn"
    assert state(check(here.zoe)) == "whole" and state(check(here.root / "reruns/again")) == "whole"
    assert "Zoe" in names.read(here.recordings), "she is in others"


def three(folder: Path) -> Path:
    """Zoë, Ben and Uma in one scene, each with a track."""
    people = {"actor": ("Zoe", ZOE), "second": ("Ben", BEN), "third": ("Uma", UMA)}
    session = made(folder, people)
    for who in ("second", "third"):
        shutil.copy(session / "actor.wav", session / f"{who}.wav")
    for who in people:
        (session / f"{who}.webm").write_bytes(f"film of {people[who][0]}".encode())
        (session / f"{who}.video.json").write_text(json.dumps({"file": f"{who}.webm"}))
    (session / "third.flac.part").write_bytes(b"half")
    (session / "mix.wav").write_bytes(b"all of them")
    return session


def test_of_several_one_goes_and_the_others_stay(tmp_path: Path) -> None:
    place = Place(tmp_path)
    session = three(place.recordings / "trio")
    take(place, BEN)
    assert place.with_word("Ben") == []
    there = {path.name for path in session.iterdir()}
    assert there == {
        *("session.jsonl", "exchanges.jsonl", "withdrawn.json"),
        *("actor.wav", "third.wav", "partner.wav"),
        *("actor.webm", "actor.video.json", "third.webm", "third.video.json"),
    }
    assert (session / "third.webm").read_bytes() == b"film of Uma"
    header, lines = read(session)
    entries = list(lines)
    kinds = [e.what.data for e in entries if isinstance(e.what, Unknown)]
    assert {row["was"] for row in kinds} == {
        *("present", "intent", "tone", "words", "reading", "mark", "newchoice"),
    }
    assert len([row for row in kinds if row["was"] == "words"]) == 2
    text = (session / LOG).read_text("utf-8")
    for left in ("Zoe-word twice", "Uma-word twice", "Zoe-word-reading", "Uma-word-tone"):
        assert left in text
    assert text.count("As an answer.") == 9, "what the partner said is not his"
    assert header["audio"] and header["consent"]["answer"] == "yes"
    assert header["consent"]["withdrawn"].keys() == {"second"}
    assert track.length(session / "third.wav")[1] == track.length(session / "actor.wav")[1]
    (finding,) = check(session)
    assert finding.state == "withdrawn" and "second on 20" in finding.what
    for code in (ZOE, UMA):
        take(place, code)
    assert {path.name for path in session.iterdir()} == {LOG, "exchanges.jsonl", "withdrawn.json"}
    assert all(place.with_word(f"{name}-") == [] for name in ("Zoe", "Ben", "Uma"))
    assert json.loads((session / "withdrawn.json").read_text())["whole"]


def test_notes_on_the_lines_of_others_stay(tmp_path: Path) -> None:
    session = three(tmp_path / "trio")
    rows = [
        {"is": "audible", "by": "L", "role": "listener", "blind": False, "line": line}
        for line in (1, 3, 5)
    ]
    rows.append({"is": "remark", "text": "on Ben"})
    (session / "notes.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    take_session(session, "second")
    assert [row["line"] for row in read_notes(session)] == [1, 5]
