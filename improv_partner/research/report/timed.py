"""The fourth part of a report: how quick the partner was, beside people, and who had the floor."""

from __future__ import annotations

import numpy as np

from . import people
from .gather import Report
from .rates import Share
from .tables import Section, Table, between, counted, percent


def timed(report: Report) -> Section:
    times = report.all.times
    gaps = times.gaps_s
    notes = [
        "The gap is from the actor's last sound to the partner's first, by the log. People: "
        "2,438 telephone talks of two (Switchboard), 99,781 changes of speaker without "
        "backchannels; between the measured points the line is drawn evenly. A third of people's "
        "answers begin before the other has ended (a gap below 0). Telephone talk is not acting.",
    ]
    if times.cut_ins:
        notes.append("An actor who interrupts within 1 s, on purpose, looks as if cut into.")
    if not gaps:
        notes.append("The partner has answered no line aloud: there are no gaps.")
    return Section("timed", "Timing", notes, [*([_gaps(report)] if gaps else []), _floor(report)])


def _gaps(report: Report) -> Table:
    gaps = report.all.times.gaps_s
    rows = [
        [
            "median" if part == 50 else f"{part} % are shorter than",
            *(f"{np.percentile(gaps, part):.2f} s", "", f"{human_s:.2f} s"),
        ]
        for part, human_s in people.PERCENTILES.items()
    ]
    for limit_s in (1.0, people.AWKWARD_S, people.LONG_S):
        share = report.all.times.longer(limit_s)
        human = 100 * (1 - people.not_longer(limit_s))
        rows.append(
            [f"longer than {limit_s:g} s", percent(share), between(share), f"{human:.1f} %"]
        )
    title = f"Gaps between actor and partner ({counted(len(gaps), 'answer')})"
    return Table(title, ("", "partner", "95 %", "people"), rows, key="gaps")


def _floor(report: Report) -> Table:
    times = report.all.times
    yielded = f"{np.median(times.yielded_ms):.0f} ms" if times.yielded_ms else "-"
    rows = [
        ["replies that were heard", str(times.heard), ""],
        ["cut into the actor's line", *_share_of(Share(times.cut_ins, times.heard))],
        ["stopped by the actor", *_share_of(Share(times.stopped, times.heard))],
        ["silent after an interruption, median", yielded, ""],
        ["backchannels over the partner", str(times.backchannels), ""],
        ["replies prepared for a pause that was no end", str(times.withdrawn), ""],
    ]
    return Table("Who had the floor", ("", "", "of replies, 95 %"), rows)


def bins(report: Report) -> tuple[list[float], list[float], list[float]]:
    """Edges of the steps in seconds, the partner's share of gaps in each, and people's."""
    edges = [n / 4 for n in range(-2, 17)]
    gaps = np.asarray(report.all.times.gaps_s)
    counts = np.bincount(np.searchsorted(edges, gaps, "left"), minlength=len(edges) + 1)
    known = [0.0, *(people.not_longer(edge) for edge in edges), 1.0]
    ours = (counts / max(len(gaps), 1)).tolist()
    return edges, ours, np.diff(known).tolist()


def _share_of(share: Share) -> list[str]:
    return [str(share.count), f"{percent(share)} ({between(share)})" if share.of else "-"]
