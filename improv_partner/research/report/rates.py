"""How many of how many, and how far that may be off: Wilson's interval.

E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212: also right for few
cases, and where none or all are counted. It takes the cases as independent of each other, and
exchanges of one scene are not: the true interval is wider.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z = 1.959964  # 95 % of a normal distribution lie within this many deviations


@dataclass(frozen=True, slots=True)
class Share:
    """count of all. There is no share of nothing: its numbers are nan then."""

    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % interval, 0-1."""
        if not self.of:
            return math.nan, math.nan
        n, p = self.of, self.share
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(middle - half, 0.0), min(middle + half, 1.0)
