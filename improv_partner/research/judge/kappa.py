"""Weighted kappa of two raters on an ordered scale, with its interval.

J. Cohen (1968), Psychological Bulletin 70, 213-220; linear weights: "no" against "yes" counts
twice as much as either against "cannot tell". 1 is full agreement, 0 that of chance. The interval
is a percentile bootstrap over items.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...notes import VERDICTS
from ..intervals import LEVEL

RESAMPLES = 2_000
FEWEST = 10  # items: drawing fewer again says nothing (our choice)
_WEIGHTS = np.abs(np.subtract.outer(np.arange(len(VERDICTS)), np.arange(len(VERDICTS))))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Of pairs of verdicts. None if it is not defined: no pairs, or both always said the same."""
    return _kappa(_table(_numbers(pairs))) if pairs else None


def interval(pairs: Sequence[tuple[str, str]], seed: int = 0) -> tuple[float, float] | None:
    """Ends of the 95 % interval; the same for the same pairs and seed.

    None for fewer than FEWEST items, and where a draw in twenty has no kappa.
    """
    if len(pairs) < FEWEST:
        return None
    random, numbers = np.random.default_rng(seed), _numbers(pairs)
    draws = (random.integers(0, len(pairs), len(pairs)) for _ in range(RESAMPLES))
    found = [value for draw in draws if (value := _kappa(_table(numbers[draw]))) is not None]
    if len(found) < LEVEL * RESAMPLES:
        return None
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _numbers(pairs: Sequence[tuple[str, str]]) -> NDArray[np.int_]:
    return np.array([[VERDICTS.index(one), VERDICTS.index(other)] for one, other in pairs])


def _table(numbers: NDArray[np.int_]) -> NDArray[np.int_]:
    """How often each pair of verdicts was given."""
    size = len(VERDICTS)
    return np.bincount(size * numbers[:, 0] + numbers[:, 1], minlength=size**2).reshape(size, size)


def _kappa(table: NDArray[np.int_]) -> float | None:
    total = table.sum()
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    expected = float((_WEIGHTS * by_chance).sum())
    return 1.0 - float((_WEIGHTS * table).sum()) / expected if expected else None
