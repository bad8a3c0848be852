"""The scene as lines of text: what was said scrolls by, below it floor, level and live words.

On a terminal the lower part is redrawn in place; elsewhere (a file, a pipe, CI) the live words are
lines of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ..events import Cut, Intent, Listen, Mark, Played, Playing, Prepare, Reading, Trouble, Words
from ..exchanges import Exchange, Fold
from ..recording import Entry
from ..scene import Scene

FLOORS = {
    "open": ("The floor is open.", "green"),
    "actor": ("You have the floor.", "bold cyan"),
    "thinking": ("{partner} thinks.", "yellow"),
    "partner": ("{partner} speaks.", "bold magenta"),
}
BAR_CELLS = 30
QUIET_DB, LOUD_DB = -60.0, 0.0  # ends of the level meter
REDRAW_FRAMES = 5  # 10 times a second: quick enough for a meter, cheap for the loop


class PlainScreen:
    """floor: who has it now. console: where to draw."""

    def __init__(self, scene: Scene, floor: Callable[[], str], console: Console) -> None:
        self._scene, self._floor, self._console = scene, floor, console
        self._fold = Fold()
        self._words = ""
        self._heard = ""
        self._db = QUIET_DB
        self._frames = 0
        self._live: Live | None = None
        if console.is_terminal:
            self._live = Live(self._panel(), console=console, auto_refresh=False, transient=True)
            self._live.start()

    def watch(self, entry: Entry) -> None:
        self._fold.add(entry)
        now = self._fold.now
        match entry.what:
            case Words(text=text, final=final):
                self._live_words(text, final)
            case Prepare(why="turn") | Listen():
                self._words = ""
            case Intent() as intent:
                self._print(entry.t, "", f"(played with {intent_words(intent)})", "dim")
            case Mark(text=text):
                self._print(entry.t, "", f"[{text}]", "dim")
            case Trouble(who=who, what=what):
                self._print(entry.t, "!", f"{who}: {what}", "bold red")
            case Playing():
                self._print(entry.t, self._scene.actor.name, now.said, "cyan", when=now.said != "")
            case Played(text=text, cut=cut):
                self._heard = f"{self._heard} {text}".strip()
                if cut:
                    self._partner_said(entry.t, self._fold.of_line(entry.what.line) or now)
            case Cut(why="barge-in"):
                self._words = ""
        if self._heard and self._floor() == "open":
            self._partner_said(entry.t, now)
        self._redraw()

    def level(self, rms_db: float) -> None:
        self._db = max(rms_db, self._db - 2.0)  # falls slowly, so that the eye can follow
        self._frames += 1
        if self._frames % REDRAW_FRAMES == 0:
            self._redraw()

    def note(self, text: str) -> None:
        self._console.print(Text(text, "dim"))

    def close(self) -> None:
        if self._live:
            self._live.stop()

    def _live_words(self, text: str, final: bool) -> None:
        changed, self._words = text != self._words, text
        if text and changed and not final and self._live is None:
            self._console.print(Text(f"{'':>18}… {text}", "dim"))

    def _partner_said(self, t: float, exchange: Exchange) -> None:
        name = self._scene.character.name
        cut = " — (cut off)" if exchange.cut else ""
        self._print(t, name, self._heard + cut, "magenta")
        self._heard = ""
        if facts := exchange_facts(exchange):
            self._print(t, "", facts, "dim")

    def _print(self, t: float, who: str, text: str, style: str, when: bool = True) -> None:
        if not when:
            return
        row = Table.grid(padding=(0, 1))
        row.add_column(width=6, justify="right", style="dim")
        row.add_column(width=10, style=style, no_wrap=True)
        row.add_column()
        row.add_row(f"{t:.1f}", who, Text(text, style))
        self._console.print(row)

    def _panel(self) -> Group:
        words, style = FLOORS[self._floor()]
        share = (min(max(self._db, QUIET_DB), LOUD_DB) - QUIET_DB) / (LOUD_DB - QUIET_DB)
        bar = "█" * round(share * BAR_CELLS)
        meter = Text("mic ", "dim").append(
            f"{bar:<{BAR_CELLS}}", "green" if share < 0.95 else "red"
        )
        floor = Text(words.format(partner=self._scene.character.name), style)
        return Group(
            Text("─" * min(self._console.width, 78), "dim"),
            Text.assemble(meter, "  ", floor),
            Text(self._words or " ", "italic", no_wrap=True, overflow="ellipsis"),
            Text("Ctrl-C: curtain", "dim"),
        )

    def _redraw(self) -> None:
        if self._live:
            self._live.update(self._panel(), refresh=True)


def intent_words(intent: Intent) -> str:
    """A tag in words: "grief 3 under joy, hiding"."""
    words = f"{intent.label} {intent.intensity}"
    if intent.surface:
        words += f" under {intent.surface}"
    return ", ".join((words, *intent.stances))


def reading_words(reading: Reading | None) -> str:
    """What the partner read, and feels: "read grief 3, feels tenderness 2"; "" if neither."""
    if reading is None:
        return ""
    stance = f"{reading.stance} " if reading.stance else ""
    read = (
        f"read {stance}{reading.label} {reading.intensity or ''}".strip() if reading.label else ""
    )
    feels = f"feels {reading.own} {reading.own_intensity or ''}".strip() if reading.own else ""
    return ", ".join(part for part in (read, feels) if part)


def exchange_facts(exchange: Exchange) -> str:
    """Reading and timing of an exchange in one line."""
    gap = exchange.timing.gap_s
    words = reading_words(exchange.reading)
    return ", ".join(
        part for part in (words, f"{gap:.2f} s after you" if gap is not None else "") if part
    )
