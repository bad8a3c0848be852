"""Sessions side by side: which exchange of one belongs to which of the other.

The first session is what the others are compared with. Exchanges belong together by the number they
have in the common parent, or by when the actor spoke in the common recording, or else by order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RecordingError
from ..events import FRAME_S
from ..exchanges import Exchange, exchanges
from ..recording import LOG, read, read_header
from ..survey import sessions
from .export.permitted import refusal
from .parent import NEEDS

MARK = re.compile(r"exchange (\d+)")  # see crew/recorded_mic.py
Row = tuple[Exchange | None, ...]  # one for each session


@dataclass(frozen=True, slots=True)
class Side:
    """One of the sessions. label: A, B, C, ..."""

    label: str
    folder: Path
    header: dict[str, Any]
    exchanges: list[Exchange]

    @property
    def root(self) -> str:
        """The session whose actor is heard here."""
        return str(self.header.get("rerun", {}).get("parent", self.folder.name))

    @property
    def mode(self) -> str:
        """ "locked", "free", or "" for a session of its own."""
        return str(self.header.get("rerun", {}).get("mode", ""))

    def numbers(self) -> dict[int, int]:
        """Exchange number in the parent: place in this session."""
        if self.mode == "free":
            return {}
        if not self.mode:
            return {e.number: place for place, e in enumerate(self.exchanges)}
        out = {}
        for place, exchange in enumerate(self.exchanges):
            named = [int(m[1]) for mark in exchange.marks if (m := MARK.fullmatch(mark))]
            if named:
                out[named[0]] = place
            elif exchange.why == "opening" and place == 0:
                out.setdefault(1, place)
        return out


def side(label: str, folder: Path) -> Side:
    """A session for comparing. Raises RecordingError, also if its consent does not permit it."""
    header, entries = read(folder)
    if why := refusal(folder, header, NEEDS):
        raise RecordingError(why)
    return Side(label, folder, header, list(exchanges(entries)))


def sides(places: Sequence[Path]) -> list[Side]:
    """Labelled in order. A folder of sessions stands for those in it that were played again from
    the first place's actor. Raises RecordingError, also if there are none.
    """
    first = side(_label(0), places[0])
    folders = [folder for place in places[1:] for folder in _played_from(first.root, place)]
    return [first, *(side(_label(number), folder) for number, folder in enumerate(folders, 1))]


def _played_from(root: str, place: Path) -> list[Path]:
    """This session, or those under this folder whose actor is that of `root`."""
    found = sessions([place])
    if found == [place]:
        return found
    again = [one for one in found if root == read_header(one / LOG).get("rerun", {}).get("parent")]
    if not again:
        raise RecordingError(f"{place}: no session in it was played again from {root}")
    return again


def rows(all_sides: Sequence[Side]) -> list[Row]:
    """Every exchange of every session once, in the order of the first session."""
    first, *others = all_sides
    table: list[list[Exchange | None]] = [[e, *[None] * len(others)] for e in first.exchanges]
    for column, other in enumerate(others, 1):
        pairs = {theirs: mine for mine, theirs in matched(first, other).items()}
        at = 0  # new rows come after the last row that this session has a part in
        for place, exchange in enumerate(other.exchanges):
            if place in pairs:
                own = first.exchanges[pairs[place]]
                at = next(n for n, row in enumerate(table) if row[0] is own) + 1
                table[at - 1][column] = exchange
            else:
                alone: list[Exchange | None] = [None] * len(all_sides)
                alone[column] = exchange
                table.insert(at, alone)
                at += 1
    return [tuple(row) for row in table]


def matched(one: Side, other: Side) -> dict[int, int]:
    """Places of exchanges that belong together."""
    if one.root == other.root:
        ours, theirs = one.numbers(), other.numbers()
        if ours and theirs:
            return {ours[number]: theirs[number] for number in ours if number in theirs}
        if "locked" not in (one.mode, other.mode):
            return _overlapping(one.exchanges, other.exchanges)
    turns = [[n for n, e in enumerate(s.exchanges) if e.said] for s in (one, other)]
    return dict(zip(*turns, strict=False))


def _overlapping(ones: Sequence[Exchange], others: Sequence[Exchange]) -> dict[int, int]:
    """Each exchange with the one whose first speaker speaks longest at the same time."""
    shared = [
        (_shared_s(one, other), n, m)
        for n, one in enumerate(ones)
        for m, other in enumerate(others)
        if bool(one.said) == bool(other.said)
    ]
    out: dict[int, int] = {}
    for time_s, n, m in sorted(shared, key=lambda row: -row[0]):
        if time_s > 0 and n not in out and m not in out.values():
            out[n] = m
    return out


def _shared_s(one: Exchange, other: Exchange) -> float:
    (a, b), (c, d) = _span(one), _span(other)
    return min(b, d) - max(a, c)


def _span(exchange: Exchange) -> tuple[float, float]:
    """When the one who began this exchange spoke."""
    t = exchange.timing
    if exchange.said:
        start_s = t.actor_start_s or 0.0
        return start_s, max(t.actor_end_s or 0.0, start_s + FRAME_S)
    return t.first_sound_s or 0.0, t.partner_end_s or 0.0


def _label(place: int) -> str:
    """A to Z, then S27, S28, ..."""
    return chr(ord("A") + place) if place < 26 else f"S{place + 1}"
