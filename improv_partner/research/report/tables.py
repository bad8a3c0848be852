"""What a report says, as words and tables: the same for the page and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .rates import Share

MOST_ROWS = 300  # of a list: the page must stay one


@dataclass(frozen=True, slots=True)
class Table:
    """key: which plot belongs to it, "" = none. words: so many first columns are no figures."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """key: its anchor. notes: paragraphs before the tables. lines: a list after them."""

    key: str
    title: str
    notes: Sequence[str] = ()
    tables: Sequence[Table] = ()
    lines: Sequence[str] = ()


def percent(share: Share) -> str:
    """ "12.5 %", or "-" of nothing."""
    return f"{100 * share.share:.1f} %" if share.of else "-"


def between(share: Share) -> str:
    """The 95 % interval in percent: "3.1–12.4", or "-" of nothing."""
    low, high = share.interval
    return f"{100 * low:.1f}–{100 * high:.1f}" if share.of else "-"


def in_one(share: Share) -> str:
    """ "12.5 (3.1–12.4)": of 100, with the interval."""
    return f"{100 * share.share:.1f} ({between(share)})" if share.of else "-"


def cells(share: Share) -> list[str]:
    """How many, how many of 100, and the interval."""
    return [str(share.count), f"{100 * share.share:.1f}" if share.of else "-", between(share)]


def counted(number: int, word: str) -> str:
    """ "1 session", "2 sessions"."""
    return f"{number} {word}{'s' * (number != 1)}"
