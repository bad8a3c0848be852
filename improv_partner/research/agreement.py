"""How far raters agree on what the actor played: Krippendorff's alpha, and pairs of raters.

Alpha (K. Krippendorff, Content Analysis, 2004, chapter 11) is 1 for full agreement and 0 for that
of chance; any number of raters, and gaps. It is counted by the library krippendorff, the one that
is kept up and knows nominal and ordinal values; GPL-3, therefore in an extra. Of the others, irrCAC
tells no licence and wants one old scipy, simpledorff (MIT) is untouched since 2020, nltk (Apache)
is large and knows no ordinal values, statsmodels (BSD) has no alpha.

The actor's tags while playing and in the review are raters of their own, though one person's: see
alphas() for the listeners alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import ImprovError
from ..events import Intent
from ..exchanges import exchanges
from ..intents import INTENSITIES, LABELS, family, level
from ..notes import LISTENER, Rater, Rating, live_tag, ratings, read
from ..recording import read as read_session
from .intervals import LEVEL
from .report.rates import Share

LIVE = Rater("actor, live")
RESAMPLES = 1000
FEWEST = 10  # items: drawing fewer again says nothing (our choice)
SHARES = ("exact", "family", "near", "miss")  # of intents.LEVELS: those where both said something

Item = tuple[str, int]  # folder of the session, number of the actor's line
Scale = Literal["nominal", "ordinal"]


@dataclass(frozen=True, slots=True)
class Measure:
    """of: a rating's value, None = missing."""

    name: str
    scale: Scale
    of: Callable[[Rating], Hashable | None]


def _family(tag: Intent | None) -> str | None:
    return family(tag.label) if tag and tag.label in LABELS else None


def _intensity(tag: Intent | None) -> int | None:
    return tag.intensity if tag and tag.intensity in INTENSITIES else None


MEASURES = (
    Measure("label", "nominal", lambda r: r.tag.label if r.tag else None),
    Measure("family", "nominal", lambda r: _family(r.tag)),
    Measure("intensity", "ordinal", lambda r: _intensity(r.tag)),
    Measure("audible", "nominal", lambda r: r.audible),
)


@dataclass(frozen=True, slots=True)
class Alpha:
    """raters, items: of those items that two raters or more gave a value.

    alpha None: `why` says why not. low, high: ends of its 95 % interval, None where there is none.
    """

    measure: str
    among: str
    raters: int
    items: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """How often the other's label is level() with that of the one: shares that add up to 1.

    low, high: ends of the 95 % interval (Wilson) of the share that is exact.
    """

    one: str
    other: str
    items: int
    shares: Mapping[str, float]
    low: float
    high: float


Found = dict[Rater, dict[Item, Rating]]


def collect(folders: Iterable[Path], say: Callable[[str], None]) -> Found:
    """All ratings of these sessions; what cannot be read is said, one line each."""
    found: Found = {}
    for folder in folders:
        try:
            _, entries = read_session(folder)
            done = [e for e in exchanges(entries) if e.actor_line]
            noted = ratings(read(folder))
        except ImprovError as error:
            say(str(error))
            continue
        live = {e.actor_line: Rating(e.number, tag) for e in done if (tag := live_tag(e))}
        for rater, lines in ({LIVE: live} | noted).items():
            items = {(str(folder), line): rating for line, rating in lines.items()}
            found.setdefault(rater, {}).update(items)
    return {rater: items for rater, items in found.items() if any(map(_says, items.values()))}


def alphas(found: Found) -> list[Alpha]:
    """Of each measure among all raters; and among listeners, where there are two and an actor.

    Raises ImprovError if the library is missing.
    """
    listeners = {rater: items for rater, items in found.items() if rater.role == LISTENER}
    groups = {"all": found}
    if 2 <= len(listeners) < len(found):
        groups["listeners"] = listeners
    return [_alpha(measure, name, of) for name, of in groups.items() for measure in MEASURES]


def alpha(counts: NDArray[np.int_], scale: Scale) -> float | None:
    """counts: for each item (row) how many raters gave each value (column, in order).

    None if there are not two items with two raters, or only one value. Raises ImprovError if the
    library is missing.
    """
    try:
        from krippendorff import alpha as of
    except ImportError as error:
        raise ImprovError(
            'agreement needs krippendorff: pip install "improv-partner[agreement]"'
        ) from error
    counts = counts[counts.sum(axis=1) > 1]
    counts = counts[:, counts.any(axis=0)]
    if counts.shape[0] < 2 or counts.shape[1] < 2:
        return None
    return float(of(value_counts=counts, level_of_measurement=scale))


def interval(
    counts: NDArray[np.int_], scale: Scale, seed: int = 0, resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """Percentile bootstrap over items (Zapf et al. 2016, BMC Med. Res. Methodol. 16:93).

    None for fewer than FEWEST items, and where a draw in twenty has no alpha.
    """
    if len(counts) < FEWEST:
        return None
    random = np.random.default_rng(seed)
    draws = (random.integers(0, len(counts), len(counts)) for _ in range(resamples))
    values = [value for draw in draws if (value := alpha(counts[draw], scale)) is not None]
    if len(values) < LEVEL * resamples:
        return None
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def pairs(found: Found) -> list[Pair]:
    """Every two raters with common items: the actor before listeners, then by name."""
    order = sorted(found, key=lambda rater: (rater.role == LISTENER, rater is not LIVE, rater.name))
    out = []
    for one, other in combinations(order, 2):
        common = sorted(found[one].keys() & found[other].keys())
        both = [(found[one][item].tag, found[other][item].tag) for item in common]
        levels = [level(a.label, b.label) for a, b in both if a and b]
        known = [name for name in levels if name in SHARES]
        if known:
            counts = Counter(known)
            shares = {name: counts[name] / len(known) for name in SHARES}
            exact = Share(counts["exact"], len(known))
            out.append(Pair(one.name, other.name, len(known), shares, *exact.interval))
    return out


def _alpha(measure: Measure, among: str, found: Found) -> Alpha:
    """Of one measure, or why there is none."""
    values: dict[Item, dict[Rater, Hashable]] = {}
    for rater, items in found.items():
        for item, rating in items.items():
            if (value := measure.of(rating)) is not None:
                values.setdefault(item, {})[rater] = value
    shared = [of for of in values.values() if len(of) > 1]
    size = len({rater for of in shared for rater in of}), len(shared)
    if len({rater for of in values.values() for rater in of}) < 2:
        return Alpha(measure.name, among, *size, why="fewer than two raters")
    if len(shared) < 2:
        return Alpha(measure.name, among, *size, why="fewer than two items rated by two")
    counts = tabled([list(of.values()) for of in shared])
    found_alpha = alpha(counts, measure.scale)
    if found_alpha is None:
        return Alpha(measure.name, among, *size, why="all gave the same value")
    low, high = interval(counts, measure.scale) or (None, None)
    return Alpha(measure.name, among, *size, found_alpha, low, high)


def tabled(values: Sequence[Sequence[Hashable]]) -> NDArray[np.int_]:
    """For each item how often each value was given; values in their order."""
    domain = sorted({value for item in values for value in item})  # type: ignore[type-var]
    return np.array([[list(item).count(value) for value in domain] for item in values])


def _says(rating: Rating) -> bool:
    return rating.tag is not None or rating.audible is not None
