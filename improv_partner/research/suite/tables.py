"""Suites for the terminal: their cases, pass rates, models against kinds, what became worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .case import Case
from .rates import Change, Rate, rate, rates
from .results import Result, by_run
from .turns import then

ALL = "all"
SHOWN_CHARS = 120  # of a quote


def case_list(cases: Sequence[Case]) -> Iterator[Text | Padding]:
    """Of each its id on a line of its own, to be copied whole, and below it what was said then.

    A terminal that is narrower than an id must not fold it: print with soft_wrap.
    """
    yield Text(f"{len(cases)} cases")
    for one in cases:
        people = "1 person" if one.people == 1 else f"{one.people or 'no'} people"
        about = [f"{one.kind}: {one.sub}", f"meant {one.meant or '-'}", f"by {one.by}", people]
        said, heard = (_short(text) for text in (one.turns[-1]["said"], then(one).words))
        below = Text(", ".join(about), "dim").append(f"\n{said or '-'}", "not dim cyan")
        yield Text(f"\n{one.id}", "bold")
        yield Padding(below.append(f"\n{heard}", "not dim magenta"), (0, 0, 0, 2))


def rate_table(name: str, results: Sequence[Result]) -> Table:
    """A row for each kind, of one run. The interval is that of 95 %."""
    table = Table(title=Text(f"{name}: what passes"))
    table.add_column("kind", no_wrap=True)
    for heading in ("cases", "replies", "untold", "pass rate"):
        table.add_column(heading, justify="right")
    for one in rates(results):
        counts = (str(one.cases), str(one.takes), str(one.untold))
        table.add_row(one.kind or ALL, *counts, _rate(one, " "))
    return table


def matrix(results: Sequence[Result]) -> Table:
    """Models against kinds: pass rates with their intervals."""
    kinds = sorted({one.kind for one in results})
    table = Table(title="Pass rates", show_lines=True)
    table.add_column("model", overflow="fold")
    for heading in (*kinds, ALL):
        table.add_column(heading, justify="right", overflow="fold")
    for run, own in by_run(results).items():
        cells = [_rate(rate(kind, [r for r in own if r.kind == kind]), "\n") for kind in kinds]
        table.add_row(Text(f"{run.name}\n{run.server}".strip()), *cells, _rate(rate("", own), "\n"))
    return table


def change_table(before: str, now: str, changes: Sequence[Change]) -> Table:
    """A row for each kind, over the cases that both runs have."""
    table = Table(title=Text(f"{now} against {before}"))
    table.add_column("kind", no_wrap=True)
    for heading in ("cases", "before", "now", "fell", "rose", "p"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for one in changes:
        counts = (str(one.cases), f"{one.before:.0%}", f"{one.now:.0%}", str(one.fell))
        verdict = Text("worse", "bold red") if one.regressed else Text("")
        table.add_row(one.kind or ALL, *counts, str(one.rose), f"{one.p:.3f}", verdict)
    return table


def _rate(one: Rate, between: str) -> str:
    if one.rate is None or one.low is None or one.high is None:
        return "-"
    return f"{one.rate:.0%}{between}({one.low:.0%} to {one.high:.0%})"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"
