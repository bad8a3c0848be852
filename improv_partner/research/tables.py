"""Tables for the terminal: what was performed again, and sessions side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from ..desk.plain import intent_words, reading_words
from ..exchanges import Exchange
from .compare import Figure, changes, swapped
from .sides import Row, Side

STATES = {"done": "green", "was done": "dim", "failed": "red", "stopped": "yellow"}
ACTOR, PARTNER, OTHER = "cyan", "magenta", "bold"  # OTHER: not as in the first session


def outcome_table(outcomes: Iterable[Any]) -> Table:
    """One row for each performance (reperform.Outcome): of which session, and how it went."""
    table = Table()
    table.add_column("session", overflow="fold")
    table.add_column("model", overflow="fold")
    table.add_column("take", justify="right")
    table.add_column("state")
    table.add_column("scene s", justify="right")
    table.add_column("x real", justify="right")
    for outcome in outcomes:
        item, length_s = outcome.item, outcome.scene_s
        state = Text(outcome.state, STATES[outcome.state])
        quick = f"{length_s / outcome.real_s:.0f}" if length_s and outcome.real_s else ""
        length = f"{length_s:.1f}" if length_s else ""
        table.add_row(item.parent.name, item.model, str(item.take), state, length, quick)
    return table


def legend(sides: Sequence[Side]) -> Text:
    """Which session each letter is, and what was other about it."""
    first = sides[0]
    out = Text()
    for side in sides:
        about = [side.mode] if side.mode else []
        if side is first:
            about += [side.header.get("crew", {}).get(part, "") for part in ("mind", "ears")]
        else:
            about += swapped(first, side) or ["nothing swapped"]
        out.append(f"{side.label}  ", "bold").append(f"{side.folder}\n")
        out.append(f"   {', '.join(part for part in about if part)}\n", "dim")
    out.rstrip()
    return out


def comparison_table(sides: Sequence[Side], rows: Iterable[Row]) -> Table:
    """Exchange by exchange: the actor's words and tags, then what each session made of them."""
    scene = sides[0].header.get("scene", {})
    table = Table(title=scene.get("title", ""), show_lines=True)
    table.add_column("", justify="right")
    table.add_column(f"{scene.get('actor', {}).get('name', 'actor')}", ratio=2)
    for side in sides:
        table.add_column(side.label, ratio=3)
    for row in rows:
        known = next(e for e in row if e is not None)
        meant = "; ".join(intent_words(tag.intent) for tag in known.intents if tag.bound)
        said = Text(known.said or f"({known.why})", ACTOR)
        if meant:
            said.append(f"\n{meant}", "dim")
        number = str(row[0].number) if row[0] else "+"
        table.add_row(number, said, *(cell(row[0], e, e is known) for e in row))
    return table


def cell(first: Exchange | None, exchange: Exchange | None, is_first: bool) -> Text:
    """A reply with what was read and when; bold where it is not as in the first session."""
    if exchange is None:
        return Text("—", "dim")
    other = changes(first, exchange) if first is not None and not is_first else []
    out = Text()
    if "heard as" in other:
        out.append(f"heard: {exchange.said or 'nothing'}\n", f"{ACTOR} {OTHER}")
    style = f"{PARTNER} {OTHER}" if "words" in other else PARTNER
    out.append(exchange.heard or "(nothing heard)", style)
    if exchange.cut:
        out.append(f" — ({exchange.cut})", OTHER if "cut" in other else "")
    for trouble in exchange.troubles:
        out.append(f"\n! {trouble}", "red")
    if reading := reading_words(exchange.reading):
        out.append(f"\n{reading}", OTHER if {"reading", "feeling"} & set(other) else "dim")
    if (gap_s := exchange.timing.gap_s) is not None:
        out.append(f"\n{gap_s:.2f} s after", "dim")
    return out


def summary_table(one: Side, other: Side, figures: Iterable[Figure]) -> Table:
    """Means over pairs of exchanges, and their difference with its 95 % interval."""
    table = Table(title=f"{other.label} against {one.label}")
    table.add_column("")
    headings = ("pairs", one.label, other.label, "difference", "95 % interval")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for figure in figures:
        table.add_row(figure.name, *figure_texts(figure))
    return table


def figure_texts(figure: Figure) -> list[str]:
    """pairs, one, other, difference and interval as they are shown; "" where there is none."""
    whole = figure.name == "cuts"
    form = "z.0f" if whole else "z.2f"
    means = ["" if mean is None else format(mean, form) for mean in (figure.one, figure.other)]
    sign = "" if figure.one is None else "+"  # a share of pairs is no difference
    interval = ""
    if figure.low is not None and figure.high is not None:
        ends = "z.1f" if whole else "z.2f"
        interval = f"{figure.low:{sign}{ends}} to {figure.high:{sign}{ends}}"
    return [str(figure.pairs), *means, format(figure.difference, f"{sign}{form}"), interval]


def probed_table(title: str, done: Iterable[Any]) -> Table:
    """Meant and read, line by line (probe.Probed), and how far they agree."""
    table = Table(title=Text(title))
    for heading in ("", "said", "meant", "read", "agreement"):
        table.add_column(heading)
    for one in done:
        read = one.reading.label if one.reading else "no answer" if one.why else "-"
        table.add_row(str(one.exchange), Text(one.said), one.meant or "-", Text(read), one.level)
    return table
