#!/usr/bin/env python3
"""Make the pictures of the README: the desk in mid-scene, and the table at its end.

Both are of a real rehearsal, played on virtual time by the real parts. Run it where they are:
    .venv/bin/python scripts/make_picture.py [SCENE [SEED [EXCHANGE]]]
"""

from __future__ import annotations

import asyncio
import io
import re
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from improv_partner import consent, scene
from improv_partner.casting import Source
from improv_partner.desk import Link
from improv_partner.desk.app import DeskApp
from improv_partner.desk.tables import exchange_table
from improv_partner.events import Words
from improv_partner.exchanges import exchanges
from improv_partner.perform import Plan, perform
from improv_partner.recording import Entry, read
from improv_partner.reperform import NoScreen
from improv_partner.scene import Scene
from improv_partner.settings import DeskSettings, Settings

DOCS = Path(__file__).resolve().parents[1] / "docs"
DESK_CELLS = (116, 36)
WORDS_SHOWN = 6  # of the line in which the picture is taken: the actor is still speaking
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


class Still(NoScreen):
    """Keeps what a screen is shown, until the actor speaks in this exchange."""

    def __init__(self, of: Scene, link: Link, exchange: int) -> None:
        self._of, self._link, self._exchange, self._taken = of, link, exchange, False
        self._seen: list[tuple[Entry, str]] = []
        self._levels: list[float] = []

    def watch(self, entry: Entry) -> None:
        self._seen += [] if self._taken else [(entry, self._link.floor())]
        if isinstance(entry.what, Words) and len(entry.what.text.split()) >= WORDS_SHOWN:
            self._taken = len(list(exchanges(e for e, _ in self._seen))) >= self._exchange

    def level(self, rms_db: float) -> None:
        self._levels += [] if self._taken else [rms_db]

    async def svg(self) -> str:
        """As Textual draws it."""
        floor = "open"
        app = DeskApp(self._of, Link(lambda: floor, print, print), DeskSettings())
        async with app.run_test(size=DESK_CELLS) as pilot:
            for entry, floor in self._seen:  # noqa: B007 (the picture asks for the floor)
                app.picture.watch(entry)
            for level in self._levels:
                app.level(level)
            app.draw()
            await pilot.pause(0.2)
            return app.export_screenshot(title=f"improv play {self._of.key}")


def save(svg: str, path: Path) -> None:
    """The picture, without the font that would be fetched from the net."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", FONTS).replace("arial", "sans-serif")
    svg = svg.replace("#f4005f", "#e2a0d8").replace("#97043d", "#8e6a8a")  # nobody is red
    svg = svg.replace("<text ", '<text xml:space="preserve" ')  # some viewers drop leading blanks
    path.write_text(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE), encoding="utf-8")


def main(name: str = "the-soup", seed: str = "3", exchange: str = "5") -> None:
    stills: list[Still] = []

    def screen(of: Scene, link: Link) -> Still:
        stills.append(Still(of, link, int(exchange)))
        return stills[0]

    with tempfile.TemporaryDirectory() as folder:
        chosen, source, out = Settings(), Source("rehearsal"), Path(folder)
        terms = consent.terms(chosen.mind, out, True, source.performer)
        record = terms.record(source.performer, asked=False)
        plan = Plan(scene.load(name), chosen, source, False, out, True, int(seed), True, record)
        header, entries = read(perform(plan, screen, print))
        table = Console(record=True, file=io.StringIO(), width=92)
        table.print(exchange_table(exchanges(entries), header))
    save(asyncio.run(stills[0].svg()), DOCS / "desk.svg")
    save(table.export_svg(title="improv show", theme=MONOKAI), DOCS / "exchanges.svg")


if __name__ == "__main__":
    main(*sys.argv[1:])
