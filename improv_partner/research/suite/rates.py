"""Pass rates with their intervals, and whether one run is worse than another beyond chance.

A case counts once: its value is the share of its takes that passed. Several takes of one case are
no several cases, so they make no interval narrower.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .results import Result, shares

Z = 1.96  # of the normal distribution, for 95 %
ALPHA = 0.05  # how often a change by chance alone may be called a regression
Shares = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Rate:
    """Of one kind, "" = all. cases: that count. low, high: the 95 % interval; None = no cases.

    takes: replies. untold: of them those that neither pass nor fail.
    """

    kind: str
    cases: int
    takes: int
    untold: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Of one kind, "" = all, over cases that both runs have. fell, rose: cases, by their shares.

    p: how likely so many of the changes fall, or more, if each may go either way alike. regressed:
    lower beyond chance, with all kinds that are looked at taken together.
    """

    kind: str
    cases: int
    before: float
    now: float
    fell: int
    rose: int
    p: float
    regressed: bool = False


def wilson(rate: float, cases: int) -> tuple[float, float]:
    """E. B. Wilson (1927), J. Am. Stat. Assoc. 22, 209-212: the 95 % interval of a rate.

    Unlike the usual one it is sensible for few cases, and for rates of 0 and 1.
    """
    around = (rate + Z**2 / (2 * cases)) / (1 + Z**2 / cases)
    half = Z / (1 + Z**2 / cases) * math.sqrt(rate * (1 - rate) / cases + (Z / cases) ** 2 / 4)
    return max(around - half, 0.0), min(around + half, 1.0)


def rates(results: Sequence[Result]) -> list[Rate]:
    """Of one run: each kind, and all together last."""
    kinds = sorted({one.kind for one in results})
    of_kinds = [rate(kind, [one for one in results if one.kind == kind]) for kind in kinds]
    return [*of_kinds, rate("", results)]


def rate(kind: str, results: Sequence[Result]) -> Rate:
    """Of these results."""
    found = shares(results)
    untold = sum(one.verdict not in ("pass", "fail") for one in results)
    if not found:
        return Rate(kind, 0, len(results), untold)
    mean = sum(found.values()) / len(found)
    return Rate(kind, len(found), len(results), untold, mean, *wilson(mean, len(found)))


def changes(before: Sequence[Result], now: Sequence[Result]) -> list[Change]:
    """Of each kind, and of all together last."""
    old, new = shares(before), shares(now)
    kinds = {(one.case, one.digest): one.kind for one in now}
    both = [case for case in new if case in old]
    found = [_change("", both, old, new)] if both else []
    for kind in sorted({kinds[case] for case in both}, reverse=True):
        found.insert(0, _change(kind, [case for case in both if kinds[case] == kind], old, new))
    return _judged(found)


def mcnemar(fell: int, rose: int) -> float:
    """Exact and one-sided: Q. McNemar (1947), Psychometrika 12, 153-157.

    With several takes it is the sign test of the cases' shares.
    """
    changed = fell + rose
    ways = sum(math.comb(changed, k) for k in range(fell, changed + 1))
    return ways / float(2**changed)


def _change(kind: str, cases: Sequence[tuple[str, str]], old: Shares, new: Shares) -> Change:
    fell = sum(new[case] < old[case] for case in cases)
    rose = sum(new[case] > old[case] for case in cases)
    before, now = (sum(of[case] for case in cases) / len(cases) for of in (old, new))
    return Change(kind, len(cases), before, now, fell, rose, mcnemar(fell, rose))


def _judged(found: Iterable[Change]) -> list[Change]:
    """S. Holm (1979), Scand. J. Stat. 6, 65-70: many tests find no more by chance than one."""
    rows = list(found)
    regressed: set[str] = set()
    for left, one in zip(range(len(rows), 0, -1), sorted(rows, key=lambda c: c.p), strict=True):
        if one.p > ALPHA / left:
            break
        regressed.add(one.kind)
    return [
        Change(c.kind, c.cases, c.before, c.now, c.fell, c.rose, c.p, c.kind in regressed)
        for c in rows
    ]
