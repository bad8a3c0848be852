"""Plots as SVG inside a page: bars with intervals, a matrix, a distribution, who was heard when.

Colours are classes of page.css, so that a plot follows light, dark and print; every plot has its
numbers in a table beside it. Lengths are in units of the drawing, about a pixel on a phone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from .rates import Share

WIDE = 480
ROW = 26
LABEL = 132  # room for the names of kinds
NUMBER = 62
SIGN = 8.4  # about as wide as a sign is
CELL, CELL_HIGH = 40, 28
HIGH = 220  # of a distribution, without its axis
DARK = 0.55  # a share from which a cell is so dark that its number has to be light
Span = tuple[float, float]


def bars(rows: Sequence[tuple[str, Share]], title: str) -> str:
    """Shares as bars of 100, each with the line of its interval."""
    most = max((share.interval[1] for _, share in rows if share.of), default=0.0)
    top = next(step for step in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if most <= step)
    room = WIDE - LABEL - NUMBER
    parts = []
    for n, tick in enumerate((0.0, top / 2, top)):
        x = LABEL + room * n / 2
        parts.append(_line(x, 0, x, ROW * len(rows), "grid"))
        parts.append(_text(x, ROW * len(rows) + 18, f"{100 * tick:g}", "faint", "middle"))
    for n, (name, share) in enumerate(rows):
        y, middle = n * ROW, n * ROW + ROW / 2
        parts.append(_text(LABEL - 8, middle + 4, name, "", "end"))
        if not share.of:
            continue
        low, high = (LABEL + room * end / top for end in share.interval)
        parts.append(_rect(LABEL, y + 6, room * share.share / top, ROW - 12, "bar"))
        parts.append(_line(low, middle, high, middle, "whisker"))
        parts += [_line(x, middle - 4, x, middle + 4, "whisker") for x in (low, high)]
        parts.append(_text(WIDE, middle + 4, f"{100 * share.share:.1f}", "", "end"))
    return _svg(WIDE, ROW * len(rows) + 26, title, parts)


def matrix(
    meant: Sequence[str], read: Sequence[str], pairs: Mapping[tuple[str, str], int], title: str
) -> str:
    """Rows and columns of labels; the darker a cell, the greater its share of the row."""
    longest = max((len(label) for label in [*meant, *read]), default=0)
    left = top = longest * SIGN + 12
    parts = []
    for n, label in enumerate(read):
        x = left + n * CELL + CELL / 2 + 4
        turned = f'transform="rotate(-90 {x:.0f} {top - 8:.0f})"'
        parts.append(_text(x, top - 8, label, "", "start", turned))
    for n, row in enumerate(meant):
        y = top + n * CELL_HIGH
        parts.append(_text(left - 8, y + CELL_HIGH / 2 + 4, row, "", "end"))
        total = sum(pairs.get((row, label), 0) for label in read)
        for m, label in enumerate(read):
            x, count = left + m * CELL, pairs.get((row, label), 0)
            share = count / total if total else 0.0
            cell = _rect(x + 1, y + 1, CELL - 2, CELL_HIGH - 2, "empty")
            if count:
                words = f"meant {row}, read {label}: {count} of {total}"
                shade = f'style="fill-opacity:{0.12 + 0.88 * share:.2f}"'
                kind = "light" if share >= DARK else ""
                cell += _rect(x + 1, y + 1, CELL - 2, CELL_HIGH - 2, "heat", shade)
                cell += _text(x + CELL / 2, y + CELL_HIGH / 2 + 4, str(count), kind, "middle")
                cell = f"<g><title>{escape(words)}</title>{cell}</g>"
            if row == label:
                cell += _rect(x + 1, y + 1, CELL - 2, CELL_HIGH - 2, "same")
            parts.append(cell)
    return _svg(
        left + CELL * len(read) + 2, top + CELL_HIGH * len(meant) + 2, title, parts, "matrix"
    )


def distribution(
    edges: Sequence[float], ours: Sequence[float], theirs: Sequence[float], title: str
) -> str:
    """Shares by step, ours as bars and theirs as a line over them. edges: seconds between steps.

    The first share is of what is below all edges, the last of what is above.
    """
    step = WIDE / len(ours)
    most = max([*ours, *theirs, 0.05])
    unit = next(unit for unit in (0.05, 0.1, 0.2, 0.25) if most <= 4 * unit)
    top = unit * math.ceil(most / unit)
    parts = []
    for n in range(round(top / unit) + 1):
        y = _y(n * unit, top)
        parts.append(_line(0, y, WIDE, y, "grid"))
        parts.append(_text(WIDE, y - 4, f"{100 * n * unit:.0f} %", "faint", "end"))
    parts += [
        _rect(n * step + 1, _y(share, top), step - 2, HIGH * share / top, "bar")
        for n, share in enumerate(ours)
        if share
    ]
    path = "".join(f"L{n * step:.1f} {_y(s, top):.1f}h{step:.1f}" for n, s in enumerate(theirs))
    parts.append(f'<path class="people" d="M{path[1:]}"/>')
    for n, edge in enumerate(edges, 1):
        if edge == int(edge):
            parts.append(_line(n * step, HIGH + 24, n * step, HIGH + 30, "axis"))
            parts.append(_text(n * step, HIGH + 46, f"{edge:g} s", "faint", "middle"))
    parts.append(_line(0, HIGH + 24, WIDE, HIGH + 24, "axis"))
    return _svg(WIDE, HIGH + 52, title, parts)


def lanes(
    begin_s: float, end_s: float, heard: Sequence[tuple[str, str, Sequence[Span]]], title: str
) -> str:
    """Who was heard when, a lane for each: name, class, and from and to in seconds."""
    room, long_s = WIDE - LABEL / 2, max(end_s - begin_s, 0.1)
    scale = room / long_s
    height = ROW * len(heard)
    every = next((s for s in (1, 2, 5, 10, 30, 60) if long_s / s <= 10), 120)
    parts = []
    for second in range(0, math.floor(long_s) + 1, every):
        x = LABEL / 2 + second * scale
        parts.append(_line(x, 0, x, height, "grid"))
        parts.append(_text(x, height + 16, f"{second} s", "faint", "middle" if second else "start"))
    for n, (name, kind, spans) in enumerate(heard):
        parts.append(_text(0, n * ROW + ROW / 2 + 4, name, kind))
        for since_s, until_s in spans:
            a, b = max(since_s, begin_s) - begin_s, min(until_s, end_s) - begin_s
            if b > a:
                x = LABEL / 2 + a * scale
                parts.append(
                    _rect(x, n * ROW + 4, max((b - a) * scale, 1), ROW - 8, f"fill-{kind}")
                )
    return _svg(WIDE, height + 22, title, parts)


def _y(share: float, top: float) -> float:
    return HIGH + 24 - HIGH * share / top


def _svg(wide: float, high: float, title: str, parts: Iterable[str], kind: str = "") -> str:
    """The title is what a screen reader says."""
    box = f'viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" height="{high:.0f}"'
    return (
        f'<svg class="{kind}" role="img" aria-label="{escape(title)}" {box}>{"".join(parts)}</svg>'
    )


def _rect(x: float, y: float, wide: float, high: float, kind: str, more: str = "") -> str:
    size = f'width="{wide:.1f}" height="{high:.1f}"'
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" {size} {more}/>'


def _line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def _text(x: float, y: float, words: str, kind: str = "", at: str = "start", more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{at}"'
    return f'<text class="{kind}" {place} {more}>{escape(words)}</text>'
