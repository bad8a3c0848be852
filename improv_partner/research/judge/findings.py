"""What the judge found, as failures like those of the rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ...notes import YES
from ..failures.failure import Failure, failure
from .measured import doubt
from .questions import QUESTIONS
from .votes import Judged


def finding(judged: Judged, model: str, server: str) -> Failure | None:
    """The failure that the judge sees here, or None. Raises RecordingError: damaged checks."""
    if judged.verdict != YES:
        return None
    ask, agreeing = judged.ask, judged.agreeing
    question, first = QUESTIONS[ask.kind], agreeing[0]
    worst = max(question.fails[vote.answer] for vote in agreeing)
    strong = ask.turn.tag is not None and ask.turn.tag.intensity == 3 and question.heat
    evidence: dict[str, Any] = {
        "answer": first.answer,
        "words": first.quote,
        "against": first.against,
        "why": first.why,
        "votes": f"{len(agreeing)} of {len(judged.votes)}",
        "experimental": doubt(Path(ask.session.name), model, server, ask.kind),
    }
    kept = {key: value for key, value in evidence.items() if value}
    kind = (ask.kind, ask.version)
    found = failure(ask.session, ask.turn, kind, "judged", worst + strong, kept)
    return replace(found, detector=f"judge {model}: {found.detector}")
