"""Whole scenes at the desk, in real time: keys in the log, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key

from improv_partner import perform
from improv_partner.crew.scripted import ScriptedActor
from improv_partner.desk import Link
from improv_partner.desk.app import Desk, DeskApp
from improv_partner.errors import CrewError
from improv_partner.events import Curtain, Intent, Listen, Words
from improv_partner.exchanges import exchanges
from improv_partner.recording import Entry, read
from improv_partner.scene import Scene
from improv_partner.settings import DeskSettings

from .desk_room import SMALL
from .scene_sample import sample_scene
from .test_perform import Company, plan


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    made = Company(ScriptedActor([(0.3, 0.5, "You came.")], 2.6), [["I did."], ["Hm."]])
    made.cast(monkeypatch)
    return made


def played(what: perform.Plan, keys: Callable[[Desk, Entry], None]) -> tuple[Path, Desk]:
    """A whole scene at the desk, in real time."""
    desks: list[Desk] = []

    def screen(scene: Scene, link: Link) -> Desk:
        made = Desk(scene, link, DeskSettings(), headless=True, size=SMALL)
        watch = made.watch
        made.watch = lambda entry: (watch(entry), keys(made, entry))[0]  # type: ignore[method-assign]
        desks.append(made)
        return made

    return perform.perform(what, screen, lambda text: None), desks[0]


def test_a_whole_scene_with_keys(company: Company, tmp_path: Path) -> None:
    pressed: list[str] = []

    def keys(desk: Desk, entry: Entry) -> None:
        if isinstance(entry.what, Listen) and not pressed:
            pressed.extend("qqh4")
            for key in pressed:
                desk.app.post_message(Key(key, key))

    folder, desk = played(plan(tmp_path, fast=False), keys)
    entries = list(read(folder)[1])
    one = next(exchanges(entries))
    assert (one.said, one.heard) == ("You came.", "I did.")
    assert [(tag.bound, tag.intent) for tag in one.intents] == [
        (True, Intent("disgust", 3, "joy", ("hiding",)))
    ]
    assert [row.text for row in desk.app.picture.rows] == ["You came.", "I did."]
    assert not desk.app.is_running


def test_a_desk_that_is_closed_ends_the_scene(company: Company, tmp_path: Path) -> None:
    def close(desk: Desk, entry: Entry) -> None:
        if isinstance(entry.what, Words):
            desk.app.exit()

    folder, _ = played(plan(tmp_path, fast=False), close)
    whys = [e.what.why for e in read(folder)[1] if isinstance(e.what, Curtain)]
    assert whys == ["called"]


def test_a_desk_that_cannot_begin_is_told(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr(DeskApp, "run_async", blind)
    with pytest.raises(CrewError, match="add --plain"):
        played(plan(tmp_path, fast=False), lambda desk, entry: None)


def test_a_story_that_fails_is_heard_of() -> None:
    async def run() -> None:
        link = Link(lambda: "open", lambda event: None, lambda: None)
        desk = Desk(sample_scene(), link, DeskSettings(), headless=True, size=SMALL)

        async def story() -> None:
            raise CrewError("the roof fell in")

        await desk.play(story)

    with pytest.raises(CrewError, match="the roof fell in"):
        asyncio.run(run())
