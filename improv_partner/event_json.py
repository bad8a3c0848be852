"""Events and cues as JSON and back: one line of the log each."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .events import Cue, Event

KINDS: dict[str, type[Event] | type[Cue]] = {
    kind.__name__.lower(): kind
    for kinds in (Event.__subclasses__(), Cue.__subclasses__())
    for kind in kinds
}
TUPLES = {"others", "stances"}


@dataclass(frozen=True, slots=True)
class Unknown(Event):
    """A line of the log from a newer version: kept and shown, ignored by the stage."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


def to_json(what: Event | Cue) -> dict[str, Any]:
    """The fields of an event or cue, with its kind under "is"."""
    if isinstance(what, Unknown):
        return {"is": what.kind, **what.data}
    return {"is": type(what).__name__.lower(), **asdict(what)}


def from_json(row: dict[str, Any]) -> Event | Cue:
    """An event or cue from a line of the log; an unknown kind becomes Unknown.

    Unknown fields of a known kind are dropped (a newer minor version may add some).
    Raises TypeError if a field without a default is missing.
    """
    kind = KINDS.get(row["is"])
    if kind is None:
        ours = ("is", "n", "frame", "t", "sum")
        return Unknown(row["is"], {k: v for k, v in row.items() if k not in ours})
    given = {f.name: row[f.name] for f in fields(kind) if f.name in row}
    for name in TUPLES & given.keys():
        given[name] = tuple(given[name])  # JSON has no tuples
    return kind(**given)
