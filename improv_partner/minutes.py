"""A place in a session as people read it, the same on every screen: cut off, never rounded up.

So 0.9 s is in "0:00", and a player that shows "1:05" has passed it. bench/pages/calls.js does the
same.
"""

from __future__ import annotations


def minutes(seconds: float, tenths: bool = True) -> str:
    """65.25 as "1:05.2", or as "1:05"."""
    count = int(seconds * 10 + 1e-6)
    whole = f"{count // 600}:{count // 10 % 60:02}"
    return f"{whole}.{count % 10}" if tenths else whole
