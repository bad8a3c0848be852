"""Comfort reflex: the partner answers like a counsellor instead of as its character.

Definition: a heard reply does what counsellors do with words (names a feeling and allows it, speaks
of you and yourself, offers support, praises you for saying so, has you breathe, ...: soothing.py,
counsel.py) in words that hardly anybody else uses, or does two of these in words that people use
too; and the character's sheet gives it no such work (counsellor, therapist, nurse, priest, ...).
Severity: by points (acts.py): 1 for one such act or two in words that people use too, 2 for more,
3 for three acts or about as much.
Claims: families of words, no more; consolation in other words, and comfort that the character has a
reason for, need a judge. Sources: ours; human base rates were measured at 0.05 % (sitcom dialogue)
to 0.4 % (improv) of lines for such formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .acts import ENOUGH, performed
from .counsel import ACTS as COUNSEL
from .failure import Failure, failure
from .session import Session
from .soothing import ACTS as SOOTHING

KIND = ("comfort", 3)
ACTS = [*SOOTHING, *COUNSEL]
MORE = (ENOUGH, 4)  # points for each further degree of severity
WORK = re.compile(
    r"\b(?:counsell?or|therapist|psycholog\w+|psychiatrist|priest|vicar|pastor|chaplain|nurse|"
    r"nun|midwife|hospice|social worker|grief)\b",
    re.IGNORECASE,
)


def find(session: Session) -> Iterator[Failure]:
    if WORK.search(session.sheet.work):
        return
    for turn in session.turns:
        points, found = performed(turn.heard, ACTS) if turn.own else (0, {})
        if points >= ENOUGH:
            severity = 1 + sum(points > more for more in MORE)
            evidence = {"formulas": [*found.values()], "acts": [*found]}
            yield failure(session, turn, KIND, "formula", severity, evidence)


def soothes(text: str) -> bool:
    """Would this reply be one of a character that is no counsellor?"""
    return performed(text, ACTS)[0] >= ENOUGH
