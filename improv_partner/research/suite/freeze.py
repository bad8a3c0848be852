"""A failure of a recorded session becomes a case, if it can be seen again in it.

Which are taken: those that people confirmed with improv verdict; what only they saw is for a judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ...notes import CANNOT_TELL, YES
from ..export.permitted import consent_id, record
from ..failures.failure import PLAIN, Failure, failure
from ..failures.kinds import failures
from ..failures.session import Session, Turn
from ..judge.measured import consensus
from ..judge.questions import QUESTIONS, about
from ..parent import Parent
from .case import CONSENT, JUDGE, RULE, Case, Message
from .score import no_case, question, repeats, rule_of
from .turns import kept, then

Said = Mapping[tuple[int, str], Mapping[str, str]]  # by exchange and kind, what each person says


@dataclass(frozen=True, slots=True)
class Found:
    """A failure that may become a case. people: who say so. why: it cannot, and why not."""

    failure: Failure
    by: str = RULE
    people: int = 0
    why: str = ""


def found(session: Session, said: Said, unconfirmed: bool) -> Iterator[Found]:
    """Of this session, by exchange. unconfirmed: also those of which no person said anything."""
    seen: set[tuple[int, str]] = set()
    rows = []
    for one in failures(session):
        at = one.exchange, one.kind
        people = said.get(at, {})
        wanted = consensus(people) == YES if people else unconfirmed
        if wanted and at not in seen:
            seen.add(at)
            yes = sum(answer == YES for answer in people.values())
            rows.append(Found(one, RULE, yes, no_case(one.kind, one.exchange)))
    rows += _by_people(session, {at: people for at, people in said.items() if at not in seen})
    yield from sorted(rows, key=lambda row: row.failure.exchange)


def _by_people(session: Session, said: Said) -> Iterator[Found]:
    """What no rule sees, and people do."""
    for (exchange, kind), people in said.items():
        turns = [turn for turn in session.turns if turn.number == exchange]
        if consensus(people or {"": CANNOT_TELL}) != YES or not turns:
            continue
        yes = sum(answer == YES for answer in people.values())
        asked = QUESTIONS.get(kind)
        about_it = asked and about(session, exchange, kind)
        version = asked.version if asked else 0
        turn = about_it.turn if about_it else turns[-1]
        one = failure(session, turn, (kind, version), "told by people", PLAIN, {})
        why = no_case(kind, exchange)
        if not why and not about_it:
            why = "no rule sees it, and no judge is asked about it"
        yield Found(one, JUDGE, yes, why)


def case_of(
    one: Found, session: Session, parent: Parent, messages: Iterable[Message], header: bool
) -> Case | str:
    """The case, or why it cannot be one. messages, header: as the model was asked."""
    if one.why:
        return one.why
    turn = _turn(session, one.failure)
    name, sheet = parent.folder.resolve().name, session.sheet
    before = [t for t in session.turns if t.number < turn.number and not t.rejected]
    case = Case(
        id=f"{name}-{turn.number}-{one.failure.kind}",
        session=name,
        sum=parent.sum,
        exchange=turn.number,
        kind=one.failure.kind,
        sub=one.failure.sub,
        severity=one.failure.severity,
        detector=one.failure.detector,
        by=one.by,
        people=one.people,
        scene=sheet.key,
        model=session.model,
        messages=tuple(messages),
        header=header,
        max_sentences=parent.scene.max_sentences,
        max_words=parent.scene.max_words,
        sheet=asdict(replace(sheet, rehearsed=())),
        turns=tuple(kept(t) for t in (*before, turn)),
        steered=tuple(at for at in session.steered if at <= turn.span[1]),
        consent=_consent(parent.header),
    )
    return _proved(case)


def _proved(case: Case) -> Case | str:
    """The case, if what judges a new reply sees the failure in the old one; or why not."""
    if case.by == RULE and not repeats(case):
        return "the rule does not see it without the rest of the session"
    if case.by == JUDGE:
        if question(case, then(case), Path()) is None:
            return "a judge cannot be asked about it without the rest of the session"
        return replace(case, detector=rule_of(case))
    return case


def _turn(session: Session, one: Failure) -> Turn:
    """The reply that is meant: of several (a new choice was called) the one with its words."""
    turns = [turn for turn in session.turns if turn.number == one.exchange]
    return next((turn for turn in turns if turn.heard == one.quote and turn.own), turns[-1])


def _consent(header: Mapping[str, Any]) -> dict[str, Any]:
    known = record(header)
    return {"id": consent_id(header)} | {name: known[name] for name in CONSENT if name in known}
