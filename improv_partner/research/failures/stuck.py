"""Stuck: the actor's feeling has changed, and the partner goes on reading the old one.

Definition: from one tagged line to the next the tag changed its family, or its valence by 0.75 or
more; the partner had read the old family; and it reads the old family still in two or more of its
replies in a row, while what is meant stays away from it.
Listed once, at the second of those replies; its span begins with the first.
Severity: 1 for two replies, 2 for three, 3 for more.
Claims: all of it; it compares labels. Lines without a tag or a reading end a row.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...intents import COORDINATES, family, level
from .failure import Failure, failure
from .session import Session, Turn

KIND = ("stuck", 1)
CHANGE = 0.75  # of valence
LEAST = 2  # replies


def find(session: Session) -> Iterator[Failure]:
    turns = [turn for turn in session.turns if not turn.rejected and turn.said]
    for at in range(1, len(turns)):
        before, row = turns[at - 1], []
        if _right(before) and _changed(before, turns[at]):
            for turn in turns[at:]:
                if not _behind(before, turn):
                    break
                row.append(turn)
        if len(row) >= LEAST:
            yield _failure(session, before, row)


def _known(turn: Turn) -> bool:
    meant = turn.tag.label if turn.tag else ""
    return meant in COORDINATES and turn.read in COORDINATES


def _right(turn: Turn) -> bool:
    """The reading is of the family that was meant."""
    return _known(turn) and level(_meant(turn), turn.read) in ("exact", "family")


def _changed(before: Turn, turn: Turn) -> bool:
    if not (_known(before) and _known(turn)):
        return False
    old, new = _meant(before), _meant(turn)
    jump = abs(COORDINATES[old][0] - COORDINATES[new][0])
    return family(old) != family(new) or jump >= CHANGE


def _behind(before: Turn, turn: Turn) -> bool:
    """Reads the old family, while what is meant is not near it any more."""
    if not _known(turn) or family(turn.read) != family(_meant(before)):
        return False
    return all(level(tag.label, turn.read) == "miss" for tag in turn.tags)


def _failure(session: Session, before: Turn, row: list[Turn]) -> Failure:
    evidence = {
        "was": _meant(before),
        "meant": [_meant(turn) for turn in row],
        "read": [turn.read for turn in row],
        "replies": len(row),
    }
    span = row[0].span[0], row[-1].span[1]
    return failure(session, row[1], KIND, "old feeling", len(row) - 1, evidence, span)


def _meant(turn: Turn) -> str:
    return turn.tag.label if turn.tag else ""
