"""A director's calls over real wires, and what is left of them: the freeze, and time to choose."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner.events import (
    Curtain,
    Direction,
    Finish,
    Hold,
    Intent,
    Listen,
    Mark,
    Pick,
    Playing,
    Words,
)
from improv_partner.exchanges import exchanges
from improv_partner.recording import Entry, read
from improv_partner.replay import verify
from improv_partner.settings import Turns

from . import speech
from .commands import improv
from .house_room import PATIENCE_S, Guest, hosted, loopback, wishes
from .test_director_house import Desk

pytestmark = [pytest.mark.parts, pytest.mark.usefixtures(loopback.__name__)]

CLIPS = list(speech.SENTENCES)
LINE, ASIDE, STOPS = (b"".join(speech.frames(CLIPS[n])) for n in (3, 1, 2))
STOP_WORD = "cake is dangerous"  # of STOPS alone; one word might be misheard in another line
WAITS_S = 0.6  # of the partner, as long as nobody waits


def of(log: list[Entry], kind: type) -> list[Entry]:
    return [entry for entry in log if isinstance(entry.what, kind)]


async def silent(guest: Guest) -> None:
    """All that is to be said is said, and recognised."""
    async with asyncio.timeout(PATIENCE_S):
        while not guest.mic.silent:  # noqa: ASYNC110  (a microphone tells nobody)
            await asyncio.sleep(0.02)
    await asyncio.sleep(1.5)


def test_the_stop_word_ends_a_frozen_scene_and_what_was_said_there_is_no_part_of_it(
    tmp_path: Path,
) -> None:
    async def story(guest: Guest) -> None:
        desk = Desk(guest)
        await desk.opens()
        await guest.joins()
        await guest.plays()
        guest.mic.says(LINE)
        await desk.until(**{"is": "floor", "floor": "actor"})
        await asyncio.sleep(0.8)  # in mid-sentence
        await desk.says("call", text="freeze")
        await desk.until(frozen=True)
        await silent(guest)
        guest.mic.says(ASIDE)
        await silent(guest)
        assert not [m for m in guest.told if "ticket" in str(m)]
        guest.mic.says(STOPS)
        await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        await desk.until(phase="over")
        await desk.closes()

    folder, _ = hosted(wishes(tmp_path / "out", stop_word=STOP_WORD), story)
    assert folder and verify(folder) == []
    header, entries = read(folder)
    log = list(entries)
    (freeze,) = of(log, Hold)  # nobody said "go on"
    assert freeze.what == Hold(True, "page", "director")
    marks = [entry.what for entry in (*of(log, Mark), *of(log, Curtain))]
    assert marks == [Mark("stop word"), Curtain("called")]
    opened = [entry.what.line for entry in of(log, Listen)]  # type: ignore[union-attr]
    ended = next(e for e in of(log, Finish) if e.n > freeze.n)
    assert ended.what.line == opened[0] and len(opened) > 2  # type: ignore[union-attr]
    assert ended.frame - freeze.frame <= 1  # an open line ends with the freeze
    said = {e.what.line: e.what.text for e in of(log, Words)}  # type: ignore[union-attr]
    aside = " ".join(text for line, text in said.items() if line != opened[0])
    assert "ticket" in aside and STOP_WORD in aside
    played = [one.said for one in exchanges(log)]
    assert played == [said[opened[0]]] and said[opened[0]] not in ("", speech.SENTENCES[CLIPS[3]])
    assert header["consent"]["records"][0]["stop_word"] == STOP_WORD

    out = tmp_path / "reruns"
    ran = improv("replay", str(folder), "--again", "turns.patience_s=0.9", "--out", str(out))
    assert ran.code == 0, ran.err
    (again,) = (path.parent for path in out.rglob("session.jsonl"))
    assert verify(again) == [] and [one.said for one in exchanges(read(again)[1])] == played


def test_whoever_waits_for_a_choice_gets_the_one_that_was_chosen(tmp_path: Path) -> None:
    waited_s: list[float] = []

    async def story(guest: Guest) -> None:
        desk = Desk(guest)
        await desk.opens()
        await guest.joins()
        await guest.plays()
        await desk.says("beat", text="grief", to="p2")  # nobody else is here
        await desk.until(text="nobody of that name is in the scene")
        await desk.says("direct", text="Run.", to="everyone")
        await desk.says("call", text="wait for me")
        await desk.until(**{"is": "choosing", "on": True, "waits_s": 0.0})
        guest.mic.says(LINE)
        await desk.until(**{"is": "choosing", "waits_s": 20.0})
        await desk.until(**{"is": "choices", "open": True, "prepared": 0})
        since, at_s = len(desk.told), time.monotonic()
        await silent(guest)
        await asyncio.sleep(WAITS_S)
        shown = await desk.until(**{"is": "choices", "open": True, "prepared": 0})
        assert not [m for m in desk.told[since:] if m.get("kind") == "partner"]
        assert not [m for m in desk.told[since:] if m["is"] == "choices" and not m["open"]]
        assert [row["whole"] for row in shown["rows"]] == [True, True]
        waited_s.append(time.monotonic() - at_s)
        await desk.says("pick", line=shown["line"], number=1)
        await desk.until(since, **{"is": "choosing", "on": True, "waits_s": 0.0})
        await desk.until(kind="partner", live=False)
        await desk.says("call", text="do not wait")
        await desk.until(**{"is": "choosing", "on": False})
        await desk.says("call", text="curtain")
        await desk.until(phase="over")
        await desk.closes()

    what = wishes(tmp_path / "out", candidates=2, choose_s=20.0)
    turns = Turns(tempo="fixed", patience_s=WAITS_S)
    folder, _ = hosted(replace(what, settings=replace(what.settings, turns=turns)), story)
    assert folder and verify(folder) == []
    log = list(read(folder)[1])
    assert not [e for e in log if isinstance(e.what, Direction | Intent)], "to nobody"
    (pick,) = of(log, Pick)
    first = next(one for one in exchanges(log) if one.said)
    assert first.heard == first.drafted == pick.what.text  # type: ignore[union-attr]
    holds = [e.what for e in of(log, Hold)]
    assert holds == [Hold(True, "page", "choice"), Hold(False, "page", "choice")]
    heard = next(e for e in of(log, Playing))
    assert waited_s[0] > 2 * WAITS_S and 0 < heard.t - pick.t < 2.0
    assert first.timing.soft_end_s and heard.t - first.timing.soft_end_s > 2 * WAITS_S
