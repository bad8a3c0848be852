"""The scene as lines of text: what was said scrolls by, below it floor, level and live words.

On a terminal the lower part is redrawn in place; elsewhere (a file, a pipe, CI) the live words are
lines of their own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from ..events import (
    Curtain,
    Cut,
    Direction,
    Intent,
    Listen,
    Mark,
    Played,
    Playing,
    Reading,
    Trouble,
    Words,
)
from ..exchanges import Exchange, Fold
from ..recording import Entry
from ..scene import Scene

FLOORS = {
    "open": ("The floor is open.", "green"),
    "actor": ("You have the floor.", "bold cyan"),
    "thinking": ("{partner} thinks.", "yellow"),
    "partner": ("{partner} speaks.", "bold magenta"),
}
NAME_CELLS = 6, 16  # the column of names is as wide as they need, within these
PANEL_CELLS = 78
BAR_CELLS = 24
HINT = "Ctrl-C: curtain"
QUIET_DB, LOUD_DB = -60.0, 0.0  # ends of the level meter
TOO_LOUD = 0.95  # share of the meter from which it is red: -3 dB
REDRAW_FRAMES = 5  # 10 times a second: quick enough for a meter, cheap for the loop


class PlainScreen:
    """floor: who has it now. console: where to draw. foot: a last line below, for a replay."""

    def __init__(
        self,
        scene: Scene,
        floor: Callable[[], str],
        console: Console,
        foot: Callable[[], Text] | None = None,
    ) -> None:
        self._scene, self._floor, self._console, self._foot = scene, floor, console, foot
        self._muted = False
        self._fold = Fold()
        self._words = ""
        self._words_s: float | None = None  # when the actor began to say them
        self._heard = ""
        self._db = QUIET_DB
        self._frames = 0
        longest = max(len(scene.actor.name), len(scene.character.name))
        self._names = min(max(longest, NAME_CELLS[0]), NAME_CELLS[1])
        self._live: Live | None = None
        if console.is_terminal:
            self._live = Live(self.panel(), console=console, auto_refresh=False, transient=True)
            self._live.start()

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        await story()

    def watch(self, entry: Entry) -> None:
        self._fold.add(entry)
        now = self._fold.now
        match entry.what:
            case Words(text=text, final=final):
                self._live_words(text, final)
                self._words_s = now.timing.actor_start_s
            case Listen():
                self._unanswered()
            case Intent() as intent:
                self._print("", f"(played with {intent_words(intent)})", "dim")
            case Direction(to="actor" | "everybody", text=text):
                self._print("", f"» {text}", "bold yellow", entry.t)
            case Mark(text=text):
                self._print("", f"[{text}]", "dim", entry.t)
            case Trouble(who=who, what=what):
                self._print("!", f"{who}: {what}", "bold red", entry.t)
            case Playing():
                self._words = ""
                if now.said:
                    start_s = now.timing.actor_start_s
                    self._print(self._scene.actor.name, now.said, "cyan", start_s)
            case Played(text=text, cut=cut):
                self._heard = f"{self._heard} {text}".strip()
                if cut:
                    self._partner_said(self._fold.of_line(entry.what.line) or now)
            case Cut(why="barge-in"):
                self._words = ""
        ended = not isinstance(entry.what, Curtain | Cut)  # what they cut is told after them
        if self._heard and ended and self._floor() == "open":
            self._partner_said(now)
        self._redraw()

    def recall(self, entries: Iterable[Entry]) -> None:
        """Forget everything and take these entries as seen: what follows goes on from there."""
        self._fold, self._words, self._heard = Fold(), "", ""
        self._muted = True
        for entry in entries:
            self.watch(entry)
        self._muted = False
        self._redraw()

    def level(self, rms_db: float) -> None:
        self._db = max(rms_db, self._db - 2.0)  # falls slowly, so that the eye can follow
        self._frames += 1
        if self._frames % REDRAW_FRAMES == 0:
            self._redraw()

    def note(self, text: str) -> None:
        self._console.print(Text(text, "dim"))

    def close(self) -> None:
        """The part that is redrawn in place goes; what is said is still printed."""
        self._unanswered()
        if self._live:
            self._live.stop()

    def panel(self) -> Group:
        """What is redrawn in place: the words of whoever speaks, the level, and the floor."""
        floor = self._floor()
        words, style = FLOORS[floor]
        width = min(self._console.width, PANEL_CELLS)
        speaks = self._heard if floor == "partner" else self._words
        live = Text(" " * self._margin).append(newest(speaks, width - self._margin), "italic")
        status = Text().append("   mic  ", "dim").append_text(self._meter()).append("  ")
        status.append(words.format(partner=self._scene.character.name), style)
        if self._foot is None and (left := width - len(status)) > len(HINT):
            status.append(f"{HINT:>{left}}", "dim")
        rows = [live, Text("─" * width, "dim"), status, *([self._foot()] if self._foot else [])]
        for row in rows:
            row.truncate(width)
        return Group(*rows)

    @property
    def _margin(self) -> int:
        """Cells before the words: seconds and name."""
        return 6 + 2 + self._names + 2

    def _meter(self) -> Text:
        share = (min(max(self._db, QUIET_DB), LOUD_DB) - QUIET_DB) / (LOUD_DB - QUIET_DB)
        cells = round(share * BAR_CELLS)
        bar = Text("█" * cells, "green" if share < TOO_LOUD else "red")
        return bar.append("░" * (BAR_CELLS - cells), "dim")

    def _live_words(self, text: str, final: bool) -> None:
        changed, self._words = text != self._words, text
        if text and changed and not final and self._live is None:
            self._print("", f"… {text}", "dim")

    def _unanswered(self) -> None:
        """What the actor said, if it is over and the partner has not answered."""
        if self._words:
            self._print(self._scene.actor.name, self._words, "cyan", self._words_s)
        self._words = ""

    def _partner_said(self, exchange: Exchange) -> None:
        cut = " — (cut off)" if exchange.cut else ""
        start_s = exchange.timing.first_sound_s
        self._print(self._scene.character.name, self._heard + cut, "magenta", start_s)
        self._heard = ""
        if facts := exchange_facts(exchange):
            self._print("", facts, "dim")

    def _print(self, who: str, text: str, style: str, t: float | None = None) -> None:
        """Seconds (of the first sound, or of the event), name, and words beside them."""
        if self._muted:
            return
        time = "" if t is None else f"{t:.1f}"
        row = (
            Text()
            .append(f"{time:>6}  ", "dim")
            .append(f"{who[: self._names]:<{self._names}}  ", style)
        )
        width = max(self._console.width - self._margin, self._margin)
        lines = Text(text, style).wrap(self._console, width)
        for line in lines:
            line.rstrip()
        row.append_text(Text("\n" + " " * self._margin).join(lines))
        self._console.print(row, soft_wrap=True)

    def _redraw(self) -> None:
        if self._live and self._live.is_started and not self._muted:
            self._live.update(self.panel(), refresh=True)


def newest(words: str, cells: int) -> str:
    """The end of these words, if not all of them fit."""
    if len(words) <= cells:
        return words
    end = words[len(words) - cells + 1 :]  # one sign more: is it a blank?
    return "… " + (end.partition(" ")[2] or end[1:])


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
