"""The verdicts of people in these sessions, with the questions that a judge is asked about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ...errors import ImprovError, RecordingError
from ...notes import read, verdicts
from ..failures.session import Session
from .ask import Ask
from .measured import consensus
from .questions import QUESTIONS, about


def labelled(
    sessions: Iterable[Session], say: Callable[[str], None]
) -> tuple[list[tuple[Ask, str]], bool]:
    """Each question with what people say, and whether all verdicts could be used.

    What cannot is said, one line each. Raises ImprovError if there is none at all.
    """
    found: list[tuple[Ask, str]] = []
    whole = True
    for session in sessions:
        folder = Path(session.name)
        try:
            said = verdicts(read(folder))
        except RecordingError as error:
            say(str(error))
            whole = False
            continue
        for (exchange, kind), people in sorted(said.items()):
            if kind not in QUESTIONS:
                continue
            if ask := about(session, exchange, kind):
                found.append((ask, consensus(people)))
            else:
                needs = QUESTIONS[kind].needs
                say(f"{folder}: exchange {exchange}, {kind}: cannot be asked; it needs {needs}")
    if not found:
        raise ImprovError(
            "nothing to measure a judge against: say of some replies what you think of them: "
            'improv verdict SESSION EXCHANGE KIND yes|no|"cannot tell" --as NAME'
        )
    return found, whole
