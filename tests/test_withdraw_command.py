"""improv withdraw on the disk as it is found: links, damage, many sessions, wrong words."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from improv_partner import cli_withdraw, made_of, tombstone, withdraw
from improv_partner.check import check, state
from improv_partner.errors import RecordingError, SettingsError
from improv_partner.recording import LOG
from improv_partner.withdrawal_code import digest

from .commands import improv, is_one_line
from .withdrawals import BEN, UMA, ZOE, Place, built, here, made, take, take_session

__all__ = ["built", "cli_withdraw", "here"]  # importing the command's file adds it to the app


def test_a_rerun_that_was_remembered_is_found_wherever_it_is(here: Place) -> None:
    far = shutil.move(here.root / "reruns", here.root / "far")
    take(here, UMA)
    made_of.remember([here.zoe], Path(far) / "again")
    said: list[str] = []
    found = withdraw.scan([here.recordings])
    withdraw.carry_out(withdraw.of_code(found, ZOE), found, [], said.append)
    assert state(check(Path(far) / "again")) == "withdrawn" and here.with_word("Zoe-") == []


def test_an_index_forgets_her_and_reads_the_others_again(here: Place) -> None:
    pytest.importorskip("pyarrow")
    assert improv("index", "recordings").code == 0
    assert len(list((here.recordings / "index").rglob("*.parquet"))) > 1
    take(here, UMA)
    take(here)
    assert list((here.recordings / "index").rglob("*.parquet")) == []
    improv("index", "recordings")
    assert b"ben-evening" in b"".join(here.disk().values())
    take(here, BEN)
    assert list((here.recordings / "index").rglob("*.parquet")) == []


def test_the_command_says_what_it_deletes(here: Place) -> None:
    ran = improv("withdraw", ZOE.lower().replace("-", " "))
    assert ran.code == 0 and "deleted recordings/zoe-evening/actor.flac" in ran.out
    assert "withdrawn: recordings/zoe-evening; left in it: nothing" in ran.out
    assert "withdrawn: reruns/again" in ran.out and here.with_word("Zoe-") == []
    assert "Nothing was left to delete." in improv("withdraw", ZOE).out
    assert improv("withdraw", "ben-evening", "--yes").code == 0
    assert here.with_word("Ben-") == []


def test_wrong_words_of_the_command(here: Place) -> None:
    is_one_line(improv("withdraw", "7777-7777-7777-7777"), "no session has this withdrawal code")
    is_one_line(improv("withdraw", "nonsense"), "nonsense")
    is_one_line(improv("withdraw", ZOE, "--who", "actor"), "--who")
    is_one_line(improv("withdraw", "ben-evening", "--yes", "--who", "actr"), '"actr"', '"actor"')
    is_one_line(improv("withdraw", "ben-evening", "--yes", "--reason", "x"), "--reason")
    is_one_line(improv("withdraw", "recordings", "--yes"), "no such session")
    if not os.isatty(0):
        is_one_line(improv("withdraw", "ben-evening"), "--yes")
    assert state(check(here.ben)) == "whole"
    with pytest.raises(SettingsError, match="known"):
        take_session(here.ben, reason="zzz")


def test_what_is_damaged_goes_all_the_same(here: Place) -> None:
    log = here.zoe / LOG
    lines = log.read_bytes().splitlines(keepends=True)
    lines[4] = b'{"n": 4, Zoe-word\n'
    log.write_bytes(b"".join(lines[:-1]) + b'{"n": 99, "text": "Zoe-word')
    (here.zoe / "session.jsonl.part").write_text("Zoe-word")
    for path in here.zoe.iterdir():
        os.utime(path, (1, 1))
    take(here)
    assert here.with_word("Zoe-") == []
    assert state(check(here.zoe)) == "withdrawn"
    (here.ben / LOG).write_bytes(b"Ben-word, torn")
    (here.ben / "own.txt").write_text("perhaps of somebody else")
    for path in here.ben.iterdir():
        os.utime(path, (1, 1))
    take_session(here.ben)
    left = {path.name for path in here.ben.iterdir() if path.is_file()}
    assert left == {tombstone.FILE, "own.txt"}, "without a header only what is known goes"


def test_what_is_recorded_right_now_is_not_touched(tmp_path: Path) -> None:
    session = made(tmp_path / "s", {"actor": ("Zoe", ZOE)})
    log = session / LOG
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(RecordingError, match="being recorded"):
        take_session(session)
    assert not (session / tombstone.FILE).exists()
    for path in session.iterdir():
        os.utime(path, (1, 1))
    take_session(session)
    assert tombstone.find(session)


def test_a_plain_yes_is_taken_back_by_the_sessions_folder(tmp_path: Path) -> None:
    plain = {"answer": "yes", "performer": "human", "asked": True}
    session = made(tmp_path / "s", {"actor": ("Zoe", ZOE)}, consent=plain)
    take_session(session, reason="mistake")
    assert Place(tmp_path).with_word("Zoe") == []
    assert json.loads((session / tombstone.FILE).read_text())["reason"] == "mistake"


def test_a_thousand_sessions_are_looked_through(tmp_path: Path) -> None:
    first = made(tmp_path / "all" / "0", {"actor": ("Zoe", ZOE)})
    head = (first / LOG).read_bytes().splitlines(keepends=True)[0]
    other = head.replace(digest(ZOE).encode(), digest(BEN).encode())
    for number in range(1, 1000):
        folder = tmp_path / "all" / str(number)
        folder.mkdir()
        (folder / LOG).write_bytes(other)
    found = withdraw.scan([tmp_path / "all"])
    assert len(found) == 1000
    assert [one.folder for one in withdraw.of_code(found, ZOE)] == [first]


def test_links_are_deleted_and_what_they_lead_to_is_not(here: Place) -> None:
    outside = here.root / "outside"
    (outside / "deep").mkdir(parents=True)
    for name in ("kept.wav", "deep/kept.txt"):
        (outside / name).write_text("mine")
    (here.zoe / "link.wav").symlink_to(outside / "kept.wav")
    (here.zoe / "linked").symlink_to(outside / "deep")
    cache = here.recordings / ".judge-cache" / here.zoe.name
    shutil.rmtree(cache)
    cache.symlink_to(outside / "deep")
    listed = here.root / "export" / "textgrid" / "export-textgrid.json"
    row = json.loads(listed.read_text())
    (listed.parent / "far").symlink_to(outside)
    row["sessions"][0]["files"] += [
        "../../outside/kept.wav",
        "far/kept.wav",
        str(outside / "kept.wav"),
    ]
    listed.write_text(json.dumps(row))
    said = take(here)
    assert sum("not touched" in line for line in said) == 3
    assert not (here.zoe / "link.wav").is_symlink() and not (here.zoe / "linked").is_symlink()
    assert [path.read_text() for path in outside.rglob("kept.*")] == ["mine", "mine"]
    link = here.recordings / "link"
    link.symlink_to(here.ben)
    with pytest.raises(RecordingError, match="is a link"):
        take_session(link)
    assert state(check(here.ben)) == "whole"


def test_a_judges_answers_are_counted_not_listed(here: Place) -> None:
    kept = here.recordings / ".judge-cache" / "zoe-evening"
    kept.mkdir(parents=True, exist_ok=True)
    for number in range(9):
        (kept / f"{number}.json").write_text("{}", "utf-8")
    count = len(list(kept.iterdir()))
    ran = improv("withdraw", ZOE)
    (line,) = [line for line in ran.out.splitlines() if ".judge-cache" in line]
    assert line.endswith(f"zoe-evening: {count} answers of a judge")
    assert ran.code == 0 and not list(kept.iterdir())
