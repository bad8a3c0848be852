"""Tables for the terminal: how far raters agree."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from .agreement import SHARES, Alpha, Pair


def alpha_table(alphas: Iterable[Alpha]) -> Table:
    """One row for each measure and group of raters."""
    table = Table(title="Krippendorff's alpha")
    for heading in ("", "among"):
        table.add_column(heading)
    for heading in ("raters", "items", "alpha", "95 % interval"):
        table.add_column(heading, justify="right")
    for row in alphas:
        value = row.why if row.alpha is None else f"{row.alpha:z.2f}"
        sizes = str(row.raters), str(row.items)
        table.add_row(row.measure, row.among, *sizes, value, _interval(row.low, row.high, "z.2f"))
    return table


def pair_table(pairs: Iterable[Pair]) -> Table:
    """One row for two raters: shares of the lines that both have tagged."""
    table = Table(title="Labels, two raters at a time")
    table.add_column("one", overflow="fold")
    table.add_column("other", overflow="fold")
    for heading in ("items", *SHARES, "exact, 95 %"):
        table.add_column(heading, justify="right")
    for pair in pairs:
        shares = [f"{pair.shares[name]:.0%}" for name in SHARES]
        interval = _interval(pair.low, pair.high, ".0%")
        table.add_row(pair.one, pair.other, str(pair.items), *shares, interval)
    return table


def _interval(low: float | None, high: float | None, form: str) -> str:
    return "" if low is None or high is None else f"{low:{form}} to {high:{form}}"
