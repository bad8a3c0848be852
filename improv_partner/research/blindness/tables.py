"""Scores of a probe set for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from .score import Score


def score_table(model: str, scores: Sequence[Score]) -> Table:
    """A row for each change of tone. The interval is that of 95 %."""
    table = Table(title=f"Does {model} hear the tone?")
    table.add_column("tone")
    for heading in ("lines", "reading moves", "effect"):
        table.add_column(heading, justify="right")
    table.add_column("", no_wrap=True)
    for one in scores:
        chance = "" if one.chance is None else f"\n(chance {one.chance:.0%})"
        ends = "" if one.low is None else f"\n({one.low:+.2f} to {one.high:+.2f})"
        lines = f"{one.lines}\n(without {one.left_out})" if one.left_out else str(one.lines)
        moved, effect = f"{one.moved:.0%}{chance}", f"{one.effect:+.2f}{ends}"
        numbers = (moved, effect) if one.lines else ("-", "-")
        table.add_row(f"{one.test}:\n{one.change}", lines, *numbers, one.verdict)
    return table
