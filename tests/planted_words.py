"""The words of planted sessions: what is wrong, what only looks wrong, and what is neither.

Some banks were seen while the rules were made, others were written blind: see planted_banks.py.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from improv_partner.scene import Scene

Pair = tuple[str, str]  # the actor's line and the reply


@dataclass(frozen=True)
class Bank:
    """clean: pairs with nothing wrong. plain: lines of the actor that show no feeling.

    pleasant, bitter: lines with pleasant and with unpleasant words. thanks: replies that take
    praise as meant. For each kind that words show: what is wrong, and `like_...`: what is not.
    Rows of pairs stand for exchanges that follow each other; the last is the one that is wrong.
    scene: in which all this is played; None = the sample scene.
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
    scene: Scene | None = None

    @property
    def seal(self) -> str:
        """A sum over every word (not the scene's): by it a bank is known to be as it was."""
        words = [value for name, value in vars(self).items() if name != "scene"]
        return hashlib.sha256(repr(words).encode()).hexdigest()[:16]
