#!/usr/bin/env python3
"""Make the pictures of the README: a rehearsal in mid-play, and the table at its end.

Both are of a real rehearsal, played on virtual time by the real parts. Run it where they are:
    .venv/bin/python scripts/make_picture.py [SCENE [SEED [EXCHANGE]]]
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from improv_partner import consent, scene, settings
from improv_partner.casting import Source
from improv_partner.desk.plain import PlainScreen
from improv_partner.desk.tables import exchange_table
from improv_partner.events import Words
from improv_partner.exchanges import exchanges
from improv_partner.perform import Plan, perform
from improv_partner.recording import Entry, read
from improv_partner.scene import Scene

DOCS = Path(__file__).resolve().parents[1] / "docs"
SCREEN_COLUMNS, TABLE_COLUMNS = 80, 92
WORDS_SHOWN = 6  # of the line in which the picture is taken: the actor is still speaking
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
NIGHT = TerminalTheme(
    (22, 24, 33), (205, 208, 219),
    [(22, 24, 33), (240, 113, 120), (135, 200, 134), (232, 190, 110),
     (110, 160, 240), (214, 145, 226), (96, 200, 214), (205, 208, 219)],
)  # fmt: skip


def console(columns: int) -> Console:
    """Remembers what is printed, in colour, and shows nothing."""
    return Console(record=True, file=io.StringIO(), force_terminal=False, width=columns)


class Still(PlainScreen):
    """The screen without redrawing; takes its picture while the actor speaks in one exchange."""

    def __init__(self, of: Scene, floor: Callable[[], str], exchange: int) -> None:
        self.canvas, self._exchange, self._taken = console(SCREEN_COLUMNS), exchange, False
        super().__init__(of, floor, self.canvas)

    def watch(self, entry: Entry) -> None:
        if self._taken:
            return
        super().watch(entry)
        if isinstance(entry.what, Words) and self._fold.now.number == self._exchange:
            self._taken = len(entry.what.text.split()) >= WORDS_SHOWN
        if self._taken:
            self.canvas.print(self.panel())

    def _live_words(self, text: str, final: bool) -> None:
        self._words = text


def save(canvas: Console, title: str, path: Path) -> None:
    """The picture, without the font that rich would fetch from the net."""
    svg = canvas.export_svg(title=title, theme=NIGHT)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", FONTS).replace(
        "font-family: arial", "font-family: sans-serif"
    )
    path.write_text(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE), encoding="utf-8")
    print(path)


def main(name: str = "the-soup", seed: str = "3", exchange: str = "5") -> None:
    screens: list[Still] = []

    def screen(of: Scene, floor: Callable[[], str]) -> Still:
        screens.append(Still(of, floor, int(exchange)))
        return screens[0]

    with tempfile.TemporaryDirectory() as folder:
        chosen, source, out = settings.Settings(), Source("rehearsal"), Path(folder)
        terms = consent.terms(chosen.mind, out, True, source.performer)
        record = terms.record(source.performer, asked=False)
        plan = Plan(scene.load(name), chosen, source, False, out, True, int(seed), True, record)
        header, entries = read(perform(plan, screen, print))
        table = console(TABLE_COLUMNS)
        table.print(exchange_table(exchanges(entries), header))
    save(screens[0].canvas, f"improv play {name}", DOCS / "screen.svg")
    save(table, "improv show", DOCS / "exchanges.svg")


if __name__ == "__main__":
    main(*sys.argv[1:])
