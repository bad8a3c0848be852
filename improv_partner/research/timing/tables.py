"""Tables for the terminal: exchange by exchange, and figures of sessions beside those of people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from .figures import PEOPLE, Agreement, Figures
from .measured import Row, Session
from .waterfall import STEPS, origin_s

FIGURES = (  # name, field, form; a form that ends in "%" is of a share
    ("answers", "gaps", "d"),
    ("gap, median (s)", "gap_median_s", ".2f"),
    ("gap, 5 %", "gap_p5_s", ".2f"),
    ("gap, 95 %", "gap_p95_s", ".2f"),
    ("gaps over 2 s", "awkward_share", ".1%"),
    ("cut-ins", "cut_ins", "d"),
    ("partner interrupted", "interruptions", "d"),
    ("silent after, median (ms)", "yielded_median_ms", ".0f"),
    ("silent after, 95 %", "yielded_p95_ms", ".0f"),
    ("exchanges with overlap", "overlaps", "d"),
    ("overlap, of the time", "overlap_share", ".1%"),
)
LOGGED = (  # what only the log knows
    ("backchannels a minute", "backchannels_a_minute", ".1f"),
    ("other sounds over the partner", "sounds", "d"),
    ("partner dipped", "dips", "d"),
    ("and then went on after (s)", "dipped_s", ".1f"),
    ("replies prepared", "prepared", "d"),
    ("soft ends taken back", "withdrawn", "d"),
    ("replies never heard", "unheard", "d"),
    ("their characters", "unheard_characters", "d"),
    ("their work (s)", "unheard_work_s", ".1f"),
)


HEADINGS = (
    *("soft\nend", "\nwords", "hard\nend", "first\ntoken", "first\nclause", "first\nsound"),
    *("by\nsound", "both\nms", "yields\nms", "pre-\npared", "un-\nheard"),
)


def exchange_table(session: Session) -> Table:
    """Seconds after the actor's last sound, and as measured in the tracks; "!" = a cut-in."""
    table = Table(title=Text(session.name), padding=0, box=SIMPLE_HEAD)
    for heading in ("", *HEADINGS):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in session.rows:
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> Iterable[str]:
    one = row.exchange
    start_s = origin_s(one)
    yield f"{one.number}{' !' if row.cut_in else ''}"
    for _, field in STEPS.values():
        at_s = getattr(one.timing, field)
        yield "" if at_s is None or start_s is None else f"{at_s - start_s:.2f}"
    gap_s = row.sound.gap_s if row.sound else None
    yield "" if gap_s is None else f"{gap_s:.2f}"
    yield str(one.overlap_ms or "")
    yield "" if one.yielded_in_ms is None else str(one.yielded_in_ms)
    yield str(len(one.prepared) or "")
    yield str(sum(bool(work.withdrawn) for work in one.prepared) or "")


def figure_table(title: str, log: Figures, sound: Figures | None) -> Table:
    """By the log, by the sound if there is any, and of people."""
    table = Table(title=Text(title))
    for heading in ("", "log", "sound", "people"):
        table.add_column(heading, justify="right" if heading else "left")
    for rows, heard in ((FIGURES, sound), (LOGGED, None)):
        for name, field, form in rows:
            people = shown(PEOPLE[field], form) if field in PEOPLE else ""
            by_sound = shown(getattr(heard, field), form) if heard else ""
            table.add_row(name, shown(getattr(log, field), form), by_sound, people)
    return table


def agreement_table(found: Sequence[Agreement]) -> Table:
    """Log minus sound."""
    table = Table(title="Log against sound")
    for heading in ("", "pairs", "median ms", "95 % within ms", "within 20 ms"):
        table.add_column(heading, justify="right" if heading else "left")
    for one in found:
        share = shown(one.share, ".1%")
        table.add_row(
            one.what, str(one.pairs), f"{one.median_ms:+z.0f}", f"{one.p95_ms:.0f}", share
        )
    return table


def shown(value: float, form: str) -> str:
    """ "-" where there was nothing to count."""
    return "-" if math.isnan(value) else format(value, form)
