"""Timing as one picture: gaps, the median waterfall, log against sound, and counts a minute."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ...errors import ImprovError
from .figures import AGREE_S, COMPARED, PEOPLE, differences_s, figures, gap_s
from .measured import Session
from .waterfall import STEPS, steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COUNTED = ("cut_ins", "interruptions", "overlaps", "backchannels", "dips", "withdrawn", "unheard")


def plot(sessions: Sequence[Session], file: Path) -> None:
    """SVG, PNG or PDF, by the file's ending.

    Raises ImprovError if matplotlib is missing or the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImprovError('a plot needs matplotlib: pip install "improv-partner[plot]"') from error
    figure = Figure(figsize=(11.0, 7.5), layout="constrained")
    (gaps, falls), (differences, counts) = figure.subplots(2, 2)
    _gaps(gaps, sessions)
    _waterfall(falls, sessions)
    _differences(differences, sessions)
    _counts(counts, sessions)
    try:
        figure.savefig(file)
    except (OSError, ValueError) as error:
        raise ImprovError(f"{file}: the plot cannot be written: {error}") from error


def _gaps(axes: Axes, sessions: Sequence[Session]) -> None:
    rows = [row for session in sessions for row in session.rows if row.answers]
    for name, by_sound in (("log", False), ("sound", True)):
        known = [gap_s(row, by_sound) for row in rows if row.sound or not by_sound]
        found = [gap for gap in known if gap is not None]
        if found:
            axes.hist(found, bins=[x / 10 for x in range(-10, 41)], alpha=0.6, label=name)
    for field, style in (("gap_median_s", "-"), ("gap_p5_s", ":"), ("gap_p95_s", ":")):
        label = "people: median, 5 and 95 %" if style == "-" else None
        axes.axvline(PEOPLE[field], color="black", linestyle=style, label=label)
    _words(axes, "gap between actor and partner", "seconds", "answers")
    axes.legend(fontsize="small")


def _waterfall(axes: Axes, sessions: Sequence[Session]) -> None:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in STEPS}
    for row in (row for session in sessions for row in session.rows if row.answers):
        for step in steps(row.exchange):
            found[step.name].append((step.since_s, step.at_s))
    names = [name for name in STEPS if found[name]]
    begins = [median(since for since, _ in found[name]) for name in names]
    ends = [median(at for _, at in found[name]) for name in names]
    lengths = [max(end - begin, 0.01) for begin, end in zip(begins, ends, strict=True)]
    axes.barh(names, lengths, left=begins)
    axes.invert_yaxis()
    _words(axes, "waterfall, medians", "seconds after the actor's last sound", "")


def _differences(axes: Axes, sessions: Sequence[Session]) -> None:
    found = {what: differences_s(sessions, what) for what in COMPARED}
    shown = {what: [1000 * s for s in values] for what, values in found.items() if values}
    if shown:
        axes.boxplot(list(shown.values()), orientation="horizontal", whis=(2.5, 97.5))
        axes.set_yticks(range(1, len(shown) + 1), list(shown))
        axes.axvspan(-1000 * AGREE_S, 1000 * AGREE_S, color="green", alpha=0.15)
    else:
        axes.text(0.5, 0.5, "no sound was recorded", ha="center", transform=axes.transAxes)
    _words(axes, "log minus sound (green: 20 ms)", "ms", "")


def _counts(axes: Axes, sessions: Sequence[Session]) -> None:
    known = figures(sessions)
    names = [name.replace("_", "-") for name in COUNTED]
    heights: list[Any] = [known.a_minute(name) if known.minutes else 0.0 for name in COUNTED]
    axes.bar(names, heights)
    axes.tick_params("x", rotation=30)
    _words(axes, "how often", "", "a minute")


def _words(axes: Axes, title: str, x: str, y: str) -> None:
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(alpha=0.3)
