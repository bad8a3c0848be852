"""The curves: turns cut into against the gap, one line for each policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from improv_partner.errors import ImprovError


def plot(found: Mapping[str, Any], file: Path) -> None:
    """Median gap on the left, mean gap on the right. Raises ImprovError without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImprovError('a plot needs matplotlib: pip install "improv-partner[plot]"') from error
    figure = Figure(figsize=(10, 4.6), layout="constrained")
    names = dict.fromkeys(row["policy"] for row in found["policies"])
    for axes, gap in zip(figure.subplots(1, 2, sharey=True), ("median", "mean"), strict=True):
        key = f"gap_{gap}_s"
        for name in names:
            rows = [row for row in found["policies"] if row["policy"] == name and row[key]]
            points = [(row[key], row["cut_in_share"] * 100) for row in rows]
            look = {"color": "black", "linewidth": 2} if name == "fixed" else {}
            axes.plot(*zip(*points, strict=True), "o-", markersize=3, label=name, **look)
        default = found["default"]
        axes.plot(default[key], default["cut_in_share"] * 100, "k*", markersize=12, label="default")
        axes.set_xlabel(f"{gap} gap, seconds")
        axes.set_xlim(0, 2.2)
        axes.set_ylim(0)
        axes.grid(alpha=0.3)
    figure.axes[0].set_ylabel("turns of 2 s and more cut into, %")
    figure.axes[0].legend()
    try:
        figure.savefig(file)
    except (OSError, ValueError) as error:
        raise ImprovError(f"{file}: the plot cannot be written: {error}") from error
