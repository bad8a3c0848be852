"""The words of planted sessions: what is wrong, what only looks wrong, and what is neither.

There are two banks, one for building the rules and one for proving them; see planted_stories.py.
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[str, str]  # the actor's line and the reply


@dataclass(frozen=True)
class Bank:
    """clean: pairs with nothing wrong. plain: lines of the actor that show no feeling.

    pleasant, bitter: lines with pleasant and with unpleasant words. thanks: replies that take
    praise as meant. For each kind that words show: what is wrong, and `like_...`: what is not.
    Rows of pairs stand for exchanges that follow each other; the last is the one that is wrong.
    """

    clean: tuple[Pair, ...]
    plain: tuple[str, ...]
    pleasant: tuple[str, ...]
    bitter: tuple[str, ...]
    thanks: tuple[str, ...]
    comfort: tuple[Pair, ...]
    like_comfort: tuple[Pair, ...]
    blocked: tuple[Pair, ...]
    like_blocked: tuple[Pair, ...]
    echo: tuple[Pair, ...]
    empty: tuple[tuple[Pair, ...], ...]
    asking: tuple[tuple[Pair, ...], ...]
    like_stalled: tuple[tuple[Pair, ...], ...]
    breaks: tuple[Pair, ...]
    like_breaks: tuple[Pair, ...]
    contradiction: tuple[tuple[Pair, ...], ...]
    like_contradiction: tuple[tuple[Pair, ...], ...]
    long: tuple[str, ...]
