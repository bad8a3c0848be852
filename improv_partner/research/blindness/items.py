"""Recorded lines as items of a probe set: the same line several times, only its tone is another.

- prosody swap: the tone as recorded, the same again (what moves then is chance), removed, and
  exchanged for the tone of the line of this session that sounded most unlike it.
- intent ladder: the tone of what was meant, at intensities 1, 2 and 3.
- sarcasm flip: pleasant words in a sincere tone and in a dry one.
What was said stays in the session: an item only points to it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...events import Intent, Tone
from ...exchanges import Exchange
from ..failures.cause import LIVELY as MEASURES
from ..failures.polarity import polarity
from ..parent import Parent
from .tones import DRY, NOTHING, SINCERE, contrast, ladder

SWAP, LADDER, FLIP = TESTS = ("prosody swap", "intent ladder", "sarcasm flip")
RECORDED, AGAIN, REMOVED, EXCHANGED = "recorded", "again", "removed", "exchanged"
STEPS = ("1", "2", "3")
PLAIN_TONE, DRY_TONE = "sincere", "dry"


@dataclass(frozen=True, slots=True)
class Item:
    """One question: what is read in this line with this tone?

    session: its folder, from the set's own. sum: of its log. meant: the actor's label, "" = not
    tagged. tone: in words, "" = none is told.
    """

    test: str
    session: str
    sum: str
    exchange: int
    variant: str
    tone: str
    meant: str = ""

    @property
    def line(self) -> tuple[str, str, int]:
        """What the variants of one line have in common."""
        return self.test, self.session, self.exchange


def items(
    sessions: Iterable[tuple[str, Parent, Mapping[int, Intent]]], most_lines: int, seed: int
) -> list[Item]:
    """All tests, of at most so many lines each. sessions: names, what was recorded, tags.

    The same sessions and seed give the same lines.
    """
    by_test: dict[str, list[list[Item]]] = {test: [] for test in TESTS}
    for name, parent, tags in sessions:
        for exchange in parent.exchanges:
            if exchange.said:
                for test, make in _MAKERS.items():
                    tag = tags.get(exchange.number)
                    made = list(make(parent, exchange, tag))
                    meant = tag.label if tag else ""
                    at = (name, parent.sum, exchange.number)
                    line = [Item(test, *at, variant, tone, meant) for variant, tone in made]
                    by_test[test] += [line] if line else []
    chance = random.Random(seed)
    chosen = [_some(lines, most_lines, chance) for lines in by_test.values()]
    return [item for lines in chosen for line in lines for item in line]


Variants = Iterator[tuple[str, str]]  # name and tone


def _swap(parent: Parent, exchange: Exchange, tag: Intent | None) -> Variants:
    tone = exchange.tone
    if tone is None or tone.words in NOTHING:
        return
    others = [one.tone for one in parent.exchanges if one.tone and one.tone.words not in NOTHING]
    yield RECORDED, tone.words
    yield AGAIN, tone.words
    yield REMOVED, ""
    yield EXCHANGED, _unlike(tone, others)


def _ladder(parent: Parent, exchange: Exchange, tag: Intent | None) -> Variants:
    yield from zip(STEPS, ladder(tag.label), strict=False) if tag else ()


def _flip(parent: Parent, exchange: Exchange, tag: Intent | None) -> Variants:
    if polarity(exchange.said) > 0:
        yield PLAIN_TONE, SINCERE
        yield DRY_TONE, DRY


_MAKERS: dict[str, Callable[[Parent, Exchange, Intent | None], Variants]] = {
    SWAP: _swap,
    LADDER: _ladder,
    FLIP: _flip,
}


def _unlike(tone: Tone, others: Sequence[Tone]) -> str:
    """The words of the tone that is farthest on the other side of the usual, or made-up ones."""
    here = _lively(tone)
    across = [one for one in others if _lively(one) * here < 0 and one.words != tone.words]
    if not across:
        return contrast(here)
    return max(across, key=lambda one: abs(_lively(one) - here)).words


def _lively(tone: Tone) -> float:
    z = [tone.z[name] for name in MEASURES if name in tone.z]
    return sum(z) / len(z) if z else 0.0


def _some(lines: list[list[Item]], most: int, chance: random.Random) -> list[list[Item]]:
    """At most so many, in their order."""
    if len(lines) <= most:
        return lines
    return [lines[at] for at in sorted(chance.sample(range(len(lines)), most))]
