"""Scores of a probe set: how often the reading follows the tone, beyond what chance moves.

effect is counted by line and lies between -1 and 1; its interval is that of the mean over lines
(intervals.py).
- prosody swap: 1 for a line whose reading is another with another tone, minus 1 if it is another
  when the same is asked again.
- intent ladder: 1 if the intensity read at step 3 is above that of step 1, -1 if it is below.
- sarcasm flip: 1 if the dry tone makes the reading sarcastic or joking, or less pleasant by NEAR or
  more; -1 the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...events import Reading
from ...intents import COORDINATES, NEAR
from ..intervals import mean_interval
from .items import (
    AGAIN,
    DRY_TONE,
    EXCHANGED,
    FLIP,
    LADDER,
    PLAIN_TONE,
    RECORDED,
    REMOVED,
    STEPS,
    SWAP,
    Item,
)

FEWEST = 10  # lines: of fewer nothing is said (our choice)
SMALL = 0.1  # an effect that is surely below this is none (our choice)
_UNSAID = ("sarcastic", "joking")
Readings = Mapping[str, Reading]  # by variant


@dataclass(frozen=True, slots=True)
class Score:
    """moved: share of lines with another reading. chance: that with nothing changed, None = not
    asked. effect, low, high: see above. left_out: lines of which a reading is missing.
    """

    test: str
    change: str
    lines: int
    left_out: int
    moved: float = 0.0
    chance: float | None = None
    effect: float = 0.0
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """ "hears it", "is deaf to it", "unclear" or "too few lines"."""
        if self.lines < FEWEST or self.low is None or self.high is None:
            return "too few lines"
        if self.low > 0:
            return "hears it"
        return "is deaf to it" if self.high < SMALL else "unclear"


def scores(answers: Iterable[tuple[Item, Reading | None]]) -> list[Score]:
    """Of all tests; those without a line are left out."""
    by_line: dict[tuple[str, str, int], dict[str, Reading | None]] = {}
    for item, reading in answers:
        by_line.setdefault(item.line, {})[item.variant] = reading
    found = []
    for test, first, last in (
        (SWAP, RECORDED, REMOVED),
        (SWAP, RECORDED, EXCHANGED),
        (LADDER, STEPS[0], STEPS[-1]),
        (FLIP, PLAIN_TONE, DRY_TONE),
    ):
        lines = [of for (name, _, _), of in by_line.items() if name == test]
        needed = {first, last} | ({AGAIN} if test == SWAP else set())
        read = [{k: r for k, r in of.items() if r is not None} for of in lines]
        whole = [of for of in read if needed <= of.keys()]
        if lines:
            found.append(_score(test, first, last, whole, len(lines) - len(whole)))
    return found


def _score(test: str, first: str, last: str, lines: list[dict[str, Reading]], out: int) -> Score:
    change = last if test == SWAP else f"{first} to {last}"
    if not lines:
        return Score(test, change, 0, out)
    moved = [float(_said(of[first]) != _said(of[last])) for of in lines]
    again = [float(_said(of[first]) != _said(of[AGAIN])) for of in lines] if test == SWAP else []
    if test == SWAP:
        effects = [one - other for one, other in zip(moved, again, strict=True)]
    elif test == LADDER:
        effects = [_sign(of[last].intensity - of[first].intensity) for of in lines]
    else:
        effects = [_turned(of[first], of[last]) for of in lines]
    low, high = mean_interval(effects) or (None, None)
    chance = _mean(again) if again else None
    return Score(test, change, len(lines), out, _mean(moved), chance, _mean(effects), low, high)


def _said(reading: Reading) -> tuple[str, int, str]:
    return reading.label, reading.intensity, reading.stance


def _turned(sincere: Reading, dry: Reading) -> float:
    """See "sarcasm flip"."""
    seen = _sign((dry.stance in _UNSAID) - (sincere.stance in _UNSAID))
    if seen or not {sincere.label, dry.label} <= COORDINATES.keys():
        return seen
    fall = COORDINATES[sincere.label][0] - COORDINATES[dry.label][0]
    return _sign(fall) if abs(fall) >= NEAR else 0.0


def _sign(value: float) -> float:
    return float((value > 0) - (value < 0))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
