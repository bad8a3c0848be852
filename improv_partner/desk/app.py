"""The desk: the whole terminal as the actor's screen, with a key for every feeling.

The picture (picture.py) is data that the log changes; ten times a second what differs is drawn. So
the live loop, which runs beside it in the same thread, never waits for the screen for long.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Hashable
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.theme import Theme
from textual.widgets import Static

from ..errors import CrewError
from ..events import FRAME_S, Curtain
from ..recording import Entry
from ..scene import Scene
from ..settings import DeskSettings
from . import Link, panels
from .boxes import BetterBox, HelpBox
from .picture import Picture, Row
from .plain import NAME_CELLS, QUIET_DB
from .strokes import Strokes

PANELS = ("title", "direction", "trouble", "status", "grid", "foot")
REDRAW_S = 0.1  # quick enough for a meter, cheap for the loop
FALL_DB = 2.0  # the meter falls so much in a frame at most, so that the eye can follow
NIGHT = Theme(
    "night", primary="#e9b872", secondary="#8a8fa8", background="#13141b", surface="#1c1e28",
    panel="#232633", foreground="#d9dbe6", success="#8fc98b", warning="#f2c14e", error="#f0717a",
    variables={"actor": "#7cc4e8", "partner": "#e2a0d8", "rule": "#3a3e50", "on-primary": "#1c1405",
               "on-warning": "#1c1405", "text-muted": "#8a8fa8"},
)  # fmt: skip
DAY = Theme(
    "day", primary="#8a4b08", secondary="#5f6475", background="#fbf8f1", surface="#f0ebdf",
    panel="#e8e1d2", foreground="#22242e", success="#2c7a33", warning="#f2c14e", error="#b3202c",
    dark=False,
    variables={"actor": "#0b5c8a", "partner": "#8a2c7d", "rule": "#c9c0ad", "on-primary": "#fffaf0",
               "on-warning": "#1c1405", "text-muted": "#6a6553"},
)  # fmt: skip


class Line(Horizontal):
    """A row of the transcript."""

    def __init__(self, who: Content, names: int) -> None:
        self._who = Static(who, classes="who")
        self._words = Static("", classes="words")
        super().__init__(self._who, self._words)
        self._who.styles.min_width = panels.TIME_CELLS + 2 + names + 2

    def show(self, who: Content, words: Content, silent: bool) -> None:
        self._who.update(who)
        self._words.update(words)
        self.set_class(silent, "silent")


class DeskApp(App[None]):
    """ready: is set when it can be seen. who: whose tags the keys are."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 (as Textual has it)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c,ctrl+q", "curtain", priority=True)]

    def __init__(self, scene: Scene, link: Link, wishes: DeskSettings, who: str = "actor") -> None:
        super().__init__()
        self._scene, self._link, self._reading = scene, link, wishes.show_reading
        for theme in (NIGHT, DAY):
            self.register_theme(theme)
        self.theme = DAY.name if wishes.light else NIGHT.name
        self._strokes = Strokes(wishes.keys, who)
        self.picture = Picture(scene, link.floor)
        self.ready = asyncio.Event()
        self._db, self._frames = QUIET_DB, 0
        self._panels = {name: Static(id=name) for name in PANELS}
        self._transcript = VerticalScroll(id="transcript")
        self._drawn: dict[str, Hashable] = {}
        self._lines: list[tuple[Hashable, Line]] = []
        longest = max(len(scene.actor.name), len(scene.character.name))
        self._names = min(max(longest, NAME_CELLS[0]), NAME_CELLS[1])

    def compose(self) -> ComposeResult:
        panel = self._panels
        yield panel["title"]
        with Horizontal(id="stage"):
            with Vertical(id="main"):
                yield Static(panels.prompt(self._scene), id="prompt")
                yield panel["direction"]
                yield self._transcript
                yield from (panel["trouble"], panel["status"], panel["grid"])
            with VerticalScroll(id="card", can_focus=False):
                yield Static(panels.card(self._scene))
        yield panel["foot"]

    def on_mount(self) -> None:
        self._transcript.anchor()
        self._transcript.focus()
        self.set_interval(REDRAW_S, self.draw)
        # Textual makes tasks of this loop run at once (Python 3.12); the live scene is in it, too.
        asyncio.get_running_loop().set_task_factory(None)
        self.call_after_refresh(self.ready.set)

    def level(self, rms_db: float) -> None:
        self._db = max(rms_db, self._db - FALL_DB)
        self._frames += 1

    # -- keys

    async def on_event(self, event: events.Event) -> None:
        """Every key clicks; while no box is open each of them may mean something."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._link.pressed()
            if len(self.screen_stack) == 1 and self._struck(event):
                return
        await super().on_event(event)

    def _struck(self, event: events.Key) -> bool:
        key = event.character.lower() if event.is_printable and event.character else event.key
        for told in self._strokes.press(key, asyncio.get_running_loop().time()):
            self._link.tell(told)
        match self._strokes.command(key):
            case "help":
                self.push_screen(HelpBox(self._strokes.help()))
            case "better line":
                self.push_screen(BetterBox(self._scene.character.name), self._better)
            case "reading":
                self._reading = not self._reading
            case "light":
                self.theme = NIGHT.name if self.theme == DAY.name else DAY.name
        return self._strokes.means(key)

    def _better(self, line: str | None) -> None:
        if line:
            self._link.tell(self._strokes.better(line))

    def action_curtain(self) -> None:
        self._link.tell(Curtain("called"))

    # -- what is seen

    def draw(self) -> None:
        """Whatever differs from what was drawn last."""
        if not self.screen_stack:
            return
        picture, tags = self.picture, self._strokes.tags
        now_s = asyncio.get_running_loop().time()
        tag, waiting = picture.tag, tags.waiting(now_s)
        for told in self._strokes.held.passes(now_s):
            self._link.tell(told)
        tall = {"-tall", "-wide"} <= self.screen_stack[0].classes
        floor, partner = self._link.floor(), self._scene.character.name
        seconds = int(self._frames * FRAME_S)
        self._put("title", panels.title, self._scene, picture.number, seconds, self._wide("title"))
        self._put("status", panels.status, floor, partner, self._db, self._wide("status"))
        self._put("grid", panels.grid, tags.keys, tag, waiting, self._wide("grid"), tall)
        key_of = self._strokes.key_of | {"undo": _undo(tags.keys)}
        self._put("foot", panels.foot, key_of, self._wide("foot"))
        self._put("direction", Content, picture.direction and f"▶ {picture.direction}")
        self._put("trouble", Content, picture.trouble and f"! {picture.trouble}")
        for name, text in (("direction", picture.direction), ("trouble", picture.trouble)):
            self._panels[name].set_class(bool(text), "on")
        self._panels["grid"].border_title = panels.meant(tag, waiting)
        times = f"s after you: {picture.times}" if picture.times else ""
        self._transcript.border_title = times
        self._draw_rows(picture.rows)

    def _draw_rows(self, rows: list[Row]) -> None:
        new: list[Line] = []
        for n, row in enumerate(rows):
            seen = (row, self._reading)
            if n < len(self._lines) and self._lines[n][0] == seen:
                continue
            who = panels.speaker(row, self._scene, self._names)
            if n == len(self._lines):
                new.append(Line(who, self._names))
                self._lines.append((None, new[-1]))
            line = self._lines[n][1]
            line.show(who, panels.said(row, self._reading), not row.text)
            self._lines[n] = (seen, line)
        if new:
            self._transcript.mount(*new)

    def _wide(self, name: str) -> int:
        return self._panels[name].content_size.width

    def _put(self, name: str, make: Callable[..., Content], *given: object) -> None:
        """Draw it anew if what it is made of has changed."""
        key = tuple(tuple(g.items()) if isinstance(g, dict) else g for g in given)
        if self._drawn.get(name) != key:
            self._drawn[name] = key
            self._panels[name].update(make(*given))


def _undo(keys: dict[str, str]) -> str:
    return next(key for key, meaning in keys.items() if meaning == "undo")


class Desk:
    """The contract Screen on the whole terminal. headless: without one, for pictures and tests."""

    def __init__(
        self,
        scene: Scene,
        link: Link,
        wishes: DeskSettings,
        who: str = "actor",
        headless: bool = False,
        size: tuple[int, int] | None = None,
    ) -> None:
        self.app = DeskApp(scene, link, wishes, who)
        self._link, self._headless, self._size = link, headless, size

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        """See Screen. If the display fails, its error is printed and the scene is over.

        Raises CrewError if it cannot even begin.
        """

        async def once_seen() -> None:
            await self.app.ready.wait()
            gc.freeze()  # what is there stays: looking through it again took 0.1 s in mid-scene
            try:
                await story()
            finally:
                gc.unfreeze()
                self.app.exit()

        scene = asyncio.create_task(once_seen())
        try:
            await self.app.run_async(headless=self._headless, size=self._size, mouse=False)
        finally:
            if not self.app.ready.is_set():
                scene.cancel()
            elif not scene.done():
                self._link.tell(Curtain("called"))
            await asyncio.wait([scene])
        if scene.cancelled():
            raise CrewError("this terminal cannot show the desk; add --plain")
        scene.result()

    def watch(self, entry: Entry) -> None:
        self.app.picture.watch(entry)

    def level(self, rms_db: float) -> None:
        self.app.level(rms_db)

    def note(self, text: str) -> None:
        self.app.picture.note(text)

    def close(self) -> None:
        """It has gone already, when the story ended."""
