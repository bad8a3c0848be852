"""improv probe: what does a model read in each recorded line of the actor? Nothing else is asked.

For sessions recorded without readings, or by another model. The model is asked as in the scene,
with what really happened up to there, and is stopped once its header is there. It never sees the
actor's tags. The readings go into notes.jsonl, beside those of people.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from . import casting
from .crew import Mind, Moment
from .errors import CrewError, RecordingError
from .events import Reading
from .intents import TAG_SET, level
from .jsonl import append
from .judge import GIVE_UP_AFTER
from .notes import FILE
from .research.parent import Parent
from .sending import no_sending
from .settings import Settings
from .transcript import Line


@dataclass(frozen=True, slots=True)
class Probed:
    """What was read in the actor's line of an exchange. why: the line it could not be read for."""

    exchange: int
    said: str
    meant: str
    reading: Reading | None
    why: str = ""

    @property
    def level(self) -> str:
        return level(self.meant, self.reading.label if self.reading else "")


def probe(parent: Parent, settings: Settings, seed: int, agreed: bool) -> list[Probed]:
    """Every line of the actor; one that fails is reported, and the rest goes on.

    After GIVE_UP_AFTER in a row without an answer it stops: gave_up().
    agreed: see no_sending(). Raises SettingsError if only this yes is missing, RecordingError if a
    performer did not permit it, or the notes cannot be written.
    """
    may_probe(parent, settings, agreed)
    return asyncio.run(_probe(parent, settings, seed))


def may_probe(parent: Parent, settings: Settings, agreed: bool) -> None:
    """Raises as probe() does, before anything is asked; agreed: see no_sending()."""
    if why := no_sending(parent.folder, parent.header, settings.mind, agreed):
        raise RecordingError(why)


async def _probe(parent: Parent, settings: Settings, seed: int) -> list[Probed]:
    here: list[str] = []  # who of several performers was there, at each line
    mind = await casting.mind(settings, parent.scene, seed, lambda text: None, company=lambda: here)
    try:
        done: list[Probed] = []
        async with aclosing(_each(parent, mind, here)) as each:
            async for probed in each:
                done.append(probed)
                if gave_up(done):
                    break
        return done
    finally:
        await mind.close()


def gave_up(done: Sequence[Probed]) -> bool:
    """The last ones had no answer, so the rest was not asked."""
    last = done[-GIVE_UP_AFTER:]
    return len(last) == GIVE_UP_AFTER and all(one.why for one in last)


async def _each(parent: Parent, mind: Mind, here: list[str]) -> AsyncGenerator[Probed, None]:
    known = parent.known()
    for exchange in parent.exchanges:
        one = known[exchange.number]
        if one.own is None:
            continue
        line, here[:] = one.own, one.company
        moment = replace(one.moment, why="turn")
        meant = exchange.meant.label if exchange.meant else ""
        try:
            reading = await _read(mind, moment)
        except CrewError as error:
            yield Probed(exchange.number, exchange.said, meant, None, str(error))
            continue
        if reading:
            append(parent.folder / FILE, _note(parent, mind.name, exchange.number, line, reading))
        yield Probed(exchange.number, exchange.said, meant, reading)


async def _read(mind: Mind, moment: Moment) -> Reading | None:
    """The first reading of the actor, before anything is said; None if the model gives none."""
    async with aclosing(mind.reply(moment)) as parts:
        async for part in parts:
            if isinstance(part, Reading) and part.label:
                return part
            if isinstance(part, str):
                return None
    return None


def _note(
    parent: Parent, by: str, exchange: int, line: Line, reading: Reading
) -> dict[str, object]:
    """The line of notes.jsonl; kinds of notes that people do not make are passed over by them."""
    return {
        "is": "reading",
        "by": by,
        "role": "model",
        "blind": True,
        "exchange": exchange,
        "line": line.number,
        "label": reading.label,
        "intensity": reading.intensity,
        "stance": reading.stance,
        "header": reading.header,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "tag_set": TAG_SET,
        "session": parent.folder.resolve().name,
    }
