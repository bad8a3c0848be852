"""How far a mean may be off: percentile bootstrap intervals.

B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13: the values are
drawn again with replacement, and the interval is where the middle 95 % of the new means lie.
Exchanges of one scene follow from each other, so the intervals of a single session are too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RESAMPLES = 10_000
LEVEL = 0.95
AT_ONCE = 1_000_000  # drawn values in memory


def mean_interval(
    values: Sequence[float], seed: int = 0, resamples: int = RESAMPLES, level: float = LEVEL
) -> tuple[float, float] | None:
    """Lower and upper end for the mean of these values; None for fewer than two.

    The same values and seed give the same interval.
    """
    if len(values) < 2:
        return None
    random = np.random.default_rng(seed)
    known = np.asarray(values, float)
    step = max(AT_ONCE // len(known), 1)
    means = [
        random.choice(known, (min(step, resamples - done), len(known))).mean(axis=1)
        for done in range(0, resamples, step)
    ]
    tail = (1 - level) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return float(low), float(high)
