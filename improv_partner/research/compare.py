"""What differs between sessions that were put side by side: in words, readings and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..exchanges import Exchange
from .intervals import mean_interval
from .sides import Row, Side, rows


def words(exchange: Exchange) -> float | None:
    """Words of the reply that the partner meant to give, heard or not."""
    reply = exchange.drafted or exchange.heard
    return float(len(reply.split())) if reply else None


def reply_s(exchange: Exchange) -> float | None:
    """Seconds of a reply that was heard whole."""
    t = exchange.timing
    if exchange.cut or t.first_sound_s is None or t.partner_end_s is None:
        return None
    return t.partner_end_s - t.first_sound_s


def agrees(exchange: Exchange) -> float | None:
    """1 if the partner read what one of the tags says, else 0; None without a tag or a reply."""
    meant = {tag.intent.label for tag in exchange.intents if tag.bound}
    if not meant or words(exchange) is None:
        return None
    return float(exchange.reading is not None and exchange.reading.label in meant)


def was_cut(exchange: Exchange) -> float | None:
    return None if words(exchange) is None else float(bool(exchange.cut))


def own_changed(one: Exchange, other: Exchange) -> float | None:
    """1 if the character feels something else, 0 if the same; None if one of both is not told."""
    labels = [e.reading.own if e.reading else "" for e in (one, other)]
    return float(labels[0] != labels[1]) if all(labels) else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the summary, over the pairs where both have a value.

    one, other: means (of "cuts": counts); None where only the pair has a value. difference: other
    minus one, with the ends of its 95 % interval, None where there are too few.
    """

    name: str
    pairs: int
    one: float | None
    other: float | None
    difference: float
    low: float | None
    high: float | None


FIGURES: dict[str, Callable[[Exchange], float | None]] = {
    "gap, s": lambda e: e.timing.gap_s,
    "words a reply": words,
    "seconds a reply": reply_s,
    "reads what was meant": agrees,
    "cuts": was_cut,
}
OWN = "feels otherwise"


def summary(table: Sequence[Row], column: int) -> list[Figure]:
    """What differs between the first session and that of this column."""
    pairs = [(row[0], row[column]) for row in table]
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    out = []
    for name, of in FIGURES.items():
        values = [(of(one), of(other)) for one, other in both]
        known = [(a, b) for a, b in values if a is not None and b is not None]
        scale = len(known) if name == "cuts" else 1
        ones, others = [a for a, _ in known], [b for _, b in known]
        out += _figure(name, [b - a for a, b in known], scale, ones, others)
    changes = [change for pair in both if (change := own_changed(*pair)) is not None]
    return out + _figure(OWN, changes, 1, [], [])


def _figure(
    name: str, differences: list[float], scale: int, ones: list[float], others: list[float]
) -> list[Figure]:
    if not differences:
        return []
    ends = mean_interval(differences)
    low, high = (end * scale for end in ends) if ends else (None, None)
    one, other = (_mean(v) * scale if v else None for v in (ones, others))
    return [Figure(name, len(differences), one, other, _mean(differences) * scale, low, high)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def changes(one: Exchange, other: Exchange) -> list[str]:
    """What is other in the second: "heard as", "words", "reading", "feeling", "cut"."""
    a, b = one.reading, other.reading
    found = {
        "heard as": one.said != other.said,
        "words": (one.drafted or one.heard) != (other.drafted or other.heard),
        "reading": (a.label, a.stance) != (b.label, b.stance) if a and b else bool(a) != bool(b),
        "feeling": a.own != b.own if a and b else bool(a) != bool(b),
        "cut": bool(one.cut) != bool(other.cut),
    }
    return [name for name, is_so in found.items() if is_so]


NAMED = (
    "mind.model",
    "mind.base_url",
    "mind.api_key_env",
    "ears.model",
    *(f"voice.{name}" for name in ("engine", "model", "base_url", "name", "api_key_env")),
)  # told by the crew's names


def swapped(one: Side, other: Side) -> list[str]:
    """What was other about the second: parts and settings, as "ears sphinx" or "mind.model x"."""
    out = []
    for part, name in other.header.get("crew", {}).items():
        if part not in ("mic", "speaker") and name != one.header.get("crew", {}).get(part):
            out.append(f"{part}: {name}")
    ours, theirs = (_flat(s.header.get("settings", {})) for s in (one, other))
    out += [f"{k} = {v}" for k, v in theirs.items() if ours.get(k) != v and k not in NAMED]
    if one.header.get("seed") != other.header.get("seed"):
        out.append(f"seed {other.header.get('seed')}")
    return out


def _flat(settings: dict[str, Any], path: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in settings.items():
        deeper = isinstance(value, dict)
        out |= _flat(value, f"{path}{key}.") if deeper else {f"{path}{key}": value}
    return out


def as_dict(all_sides: Sequence[Side]) -> dict[str, Any]:
    """Everything for --json."""
    table = rows(all_sides)
    first = all_sides[0]
    return {
        "sessions": [
            {"label": s.label, "folder": str(s.folder), "mode": s.mode, "root": s.root}
            | {"swapped": [] if s is first else swapped(first, s)}
            for s in all_sides
        ],
        "rows": [
            {s.label: e.as_dict() if e else None for s, e in zip(all_sides, row, strict=True)}
            | {"changes": _all_changes(all_sides, row)}
            for row in table
        ],
        "summary": {
            s.label: [asdict(figure) for figure in summary(table, column)]
            for column, s in enumerate(all_sides)
            if column
        },
    }


def _all_changes(all_sides: Sequence[Side], row: Row) -> dict[str, list[str]]:
    first = row[0]
    return {
        s.label: changes(first, e)
        for s, e in zip(all_sides[1:], row[1:], strict=True)
        if first is not None and e is not None
    }
