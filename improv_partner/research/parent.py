"""A recorded session as the parent of others: its actor line by line, and what was said by when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import track
from ..crew.recorded_mic import RecordedLine
from ..errors import RecordingError
from ..events import (
    FRAME_S,
    FRAME_SAMPLES,
    Direction,
    Event,
    Hold,
    Intent,
    Mark,
    NewChoice,
    Present,
    Undo,
)
from ..exchanges import Exchange, exchanges
from ..recording import LOG, Entry, read
from ..scene import Scene
from ..transcript import Line
from .export.permitted import require
from .known import Known, known

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

    @property
    def performers(self) -> tuple[str, ...]:
        """Who has a track and is not the partner, the first of them "actor"."""
        return tuple(who for who in track.players(self.header) if who != "partner")

    def pcm(self, begin_frame: int = 0, end_frame: int | None = None, who: str = "actor") -> bytes:
        """A performer's sound between two frames. Raises RecordingError."""
        end = None if end_frame is None else end_frame * FRAME_SAMPLES
        return track.pcm(self.folder, who, begin_frame * FRAME_SAMPLES, end)

    def told(self) -> list[tuple[int, Event]]:
        """What people did besides speaking, with the frames after which it came.

        Tags, marks, held floors, who came and went, what a director did. Not what was done about a
        reply of then; but a new choice that ended a freeze ends it.
        """
        out: list[tuple[int, Event]] = []
        frozen = False
        for entry in self.entries:
            match entry.what:
                case Mark(who="rerun") | Hold(who="choice"):
                    continue
                case Hold(who="director", on=on) as hold:
                    frozen = on
                    out.append((entry.frame, hold))
                case NewChoice() if frozen:
                    frozen = False
                    out.append((entry.frame, Hold(False, who="director")))
                case Intent() | Undo() | Hold() | Mark() | Direction() | Present() as event:
                    out.append((entry.frame, event))
        return out

    def spoken(self) -> list[Exchange]:
        """The exchanges in which a line of the actor was finished."""
        return [e for e in self.exchanges if e.said and e.timing.actor_end_s is not None]

    def lines(self) -> list[RecordedLine]:
        """Every finished line of a performer whose sound there is. RecordingError if none is."""
        spoken = [e for e in self.spoken() if e.performer in self.performers]
        if not spoken:
            raise RecordingError(f"{self.folder}: the actor said nothing in this session")
        begins = [max(_frame(e.timing.actor_start_s) - BEFORE_FRAMES, 0) for e in spoken]
        came = [row for row in self.told() if isinstance(row[1], Present)]
        lines: list[RecordedLine] = []
        answered, ended = True, 0  # the line before by the partner; its last frame
        for exchange, begin, following in zip(
            spoken, begins, [*begins[1:], AT_THE_END], strict=True
        ):
            end = min(_frame(_end_s(exchange)) + AFTER_FRAMES, following)
            told = [event for frame, event in came if frame <= begin + BEFORE_FRAMES]
            came = came[len(told) :]
            told += [tag.intent for tag in exchange.intents if tag.bound]
            who, pcm = exchange.performer, self.pcm(begin, end, exchange.performer)
            after_s = None if answered else max(begin - ended, 0) * FRAME_S
            known = following - 1
            lines.append(
                RecordedLine(exchange.number, begin, pcm, known, tuple(told), who, after_s)
            )
            answered, ended = exchange.timing.answer_s is not None, end
        return lines

    def known(self) -> dict[int, Known]:
        """For each exchange, what the partner's mind knew when it was asked."""
        return known(self.exchanges, self.entries)

    def before(self) -> dict[int, list[Line]]:
        """For each exchange, all that had been heard when it began; see Moment.lines."""
        return {number: list(one.before) for number, one in self.known().items()}

    def tones(self) -> dict[int, str]:
        """For each exchange, how the actor's line was described then; "" if it was not."""
        return {one.number: one.tone.words if one.tone else "" for one in self.exchanges}


def load(folder: Path) -> Parent:
    """Raises RecordingError if it may not or cannot be performed again: no consent, no sound.

    Ended is raised for one that was withdrawn or is past its day.
    """
    header, entries = read(folder)
    require(folder, header, NEEDS)
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
