"""A recorded session as the failure rules see it: every reply with what was meant and read.

Also: where the actor's voice was, and which moments were steered from outside the scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...events import (
    FRAME_S,
    RATE_HZ,
    Curtain,
    Dip,
    Direction,
    Hold,
    Intent,
    Mark,
    Reading,
    Voice,
)
from ...exchanges import Exchange, exchanges
from ...intents import MOMENT, WRONG
from ...jsonl import Row
from ...notes import ACTOR, Rater, Rating, ratings
from ...recording import Entry
from ..players import performers
from .sheet import Sheet

RERUN = "rerun"  # who tells by a Mark which recorded line is played again: nobody's steering
Span = tuple[float, float]  # seconds since sample 0, from and to


@dataclass(frozen=True, slots=True)
class Turn:
    """One reply of the partner, and the line of the actor that it answers.

    tag: what stands of the actor's tags: as corrected afterwards, else the newest of the line.
    tags: all of the line. others: what listeners noted of it. heard: what left the loudspeaker,
    the only thing that counts as done. rejected: the actor called a new choice.
    own: the words are the partner's, not a filler for a mind that failed, nor the actor's choice.
    """

    exchange: Exchange
    tag: Intent | None = None
    tags: tuple[Intent, ...] = ()
    others: tuple[Rating, ...] = ()
    reading: Reading | None = None
    heard: str = ""
    drafted: str = ""
    rejected: bool = False
    own: bool = True

    @property
    def number(self) -> int:
        return self.exchange.number

    @property
    def said(self) -> str:
        return self.exchange.said

    @property
    def who(self) -> str:
        """Of the performers whose line it is; the name of the track it is on."""
        return self.exchange.performer

    @property
    def whole(self) -> bool:
        """All that it wanted to say was heard."""
        return bool(self.heard) and len(self.heard) >= len(self.drafted)

    @property
    def read(self) -> str:
        """The label that the partner read, "" if none that says anything."""
        label = self.reading.label if self.reading else ""
        return "" if label == "other" else label

    @property
    def audible(self) -> bool | None:
        """Could others hear what was meant? None: nobody was asked; a tie counts as yes."""
        votes = [rating.audible for rating in self.others if rating.audible is not None]
        return 2 * sum(votes) >= len(votes) if votes else None

    @property
    def span(self) -> Span:
        """From the actor's first sound, or else the partner's, to the end of the reply."""
        t = self.exchange.timing
        known = [at for at in (t.actor_start_s, t.first_sound_s) if at is not None]
        ends = [at for at in (t.actor_end_s, t.partner_end_s, t.first_sound_s) if at is not None]
        begin = min(known, default=0.0)
        return begin, max([*ends, begin])


@dataclass(frozen=True, slots=True)
class Session:
    """name: the folder. turns: in order, rejected replies before the one that stands.

    speech: where the careful detector heard the actor. dips: when the partner fell silent to
    listen. steered: when a card, a director or a curveball changed the scene. held: when the actor
    took the floor for a long pause. ended_s: the curtain.
    """

    name: str
    header: Mapping[str, Any]
    exchanges: Sequence[Exchange]
    turns: Sequence[Turn]
    sheet: Sheet
    speech: Sequence[Span] = ()
    dips: Sequence[float] = ()
    steered: Sequence[float] = ()
    held: Sequence[float] = ()
    ended_s: float | None = None

    @property
    def standing(self) -> list[Turn]:
        """The partner's own replies that were heard and not rejected."""
        return [turn for turn in self.turns if turn.own and turn.heard and not turn.rejected]

    @property
    def model(self) -> str:
        """As the header calls the mind; "" if it does not."""
        return str(_table(self.header, "crew").get("mind", ""))

    def setting(self, part: str, key: str, usual: Any) -> Any:
        """A setting of this session; `usual` if its header does not tell it, or not as one."""
        value = _table(_table(self.header, "settings"), part).get(key, usual)
        return value if isinstance(value, type(usual)) else usual

    @property
    def several(self) -> bool:
        """Performers, who speak among each other as well."""
        return len(performers(self.header)) > 1

    def steered_between(self, begin_s: float, end_s: float) -> bool:
        return any(begin_s <= at <= end_s for at in self.steered)

    def held_between(self, begin_s: float, end_s: float) -> bool:
        return any(begin_s <= at <= end_s for at in self.held)


