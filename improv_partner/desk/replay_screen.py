"""improv replay, as a person meets it: a recorded session is heard and seen again.

The screen is the one of the live scene, with a line below it: where we are, and which keys there
are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from .. import track
from ..crew.loudness import FLOOR_DB
from ..errors import CrewError, RecordingError, SceneError
from ..minutes import minutes
from ..recording import Entry, read
from ..scene import Scene
from .clock import Clock, LoopClock, NoClock, SoundClock
from .keys import pressed
from .plain import PANEL_CELLS, PlainScreen
from .player import Place, Player
from .tape import Tape
from .timeline import Moment, Span, Timeline

KEYS = "space n p + - q"
HELP = "space: hold, n p or arrows: next, previous exchange, + -: speed, q: end"
METER_S = 0.08  # so often the level is read: as often as it is drawn
ALONE = "the text alone, in time"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line. from_: see Timeline.find. speaker: "" = default."""

    from_: str = ""
    speed: float = 1.0
    fast: bool = False
    sound: bool = True
    speaker: str = ""


class ReplayScreen:
    """The Viewer on a terminal, or in a pipe. tape: for the level meter."""

    def __init__(
        self, scene: Scene, timeline: Timeline, tape: Tape | None, console: Console
    ) -> None:
        self._timeline, self._tape, self._console = timeline, tape, console
        self._floor = "open"
        self._place = Place(0.0, 1, 1.0, False)
        self._level_s, self._level_db = -1.0, FLOOR_DB  # the newest reading of the meter
        self._screen = PlainScreen(scene, lambda: self._floor, console, self._foot)
        self.note, self.close = self._screen.note, self._screen.close

    def show(self, entry: Entry, floor: str) -> None:
        self._floor = floor
        self._screen.watch(entry)

    def recall(self, place: Place, past: Sequence[Moment]) -> None:
        def entries() -> Iterator[Entry]:
            self._floor = "open"
            for entry, self._floor in past:
                yield entry

        self._place = place
        if past:
            self._screen.note(f"— exchange {place.exchange}, {minutes(place.at_s)} —")
        self._screen.recall(entries())

    def place(self, place: Place) -> None:
        self._place = place
        if self._tape and abs(place.at_s - self._level_s) > METER_S:
            self._level_s, self._level_db = place.at_s, self._tape.level_db(place.at_s)
        self._screen.level(FLOOR_DB if place.held else self._level_db)

    def _foot(self) -> Text:
        place, count = self._place, self._timeline.spans[-1].exchange
        text = Text("   ").append("held    " if place.held else "replay  ", "bold")
        text.append(f"exchange {place.exchange} of {count}   ")
        text.append(f"{minutes(place.at_s)} of {minutes(self._timeline.length_s)}")
        text.append(f"   x{place.speed:g}" if place.speed != 1.0 else "")
        left = min(self._console.width, PANEL_CELLS) - len(text)
        return text.append(f"{KEYS:>{left}}" if left > len(KEYS) else "", "dim")


def replay(session: Path, wishes: Wishes, console: Console, chosen: Sequence[Span] = ()) -> None:
    """Play it, or these stretches of it. Raises RecordingError, SettingsError."""
    header, entries = read(session)
    scene = _scene(header, session)

    def say(text: str) -> None:
        console.print(text, style="yellow", markup=False)

    tape = Tape(session, say, track.players(header)) if header.get("audio") else None
    timeline = Timeline(entries, tape.length_s if tape else 0.0)
    from_s = timeline.find(wishes.from_) if wishes.from_ else 0.0
    clock = _clock(wishes, tape, say)
    screen = ReplayScreen(scene, timeline, tape, console)
    player = Player(timeline, screen, clock, wishes.speed, chosen)
    try:
        if wishes.fast:
            screen.close()
        if wishes.fast or not console.is_terminal:
            asyncio.run(player.run(from_s))
        else:
            asyncio.run(_with_keys(player, from_s, screen))
    finally:
        screen.close()
        clock.close()


async def _with_keys(player: Player, from_s: float, screen: ReplayScreen) -> None:
    with pressed(player.press) as keys:
        if keys:
            screen.note(HELP)
        await player.run(from_s)


def _clock(wishes: Wishes, tape: Tape | None, say: Callable[[str], None]) -> Clock:
    if wishes.fast:
        return NoClock()
    if tape is None:
        say(f"Recorded without sound: {ALONE}.")
    elif wishes.sound and not tape.empty:
        from ..crew.stereo import StereoSpeaker

        try:
            return SoundClock(tape, StereoSpeaker(wishes.speaker))
        except CrewError as error:
            say(f"No sound: {error}; {ALONE}.")
    return LoopClock()


def _scene(header: dict[str, Any], session: Path) -> Scene:
    try:
        return Scene.from_dict(header.get("scene", {}))
    except SceneError as error:
        raise RecordingError(f"{session}: its header does not hold the scene: {error}") from error
