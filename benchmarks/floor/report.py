"""The figures as JSON, as a table, and beside fixed silence at the same gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Row = Mapping[str, Any]
COLUMNS = ("cut_in_share", "gap_median_s", "gap_mean_s", "gap_p95_s", "wasted_per_min")


def same_gap(rows: Sequence[Row], default: Row, gap: str) -> dict[str, Any]:
    """Fixed silence at the default's gap, between its points along straight lines.

    fewer: by what share the default's turns cut are less, 1 = none is cut. None beyond the points.
    """
    fixed = {row[gap]: row["cut_in_share"] for row in rows if row["policy"] == "fixed"}
    points = sorted((at, cut) for at, cut in fixed.items() if at is not None)
    gaps, shares = [at for at, _ in points], [cut for _, cut in points]
    at, cut = default[gap], default["cut_in_share"]
    if at is None or not points or not points[0][0] <= at <= points[-1][0]:
        return {gap: at, "cut_in_share": None, "fewer": None}
    by_silence = float(np.interp(at, gaps, shares))
    fewer = round(1 - cut / by_silence, 3) if by_silence else None
    return {gap: at, "cut_in_share": round(by_silence, 3), "fewer": fewer}


def report(rows: Sequence[Row], default: Row, about: Mapping[str, Any]) -> dict[str, Any]:
    """Everything, as it is written to the JSON file."""
    return {
        **about,
        "policies": list(rows),
        "default": dict(default),
        "fixed_silence_same_gap": same_gap(rows, default, "gap_median_s"),
        "fixed_silence_same_mean_gap": same_gap(rows, default, "gap_mean_s"),
    }


def table(found: Mapping[str, Any]) -> str:
    """For the terminal: one line for each policy and patience, the default last."""
    head = f"{'policy':<22}{'patience':>9}{'cut into':>10}{'gap: median':>13}{'mean':>7}{'95 %':>7}"
    lines = [f"{head}{'wasted/min':>12}"]
    lines += [_line(row) for row in (*found["policies"], found["default"])]
    for name in ("fixed_silence_same_gap", "fixed_silence_same_mean_gap"):
        other, kind = found[name], "mean" if "mean" in name else "median"
        if other["fewer"] is not None:
            share, fewer = other["cut_in_share"], other["fewer"]
            lines.append(
                f"fixed silence at the default's {kind} gap: {share:.1%} cut into; "
                f"the default has {abs(fewer):.0%} {'fewer' if fewer >= 0 else 'MORE'}"
            )
    over = found["default"]
    lines.append(
        f"over the partner: stops for {_part(over['yield_rate'])} of {over['interruptions']} "
        f"interruptions, goes on after {_part(over['backchannel_selectivity'])} of "
        f"{over['backchannels']} backchannels (dip {over['dip_median_s']} s)"
    )
    return "\n".join(lines)


def _line(row: Row) -> str:
    start = f"{row['policy']:<22}{row['patience_s']:>8.2f}s"
    if row["cut_in_share"] is None:
        return f"{start}   nothing to count"
    cut, median_s, mean_s, late_s, wasted = (row[name] for name in COLUMNS)
    return f"{start}{cut:>10.1%}{median_s:>12.2f}s{mean_s:>6.2f}s{late_s:>6.2f}s{wasted:>12.1f}"


def _part(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}"