def samples(span: Span) -> tuple[int, int]:
    return round(span[0] * RATE_HZ), round(span[1] * RATE_HZ)


@dataclass(slots=True)
class _Heard:
    """What a log tells besides its exchanges."""

    speech: list[Span] = field(default_factory=list)
    dips: list[float] = field(default_factory=list)
    steered: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    ended_s: float | None = None
    since_s: float | None = None

    def add(self, entry: Entry) -> None:
        match entry.what:
            case Voice(speech=True) if self.since_s is None:
                self.since_s = (entry.frame - 1) * FRAME_S
            case Voice(speech=False) if self.since_s is not None:
                self.speech.append((self.since_s, (entry.frame - 1) * FRAME_S))
                self.since_s = None
            case Dip(on=True):
                self.dips.append(entry.t)
            case Hold():
                self.held.append(entry.t)
            case Direction():
                self.steered.append(entry.t)
            case Mark(text=text, who=who) if who != RERUN and text not in (WRONG, MOMENT):
                self.steered.append(entry.t)
            case Curtain():
                self.ended_s = entry.t


def session(
    folder: Path, header: Mapping[str, Any], entries: Iterable[Entry], notes: Iterable[Row] = ()
) -> Session:
    """The log and notes of one session, folded. Raises RecordingError for a damaged note."""
    known, heard = list(entries), _Heard()
    for entry in known:
        heard.add(entry)
    done = list(exchanges(known))
    rows = list(notes)
    tags, others = _reviewed(rows), _others(rows)
    turns = [turn for exchange in done for turn in _turns(exchange, tags, others)]
    return Session(
        name=str(folder),
        header=header,
        exchanges=done,
        turns=turns,
        sheet=Sheet.of(header.get("scene")),
        speech=heard.speech,
        dips=heard.dips,
        steered=heard.steered,
        held=heard.held,
        ended_s=heard.ended_s,
    )


def _turns(
    exchange: Exchange, reviewed: Mapping[int, Intent], others: Mapping[int, list[Rating]]
) -> list[Turn]:
    bound = (tag.intent for tag in exchange.intents if tag.bound)
    played = tuple(intent for intent in bound if intent.who == exchange.performer)
    noted = reviewed.get(exchange.actor_line)
    tags = (noted,) if noted else played
    tag = tags[-1] if tags else None
    listeners = tuple(others.get(exchange.actor_line, ()))
    failed = any(trouble.startswith("mind:") for trouble in exchange.troubles)
    turns = [
        Turn(exchange, tag, tags, listeners, old.reading, old.heard, old.drafted, True, not failed)
        for old in exchange.rejected
    ]
    given = bool(exchange.rejected) and exchange.heard == exchange.rejected[-1].better != ""
    own = not failed and not given
    now = (exchange.reading, exchange.heard, exchange.drafted, False, own)
    return [*turns, Turn(exchange, tag, tags, listeners, *now)]


def _reviewed(notes: Sequence[Row]) -> dict[int, Intent]:
    """The actor's tag of each line as it stands after the review; see notes.tags."""
    own = [{**row, "by": ACTOR, "blind": False} for row in notes if row.get("role") == ACTOR]
    found = ratings(own).get(Rater(), {})
    return {line: rating.tag for line, rating in found.items() if rating.tag}


def _others(notes: Sequence[Row]) -> dict[int, list[Rating]]:
    """What each listener noted, by the actor's line; the actor's own "audible" counts too."""
    found: dict[int, list[Rating]] = {}
    for rater, lines in ratings(notes).items():
        for line, rating in lines.items():
            kept = rating if rater.role != ACTOR else Rating(rating.exchange, None, rating.audible)
            found.setdefault(line, []).append(kept)
    return found


def _table(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = of.get(key)
    return value if isinstance(value, Mapping) else {}
