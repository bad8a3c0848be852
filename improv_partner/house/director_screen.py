"""The director's page as the live scene knows it: a Screen beside that of the actors.

On the scene's thread. All that is called is told to the stage as an event, and shown once it is in
the log: nothing happens beside the timeline.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from ..crew.mind.candidates import Candidate, Candidates
from ..desk import Link, Screen
from ..events import FRAME_S, Curtain, Direction, Hold, Intent, Listen, Mark, NewChoice, Pick
from ..prompter import card_text
from ..recording import Entry
from ..scene import Beat, Scene
from .choosing import Choosing
from .director import BY, WAITS, Director
from .director_view import NOBODY, TOO_LATE, DirectorView
from .messages import Said

TO_ALL = ("everybody", "partner")  # besides the performers
LEVEL_FRAMES = 5  # of the microphone, from one level to the next on the page: 10 a second
HEAT = {
    "hotter": "Hotter: raise the stakes. Want it more, and let it cost you something.",
    "cooler": "Cooler: play it smaller, softer and slower, and leave room.",
}


class DirectorScreen:
    """actors: the other screen. loop: the house's. candidates: where the mind has several.

    choose_s: how long the partner waits for a choice, when the director wants it to.
    """

    def __init__(
        self,
        actors: Screen,
        scene: Scene,
        link: Link,
        director: Director,
        loop: asyncio.AbstractEventLoop,
        candidates: Candidates | None = None,
        choose_s: float = 0.0,
    ) -> None:
        self._actors, self._link, self._director, self._loop = actors, link, director, loop
        self._candidates = candidates
        self._choosing = Choosing(link.tell, choose_s)
        self._view = DirectorView(scene, link.floor, self._choosing, bool(candidates))
        self._beats: dict[str, Intent] = {}  # for the next line of each performer
        self._frames = 0
        if candidates:
            candidates.show = self._offer

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        """See Screen."""
        live = asyncio.get_running_loop()

        def take(said: Said, at_s: float) -> None:
            with contextlib.suppress(RuntimeError):  # the scene is over, its loop closed
                live.call_soon_threadsafe(self._take, said)

        self._director.take = take
        self._post(self._view.sheet())
        self._post({"is": "phase", "phase": "scene"})
        await self._actors.play(story)

    def watch(self, entry: Entry) -> None:
        """See Screen."""
        self._actors.watch(entry)
        self._choosing.watch(entry)
        self._view.watch(entry)
        if isinstance(entry.what, Listen) and (beat := self._beats.pop(entry.what.who, None)):
            self._link.tell(beat)
        self._draw()

    def level(self, rms_db: float) -> None:
        """See Screen."""
        self._actors.level(rms_db)
        if self._frames % LEVEL_FRAMES == 0:
            self._post({"is": "level", "db": round(rms_db, 1)})
        if self._frames % round(1 / FRAME_S) == 0:
            self._post({"is": "seconds", "s": round(self._frames * FRAME_S)})
        self._frames += 1
        self._choosing.tick(self._frames)

    def note(self, text: str) -> None:
        """See Screen."""
        self._actors.note(text)

    def close(self) -> None:
        """See Screen."""
        self._director.take = lambda said, at_s: None
        self._actors.close()

    # -- out

    def _draw(self) -> None:
        for message in self._view.news():
            self._post(message)

    def _post(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(RuntimeError):  # the house is closed: the scene goes on
            self._loop.call_soon_threadsafe(self._director.board.post, message)

    def _offer(self, candidate: Candidate) -> None:
        self._view.choices.offer(candidate)
        self._draw()

    # -- in

    def _take(self, said: Said) -> None:
        """What was said on the page."""
        match said.kind:
            case "direct" if said.to in TO_ALL or self._view.plays(said.to):
                self._link.tell(Direction(said.text, said.to, BY))
            case "beat" if self._view.plays(said.to):
                self._beat(said.text, said.to)
            case "direct" | "beat":
                self._view.refused(NOBODY)
                self._draw()
            case "pick":
                self._pick(said.line, said.number)
            case "call":
                self._call(said.text)

    def _call(self, name: str) -> None:
        match name:
            case "freeze" | "go on":
                self._link.tell(Hold(name == "freeze", source="page", who=BY))
            case "new choice":
                self._link.tell(NewChoice(source="page", who=BY))
            case "hotter" | "cooler":
                self._link.tell(Direction(HEAT[name], "partner", BY))
            case "mark":
                self._link.tell(Mark("moment", BY))
            case "curtain":
                self._link.tell(Curtain("called"))
            case _ if name in WAITS:
                self._choosing.switch(WAITS[name])
                self._draw()

    def _beat(self, label: str, who: str) -> None:
        """A card at once; the tag with the line that goes on, or else with the next one."""
        self._link.tell(Direction(card_text(Beat(1, label)), who, BY))
        intent = Intent(label, source="beat", who=who)
        if self._link.floor() == "actor":
            self._link.tell(intent)
        else:
            self._beats[who] = intent

    def _pick(self, line: int, number: int) -> None:
        choices, mind = self._view.choices, self._candidates
        if (line, number) == (choices.line, choices.prepared):
            return self._choosing.done()  # that one comes by itself
        picked = mind.pick(line, number) if mind and choices.open and line == choices.line else None
        if mind and picked:
            pick = Pick(line, choices.revision, picked.text, mind.others(picked))
            choices.wish(pick, number)
            self._link.tell(pick)
            self._choosing.done()
        else:
            self._view.refused(TOO_LATE)
        self._draw()
