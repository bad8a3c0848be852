"""What the partner's mind knew when it was asked in an exchange: lines, directions, who was there.

Made again from the log as the live loop makes it (Moment, company), so that another model can be
asked the same. test_known.py holds it against what live minds were asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..company import Company
from ..crew import Moment
from ..events import Direction, Listen, Prepare, Present, Words
from ..exchanges import Exchange, Fold
from ..recording import Entry
from ..transcript import Line
from .players import ACTOR, PARTNER

Directed = tuple[tuple[int, Direction], ...]  # see Moment.directions


@dataclass(frozen=True, slots=True)
class Known:
    """before: the lines that had been heard. own: the exchange's own line, None if it has none.

    directions: as in Moment. company: the names of several performers, () if one was alone.
    """

    before: tuple[Line, ...] = ()
    own: Line | None = None
    directions: Directed = ()
    company: tuple[str, ...] = ()
    why: str = "turn"

    @property
    def moment(self) -> Moment:
        """As the mind was asked, before there was an answer."""
        lines = [*self.before, *([self.own] if self.own else [])]
        number = lines[-1].number + 1 if lines else 1
        return Moment(number, 0, lines, self.why, self.directions)


@dataclass(slots=True)
class _Log:
    """What a log tells besides its exchanges: names by line; the rest by exchange."""

    names: dict[int, str] = field(default_factory=dict)
    directions: dict[int, Directed] = field(default_factory=dict)
    company: dict[int, tuple[str, ...]] = field(default_factory=dict)


def known(exchanges: Sequence[Exchange], entries: Iterable[Entry]) -> dict[int, Known]:
    """By the number of the exchange. exchanges: those of these entries."""
    log, heard = _read(entries), list[Line]()
    out: dict[int, Known] = {}
    for one in exchanges:
        own = _own(one, log.names.get(one.actor_line, "")) if one.said else None
        directions = log.directions.get(one.number, ())
        company = log.company.get(one.number, ())
        out[one.number] = Known(tuple(heard), own, directions, company, one.why)
        heard += [own] if own else []
        if one.heard:
            heard.append(Line(_number(one), PARTNER, one.heard, _broke(one), one.reading))
    return out


def told_apart(one: Known, tone: str) -> Known:
    """The same with another description of how its line sounded."""
    return replace(one, own=replace(one.own, tone=tone) if one.own else None)


def _read(entries: Iterable[Entry]) -> _Log:
    log, fold, company = _Log(), Fold(), Company()
    directions: list[tuple[int, Direction]] = []
    newest = 0  # number of the newest line of which anything was heard
    for entry in entries:
        fold.add(entry)
        now, what = fold.now, entry.what
        newest = max(newest, now.actor_line * bool(now.said), now.partner_line * bool(now.heard))
        match what:
            case Present():
                company.change(what)
            case Direction(to="partner" | "everybody"):
                directions.append((newest, what))
            case Listen(line=line, who=who):
                log.names[line] = company.name(who)
        asked = isinstance(what, Prepare)
        if asked or (isinstance(what, Listen | Words) and what.line == now.actor_line):
            log.directions[now.number] = tuple(directions)
            log.company[now.number] = _names(company)
    return log


def _names(company: Company) -> tuple[str, ...]:
    """In the order of the seats."""
    here = sorted(company.names, key=lambda who: (who != ACTOR, who))
    return tuple(company.names[who] for who in here) if len(here) > 1 else ()


def _own(one: Exchange, name: str) -> Line:
    tone = one.tone.words if one.tone else ""
    return Line(one.actor_line, ACTOR, one.said, tone=tone, name=name, performer=one.performer)


def _number(one: Exchange) -> int:
    """Of the partner's line; a better one of the actor's own follows the one that was rejected."""
    return one.partner_line or (one.rejected[-1].line + 1 if one.rejected else 0)


def _broke(exchange: Exchange) -> bool:
    """The partner's line was stopped, or its mind failed in the middle."""
    failed = any(trouble.startswith("mind:") for trouble in exchange.troubles)
    return bool(exchange.cut) or (failed and bool(exchange.drafted))
