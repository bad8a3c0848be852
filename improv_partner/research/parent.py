"""A recorded session as the parent of others: its actor line by line, and what was said by when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import track
from ..crew.recorded_mic import WHO, RecordedLine
from ..errors import RecordingError
from ..events import FRAME_S, FRAME_SAMPLES, Event, Intent, Line, Mark
from ..exchanges import Exchange, exchanges
from ..recording import LOG, Entry, read
from ..scene import Scene
from .export.permitted import refusal

NEEDS = ("replay",)  # purposes
# A tag is bound to a line that begins up to 0.3 s after it: it comes with the clip, so the clip may
# not begin much earlier than the voice.
BEFORE_FRAMES = 10
AFTER_FRAMES = 5  # of a line's sound, so that its last consonant is whole
LEAST_S = 0.1  # a shorter line was not heard as speech
AT_THE_END = 1 << 40  # frame by which everything is known


@dataclass(frozen=True, slots=True)
class Parent:
    """sum: of the log's last line; it stands for all of the log."""

    folder: Path
    header: dict[str, Any]
    entries: list[Entry]
    exchanges: list[Exchange]
    scene: Scene
    sum: str

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def length_s(self) -> float:
        return self.entries[-1].t if self.entries else 0.0

    def pcm(self, begin_frame: int = 0, end_frame: int | None = None) -> bytes:
        """The actor's sound between two frames. Raises RecordingError."""
        end = None if end_frame is None else end_frame * FRAME_SAMPLES
        return track.pcm(self.folder, "actor", begin_frame * FRAME_SAMPLES, end)

    def told(self) -> list[tuple[int, Event]]:
        """Tags and marks with the frames after which they came."""
        return [
            (entry.frame, entry.what)
            for entry in self.entries
            if isinstance(entry.what, Intent)
            or (isinstance(entry.what, Mark) and entry.what.who != WHO)
        ]

    def spoken(self) -> list[Exchange]:
        """The exchanges in which a line of the actor was finished."""
        return [e for e in self.exchanges if e.said and e.timing.actor_end_s is not None]

    def lines(self) -> list[RecordedLine]:
        """Every finished line of the actor. Raises RecordingError if there is none."""
        spoken = self.spoken()
        begins = [max(_frame(e.timing.actor_start_s) - BEFORE_FRAMES, 0) for e in spoken]
        lines = []
        for exchange, begin, following in zip(
            spoken, begins, [*begins[1:], AT_THE_END], strict=True
        ):
            end = min(_frame(_end_s(exchange)) + AFTER_FRAMES, following)
            intents = tuple(tag.intent for tag in exchange.intents if tag.bound)
            pcm = self.pcm(begin, end)
            lines.append(RecordedLine(exchange.number, begin, pcm, following - 1, intents))
        if not lines:
            raise RecordingError(f"{self.folder}: the actor said nothing in this session")
        return lines

    def before(self) -> dict[int, list[Line]]:
        """For each exchange, all that had been heard when it began; see Moment.lines."""
        heard: list[Line] = []
        out = {}
        for exchange in self.exchanges:
            out[exchange.number] = list(heard)
            if exchange.said:
                heard.append(
                    Line(exchange.actor_line, "actor", exchange.said, tone=_tone(exchange))
                )
            if exchange.heard:
                reading, number = exchange.reading, exchange.partner_line
                heard.append(Line(number, "partner", exchange.heard, _broke(exchange), reading))
        return out

    def tones(self) -> dict[int, str]:
        """For each exchange, how the actor's line was described then; "" if it was not."""
        return {exchange.number: _tone(exchange) for exchange in self.exchanges}


def _tone(exchange: Exchange) -> str:
    return exchange.tone.words if exchange.tone else ""


def load(folder: Path) -> Parent:
    """Raises RecordingError if it may not or cannot be performed again: no consent, no sound."""
    header, entries = read(folder)
    if why := refusal(folder, header, NEEDS):
        raise RecordingError(why)
    if not header.get("audio"):
        raise RecordingError(f"{folder}: recorded without sound; there is nothing to hear again")
    known = list(entries)
    scene = Scene.from_dict(header.get("scene", {}))
    return Parent(folder, header, known, list(exchanges(known)), scene, last_sum(folder))


def last_sum(folder: Path) -> str:
    """The sum of the log's last whole line. Raises RecordingError."""
    try:
        whole = [row for row in (folder / LOG).read_bytes().splitlines(True) if row[-1:] == b"\n"]
        return str(json.loads(whole[-1])["sum"])
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise RecordingError(f"{folder / LOG}: its last line has no sum: {error}") from error


def _end_s(exchange: Exchange) -> float:
    """The actor's last sound; where the careful detector heard no speech at all, the soft end."""
    t = exchange.timing
    heard = (t.actor_end_s or 0.0) - (t.actor_start_s or 0.0) >= LEAST_S
    return (t.actor_end_s if heard else t.soft_end_s) or 0.0


def _frame(time_s: float | None) -> int:
    return round((time_s or 0.0) / FRAME_S)


def _broke(exchange: Exchange) -> bool:
    """The partner's line was stopped, or its mind failed in the middle."""
    failed = any(trouble.startswith("mind:") for trouble in exchange.troubles)
    return bool(exchange.cut) or (failed and bool(exchange.drafted))
