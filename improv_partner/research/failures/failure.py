"""A failure: one place in one session where the partner's answer does not fit what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ...intents import WRONG
from .cause import cause as cause_of
from .session import Session, Span, Turn, samples

MILD, PLAIN, GRAVE = 1, 2, 3  # severities


@dataclass(frozen=True, slots=True)
class Failure:
    """kind, sub: see kinds.py. severity: 1 mild, 2 plain, 3 grave.

    session: its folder. exchange: its number, 0 = the session as a whole. span: samples of the
    tracks, from and to. who: of the performers whose line it is, and the name of that track.
    evidence: the figures and words the rule went by. said, quote: the actor's
    words and the partner's. intent, stances: as tagged, "" = not. cause: see cause.py.
    detector: the rule and its version; another version may find other failures.
    """

    kind: str
    sub: str
    severity: int
    session: str
    exchange: int
    span: tuple[int, int]
    evidence: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    quote: str = ""
    intent: str = ""
    stances: tuple[str, ...] = ()
    scene: str = ""
    model: str = ""
    cause: str = "model"
    detector: str = ""
    who: str = "actor"

    def as_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return asdict(self) | {"span": list(self.span), "stances": list(self.stances)}


def failure(
    session: Session,
    turn: Turn,
    kind: tuple[str, int],
    sub: str,
    severity: int,
    evidence: Mapping[str, Any],
    span: Span | None = None,
    cause: str = "",
) -> Failure:
    """A failure of this turn. kind: with the version of its rule. severity is kept within 1 to 3.

    span: where in the tracks, else the whole exchange. cause: if the rule knows it itself.
    """
    name, version = kind
    if turn.rejected:
        evidence = {**evidence, "new choice": True}
    if WRONG in turn.exchange.marks:
        evidence = {**evidence, "flagged": True}
    return Failure(
        kind=name,
        sub=sub,
        severity=min(max(severity, MILD), GRAVE),
        session=session.name,
        exchange=turn.number,
        span=samples(span or turn.span),
        evidence=dict(evidence),
        said=turn.said,
        quote=turn.heard,
        intent=turn.tag.label if turn.tag else "",
        stances=turn.tag.stances if turn.tag else (),
        scene=session.sheet.key,
        model=session.model,
        cause=cause or cause_of(session, turn, name),
        detector=f"{name}/{version}",
        who=turn.who,
    )
