"""Whiplash: the character's own feeling is turned over, and nothing in the scene did it.

Definition: from one of its replies to the next the valence of the feeling that the partner gave its
character jumps by 1 or more, while the actor's tags of both lines are of one family and less than
0.75 apart in valence, and no card, direction, curveball or new choice came in between.
Severity: 1; 2 from a jump of 1.25 on; 3 from 1.5 on.
Claims: all that labels show. Whether words motivated the change needs a judge. Without tags on both
lines it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...intents import COORDINATES, family
from .failure import Failure, failure
from .session import Session, Turn
from .stuck import CHANGE

KIND = ("whiplash", 1)
JUMP = 1.0
STEPS = (1.25, 1.5)  # from here on it is severer


def find(session: Session) -> Iterator[Failure]:
    for before, turn in pairwise(session.standing):
        old, new = _own(before), _own(turn)
        if not (old and new) or not _steady(before, turn):
            continue
        jump = abs(COORDINATES[old][0] - COORDINATES[new][0])
        moved = session.steered_between(before.span[0], turn.span[1])
        if jump >= JUMP and not moved and not turn.exchange.rejected:
            evidence = {"felt": old, "feels": new, "jump": round(jump, 2)}
            severity = 1 + sum(jump >= step for step in STEPS)
            yield failure(session, turn, KIND, "own feeling", severity, evidence)


def _own(turn: Turn) -> str:
    own = turn.reading.own if turn.reading else ""
    return own if own in COORDINATES else ""


def _steady(before: Turn, turn: Turn) -> bool:
    """What the actor meant has not changed."""
    labels = [turn.tag.label if turn.tag else "" for turn in (before, turn)]
    if not all(label in COORDINATES for label in labels):
        return False
    old, new = labels
    return family(old) == family(new) and abs(COORDINATES[old][0] - COORDINATES[new][0]) < CHANGE
