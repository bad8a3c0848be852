"""Who made a sound when: the lines of all players, with times from frames and samples alone.

Heard is truth: a partner's line is where and what left the loudspeaker, also if it was rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ...events import FRAME_SAMPLES, RATE_HZ, Cut, Played, Prepare
from ...exchanges import Exchange
from ..parent import LEAST_S
from ..players import ACTOR, PARTNER
from .session import Session
from .texts import clean

__all__ = ["ACTOR", "PARTNER", "Piece", "Turn", "turns"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the samples they sound from and to: a clause, or a whole line of the actor."""

    begin: int
    end: int
    text: str


@dataclass(slots=True)
class Turn:
    """One line. who: the partner, or which performer. exchange: its number, 0 = of none.

    cut: it was stopped. rejected: new choice.
    """

    who: str
    line: int
    pieces: list[Piece] = field(default_factory=list)
    exchange: int = 0
    cut: bool = False
    rejected: bool = False

    @property
    def begin(self) -> int:
        return self.pieces[0].begin

    @property
    def end(self) -> int:
        return max(piece.end for piece in self.pieces)

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces if piece.text)


def turns(session: Session) -> list[Turn]:
    """All lines that were heard, by the sample they begin at."""
    found = [*_actor(session), *_partner(session)]
    return sorted(found, key=lambda turn: (turn.begin, turn.end))


def _actor(session: Session) -> list[Turn]:
    """Each line of the performers, no two of one at a time."""
    out: list[Turn] = []
    ends: dict[str, int] = {}
    for exchange in session.exchanges:
        if exchange.timing.actor_start_s is None or not exchange.said:
            continue
        begin, end = _samples(exchange.timing.actor_start_s), _end(exchange, session.samples)
        begin = max(begin, ends.get(exchange.performer, 0))
        piece = Piece(begin, max(end, begin + FRAME_SAMPLES), clean(exchange.said))
        out.append(Turn(exchange.performer, exchange.actor_line, [piece], exchange.number))
        ends[exchange.performer] = piece.end
    return out


def _end(exchange: Exchange, log_end: int) -> int:
    """Of the actor's sound; where no speech was heard the soft end; where there is none, the log's.

    The same rule as in parent.py.
    """
    t = exchange.timing
    if t.actor_end_s is None or t.soft_end_s is None:
        return log_end
    heard = t.actor_end_s - (t.actor_start_s or 0.0) >= LEAST_S
    return _samples(t.actor_end_s if heard else t.soft_end_s)


def _partner(session: Session) -> list[Turn]:
    """A line of the partner for each reply of which anything was heard."""
    rejected = {r.line: e.number for e in session.exchanges for r in e.rejected}
    kept = {e.partner_line: e.number for e in session.exchanges if e.partner_line}
    out: list[Turn] = []
    newest: dict[int, Turn] = {}
    for entry in session.entries:
        match entry.what:
            case Prepare(line=n):  # a number is used again if the reply before was withdrawn
                newest.pop(n, None)
            case Cut(line=n) if n in newest:
                newest[n].cut = True
            case Played(line=n, text=text, sample=sample, samples=samples, cut=cut) if samples:
                if n not in newest:
                    number = kept.get(n) or rejected.get(n, 0)
                    newest[n] = Turn(PARTNER, n, [], number, rejected=n in rejected)
                    out.append(newest[n])
                newest[n].pieces.append(Piece(sample, sample + samples, clean(text)))
                newest[n].cut = newest[n].cut or cut
    return out


def _samples(time_s: float) -> int:
    return round(time_s * RATE_HZ)
