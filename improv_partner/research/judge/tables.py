"""The judge for the terminal: how it did, how well it agrees with people, what did not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.table import Table

from .measured import Check
from .votes import Judged


def check_table(model: str, checks: Sequence[Check]) -> Table:
    """A row for each kind. same: share of verdicts. silent: not judged. kappa: with weights."""
    table = Table(title=f"{model} against people")
    table.add_column("kind", no_wrap=True)
    for heading in ("items", "failures", "same", "kappa", "silent"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("findings", no_wrap=True)
    for one in checks:
        state = "experimental" if one.doubt else "trusted"
        counts = (str(one.items), str(one.failed), f"{one.agree:.0%}" if one.items else "-")
        table.add_row(one.kind, *counts, _kappa(one), str(one.silent), state)
    return table


def doubts(checks: Sequence[Check]) -> list[str]:
    """A line for each kind whose findings are experimental."""
    return [f"{one.kind} is experimental: {one.doubt}" for one in checks if one.doubt]


def _kappa(one: Check) -> str:
    if one.kappa is None:
        return "-"
    ends = "" if one.low is None else f"\n({one.low:.2f} to {one.high:.2f})"
    return f"{one.kappa:.2f}{ends}"


def summary(judged: Sequence[Judged]) -> str:
    """ "12 replies judged: 3 yes, 8 no, 1 cannot tell"."""
    counts = Counter(one.verdict for one in judged)
    words = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
    return f"{len(judged)} questions judged: {words}" if judged else "0 questions judged"


def nothing(judged: Sequence[Judged]) -> str:
    """The one line where no question could be judged: the reason of most, and how many others."""
    faults = Counter(vote.fault for one in judged for vote in one.votes if vote.fault)
    (most, _), others = faults.most_common(1)[0], len(faults) - 1
    more = f" (and for {others} other reason{'s' * (others > 1)})" if others else ""
    many = "the question" if len(judged) == 1 else f"none of {len(judged)} questions"
    could = "could not" if len(judged) == 1 else "could"
    return f"{many} {could} be judged (first: {judged[0].ask.place}): {most}{more}"


def troubles(judged: Sequence[Judged]) -> list[str]:
    """A line for each question of which votes do not count."""
    return [
        f"{one.ask.place}: {one.verdict}: {'; '.join(one.faults)}" for one in judged if one.faults
    ]
