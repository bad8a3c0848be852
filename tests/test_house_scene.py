"""Whole scenes with an actor who joins from a browser: everything real but the browser's face."""

from __future__ import annotations

import _thread
import array
import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner.events import Curtain, Intent, Mark, Trouble
from improv_partner.exchanges import exchanges
from improv_partner.recording import read

from . import speech
from .house_room import ALL_YES, Guest, hosted, loopback, wishes

pytestmark = [pytest.mark.parts, pytest.mark.usefixtures(loopback.__name__)]

CLIP, WORDS = next(iter(speech.SENTENCES.items()))


def loud(pcm: bytes) -> float:
    samples = array.array("h", pcm)
    return (sum(s * s for s in samples) / max(len(samples), 1)) ** 0.5


def test_an_actor_joins_speaks_is_answered_and_leaves_a_recording(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins()
        await guest.plays()
        guest.mic.says(b"".join(speech.frames(CLIP)))
        await asyncio.sleep(0.6)
        await guest.strikes("z", "z")
        said = await guest.until(lambda m: m["is"] == "row" and m["kind"] == "actor" and m["text"])
        assert said["text"]
        await guest.until(lambda m: m["is"] == "tag" and m["words"] == "grief 3")
        spoken = await guest.until(lambda m: m["is"] == "row" and m.get("speaks"))
        answer = await guest.until(
            lambda m: m["is"] == "row" and m["n"] == spoken["n"] and m["text"] and not m["live"]
        )
        assert answer["text"].startswith(spoken["speaks"].strip())
        await guest.says({"is": "curtain", "at_ms": 0})
        over = await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        assert "Exchanges: 1" in over["words"] and "sound" in over["words"]
        assert loud(bytes(guest.heard)) > 100  # the partner was heard where the actor is

    folder, said = hosted(wishes(tmp_path, run_by="The Tests"), story)
    assert folder
    header, entries = read(folder)
    log = list(entries)
    one = next(exchanges(log))
    assert one.said and one.heard
    assert one.meant and one.meant.at_s
    assert replace(one.meant, at_s=None) == Intent("grief", 3, source="page")
    assert [e.what for e in log if isinstance(e.what, Curtain)] == [Curtain("called")]
    assert not [e.what for e in log if isinstance(e.what, Trouble)]
    assert header["source"] == "page" and header["crew"]["mic"] == "browser"
    consent = header["consent"]
    assert consent["purposes"]["run"] and consent["purposes"]["clone"] is False
    (record,) = consent["records"]
    assert record["run_by"] == "The Tests" and consent["pseudonym"] == "Ann"
    assert {"actor.flac", "partner.flac"} <= {path.name for path in folder.iterdir()}
    assert not any(WORDS in line for line in said)  # nothing that was said is printed


def test_without_a_yes_to_words_nothing_is_left(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins(ALL_YES | {"purposes": {"run": True, "keep_audio": True}})
        await guest.plays()
        await guest.says({"is": "curtain", "at_ms": 0})
        over = await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        assert over["words"] == "Nothing was kept."

    folder, _ = hosted(wishes(tmp_path), story)
    assert folder is None and list(tmp_path.iterdir()) == []


def test_words_without_sound(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins(ALL_YES | {"purposes": {"run": True, "keep_text": True}})
        await guest.plays()
        await guest.strikes("'")
        await guest.until(lambda m: m["is"] == "row" and m["text"] == "[moment]")
        await guest.strikes("escape")
        await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")

    folder, _ = hosted(wishes(tmp_path), story)
    assert folder and not list(folder.glob("*.flac")) and not list(folder.glob("*.wav"))
    assert [e.what.text for e in read(folder)[1] if isinstance(e.what, Mark)] == ["moment"]


def test_a_browser_that_vanishes_is_noticed_and_may_come_back(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins()
        await guest.plays()
        await guest.strikes("'")
        await guest.until(lambda m: m["is"] == "row" and m["text"] == "[moment]")
        status, row = await guest.post("/api/back", guest.word)
        assert status == 409 and "is here" in row["why"]
        await guest.vanishes()
        again = Guest(guest.where, http=guest.http, word=guest.word)
        status, row = await again.post("/api/back", guest.word)
        assert status == 200 and row["name"] == "Ann" and row["connect_s"]
        for path, word in (("/api/enter", guest.token), ("/api/back", guest.token)):
            status, _ = await again.post(path, word)  # another browser has no pass
            assert status in (401, 409)
        await again.listens()
        await again.until(lambda m: m["is"] == "trouble" and "nothing comes" in m["text"])
        await again.connects()
        await again.until(lambda m: m["is"] == "trouble" and "back" in m["text"])
        await again.strikes("4")
        await again.until(lambda m: m["is"] == "tag" and m["label"] == "joy")
        await again.says({"is": "curtain", "at_ms": 0})
        await again.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        await again.leaves()

    folder, _ = hosted(wishes(tmp_path), story)
    assert folder
    header, entries = read(folder)
    log = list(entries)
    gone, back = [e for e in log if isinstance(e.what, Trouble)]
    assert "nothing comes" in gone.what.what and "back" in back.what.what  # type: ignore[union-attr]
    vanished = next(e for e in log if isinstance(e.what, Mark))
    assert gone.t - vanished.t < 2.0
    assert next(e for e in log if isinstance(e.what, Intent)).n > back.n
    assert header["consent"]["answer"] == "yes"


def test_who_waits_is_told_when_the_scene_does_not_take_place(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins()
        _thread.interrupt_main()  # Ctrl-C
        over = await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        assert over["words"] == "The scene does not take place. Nothing was kept."
        await guest.leaves()

    folder, said = hosted(wishes(tmp_path), story)
    assert folder is None and said[-1] == "Nobody played." and list(tmp_path.iterdir()) == []
