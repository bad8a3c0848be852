"""Whole scenes with several performers who join from browsers, and the partner."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from improv_partner.check import check, state
from improv_partner.events import Present, Trouble, Voice
from improv_partner.exchanges import exchanges
from improv_partner.recording import read
from improv_partner.replay import verify

from . import speech
from .group_room import Actor, group, heard, of, say_at_once
from .house_room import Guest, hosted, loopback

pytestmark = [pytest.mark.parts, pytest.mark.usefixtures(loopback.__name__)]

CLIP = next(iter(speech.SENTENCES))
MS = 16  # samples


def test_two_performers_and_the_partner(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        ann, ben = (Actor(guest.where, http=guest.http, name=name) for name in ("Ann", "Ben"))
        await ann.checks()
        waits = await ann.until(lambda m: m["is"] == "phase" and m["phase"] == "wait")
        assert waits["words"] == "1 of 2 performers are ready."
        await ben.checks()
        await asyncio.gather(ann.in_scene(), ben.in_scene())
        await asyncio.sleep(1.0)
        ann.heard.clear(), ben.heard.clear()
        await say_at_once(ann, ben, seed=1)
        await say_at_once(ann, seed=2)
        # Each hears the other, not itself.
        assert heard(ben.heard, 2)[1] > 0.6 > 0.3 > heard(ann.heard, 2)[1]
        assert heard(ann.heard, 1)[1] > 0.6
        ann.loses(every=9)
        await say_at_once(ann, ben, seed=3, wait_s=0.7)
        ben.mic.says(b"".join(speech.frames(CLIP)))
        said = await ann.until(lambda m: m["is"] == "row" and m["name"] == "Ben" and m["text"])
        assert said["who"] == "p2"
        assert await ann.until(lambda m: m["is"] == "floor" and m["name"] == "Ben")
        spoke = await ben.until(lambda m: m["is"] == "row" and m["kind"] == "partner" and m["text"])
        assert spoke
        await ben.strikes("4")
        await ann.says({"is": "curtain", "at_ms": 0})
        await ben.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        assert await ben.until(lambda m: m["is"] == "consent" and m["code"])
        await ann.leaves()
        await ben.leaves()

    folder, _ = hosted(group(tmp_path, 2), story)
    assert folder
    header, entries = read(folder)
    log = [entry.what for entry in entries]
    assert state(check(folder)) == "whole" and verify(folder) == []
    assert header["performers"]["p2"] == {"kind": "human", "name": "Ben", "track": "p2"}
    assert [r["who"] for r in header["consent"]["records"]] == ["actor", "p2"]
    assert [e for e in log if isinstance(e, Present)] == [
        Present("actor", "Ann"),
        Present("p2", "Ben"),
    ]
    assert any(isinstance(e, Voice) and e.who == "p2" for e in log)
    for seed, least in ((1, 0.6), (3, 0.4)):  # with lost packets, too
        ends = [heard(of(folder, who), seed) for who in ("actor", "p2")]
        assert min(alike for _, alike in ends) > least
        assert abs(ends[0][0] - ends[1][0]) < 5 * MS, ends
    assert len({len(of(folder, who)) for who in ("actor", "p2", "partner")}) == 1
    ours = [one for one in exchanges(read(folder)[1]) if one.said]
    assert ours and ours[-1].performer == "p2" and ours[-1].tone
    assert ours[-1].tone.who == "p2"
    assert not [e for e in log if isinstance(e, Trouble)]


def test_late_joiners_drop_outs_and_who_comes_back(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        names = ("Ann", "Ben", "Ann")
        ann, ben, cleo = (Actor(guest.where, http=guest.http, name=name) for name in names)
        await ann.checks()
        await ben.checks()
        await ann.says({"is": "begin"})
        await asyncio.gather(ann.in_scene(), ben.in_scene())
        await asyncio.sleep(0.5)
        await say_at_once(ann, ben, seed=1)
        await ben.vanishes()
        status, entered = await cleo.post("/api/enter", cleo.token)
        assert status == 200
        silent = {"adult": True, "name": "Cleo", "purposes": {"run": True}}
        status, why = await cleo.post("/api/consent", entered["pass"], silent)
        assert status == 403 and "cannot go on with your no" in why["why"]
        await ann.until(lambda m: m["is"] == "row" and m["text"] == "Ben has left.")
        await cleo.checks(keep_audio=False, share=False)
        await cleo.in_scene()
        await cleo.until(lambda m: m["is"] == "row" and m["text"] == "Ben has left.")
        await ann.until(lambda m: m["is"] == "row" and m["text"] == "Ann 2 is here.")
        again = Actor(guest.where, http=guest.http, word=ben.word, name="Ben")
        status, row = await again.post("/api/back", ben.word)
        assert status == 200 and row["name"] == "Ben"
        status, _ = await again.post("/api/back", ann.word)  # who is here
        assert status == 409
        await again.listens()
        await again.connects()
        back = await ann.until(lambda m: m["is"] == "row" and m["text"] == "Ben is here.")
        assert back["kind"] == "note"
        await asyncio.sleep(0.7)
        again.heard.clear()
        await say_at_once(ann, again, cleo, seed=2)
        assert heard(again.heard, 2)[1] > 0.4  # two voices at once, and a codec
        await again.says({"is": "curtain", "at_ms": 0})
        await ann.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        for one in (ann, again, cleo):
            await one.leaves()

    folder, _ = hosted(group(tmp_path, 3, rejoin_s=2.0), story)
    assert folder
    header, entries = read(folder)
    log = [entry.what for entry in entries]
    assert state(check(folder)) == "whole" and verify(folder) == []
    came = [(e.who, e.name, e.here) for e in log if isinstance(e, Present)]
    assert came == [
        ("actor", "Ann", True),
        ("p2", "Ben", True),
        ("p2", "Ben", False),
        ("p3", "Ann 2", True),
        ("p2", "Ben", True),
    ]
    (gone,) = [e.what for e in log if isinstance(e, Trouble)]
    assert gone == "nothing comes from Ben's browser; the scene goes on without it"
    # Who came late is in the header all the same, with what they said no to.
    assert header["performers"]["p3"] == {"kind": "human", "name": "Ann 2", "track": ""}
    assert [r["who"] for r in header["consent"]["records"]] == ["actor", "p2", "p3"]
    assert header["consent"]["purposes"]["train"] and not header["consent"]["purposes"]["share"]
    assert sorted(path.name for path in folder.glob("*.flac")) == [
        "actor.flac",
        "p2.flac",
        "partner.flac",
    ]
    first, second = ([heard(of(folder, who), n) for who in ("actor", "p2")] for n in (1, 2))
    for (ours, sure), (theirs, as_sure) in (first, second):
        assert min(sure, as_sure) > 0.5 and abs(ours - theirs) < 5 * MS
    between = of(folder, "p2")[first[1][0] + 16_000 : second[1][0] - 32_000]
    assert len(between) > 3_000 and not between.any()  # the gap is silence


def test_one_no_to_words_and_nothing_is_left_of_the_whole_scene(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        ann, ben = (Actor(guest.where, http=guest.http, name=name) for name in ("", ""))
        await ann.checks()
        await ben.checks(keep_text=False)
        await asyncio.gather(ann.in_scene(), ben.in_scene())
        await ben.until(lambda m: m["is"] == "row" and m["text"] == "Player 1 is here.")
        await ben.says({"is": "curtain", "at_ms": 0})
        over = await ann.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
        assert over["words"].startswith("Nothing was kept.")
        await ann.leaves()
        await ben.leaves()

    folder, _ = hosted(group(tmp_path, 2), story)
    assert folder is None and list(tmp_path.iterdir()) == []
