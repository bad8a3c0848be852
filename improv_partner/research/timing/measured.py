"""A session's exchanges with their times by the log, and beside them by the sound in its tracks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ... import track
from ...errors import RecordingError
from ...events import FRAME_S
from ...exchanges import LEAD_S, Exchange, exchanges
from ...recording import read
from ..players import PARTNER, performers
from .sound import Span, levels, signal, spans

NEAR_S = 0.5  # a sound so near to what the log tells is the one that it tells of
CUT_IN_S = 1.0  # a voice so soon after the partner's first sound: it was cut into


@dataclass(frozen=True, slots=True)
class Sounded:
    """Times of one exchange as measured in the tracks, in seconds since sample 0; None = no sound.

    stopped_s: of a line that was cut, where the loudspeaker was given nothing more; interrupted_s:
    where the voice began for which it was. overlap_ms: both were heard. cut_in: the actor was heard
    within 1 s of the partner's first sound, or still.
    """

    actor_start_s: float | None = None
    actor_end_s: float | None = None
    first_sound_s: float | None = None
    stopped_s: float | None = None
    interrupted_s: float | None = None
    overlap_ms: int = 0
    cut_in: bool = False

    @property
    def gap_s(self) -> float | None:
        if self.first_sound_s is None or self.actor_end_s is None:
            return None
        return self.first_sound_s - self.actor_end_s

    @property
    def yielded_in_ms(self) -> float | None:
        if self.stopped_s is None or self.interrupted_s is None:
            return None
        return max(1000 * (self.stopped_s - self.interrupted_s), 0.0)


@dataclass(frozen=True, slots=True)
class Row:
    """sound: None = the session has none. cut_in: by the log, see Sounded."""

    exchange: Exchange
    sound: Sounded | None
    cut_in: bool

    @property
    def answers(self) -> bool:
        """The partner's first answer to a line of the actor: it has a gap that counts."""
        return self.exchange.why == "turn" and not self.exchange.rejected


@dataclass(frozen=True, slots=True)
class Session:
    """name: its folder. length_s: of the log. silent: why nothing was measured in its sound, or "".

    unlogged_ms: the partner's track has sound where the log knows of none.
    """

    name: str
    header: Mapping[str, Any]
    rows: Sequence[Row]
    length_s: float
    silent: str = ""
    unlogged_ms: int = 0


@dataclass(frozen=True, slots=True)
class _Heard:
    """Of all tracks. voices: of each performer with a track. given: what the loudspeaker was given,
    all that is not digital silence.
    """

    voices: Mapping[str, list[Span]] = field(default_factory=dict)
    partner: list[Span] = field(default_factory=list)
    given: list[Span] = field(default_factory=list)

    @property
    def anybody(self) -> list[Span]:
        """Where one of the performers was heard, or several at a time."""
        out: list[Span] = []
        for begin, end in sorted(span for of in self.voices.values() for span in of):
            if out and begin <= out[-1][1]:
                out[-1] = out[-1][0], max(end, out[-1][1])
            else:
                out.append((begin, end))
        return out


def load(folder: Path) -> Session:
    """Raises RecordingError if the folder is no session or its log is damaged."""
    header, entries = read(folder)
    known = list(entries)
    done = list(exchanges(known))
    length_s = max((entry.frame for entry in known), default=0) * FRAME_S
    heard, silent = None, "recorded without sound"
    if header.get("audio"):
        try:
            heard, silent = _heard(folder, header), ""
        except RecordingError as error:
            silent = str(error)
    rows = [
        Row(one, measured(one, heard) if heard else None, _cut_in(one, after))
        for one, after in zip_longest(done, done[1:])
    ]
    logged = [span for one in done for span in one.sounds]
    unlogged_s = _without(heard.given, logged) if heard else 0.0
    return Session(folder.name, header, rows, length_s, silent, round(1000 * unlogged_s))


def _heard(folder: Path, header: Mapping[str, Any]) -> _Heard:
    """Of one performer alone there must be a track; of several, whose sound was kept."""
    partner, who = levels(folder, PARTNER), performers(header)
    kept = track.players(header)
    voices = {one: spans(levels(folder, one)) for one in who if len(who) == 1 or one in kept}
    return _Heard(voices, spans(partner, clean=True), signal(partner))


def measured(exchange: Exchange, heard: _Heard) -> Sounded:
    """What the tracks tell of this exchange; the log is only asked where to look."""
    t = exchange.timing
    line, voices = _line(exchange, heard.voices.get(exchange.performer, [])), heard.anybody
    first_s = _nearest(t.first_sound_s, [begin for begin, _ in heard.partner])
    stops = exchange.cut and t.first_sound_s is not None
    ends = [end for _, end in heard.given]
    both = [
        min(b, d) - max(a, c)
        for a, b in _near(exchange, heard.partner)
        for c, d in voices
        if max(a, c) < min(b, d)
    ]
    return Sounded(
        line[0] if line else None,
        line[1] if line else None,
        first_s,
        _nearest(t.partner_end_s, ends) if stops else None,
        _nearest(t.interrupted_s, [begin for begin, _ in voices]),
        round(1000 * sum(both)),
        first_s is not None and _cuts_in(exchange, first_s, voices),
    )


def _cuts_in(exchange: Exchange, first_s: float, actor: list[Span]) -> bool:
    """Was the actor, backchannels apart, heard then or soon after, before the partner's end?"""
    asides = [one.start_s for one in exchange.backchannels]
    until_s = min(first_s + CUT_IN_S, exchange.timing.partner_end_s or first_s)
    return any(
        begin < until_s and end > first_s and all(abs(begin - at) > LEAD_S for at in asides)
        for begin, end in actor
    )


def _line(exchange: Exchange, actor: list[Span]) -> Span | None:
    """The actor's line: from its first to its last sound before the soft end."""
    t = exchange.timing
    if t.soft_end_s is None or t.actor_start_s is None:
        return None
    inside = [s for s in actor if s[0] < t.soft_end_s and s[1] > t.actor_start_s - LEAD_S]
    return (inside[0][0], inside[-1][1]) if inside else None


def _near(exchange: Exchange, partner: list[Span]) -> list[Span]:
    """Sound of the partner in this exchange."""
    if not exchange.sounds:
        return []
    begin_s, end_s = exchange.sounds[0][0], exchange.sounds[-1][1]
    return [span for span in partner if span[0] < end_s and span[1] > begin_s]


def _nearest(at_s: float | None, found: list[float]) -> float | None:
    near = [one for one in found if at_s is not None and abs(one - at_s) <= NEAR_S]
    return min(near, key=lambda one: abs(one - (at_s or 0.0)), default=None)


def _cut_in(exchange: Exchange, after: Exchange | None) -> bool:
    """By the log: the actor went on within 1 s of the partner's first sound, over its voice."""
    t = exchange.timing
    start_s = t.interrupted_s
    if start_s is None and after is not None:
        start_s = after.timing.actor_start_s
    if start_s is None or t.first_sound_s is None:
        return False
    return t.first_sound_s < start_s <= min(t.first_sound_s + CUT_IN_S, t.partner_end_s or 0.0)


def _without(found: list[Span], known: list[Span]) -> float:
    """Seconds of these that are in none of those. A step of 5 ms at an edge is not counted."""
    total_s = 0.0
    for begin, end in found:
        at = begin
        for a, b in sorted(known):
            if b > at and a < end:
                total_s += max(a - at - 0.005, 0.0)
                at = max(at, b)
        total_s += max(end - at - 0.005, 0.0)
    return total_s
