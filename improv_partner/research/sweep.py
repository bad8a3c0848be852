"""What if the settings had been others: the recorded actor played to each of them, and counted.

`again` answers "when would the partner have spoken", not "what would it have said".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ImprovError, RecordingError, SettingsError
from ..events import Answer, Cut, Prepare
from ..exchanges import exchanges
from ..recording import Entry, read
from ..replay import again
from .export.permitted import refusal
from .parent import NEEDS

CUT_IN_S = 1.0  # speech of the actor so soon after the partner's first sound: it was cut into


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one session. gaps in seconds, from the actor's last sound to the partner's first.

    cut_ins: the partner began and the actor went on within 1 s. barge_ins: stopped later.
    wasted: replies that were prepared and never heard. nan where there is nothing to count.
    """

    answers: int
    cut_ins: int
    barge_ins: int
    wasted: int
    gap_median_s: float
    gap_p95_s: float


def figures(entries: Sequence[Entry]) -> Figures:
    """The counts of a log."""
    gaps: list[float] = []
    cut_ins = barge_ins = 0
    for exchange in exchanges(entries):
        timing = exchange.timing
        if timing.gap_s is not None:
            gaps.append(timing.gap_s)
        if exchange.cut in ("barge-in", "resumed") and timing.first_sound_s is not None:
            soon = timing.cut_s is not None and timing.cut_s - timing.first_sound_s <= CUT_IN_S
            cut_ins, barge_ins = cut_ins + soon, barge_ins + (not soon)
    answers = sum(isinstance(e.what, Answer) for e in entries)
    prepared = sum(isinstance(e.what, Prepare) for e in entries)
    silent = sum(isinstance(e.what, Cut) and e.what.why == "resumed" for e in entries)
    return Figures(
        answers,
        cut_ins,
        barge_ins,
        prepared - answers + silent,
        float(np.median(gaps)) if gaps else float("nan"),
        float(np.percentile(gaps, 95)) if gaps else float("nan"),
    )


def grid(texts: Iterable[str], parsed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """["turns.patience_s=0.5,1.0", ...] as every combination of values.

    parsed: what each text without a comma means, by key. Raises SettingsError.
    """
    axes: list[list[tuple[str, Any]]] = []
    for text in texts:
        key, equals, values = text.partition("=")
        if not equals:
            raise SettingsError(f'--again: "{text}" is not KEY=VALUE or KEY=VALUE,VALUE,...')
        try:
            many = [float(value) for value in values.split(",")]
            axes.append([(key.strip(), value) for value in many])
        except ValueError:
            axes.append([(key.strip(), parsed[key.strip()])])
    return [dict(combination) for combination in product(*axes)]


def sweep(
    header: Mapping[str, Any],
    entries: Sequence[Entry],
    values: Sequence[Mapping[str, Any]],
    out: Path,
    tracks: Mapping[str, bytes],
) -> list[tuple[str, Figures]]:
    """Each setting's name and figures; the sessions are left in `out`, one folder each.

    header: `parent` is the session's name. The first row is the session as it was. Raises
    SettingsError, RecordingError, the latter also if its consent does not permit it.
    """
    if why := refusal(Path(str(header.get("parent", "session"))), header, NEEDS):
        raise RecordingError(why)
    rows = [("as recorded", figures(entries))]
    for value in values:
        name = ",".join(f"{key}={what}" for key, what in value.items())
        folder = out / name
        again(header, entries, value, folder, tracks)
        rows.append((name, figures(list(read(folder)[1]))))
    return rows


def plot(rows: Sequence[tuple[str, Figures]], file: Path) -> None:
    """Cut-ins and gaps over the settings, as SVG, PNG or PDF by the file's ending.

    Raises ImprovError if matplotlib is missing or the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImprovError('a plot needs matplotlib: pip install "improv-partner[plot]"') from error
    names = [name.replace(",", "\n") for name, _ in rows]
    figure = Figure(figsize=(max(5.0, 1.1 * len(rows)), 5.0), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    above.plot(names, [f.gap_median_s for _, f in rows], "o-", label="gap, median")
    above.plot(names, [f.gap_p95_s for _, f in rows], "s--", label="gap, 95 %")
    above.set_ylabel("seconds")
    below.plot(names, [f.cut_ins for _, f in rows], "o-", label="cut-ins")
    below.plot(names, [f.wasted for _, f in rows], "s--", label="wasted preparations")
    below.set_ylabel("count")
    below.tick_params("x", rotation=30)
    for axes in (above, below):
        axes.set_ylim(bottom=0)
        axes.legend()
        axes.grid(alpha=0.3)
    try:
        figure.savefig(file)
    except (OSError, ValueError) as error:
        raise ImprovError(f"{file}: the plot cannot be written: {error}") from error
