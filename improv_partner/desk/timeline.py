"""A recorded session along its time: what has happened by when, and who had the floor then.

Pure. Whoever shows a moment of the session takes all entries before it and forgets what was shown:
nothing is kept between two moments but a position.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ..errors import SettingsError
from ..events import Answer, Curtain, Cut, Dip, Listen, Played, Playing, Withdraw, Words
from ..exchanges import LEAD_S, Exchange, exchanges
from ..recording import Entry


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a session, in seconds since sample 0, and the number of its exchange."""

    exchange: int
    begin_s: float
    end_s: float


Moment = tuple[Entry, str]  # what happened, and who had the floor after it


class Timeline:
    """moments: the whole log. spans: one for each exchange, together the whole session. length_s:
    until the last sound or entry.
    """

    def __init__(self, entries: Iterable[Entry], sound_s: float = 0.0) -> None:
        log = list(entries)
        self.moments: list[Moment] = list(zip(log, floors(log), strict=True))
        # Clocks of two devices are joined in t: it may step back a little, what is seen may not.
        self._times = list(accumulate((entry.t for entry in log), max))
        self.length_s = max(sound_s, *self._times[-1:], 0.0)
        self.spans = spans(exchanges(log), self.length_s)

    def before(self, at_s: float) -> int:
        """How many entries came before this time."""
        return bisect_left(self._times, at_s)

    def until(self, at_s: float) -> int:
        """How many entries had come at this time."""
        return bisect_right(self._times, at_s)

    def find(self, text: str) -> float:
        """Seconds that a person means by "3" (an exchange), "12.5", "12s" or "1:05" (times).

        Raises SettingsError.
        """
        if text.isdigit():
            found = [span.begin_s for span in self.spans if span.exchange == int(text)]
            if not found:
                raise SettingsError(
                    f"--from {text}: there is no such exchange, the session has "
                    f'{len(self.spans)}; for a time write "{text}s"'
                )
            return found[0]
        try:
            minutes, _, seconds = text.removesuffix("s").rpartition(":")
            at_s = 60 * int(minutes or 0) + float(seconds)
        except ValueError as error:
            raise SettingsError(
                f'--from {text}: give an exchange ("3") or a time ("12.5s", "1:05")'
            ) from error
        if not 0 <= at_s < self.length_s:
            raise SettingsError(f"--from {text}: the session is {self.length_s:.1f} s long")
        return at_s


def spans(done: Iterable[Exchange], length_s: float) -> list[Span]:
    """Where each exchange begins and ends; the first begins at 0. Without exchanges: one span.

    LEAD_S before the first sound: a tag may be that much quicker, and no first syllable is lost.
    """
    begins: list[tuple[int, float]] = []
    for exchange in done:
        timing = exchange.timing
        times = (timing.actor_start_s, timing.answer_s, timing.first_sound_s)
        known = [t for t in times if t is not None]
        if known:
            begin_s = max(known[0] - LEAD_S, begins[-1][1]) if begins else 0.0
            begins.append((exchange.number, begin_s))
    begins = begins or [(1, 0.0)]
    ends = [*begins[1:], (0, length_s)]
    return [Span(n, begin, end) for (n, begin), (_, end) in zip(begins, ends, strict=True)]


def runs(chosen: Sequence[Span]) -> list[float]:
    """For each span, where the sound that begins in it has to stop: at the next hole."""
    ends = [chosen[-1].end_s]
    for span, after in reversed(list(pairwise(chosen))):
        ends.append(ends[-1] if span.end_s == after.begin_s else span.end_s)
    return ends[::-1]


def floors(entries: Sequence[Entry]) -> list[str]:
    """Who had the floor after each entry: open, actor, thinking, partner.

    By the cues, which tell what was decided then, whatever the stage of today would decide.
    """
    last_played = {e.what.line: n for n, e in enumerate(entries) if isinstance(e.what, Played)}
    floor, over, told = "open", False, []  # over: there is a voice over the partner's
    for n, entry in enumerate(entries):
        match entry.what:
            case Listen() if floor == "partner":
                over = True
            case Dip(on=False):
                over = False
            case Listen() | Withdraw():
                floor = "actor"
            case Answer():
                floor = "thinking"
            case Playing():
                floor, over = "partner", False
            case Words(final=True, text=text) if not text.strip() and floor != "partner":
                floor = "open"  # a cough, a chair
            case Cut(why="barge-in") if over:
                floor = "actor"
            case Cut() if floor != "actor":
                floor = "open"
            case Played(line=line) if floor == "partner" and last_played[line] == n:
                floor = "actor" if over else "open"
            case Curtain():
                floor = "open"
        told.append(floor)
    return told
