"""improv tag, as a person meets it: a session, a loudspeaker and a keyboard for one review."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from .. import track
from ..errors import CrewError, ImprovError, SettingsError
from ..exchanges import exchanges
from ..notes import ACTOR, LISTENER, Notes, Rater
from ..recording import read
from .clock import Clock, NoClock, SoundClock
from .keys import pressed
from .review import QUIT, Review, spoken
from .tape import Tape


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line, and other keys for tags (see intents.key_map).

    name: "" = the actor. from_: number of an exchange, 0 = go on where the pass before stopped.
    """

    name: str = ""
    blind: bool = False
    from_: int = 0
    speed: float = 1.0
    sound: bool = True
    speaker: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)


def tag(session: Path, wishes: Wishes, console: Console) -> None:
    """Raises RecordingError, SettingsError; ImprovError without a keyboard."""
    header, entries = read(session)
    lines = spoken(exchanges(entries))
    rater = Rater(wishes.name or ACTOR, LISTENER if wishes.name else ACTOR, wishes.blind)
    notes = Notes(session, rater)
    name = str(header.get("scene", {}).get("actor", {}).get("name", ""))
    clock = _clock(session, header, wishes, console)
    try:
        review = Review(lines, notes, rater, clock, console, name, wishes.speed, wishes.keys)
        at = _place(review, wishes.from_, [line.exchange for line in lines])
        if at == len(lines):
            again = "; again: --from 1" if lines else ""
            _say(console, f"{session.name}: nothing left for {rater.name} to tag{again}")
            return
        asyncio.run(_with_keys(review, at))
    finally:
        clock.close()
    done = sum(rating.done for rating in notes.ratings.values())
    _say(console, f"\n{done} of {len(lines)} lines done by {rater.name}: {notes.path}")
    if done < len(lines):
        _say(console, "The same command goes on after the last of them.")


async def _with_keys(review: Review, at: int) -> None:
    with pressed(review.press, QUIT) as keys:
        if not keys:
            raise ImprovError("improv tag needs a terminal with a keyboard")
        await review.run(at)


def _place(review: Review, from_: int, numbers: list[int]) -> int:
    """Raises SettingsError if the actor says nothing from this exchange on."""
    if not from_:
        return review.first()
    place = next((n for n, number in enumerate(numbers) if number >= from_), None)
    if place is None:
        last = f"the last is {numbers[-1]}" if numbers else "the actor said nothing"
        raise SettingsError(f"--from {from_}: there is no such exchange, {last}")
    return place


def _clock(session: Path, header: Mapping[str, Any], wishes: Wishes, console: Console) -> Clock:
    """The loudspeaker if there is one and something to hear; else no time passes."""
    if not wishes.sound:
        return NoClock()
    tape = None
    if header.get("audio"):
        tape = Tape(session, lambda text: _say(console, text), track.players(header))
    if tape is None or tape.empty:
        _say(console, "Recorded without sound: go by the words.")
        return NoClock()
    from ..crew.stereo import StereoSpeaker

    try:
        return SoundClock(tape, StereoSpeaker(wishes.speaker))
    except CrewError as error:
        console.print(f"No sound: {error}; go by the words.", markup=False)
        return NoClock()


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
