"""Speech acts: kinds of things said, known by families of words instead of by whole formulas.

An act that is hardly ever meant in another way counts two points; one that people say too counts
one, and shows something only beside another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENOUGH = 2  # points of a reply
SURE, MAYBE = 2, 1
SAMPLE_CHARS = 60  # of the words that show an act


@dataclass(frozen=True, slots=True)
class Act:
    """points: SURE or MAYBE. form: a regular expression."""

    name: str
    points: int
    form: re.Pattern[str]


def table(acts: Mapping[str, tuple[Iterable[str], Iterable[str]]]) -> list[Act]:
    """Of rows of an act's name, the forms that are sure, and those that may be meant otherwise."""
    return [
        Act(name, points, re.compile("|".join(forms), re.IGNORECASE))
        for name, both in acts.items()
        for points, forms in zip((SURE, MAYBE), map(list, both), strict=True)
        if forms
    ]


def performed(text: str, acts: Iterable[Act]) -> tuple[int, dict[str, str]]:
    """Points of this text, and which acts gave them, each with the words that show it.

    An act counts once, by its surest form, and no word for two acts.
    """
    text = text.replace("’", "'")
    found: dict[str, tuple[int, str]] = {}
    taken: list[tuple[int, int]] = []
    for act in sorted(acts, key=lambda act: -act.points):
        hit = None if act.name in found else act.form.search(text)
        if hit and not any(first < hit.end() and hit.start() < last for first, last in taken):
            found[act.name] = act.points, hit[0].strip()[:SAMPLE_CHARS]
            taken.append(hit.span())
    shown = {name: words for name, (_, words) in found.items()}
    return sum(points for points, _ in found.values()), shown
