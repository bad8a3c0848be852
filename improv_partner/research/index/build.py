"""Bring an index up to date: only sessions that are new or other than before are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ...errors import ImprovError
from .. import remote
from ..cluster import Engine, Lost, Task
from ..export.permitted import Ended
from .parts import Known, Parts
from .rows import Rows, content, rows, rules


@dataclass(slots=True)
class Built:
    """How many sessions were read, stood as they were, and went. refused: why, a line for each.

    ended: why not, by address, of those that were withdrawn or whose day is over: no fault.
    """

    read: int = 0
    kept: int = 0
    removed: int = 0
    refused: list[str] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why a session has no rows. ended: it was withdrawn, or its day is over."""

    why: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build has to do. gone: sessions that are deleted, withdrawn, or kept long enough."""

    fresh: list[str]
    kept: int
    gone: set[str]


def plan(places: Iterable[str], parts: Parts) -> Plan:
    """Sessions in these places and those that the index knows. Raises ImprovError."""
    known, now, today = parts.known(), rules(), datetime.now(UTC).date().isoformat()
    found = dict.fromkeys(remote.sessions(_absolute(place) for place in places))
    fresh, gone, kept = [], set(), 0
    for place in {**found, **dict.fromkeys(known)}:
        old = known.get(place)
        stamp = remote.stamp(place)
        if old and (not stamp or (old.keep_until or today) < today):
            gone.add(place)
        elif old and old.rules == now and _same(place, old, stamp):
            kept += 1
        else:
            fresh.append(place)
    return Plan(fresh, kept, gone)


def build(
    todo: Plan, parts: Parts, engine: Engine, step: Callable[[], None] = lambda: None
) -> Built:
    """Carry a plan out. step: is called after each session that was read. Raises RecordingError.

    A build that was stopped goes on with the next: folders that it has written stay.
    """
    done = Built(kept=todo.kept, removed=len(todo.gone))
    parts.sweep()
    if not todo.fresh and not todo.gone:
        return done
    writer = parts.writer({*todo.fresh, *todo.gone})
    tasks = (Task(place, place) for place in todo.fresh)
    for task, result in engine.each(indexed, tasks):
        if isinstance(result, Lost):
            done.refused.append(f"{task.what}: {result.why}")
        elif isinstance(result, NotRead) and result.ended:
            done.ended[task.what] = result.why
        elif isinstance(result, NotRead):
            done.refused.append(result.why)
        else:
            writer.add(result)
            done.read += 1
        step()
    writer.close()
    return done


def indexed(place: str) -> Rows | NotRead:
    """The work on one session: its rows, or why there are none."""
    try:
        return rows(place)
    except ImprovError as error:
        return NotRead(str(error), isinstance(error, Ended))
    except OSError as error:
        return NotRead(f"{place}: cannot be read: {error}")


def _same(place: str, old: Known, stamp: str) -> bool:
    """Not changed; a copy with other times has the same content."""
    if stamp == old.stamp:
        return True
    try:
        return not remote.is_url(place) and content(Path(place)) == old.content
    except ImprovError:
        return False


def _absolute(place: str) -> str:
    """The same session has the same name, wherever the index is built from."""
    return place if remote.is_url(place) else str(Path(place).resolve())
