"""Two sessions side by side, for a page: which exchange belongs to which, and what is other."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..desk.plain import intent_words
from ..exchanges import Exchange
from ..research.compare import changes, summary, swapped
from ..research.players import names, performers
from ..research.sides import Side, rows
from .facts import card
from .lanes import felt_words, read_words
from .opened import Opened


def beside(one: Opened, other: Opened) -> dict[str, Any]:
    """The exchanges of both in the order of the first; with figures of how they differ."""
    pair = one, other
    sides = [
        Side(label, each.folder, each.exported.header, list(each.judged.exchanges))
        for label, each in zip("AB", pair, strict=True)
    ]
    table = rows(sides)
    return {
        "cards": [card(each.exported.id, each.header) for each in pair],
        "swapped": swapped(*sides),
        "related": sides[0].root == sides[1].root,
        "rows": [
            {
                "sides": [_told(each, e) for each, e in zip(pair, row, strict=True)],
                "changes": changes(row[0], row[1]) if row[0] and row[1] else [],
            }
            for row in table
        ],
        "figures": [asdict(figure) for figure in summary(table, 1)],
    }


def _told(one: Opened, exchange: Exchange | None) -> dict[str, Any] | None:
    if exchange is None:
        return None
    tag, gap_s = one.exported.tags.get(exchange.number), exchange.timing.gap_s
    several = len(performers(one.header)) > 1
    return {
        "n": exchange.number,
        "who": names(one.header).get(exchange.performer, "") if several else "",
        "said": exchange.said,
        "heard": exchange.heard,
        "cut": exchange.cut,
        "meant": intent_words(tag) if tag else "",
        "read": read_words(exchange),
        "felt": felt_words(exchange),
        "gap_s": None if gap_s is None else round(gap_s, 3),
        "span": one.span(exchange.number),
        "wrong": [f.kind for f in one.failures if f.exchange == exchange.number],
    }
