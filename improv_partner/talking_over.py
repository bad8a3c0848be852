"""What a log tells of the time while the partner speaks: whether it still does, where the actor's
voice was, and what is not yet known of it. For the fold in exchanges.py. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import events as ev
from .exchange import Exchange
from .reply import Reply
from .transcript import Line

Span = tuple[float, float]  # seconds since sample 0, from and to


@dataclass(slots=True)
class ActorVoice:
    """Where the actor's voice was: from the first frame in which a detector heard it until the
    careful one heard it end, which the quick one hears too late. spans: those that are over.
    """

    spans: list[Span] = field(default_factory=list)
    since_s: float | None = None
    _state: ev.Voice = field(default_factory=lambda: ev.Voice(False, False))

    def change(self, voice: ev.Voice, at_s: float) -> None:
        """at_s: where the frame begins that made a detector change its mind."""
        before, self._state = self._state, voice
        begins = (voice.voiced and not before.voiced) or (voice.speech and not before.speech)
        ends = (before.speech and not voice.speech) or not (voice.voiced or voice.speech)
        if self.since_s is None and begins:
            self.since_s = at_s
        elif self.since_s is not None and ends:
            self.spans.append((self.since_s, at_s))
            self.since_s = None

    def within(self, begin_s: float, end_s: float) -> float:
        """Seconds of voice between these two times, both in the past."""
        going_on = [] if self.since_s is None else [(self.since_s, end_s)]
        total_s = 0.0
        for since_s, until_s in (*going_on, *reversed(self.spans)):
            if until_s < begin_s:
                break
            total_s += max(min(until_s, end_s) - max(since_s, begin_s), 0.0)
        return total_s

    def end_s(self, until_s: float) -> float:
        """Where the newest voice ended; until_s: now, if it has not."""
        if self.since_s is not None or not self.spans:
            return until_s
        return self.spans[-1][1]


@dataclass(slots=True)
class Speaking:
    """Is the partner speaking? As the stage knows it, from what the stage was told.

    line: that is heard, 0 = it is silent. Without a Say nobody can tell when it will be over.
    """

    line: int = 0
    _reply: Reply | None = None
    _ordered: bool = False

    def learn(self, what: ev.Event | ev.Cue) -> None:
        reply = self._reply
        match what:
            case ev.Prepare(line=n, revision=r):
                self._reply, self.line = Reply(Line(n, "partner"), r), 0
                self._ordered = False
            case ev.Cut() | ev.Withdraw():
                self._reply, self.line = None, 0
        if reply is None:
            return
        number = reply.line.number
        match what:
            case ev.Answer(line=n) if n == number:
                reply.answered = True
            case ev.Playing(line=n) if reply.answered_as(n) and self._ordered:
                self.line = n
            case ev.Say(line=n) if n == number:
                reply.said, self._ordered = reply.said + 1, True
            case ev.Played(line=n, cut=cut, more=more) if n == number and not (cut or more):
                reply.said -= 1
            case ev.DraftDone(line=n, revision=r) | ev.Trouble("mind", line=n, revision=r):
                reply.drafting = reply.drafting and (n, r) != (number, reply.revision)

    @property
    def ended(self) -> bool:
        """All was heard. True for the entry after the last: it may be a cue that says more."""
        return self.line > 0 and self._reply is not None and self._reply.over


@dataclass(slots=True)
class Unclear:
    """A line of the actor that began over the partner's: what it is shows later.

    asked: the soft end for which the ears were asked, 0 = the voice went on since. passed: they
    have answered. performer: whose voice it is.
    """

    line: int
    start_s: float
    performer: str = "actor"
    text: str = ""
    asked: int = 0
    passed: bool = False

    def learn(self, what: ev.Event | ev.Cue) -> None:
        match what:
            case ev.Voice(voiced=True):
                self.asked, self.passed = 0, False
            case ev.Finish(line=n, revision=r) if n == self.line:
                self.asked = r
            case ev.Words(line=n, text=text, final=final, revision=r) if n == self.line:
                self.text = text.strip()
                self.passed = final and r == self.asked
            case ev.Trouble("ears", line=n, revision=r) if n == self.line:
                self.passed = r == self.asked  # what was understood has to do


def measure(exchange: Exchange, voice: ActorVoice) -> None:
    """Who was heard while the other was, as far as it is known by now."""
    sounds, timing = exchange.sounds, exchange.timing
    exchange.overlap_ms = _overlap_ms(voice, sounds, 0.0, float("inf"))
    for one in exchange.backchannels:
        one.overlap_ms = _overlap_ms(voice, sounds, one.start_s, one.end_s)
        dipped = [
            dip.end_s - dip.start_s
            for dip in exchange.dips
            if dip.end_s is not None and one.start_s <= dip.start_s <= one.end_s
        ]
        one.dipped_ms = round(1000 * sum(dipped))
    if timing.interrupted_s is not None and timing.partner_end_s is not None:
        late_s = max(timing.partner_end_s - timing.interrupted_s, 0.0)
        exchange.yielded_in_ms = round(1000 * late_s)


def _overlap_ms(voice: ActorVoice, sounds: Iterable[Span], since_s: float, until_s: float) -> int:
    """The actor's voice in these sounds of the partner, between two times."""
    pairs = [(max(a, since_s), min(b, until_s)) for a, b in sounds]
    return round(1000 * sum(voice.within(a, b) for a, b in pairs if a < b))
