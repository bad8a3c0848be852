"""Wrong heat: the character answers much too coolly or too hotly, in one line or all evening.

Definition, by the feeling that the partner gave its character:
- "flattened": the tag's intensity is 3, and the character feels at intensity 1, or neutral;
- "overheated": the tag's intensity is 1, and the character feels at intensity 3;
- "flat evening": over 10 or more tagged replies, the spread of its feelings in the plane of valence
  and arousal is under half of that of the tags;
- "always pleasant": of 5 or more replies to clearly unpleasant tags (valence at most -0.5), over
  60 % are pleasant: a feeling of valence 0.5 or more, or by their words where none is given.
Severity: 1 for one line, 2 if it feels neutral after intensity 3; 2 for a flat evening, 3 if under
a quarter; 2 for always pleasant, 3 if over 80 %.
Claims: numbers of labels. Whether the heat is right for this character in this beat needs a judge.
The two of an evening are listed with exchange 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import pvariance
from typing import Any

from ...intents import COORDINATES
from .failure import Failure, failure
from .polarity import polarity
from .session import Session, Turn, samples

KIND = ("heat", 1)
SPREAD_TURNS, SPREAD = 10, 0.5
SOUR_TURNS, SOUR, SWEET, SHARE = 5, -0.5, 0.5, 0.6
GRAVE_SPREAD, GRAVE_SHARE = 0.25, 0.8


def find(session: Session) -> Iterator[Failure]:
    for turn in session.turns:
        if sub := _heat(turn):
            assert turn.tag and turn.reading
            cold = sub == "flattened" and turn.reading.own == "neutral"
            evidence = {
                "meant": f"{turn.tag.label} {turn.tag.intensity}",
                "feels": f"{turn.reading.own} {turn.reading.own_intensity or ''}".strip(),
            }
            yield failure(session, turn, KIND, sub, 1 + cold, evidence)
    yield from _flat_evening(session)
    yield from _always_pleasant(session)


def _heat(turn: Turn) -> str:
    tag, reading = turn.tag, turn.reading
    if not tag or not reading or not reading.own or tag.label in ("neutral", "other"):
        return ""
    cool = reading.own == "neutral" or reading.own_intensity == 1
    if tag.intensity == 3 and cool:
        return "flattened"
    hot = reading.own != "neutral" and reading.own_intensity == 3
    return "overheated" if tag.intensity == 1 and hot else ""


def _flat_evening(session: Session) -> Iterator[Failure]:
    known = [
        (turn, turn.tag.label, turn.reading.own)
        for turn in session.standing
        if turn.tag and turn.reading and {turn.tag.label, turn.reading.own} <= COORDINATES.keys()
    ]
    if len(known) < SPREAD_TURNS:
        return
    meant, felt = _spread([row[1] for row in known]), _spread([row[2] for row in known])
    if meant and felt < SPREAD * meant:
        evidence = {"replies": len(known), "spread meant": meant, "spread felt": felt}
        severity = 2 + (felt < GRAVE_SPREAD * meant)
        yield _evening(session, [row[0] for row in known], "flat evening", severity, evidence)


def _spread(labels: Sequence[str]) -> float:
    """Root mean square distance from the middle, in the plane of valence and arousal."""
    valences, arousals, _ = zip(*(COORDINATES[label] for label in labels), strict=True)
    return round(math.sqrt(pvariance(valences) + pvariance(arousals)), 3)


def _always_pleasant(session: Session) -> Iterator[Failure]:
    sour = [
        turn
        for turn in session.standing
        if turn.tag and COORDINATES.get(turn.tag.label, (0.0,))[0] <= SOUR
    ]
    sweet = [turn for turn in sour if _pleasant(turn)]
    if len(sour) >= SOUR_TURNS and len(sweet) > SHARE * len(sour):
        share = len(sweet) / len(sour)
        evidence = {"unpleasant lines": len(sour), "pleasant replies": round(share, 2)}
        severity = 2 + (share > GRAVE_SHARE)
        yield _evening(session, sweet, "always pleasant", severity, evidence)


def _pleasant(turn: Turn) -> bool:
    own = turn.reading.own if turn.reading else ""
    return COORDINATES[own][0] >= SWEET if own in COORDINATES else polarity(turn.heard) > 0


def _evening(
    session: Session, turns: Sequence[Turn], sub: str, severity: int, evidence: Mapping[str, Any]
) -> Failure:
    """A failure of the session as a whole, with the first of its replies as an example."""
    first = turns[0]
    found = failure(session, first, KIND, sub, severity, {**evidence, "e.g.": first.number})
    whole = first.span[0], turns[-1].span[1]
    return replace(found, exchange=0, span=samples(whole), intent="", stances=())
