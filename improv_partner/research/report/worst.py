"""The ten worst exchanges, with all that speaks for calling them so, and their sound.

Worst is the greatest severity; among equals what the actor flagged or rejected, then what failed in
more ways; then kinds and sessions that were not shown yet come before those that were.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...desk.plain import intent_words, reading_words
from ...errors import RecordingError
from ..failures.failure import Failure
from ..failures.session import Turn
from ..failures.show import evidence_words
from .clip import Clip, clip, window
from .opened import Opened

MOST = 10
QUOTE_CHARS = 500  # of a line; so long a reply fails by being long
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong there. severity: 1 mild, 2 plain, 3 grave. because: its evidence."""

    kind: str
    form: str
    severity: int
    cause: str
    because: str


@dataclass(frozen=True, slots=True)
class Case:
    """One exchange. session: as the report calls it. clip: None, and `silent` says why.

    actor, partner: when they were heard, in seconds of the session. who: of several performers the
    one whose line it is; "" of one alone.
    """

    session: str
    number: int
    scene: str
    model: str
    wrong: Sequence[Wrong]
    said: str
    heard: str
    meant: str
    tone: str
    read: str
    flagged: bool
    rejected: bool
    actor: Sequence[Span]
    partner: Sequence[Span]
    gap_s: float | None = None
    clip: Clip | None = None
    silent: str = ""
    who: str = ""

    @property
    def marks(self) -> list[str]:
        """What the actor thought of it there and then."""
        marks = {"flagged it as wrong": self.flagged, "called a new choice": self.rejected}
        return [words for words, so in marks.items() if so]

    @property
    def window(self) -> Span:
        """What is shown of it, in seconds of the session: as much as is heard."""
        if self.clip:
            return self.clip.begin_s, self.clip.end_s
        spans = [*self.actor, *self.partner]
        begin_s, end_s, _ = window(
            (min((a for a, _ in spans), default=0.0), max((b for _, b in spans), default=1.0)),
            self.partner[0][0] if self.partner else None,
        )
        return begin_s, end_s


@dataclass(frozen=True, slots=True)
class _Place:
    """An exchange that fails, the gravest failure first."""

    opened: Opened
    session: int
    turn: Turn
    failures: Sequence[Failure]

    @property
    def rank(self) -> tuple[int, bool, int]:
        marked = any({"flagged", "new choice"} & one.evidence.keys() for one in self.failures)
        return self.failures[0].severity, marked, len(self.failures)


def worst(sessions: Sequence[Opened], most: int = MOST) -> list[Case]:
    """Of sessions whose words may be shown. Sound that cannot be read is left out, and told."""
    left = [place for n, one in enumerate(sessions) if one.words for place in _places(n, one)]
    kinds, shown, chosen = Counter[str](), Counter[int](), list[_Place]()
    while left and len(chosen) < most:

        def order(place: _Place) -> tuple[tuple[int, bool, int], int, int]:
            return place.rank, -kinds[place.failures[0].kind], -shown[place.session]

        best = max(left, key=order)  # of equals the first
        left.remove(best)
        chosen.append(best)
        kinds[best.failures[0].kind] += 1
        shown[best.session] += 1
    return [_case(place) for place in chosen]


def _places(number: int, opened: Opened) -> list[_Place]:
    """Failures of a session as a whole have no exchange to be heard."""
    found: dict[tuple[int, str], list[Failure]] = {}
    for failure in opened.failures:
        if failure.exchange:
            found.setdefault((failure.exchange, failure.quote), []).append(failure)
    turns = {(turn.number, turn.heard): turn for turn in opened.session.turns}
    return [
        _Place(opened, number, turns[key], sorted(same, key=lambda one: -one.severity))
        for key, same in found.items()
    ]


def _case(place: _Place) -> Case:
    turn, opened = place.turn, place.opened
    exchange, t = turn.exchange, turn.exchange.timing
    actor = [(t.actor_start_s, t.actor_end_s)]
    heard, silent = _sound(opened, turn)
    evidence = [one.evidence for one in place.failures]
    return Case(
        session=opened.name,
        number=turn.number,
        scene=opened.scene,
        model=opened.model,
        wrong=[_wrong(one) for one in place.failures],
        said=_short(turn.said),
        heard=_short(turn.heard),
        meant=intent_words(turn.tag) if turn.tag else "",
        tone=exchange.tone.words if exchange.tone else "",
        read=reading_words(turn.reading).removeprefix("read "),
        flagged=any("flagged" in one for one in evidence),
        rejected=turn.rejected,
        actor=[(a, b) for a, b in actor if a is not None and b is not None],
        partner=exchange.sounds,
        gap_s=None if exchange.rejected else t.gap_s,
        clip=heard,
        silent=silent,
        who=turn.who if opened.session.several else "",
    )


def _wrong(failure: Failure) -> Wrong:
    own = {k: v for k, v in failure.evidence.items() if k not in ("flagged", "new choice")}
    because = evidence_words(replace(failure, evidence=own))
    return Wrong(failure.kind, failure.sub, failure.severity, failure.cause, because)


def _sound(opened: Opened, turn: Turn) -> tuple[Clip | None, str]:
    """The exchange as it sounded, or why it is not heard."""
    if not opened.session.header.get("audio"):
        return None, "recorded without sound"
    if not opened.sound:
        return None, "the performer did not agree that its sound is shown"
    try:
        first_s = turn.exchange.timing.first_sound_s
        return clip(opened.folder, turn.span, first_s, opened.tracks), ""
    except RecordingError:
        return None, "its sound cannot be read"


def _short(text: str) -> str:
    return text if len(text) <= QUOTE_CHARS else f"{text[: QUOTE_CHARS - 1]}…"
