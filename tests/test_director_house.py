"""The director's page beside an actor's, over real wires: what it may and sees, what follows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from improv_partner.crew import Moment
from improv_partner.crew.mind.chat import ChatMind
from improv_partner.crew.mind.prompt import messages
from improv_partner.crew.mind.understudy_server import understudy_client
from improv_partner.events import Curtain, Direction, Hold, Intent, NewChoice
from improv_partner.exchanges import exchanges
from improv_partner.house import Refused
from improv_partner.house.director import FIELDS, Director
from improv_partner.house.messages import said
from improv_partner.recording import read
from improv_partner.replay import verify
from improv_partner.settings import HouseSettings, MindSettings
from improv_partner.transcript import Line

from . import speech
from .house_room import Guest, hosted, loopback, wishes
from .scene_sample import sample_scene

CLIP = b"".join(speech.frames(next(iter(speech.SENTENCES))))
PHONE = Direction("The phone rings: it is your mother.", "everybody", "director")
LINES = [Line(1, "actor", "Hello."), Line(2, "partner", "You came."), Line(3, "actor", "I did.")]


@dataclass
class Desk:
    """A director's page without a browser. told: what the house said."""

    guest: Guest
    told: list[dict[str, Any]] = field(default_factory=list)
    wire: Any = None

    async def opens(self) -> None:
        token = self.guest.directs.partition("#")[2]
        status, row = await self.guest.post("/api/direct", token)
        assert status == 200, row
        headers = {"Origin": self.guest.base}
        self.wire = await self.guest.http.ws_connect(self.guest.base + "/api/live", headers=headers)
        await self.says("enter", text=row["pass"])
        self._reading = asyncio.create_task(self._read())

    async def says(self, kind: str, **what: Any) -> None:
        await self.wire.send_json({"is": kind, **what})

    async def until(self, since: int = 0, /, **what: Any) -> Any:
        """The newest message with all of this after number `since`, as soon as it is there."""
        for _ in range(1500):
            for message in reversed(self.told[since:]):
                if what.items() <= message.items():
                    return message
            await asyncio.sleep(0.02)
        raise AssertionError(f"never told {what}: {[m for m in self.told if m['is'] != 'level']}")

    async def closes(self) -> None:
        self._reading.cancel()
        await self.wire.close()

    async def _read(self) -> None:
        async for message in self.wire:
            self.told.append(message.json())


def asked(directions: Sequence[tuple[int, Direction]]) -> list[dict[str, str]]:
    return messages(sample_scene(), Moment(4, 2, LINES, "turn", directions))


# -- the model is told


def test_what_happens_stands_where_it_happened() -> None:
    whisper = Direction("Do not [ever] tell her.", "partner", "director")
    user = [m["content"] for m in asked([(2, PHONE), (3, whisper)]) if m["role"] == "user"]
    assert user[0] == "Hello."
    happened, line, told = user[1].splitlines()
    assert "This happens now" in happened and PHONE.text in happened and line == "I did."
    assert told.startswith("[The director whispers to you alone")
    assert "(ever)" in told and told.count("[") == told.count("]") == 1
    assert asked([]) == messages(sample_scene(), Moment(4, 2, LINES))


@pytest.mark.parametrize(
    ("text", "noun"),
    [("The phone rings: it is your mother.", "the phone"), ("The lights go out.", "the lights")],
)
def test_the_understudy_takes_it_up_at_once_and_once(text: str, noun: str) -> None:
    scene = sample_scene()
    mind = ChatMind(scene, MindSettings(model="rules"), understudy_client(scene, 1, 1e6))

    async def replies() -> list[str]:
        thrown = [(2, replace(PHONE, text=text))]
        later = [*LINES, Line(4, "partner", "Well."), Line(5, "actor", "I found the ring.")]
        out = []
        for moment in (Moment(4, 2, LINES, "turn", thrown), Moment(6, 3, later, "turn", thrown)):
            parts = [part async for part in mind.reply(moment)]
            out.append(" ".join(p for p in parts if isinstance(p, str)))
        await mind.close()
        return out

    first, second = asyncio.run(replies())
    assert noun in first.lower() and noun not in second.lower()


# -- the door


