"""Turns as a case keeps them, and the session that the failure rules see with a new reply in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...errors import RecordingError
from ...events import Intent, Reading, Tone
from ...exchange import Exchange, Timing
from ...notes import Rating
from ..failures.session import Session, Turn
from ..failures.sheet import Sheet
from .case import Case

GOES_ON = " …"  # behind the heard part of a reply that was not heard to its end


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answers. words: as they would be heard. reading: None = it gave none."""

    words: str
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn without all that no rule of a case asks for.

    whole: all of the reply was heard. tags: fields of Intent, the standing one last. audible: what
    listeners say, None = none was asked. reading: fields of Reading. tone: words, numbers and z.
    span: begin and end (s).
    """

    number: int
    why: str
    said: str
    heard: str
    whole: bool
    cut: str
    own: bool
    tags: list[dict[str, Any]]
    audible: bool | None
    reading: dict[str, Any] | None
    tone: dict[str, Any] | None
    span: tuple[float, float]


def kept(turn: Turn) -> dict[str, Any]:
    """JSON-able."""
    reading, tone = turn.reading, turn.exchange.tone
    told = {"words": tone.words, "numbers": tone.numbers, "z": tone.z} if tone else None
    read = asdict(reading) if reading else None
    if read:
        del read["raw"]
    one = Kept(
        number=turn.number,
        why=turn.exchange.why,
        said=turn.said,
        heard=turn.heard,
        whole=turn.whole,
        cut=turn.exchange.cut,
        own=turn.own,
        tags=[_tag(tag) for tag in turn.tags],
        audible=turn.audible,
        reading=read,
        tone=told,
        span=turn.span,
    )
    return asdict(one) | {"span": list(turn.span)}


def then(case: Case) -> Reply:
    """The reply that failed. Raises RecordingError: the case is damaged."""
    last = _turn(case, case.turns[-1])
    return Reply(last.heard, last.reading)


def session_of(case: Case, reply: Reply, folder: Path) -> Session:
    """The session up to this exchange, with this reply in it, whole and not cut.

    folder: under which name answers of a judge are kept. Raises RecordingError: it is damaged.
    """
    before = [_turn(case, row) for row in case.turns[:-1]]
    now = {**case.turns[-1], "heard": reply.words, "whole": True, "cut": "", "own": True}
    now["reading"] = asdict(reply.reading) if reply.reading else None
    turns = [*before, _turn(case, now)]
    try:
        sheet = _sheet(case.sheet)
    except TypeError as error:
        raise _damaged(case, error) from error
    return Session(
        name=str(folder),
        header={"crew": {"mind": case.model}},
        exchanges=[turn.exchange for turn in turns],
        turns=turns,
        sheet=sheet,
        steered=case.steered,
    )


def _turn(case: Case, row: Mapping[str, Any]) -> Turn:
    try:
        one = Kept(**row)
        tags = tuple(Intent(**{**tag, "stances": tuple(tag["stances"])}) for tag in one.tags)
        reading = Reading(**one.reading) if one.reading else None
        tone = Tone(0, **one.tone) if one.tone else None
        begin_s, end_s = one.span
    except (TypeError, ValueError, KeyError) as error:
        raise _damaged(case, error) from error
    drafted = one.heard if one.whole else one.heard + GOES_ON
    exchange = Exchange(
        number=one.number,
        why=one.why,
        said=one.said,
        heard=one.heard,
        drafted=drafted,
        cut=one.cut,
        tone=tone,
        reading=reading,
        timing=Timing(actor_start_s=begin_s, partner_end_s=end_s),
    )
    others = () if one.audible is None else (Rating(one.number, None, one.audible),)
    tag = tags[-1] if tags else None
    return Turn(exchange, tag, tags, others, reading, one.heard, drafted, False, one.own)


def _sheet(row: Mapping[str, Any]) -> Sheet:
    known: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Sheet(**known)


def _tag(tag: Intent) -> dict[str, Any]:
    """Without who pressed which key when."""
    names = ("label", "intensity", "surface", "target", "status")
    return {name: getattr(tag, name) for name in names} | {"stances": list(tag.stances)}


def _damaged(case: Case, error: Exception) -> RecordingError:
    return RecordingError(f"case {case.id} is damaged ({error}); add it again")
