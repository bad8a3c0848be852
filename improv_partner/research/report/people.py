"""The gaps between people who talk with each other, to hold the partner's against.

Measured on the word times of Switchboard: 2,438 telephone talks of two, 99,781 changes of speaker,
those around a backchannel left out. A negative gap is an answer that begins before the other has
ended; people do that a third of the time. Telephone talk is not acting: stage pauses are longer.
"""

from __future__ import annotations

from itertools import pairwise

# Gap in seconds, and the share of gaps that are not longer.
POINTS = (
    (-0.69, 0.05), (-0.14, 0.25), (0.0, 0.34), (0.179, 0.5), (0.5, 0.72), (0.56, 0.75),
    (0.7, 0.80), (1.0, 0.87), (1.5, 0.939), (1.63, 0.95), (2.0, 0.972), (2.72, 0.99), (4.0, 0.998),
)  # fmt: skip
PERCENTILES = {5: -0.69, 25: -0.14, 50: 0.179, 75: 0.56, 95: 1.63, 99: 2.72}  # seconds
AWKWARD_S = 2.0  # a longer gap feels so between strangers (Templeton et al. 2023)
LONG_S = 4.0  # so long a silence already hurts (Koudenburg et al. 2011)


def not_longer(gap_s: float) -> float:
    """The share of people's gaps up to this one, 0-1; evenly between the points.

    Raises ValueError outside of them: what lies there was not measured.
    """
    for (before_s, before), (after_s, after) in pairwise(POINTS):
        if before_s <= gap_s <= after_s:
            return before + (after - before) * (gap_s - before_s) / (after_s - before_s)
    raise ValueError(f"people's gaps are known from {POINTS[0][0]} to {POINTS[-1][0]} s")
