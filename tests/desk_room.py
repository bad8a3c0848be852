"""A desk without a terminal, in a scene that the test tells; and the text that is seen there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from textual.pilot import Pilot

from improv_partner.desk import Link
from improv_partner.desk.app import DeskApp
from improv_partner.events import Event
from improv_partner.scene import Scene
from improv_partner.settings import DeskSettings

from .scene_sample import sample_scene
from .test_exchanges import log

CELLS = r'<text class="[^"]*-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>'
CELL = 12.2  # width in Textual's picture
SMALL, LARGE = (80, 24), (120, 40)
at_both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@dataclass
class Room:
    """A desk in a scene that the test tells. told: what the keys told; clicks: keys heard."""

    app: DeskApp
    pilot: Pilot[None]
    told: list[Event]
    state: dict[str, Any]
    rows: list[tuple[float, Any]] = field(default_factory=list)

    async def shows(self, *rows: tuple[float, Any], floor: str = "actor") -> str:
        """The log goes on with this; what is seen then."""
        self.state["floor"] = floor
        before = len(self.rows)
        self.rows += rows
        for entry in log(*self.rows)[before:]:
            self.app.picture.watch(entry)
        return await self.seen()

    async def press(self, *keys: str) -> str:
        """Keys, and as perform does it: what they tell comes back in the log."""
        before = len(self.told)
        await self.pilot.press(*keys)
        t = self.rows[-1][0] if self.rows else 0.5
        return await self.shows(*[(t, event) for event in self.told[before:]])

    async def seen(self) -> str:
        self.app.draw()
        await self.pilot.pause()
        return seen(self.app)


def seen(app: DeskApp) -> str:
    """The terminal as text, from Textual's own picture of it."""
    svg = app.export_screenshot(simplify=True)
    rows: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in re.findall(CELLS, svg):
        rows.setdefault(float(y), []).append((float(x), unescape(text).replace("\xa0", " ")))
    width = app.size.width
    lines = []
    for _, parts in sorted(rows.items()):
        line = " " * width
        for x, text in sorted(parts):
            at = round(x / CELL)
            line = line[:at] + text + line[at + len(text) :]
        lines.append(line.rstrip())
    return "\n".join(lines)


def flat(text: str, size: tuple[int, int]) -> str:
    """The words of the card: on a large terminal it stands at the right."""
    lines = text.splitlines()
    rows = [line.partition("│")[2] for line in lines] if size == LARGE else lines
    return " ".join(" ".join(rows).split())


def at_desk(
    story: Callable[[Room], Awaitable[None]],
    size: tuple[int, int] = SMALL,
    wishes: DeskSettings | None = None,
    scene: Scene | None = None,
) -> None:
    state: dict[str, Any] = {"floor": "open", "clicks": 0}
    told: list[Event] = []

    def pressed() -> None:
        state["clicks"] += 1

    async def run() -> None:
        link = Link(lambda: state["floor"], told.append, pressed)
        app = DeskApp(scene or sample_scene(), link, wishes or DeskSettings())
        async with app.run_test(size=size) as pilot:
            await story(Room(app, pilot, told, state))

    asyncio.run(run())
