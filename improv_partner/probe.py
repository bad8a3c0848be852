"""improv probe: what does a model read in each recorded line of the actor? Nothing else is asked.

For sessions recorded without readings, or by another model. The model is asked as in the scene,
with what really happened up to there, and is stopped once its header is there. It never sees the
actor's tags. The readings go into notes.jsonl, beside those of people.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

from . import casting, consent
from .crew import Mind, Moment
from .errors import CrewError, SettingsError
from .events import Line, Reading
from .intents import TAG_SET, level
from .jsonl import append
from .notes import FILE
from .research.parent import Parent
from .settings import Settings


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

    Raises SettingsError if nobody agreed that the server gets the words, RecordingError if the
    notes cannot be written.
    """
    terms = consent.terms(settings.mind, parent.folder, False)
    new = [host for host in terms.hosts if host not in parent.header["consent"].get("hosts", [])]
    if new and not agreed:
        raise SettingsError(
            f"{parent.folder}: nobody agreed that {new[0]} gets the actor's words; "
            "add --yes if that is allowed"
        )
    return asyncio.run(_probe(parent, settings, seed))


async def _probe(parent: Parent, settings: Settings, seed: int) -> list[Probed]:
    mind = await casting.mind(settings, parent.scene, seed, lambda text: None)
    try:
        return [probed async for probed in _each(parent, mind)]
    finally:
        await mind.close()


async def _each(parent: Parent, mind: Mind) -> AsyncIterator[Probed]:
    before, tones = parent.before(), parent.tones()
    for exchange in parent.exchanges:
        if not exchange.said:
            continue
        line = Line(exchange.actor_line, "actor", exchange.said, tone=tones[exchange.number])
        moment = Moment(exchange.actor_line, 0, [*before[exchange.number], line])
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
