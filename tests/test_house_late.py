"""Who joins a scene that has begun: nothing is lost by a kill, nothing of them goes on after it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from improv_partner import cli_withdraw, late, names, track
from improv_partner.check import check, state
from improv_partner.consent_record import faults, records, sha256
from improv_partner.events import Present, Trouble
from improv_partner.house.player import Player
from improv_partner.house.seat import Seat
from improv_partner.recording import LOG, Recording, read
from improv_partner.replay import verify
from improv_partner.withdraw import of_code, scan

from .commands import here, improv
from .group_room import Actor, group
from .house_room import ALL_YES, Guest, hosted, loopback

__all__ = ["cli_withdraw", "here", "loopback"]
RATE_HZ = 16_000


@dataclass
class Evening:
    """What is left of a scene that somebody joined late. killed: the disk as a kill leaves it."""

    folder: Path
    killed: Path
    copies: dict[str, dict[str, Any]] = field(default_factory=dict)
    threads: set[str] = field(default_factory=set)
    tasks: set[str] = field(default_factory=set)


def copied(session: Path, there: Path) -> None:
    """As it lies there some time after the kill; what has just grown is being recorded."""
    shutil.copytree(session, there)
    for path in there.iterdir():
        os.utime(path, (0, 0))


def recorded(out: Path) -> Path:
    (session,) = out.glob("*_*")
    return session


async def plays(guest: Guest, evening: Evening, out: Path) -> None:
    ann, ben, cy = (Actor(guest.where, http=guest.http, name=n) for n in ("Ann", "Ben", "Cy"))
    for one in (ann, ben):
        await one.checks()
    await ann.says({"is": "begin"})
    await asyncio.gather(ann.in_scene(), ben.in_scene())
    no = ALL_YES["purposes"] | {"share": False}
    await cy.joins(ALL_YES | {"name": "Cy", "real_name": "Cyrus", "purposes": no})
    given = await cy.until(lambda m: m["is"] == "consent")
    session = recorded(out)
    assert not (session / late.FILE).exists()  # nothing of Cy is recorded yet
    await cy.until(lambda m: m["is"] == "level")
    await cy.says({"is": "ready"})
    await cy.in_scene()
    evening.copies["Cy"] = json.loads(given["copy"])
    await asyncio.sleep(0.5)
    shutil.copytree(session, evening.killed)
    await ben.vanishes()
    await ann.until(lambda m: m["is"] == "row" and m["text"] == "Ben has left.")
    await ann.says({"is": "curtain", "at_ms": 0})
    for one in (ann, cy):
        await one.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
    last = [m for m in cy.told if m["is"] == "consent"][-1]
    assert last["copy"] == given["copy"], "what was saved after the yes is what counts"
    for one in (ann, ben, cy):
        await one.leaves()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Evening:
    with pytest.MonkeyPatch.context() as patch:
        loopback.__wrapped__(patch)  # type: ignore[attr-defined]
        root = tmp_path_factory.mktemp("late")
        out = root / "recordings"
        made = Evening(out, root / "killed" / "recordings" / "session")
        close, there = Recording.close, {one.name for one in threading.enumerate()}

        def closes(recording: Recording) -> None:
            """The scene is over; what runs on now was forgotten."""
            left = asyncio.all_tasks() - {asyncio.current_task()}
            made.tasks = {str(task.get_coro()) for task in left}
            close(recording)

        patch.setattr(Recording, "close", closes)
        folder, _ = hosted(group(out, 3, rejoin_s=2.0), lambda guest: plays(guest, made, out))
        assert folder
        made.threads = {one.name for one in threading.enumerate()} - there - {"tqdm_monitor"}
        made.folder = folder
    return made


@pytest.mark.parts
def test_a_scene_leaves_no_thread_and_no_task_behind(evening: Evening) -> None:
    assert evening.tasks == set() and evening.threads == set()


@pytest.mark.parts
def test_who_came_late_stands_in_the_header_with_the_record_that_was_saved(
    evening: Evening,
) -> None:
    header, entries = read(evening.folder)
    assert state(check(evening.folder)) == "whole" and verify(evening.folder) == []
    assert faults(header["consent"]) == [] and not (evening.folder / late.FILE).exists()
    third = records(header["consent"])[2]
    mine = evening.copies["Cy"]["record"]
    assert mine == {name: value for name, value in third.items() if name != "chain"}
    assert mine["sha256"] == sha256(mine) and header["consent"]["purposes"]["share"] is False
    assert list(header["performers"]) == ["actor", "p2", "p3", "partner"]
    assert header["lost"].keys() == {"actor", "p2", "p3"} and header["lost"]["p2"]["late_s"] >= 0
    log = [entry.what for entry in entries]
    assert [e.who for e in log if isinstance(e, Present) and not e.here] == ["p2"]


@pytest.mark.parts
def test_a_kill_before_the_curtain_loses_no_consent(evening: Evening, tmp_path: Path) -> None:
    killed = tmp_path / "recordings" / "session"
    copied(evening.killed, killed)
    first = json.loads((killed / LOG).read_bytes().splitlines()[0])
    assert "Cy" not in json.dumps(first) and (killed / late.FILE).exists()
    header = read(killed)[0]  # whoever reads it sees Cy, and Cy's no
    assert header["consent"]["purposes"]["share"] is False and "p3" in track.players(header)
    found = check(killed, repair=False)
    assert "lacked who joined later" in " ".join(one.what for one in found)
    assert state(found) == state(check(killed)) == "killed" and not (killed / late.FILE).exists()
    mended = json.loads((killed / LOG).read_bytes().splitlines()[0])
    assert mended["consent"] == header["consent"] and faults(mended["consent"]) == []
    assert sorted(mended["performers"]) == ["actor", "p2", "p3", "partner"]
    again = check(killed)
    assert state(again) == "killed" and len(again) == 1, again


@pytest.mark.parts
def test_who_came_late_can_withdraw_from_a_killed_scene(evening: Evening, here: Path) -> None:
    killed = here / "recordings" / "session"
    copied(evening.killed, killed)
    names.add(here / "recordings", "Cy", "Cyrus")
    code = evening.copies["Cy"]["withdrawal_code"]
    assert [one.who for one in of_code(scan([killed.parent]), code)]
    assert improv("withdraw", code, "--yes").code == 0
    assert {path.name for path in killed.iterdir()} == {
        *("session.jsonl", "exchanges.jsonl", "withdrawn.json"),
        *("actor.wav", "p2.wav", "partner.wav"),
    }
    assert names.read(here / "recordings") == {}
    assert "Cy" not in (killed / LOG).read_text() and state(check(killed)) == "withdrawn"


def test_a_line_that_was_torn_or_is_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    Recording(folder, {"performers": {"actor": {}}, "consent": {"answer": "yes"}}).close()
    (folder / late.FILE).write_text('{"record": {"who": "p2"')
    assert list(read(folder)[0]["performers"]) == ["actor"]  # killed before p2 was heard
    (folder / late.FILE).write_text("no record\n")
    assert state(check(folder)) == "damaged", "who agreed to what is not known: it is for nothing"


def test_sound_that_came_too_late_is_told_and_counted() -> None:
    seat = Seat(0.0)
    player = Player("p2", seat, None)
    seat.timeline.at = seat.timeline.late = RATE_HZ  # in the sound check: that is nobody's loss
    seat.ready, seat.heard_s = True, float("inf")
    assert list(player.news("Ben", 10.0)) == [Present("p2", "Ben")]
    seat.timeline.place(RATE_HZ // 2, bytes(2 * 1600))
    (told,) = player.news("Ben", 10.0)
    assert isinstance(told, Trouble) and told.what.startswith("0.1 s of Ben's sound came too late")
    seat.timeline.place(RATE_HZ // 2, bytes(2 * 3200))
    assert list(player.news("Ben", 10.0)) == [], "not all the time"
    assert player.lost() == {"packets": 0, "late_s": 0.3}
