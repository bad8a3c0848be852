"""The contract Screen on a page: what the log tells goes out, what the page says comes in.

On the scene's thread; both ways lead over to the house's.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

from ..desk import Link
from ..desk.picture import Picture, Row
from ..desk.plain import intent_words
from ..desk.strokes import Strokes
from ..events import (
    FRAME_S,
    Curtain,
    Cut,
    Event,
    Hold,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Present,
    Say,
    Undo,
    Words,
)
from ..recording import Entry
from ..scene import Scene
from ..settings import DeskSettings
from .messages import Said
from .peer import Peer

NOW_FRAMES = 5  # of the microphone, from one level to the next on the page: 10 a second
STOPPED = "stop word"


class PageScreen:
    """loop: the house's. Keys are a tag machine's, as at the desk (strokes.py), by page time.

    origin_s: when sample 0 was, on time.monotonic().
    """

    def __init__(
        self,
        scene: Scene,
        link: Link,
        peer: Peer,
        loop: asyncio.AbstractEventLoop,
        desk: DeskSettings,
        origin_s: Callable[[], float],
    ) -> None:
        self._link, self._peer, self._loop, self._origin_s = link, peer, loop, origin_s
        self._picture = Picture(scene, link.floor, peer.who, alone=True)
        self._strokes = Strokes(desk.keys, peer.who)
        self._reading = desk.show_reading
        self._stop_word = str((peer.consent or {}).get("stop_word", ""))
        self._rows: list[dict[str, Any]] = []
        self._shown: dict[str, Any] = {}
        self._clauses: dict[int, list[str]] = {}  # of a line: those that are not yet heard
        self._spoken = 0  # the line that can be heard now
        self._frames = 0
        self._struck_s = 0.0
        self._holds = False
        self._names: dict[str, str] = {}  # of all who ever were here
        self._speaks = peer.who
        self._recalls = False

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        """See Screen."""
        self.open()
        gc.freeze()  # see Metronome.begin, for scenes of several
        try:
            await story()
        finally:
            gc.unfreeze()

    def open(self) -> None:
        """The page is in the scene from now on. On the scene's loop."""
        live = asyncio.get_running_loop()

        def take(said: Said, at_s: float) -> None:
            with contextlib.suppress(RuntimeError):  # the scene is over, its loop closed
                live.call_soon_threadsafe(self._take, said, at_s)

        self._peer.take = take
        self._on_house(self._peer.begin)
        self._post({"is": "phase", "phase": "scene"})

    def watch(self, entry: Entry) -> None:
        """See Screen."""
        match entry.what:
            case Say(line=n, text=text):
                self._clauses.setdefault(n, []).append(text)
            case Playing(line=n):
                self._spoken = n
            case Played(line=n) if self._clauses.get(n):
                self._clauses[n].pop(0)
            case Cut(line=n):
                self._clauses.pop(n, None)
            case Words(who=who, text=text) if who == self._peer.who and self._stops(text):
                self._stop_word = ""  # once is enough
                self._link.tell(Mark(STOPPED, self._peer.who))
                self._link.tell(Curtain("called"))
            case Listen(who=who):
                self._speaks = who
            case Present(who=who, name=name, here=here):
                self._names[who] = name
                if who != self._peer.who:
                    self._picture.note(f"{name} is here." if here else f"{name} has left.")
        self._picture.watch(entry)
        if not self._recalls:
            self._draw()

    def recall(self, entries: Iterable[Entry]) -> None:
        """What was played before this page came; its stop word was not said to it."""
        stop_word, self._stop_word, self._recalls = self._stop_word, "", True
        for entry in entries:
            self.watch(entry)
            self._frames = entry.frame
        self._stop_word, self._recalls = stop_word, False
        self._draw()

    def level(self, rms_db: float) -> None:
        """See Screen."""
        if self._holds and not self._peer.mic.here:  # nobody is there to let go
            self._hold(False)
        if self._frames % NOW_FRAMES == 0:
            self._post({"is": "level", "db": round(rms_db, 1)})
        if self._frames % round(1 / FRAME_S) == 0:
            self._post({"is": "seconds", "s": round(self._frames * FRAME_S)})
        self._frames += 1

    def note(self, text: str) -> None:
        """See Screen."""
        self._picture.note(text)
        self._draw()

    def close(self) -> None:
        self._peer.take = lambda said, at_s: None

    # -- out

    def _draw(self) -> None:
        """Whatever differs from what was sent last."""
        picture = self._picture
        for n, row in enumerate(picture.rows):
            shown = self._row(n, row)
            if n == len(self._rows):
                self._rows.append({})
            if shown != self._rows[n]:
                self._rows[n] = shown
                self._post(shown)
        now_s = time.monotonic()
        waiting = self._strokes.tags.waiting(now_s)
        tag = picture.tag
        floor = self._link.floor()
        name = self._name(self._speaks) if floor == "actor" else ""
        self._show({"is": "floor", "floor": floor, "name": name})
        self._show({"is": "direction", "text": picture.direction})
        self._show({"is": "trouble", "text": picture.trouble})
        label, surface = (tag.label, tag.surface) if tag else ("", "")
        words = intent_words(tag) if tag else ""
        stances = [*(tag.stances if tag else ()), *waiting]
        self._show(
            {"is": "tag", "label": label, "surface": surface, "words": words, "stances": stances}
        )

    def _row(self, n: int, row: Row) -> dict[str, Any]:
        """With the clause that can be heard at this moment, for the partner's newest row."""
        shown = {"is": "row", "n": n, **asdict(row), "speaks": "", "name": ""}
        if row.kind == "actor" and len(self._names) > 1:
            shown["name"] = self._names.get(row.who, "")
        if row.kind == "partner":
            shown["below"] = row.below if self._reading else ""
            if row.live and n == self._newest and self._link.floor() == "partner":
                shown["speaks"] = "".join(self._clauses.get(self._spoken, [])[:1])
        return shown

    def _name(self, who: str) -> str:
        """Of another performer; "" = the one of this page."""
        return "" if who == self._peer.who else self._names.get(who, "")

    @property
    def _newest(self) -> int:
        """Number of the partner's newest row."""
        rows = self._picture.rows
        return max((n for n, row in enumerate(rows) if row.kind == "partner"), default=-1)

    def _show(self, message: dict[str, Any]) -> None:
        if self._shown.get(message["is"]) != message:
            self._shown[message["is"]] = message
            self._post(message)

    def _post(self, message: dict[str, Any]) -> None:
        self._on_house(self._peer.board.post, message)

    def _on_house(self, call: Callable[..., None], *given: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the house is closed: the scene goes on
            self._loop.call_soon_threadsafe(call, *given)

    # -- in

    def _take(self, said: Said, at_s: float) -> None:
        """A message of the page, which was said at this time (s, time.monotonic)."""
        match said.kind:
            case "key" if self._strokes.command(said.text) == "hold":
                pass  # a page knows when a key is let go: see "hold"
            case "key":
                if said.typed:
                    self._link.pressed()
                self._struck_s = max(self._struck_s, at_s)  # the tag machine's time only rises
                for event in self._strokes.press(said.text, self._struck_s):
                    self._link.tell(self._from_page(event, self._struck_s))
                self._draw()
            case "hold":
                if said.typed:
                    self._link.pressed()
                self._hold(said.on)
            case "better":
                self._link.tell(self._from_page(self._strokes.better(said.text), at_s))
            case "curtain":
                self._link.tell(Curtain("called"))

    def _hold(self, on: bool) -> None:
        if on is not self._holds:
            self._holds = on
            self._link.tell(Hold(on, "page", self._peer.who))

    def _from_page(self, event: Event, at_s: float) -> Event:
        if isinstance(event, Intent):
            since_s = max(at_s - self._origin_s(), 0.0)
            return replace(event, source="page", at_s=round(since_s, 3))
        if isinstance(event, Undo | NewChoice):
            return replace(event, source="page")
        return event

    def _stops(self, text: str) -> bool:
        """Was the stop word said, as a word or words of their own?"""
        return bool(self._stop_word) and plain(self._stop_word) in plain(text)


def plain(text: str) -> str:
    """Lower case, words only, with blanks around each."""
    words = re.findall(r"[^\W_]+", text.lower())
    return f" {' '.join(words)} "
