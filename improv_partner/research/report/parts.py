"""A report as a whole: its parts in order, what has to be said before them, and the worst of it."""

from __future__ import annotations

from collections.abc import Sequence

from .agreed import agreed
from .failed import failed
from .gather import SIMULATED, Report
from .recorded import recorded
from .tables import Section
from .timed import timed
from .worst import MOST

WORST_NOTE = (
    f"At most {MOST}: the gravest first; among equals what the actor flagged or rejected, then "
    "what failed in more ways, then kinds and sessions that were not shown yet. They are the worst "
    "and not the usual. Rules proposed them: listen before you believe them."
)


def sections(report: Report) -> Sequence[Section]:
    """All but the worst cases."""
    return [recorded(report), agreed(report), failed(report), timed(report)]


def cautions(report: Report) -> list[str]:
    """What a reader has to know first, and what may be done with this file."""
    if all(row.performer == SIMULATED for row in report.rows):
        return []
    voices = "What people said and meant is in this file, and perhaps their voices."
    if report.share:
        return [
            f"{voices} Every performer agreed that the session is shared, and those who are quoted "
            "or heard that excerpts are published. Who withdraws has to be taken out: make it anew."
        ]
    return [f"{voices} It is for this place alone; to hand one on, make it with --share."]
