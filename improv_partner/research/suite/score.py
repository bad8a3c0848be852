"""Does a new reply fail as the old one did? By the rule that found it, or by a judge.

A kind passes if its rule finds nothing at this exchange, in whatever form (sub) it would be. Where
the rule needs a reading and the reply has none, nothing can be told: a model that keeps its reading
to itself passes nothing by that.
Which kinds can be cases: all but floor_timing, whose times no new reply has; and of heat only what
is of one reply, not of an evening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...intents import COORDINATES
from ...notes import CANNOT_TELL, NO, YES
from ..failures.failure import Failure
from ..failures.kinds import KINDS, versions
from ..failures.show import evidence_words
from ..judge.ask import Ask
from ..judge.questions import QUESTIONS, about
from ..judge.votes import Judged
from .case import JUDGE, Case
from .turns import Reply, session_of, then

PASS, FAIL, NO_ANSWER = "pass", "fail", "no answer"
VERDICTS = (PASS, FAIL, CANNOT_TELL, NO_ANSWER)
TIMED = frozenset(["floor_timing"])  # nobody speaks when a case is tried
READ, FELT = ("misread", "tone_deaf", "stuck"), ("heat", "whiplash")
_NO_RULE = "no rule of this version"


@dataclass(frozen=True, slots=True)
class Score:
    """verdict: of VERDICTS. why: what was found, or why nothing can be told."""

    verdict: str
    why: str = ""


def no_case(kind: str, exchange: int) -> str:
    """Why a failure of this kind, there, can be no case; "" if it can."""
    if kind in TIMED:
        return "its rule goes by times, which no new reply has"
    return "" if exchange else "is of a whole session, and a case is one reply"


def rule_of(case: Case) -> str:
    """The rule by which this case is scored now, as in Failure.detector."""
    if case.by == JUDGE:
        question = QUESTIONS.get(case.kind)
        return f"judge/{case.kind}/{question.version}" if question else _NO_RULE
    return next((one for one in versions() if one.split("/")[0] == case.kind), _NO_RULE)


def seen(case: Case, reply: Reply, folder: Path = Path()) -> Failure | None:
    """The failure of its kind that its rule sees in this reply. Raises RecordingError: damaged."""
    rule = KINDS.get(case.kind)
    if rule is None:
        return None
    found = rule(session_of(case, reply, folder))
    return next((one for one in found if one.exchange == case.exchange), None)


def score(case: Case, reply: Reply) -> Score | None:
    """What the rule says; None: it says nothing, and a judge has to be asked.

    Raises RecordingError: the case is damaged.
    """
    if not reply.words:
        return Score(CANNOT_TELL, "it said nothing")
    if found := seen(case, reply):
        return Score(FAIL, f"{found.sub}: {evidence_words(found)}")
    if case.by == JUDGE:
        return None
    if case.kind not in KINDS:
        return Score(CANNOT_TELL, _NO_RULE)
    why = _blind(case, reply)
    return Score(CANNOT_TELL, why) if why else Score(PASS)


def question(case: Case, reply: Reply, folder: Path) -> Ask | None:
    """What a judge is asked about this reply; None if it cannot be asked about this case.

    folder: of the session, beside which its answers are kept. Raises RecordingError: damaged.
    """
    if case.kind not in QUESTIONS:
        return None
    return about(session_of(case, reply, folder), case.exchange, case.kind)


def unasked() -> Score:
    """Of a reply about which no judge can be asked."""
    return Score(CANNOT_TELL, "a judge cannot be asked about it")


def by_judge(judged: Judged) -> Score:
    """What its verdict says of the case; that it did not answer at all may be another time."""
    if not any(vote.heard for vote in judged.votes):
        return Score(NO_ANSWER, "; ".join(judged.faults))
    why = next((": ".join(filter(None, (v.answer, v.why))) for v in judged.agreeing), "")
    if judged.verdict in (YES, NO):
        return Score(FAIL if judged.verdict == YES else PASS, why)
    return Score(CANNOT_TELL, "; ".join(judged.faults) or "the votes of the judge disagree")


def repeats(case: Case) -> bool:
    """The rule finds the failure in the reply as it was: else the case would prove nothing."""
    return seen(case, then(case)) is not None


def _blind(case: Case, reply: Reply) -> str:
    """What the rule would need to see anything, and the reply has not; "" = nothing."""
    reading = reply.reading
    read = reading.label if reading else ""
    own = reading.own if reading else ""
    if case.kind in READ and read not in COORDINATES:
        return "no reading of the actor's line"
    if case.kind == "took_it_straight" and case.sub != "words" and read not in COORDINATES:
        return "no reading of the actor's line"
    if case.kind in FELT and own not in COORDINATES:
        return "no feeling of the character"
    return ""


def folder_of(case: Case, beside: Path) -> Path:
    """Where the session is, or where it would be."""
    return beside / case.session


def header_of(case: Case) -> Mapping[str, object]:
    """As much of the session's header as permitted.refusal() looks at."""
    return {"consent": case.consent}
