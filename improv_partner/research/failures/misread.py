"""Misread: the partner read another feeling than any the actor tagged in this line.

Definition: a tag and a reading are given, the reading is of another family than every tag of the
line, and more than 0.5 from it in the plane of valence and arousal (intents.level: "miss").
What is seen by a closer rule (took_it_straight, tone_deaf) is listed there and not here; and a
reading that names the stance with the face it wears ("sarcastic joy") is none.
Severity: 1, one more if valence has the opposite sign, one more if the intensity was 3.
Claims: all of it; it compares two labels. Without a tag or without a reading it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...intents import COORDINATES, distance, level
from .failure import Failure, failure
from .session import Session, Turn
from .tone_deaf import followed_the_words
from .took_it_straight import face

KIND = ("misread", 1)


def find(session: Session) -> Iterator[Failure]:
    for turn in session.turns:
        if missed(turn) and not face(turn) and not followed_the_words(turn):
            yield _failure(session, turn)


def missed(turn: Turn) -> bool:
    """Every tag of the line has a place in the plane, and the reading misses them all."""
    levels = {level(tag.label, turn.read) for tag in turn.tags}
    return bool(turn.read) and turn.read in COORDINATES and levels == {"miss"}


def _failure(session: Session, turn: Turn) -> Failure:
    assert turn.tag and turn.reading
    meant, read = turn.tag.label, turn.read
    opposite = COORDINATES[meant][0] * COORDINATES[read][0] < 0
    evidence = {
        "meant": meant,
        "intensity": turn.tag.intensity,
        "read": read,
        "distance": round(distance(meant, read), 2),
    }
    severity = 1 + opposite + (turn.tag.intensity == 3)
    return failure(session, turn, KIND, "other feeling", severity, evidence)