def test_a_director_comes_in_by_an_address_of_its_own_with_any_number_of_pages() -> None:
    director = Director(HouseSettings())
    word = director.enter(director.door.token)
    assert director.enter(director.door.token) == word and director.known(word)
    assert not director.known("") and not director.present
    with pytest.raises(Refused):
        director.enter("guessed")
    with pytest.raises(Refused, match="not begun"):
        director.take(said('{"is": "call", "text": "freeze"}', FIELDS), 0.0)
    director.over("That was it.")
    with pytest.raises(Refused):
        director.enter(director.door.token)


@pytest.mark.parametrize(
    "message",
    [
        {"is": "call", "text": "applause"},
        {"is": "beat", "text": "hunger", "to": "actor"},
        {"is": "direct", "text": "x" * 301, "to": "partner"},
        {"is": "direct", "text": "a\nb", "to": "partner"},
        {"is": "pick", "line": -1, "number": 0},
        {"is": "key", "text": "z", "at_ms": 1, "typed": True},  # an actor's
    ],
)
def test_what_no_director_says_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        said(json.dumps(message), FIELDS)


# -- an evening


@pytest.mark.parts
@pytest.mark.usefixtures(loopback.__name__)
def test_a_directed_evening(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        desk = Desk(guest)
        await desk.opens()
        await desk.until(phase="wait")
        await desk.says("call", text="freeze")
        await desk.until(why="the scene has not begun")
        status, _ = await guest.post("/api/direct", guest.token)  # the actor's is another door
        assert status == 403
        await guest.joins()
        await guest.plays()
        sheet = await desk.until(**{"is": "sheet"})
        assert "ring" in sheet["facts"][1][1]  # the secret, which no actor's page is told
        assert not any("ring" in str(m) for m in guest.told)
        await guest.says({"is": "call", "text": "curtain"})
        await guest.until(lambda m: m["is"] == "refused")  # no actor's page directs
        await desk.says("direct", text="Stand very still.", to="actor")
        await guest.until(lambda m: m == {"is": "direction", "text": "Stand very still."})
        await desk.says("direct", text="Lie.", to="partner")
        await desk.says("direct", text=PHONE.text, to="everybody")
        await guest.until(lambda m: m == {"is": "direction", "text": PHONE.text})
        await desk.says("beat", text="grief", to="actor")
        await guest.until(lambda m: m == {"is": "direction", "text": "Play grief."})
        guest.mic.says(CLIP)
        await desk.until(kind="actor")
        await desk.until(**{"is": "choices", "open": True, "prepared": 0})
        choices = await desk.until(len(desk.told), **{"is": "choices", "open": False})
        assert len(choices["rows"]) == 2
        await desk.says("pick", line=choices["line"], number=1)
        await desk.until(**{"is": "note", "text": "too late: that line is on its way already"})
        await desk.until(kind="partner", live=True)
        await desk.says("call", text="freeze")
        await desk.until(frozen=True)
        since = len(guest.heard)
        await asyncio.sleep(0.6)
        quiet = guest.heard[since + 6400 :]  # what was on its way is heard yet
        assert quiet and np.abs(np.frombuffer(quiet, "<i2")).max() < 8  # silence, to a codec
        await desk.says("call", text="go on")
        await desk.until(kind="partner", live=False)
        below = (await desk.until(kind="partner", live=False))["below"]
        assert "feels" in below
        assert (await desk.until(**{"is": "times"}))["text"]
        await desk.says("call", text="hotter")
        await desk.says("call", text="new choice")
        await desk.until(kind="partner", taken_back=True)
        await desk.says("call", text="curtain")
        await desk.until(phase="over")
        await desk.closes()

    what = wishes(tmp_path / "out")
    house = replace(what.settings.house, candidates=2)
    what = replace(what, settings=replace(what.settings, house=house))
    folder, _ = hosted(what, story)
    assert folder
    log = list(read(folder)[1])
    told = [entry.what for entry in log]
    assert PHONE in told and Direction("Lie.", "partner", "director") in told
    holds = [w for w in told if isinstance(w, Hold)]
    assert holds == [Hold(True, "page", "director"), Hold(False, "page", "director")]
    assert Intent("grief", source="beat") in told and Curtain("called") in told
    assert NewChoice(source="page", who="director") in told
    first = next(e for e in exchanges(log) if e.said)
    assert first.rejected and "phone" in first.rejected[0].drafted.lower()
    assert [tag.intent.label for tag in first.intents if tag.bound] == ["grief"]
    assert verify(folder) == []
