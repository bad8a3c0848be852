"""Stalled: the reply adds nothing to play with.

Definition, over whole replies to lines of the actor:
- "echo": of 4 or more content words in the reply, at least two thirds are the actor's own;
- "nothing new": the third reply in a row, none a question, that brings at most one content word
  that neither the actor's line nor the reply before had, while the actor offered four or more;
- "questions": the fourth reply in a row that is a question and nothing else.
Severity: 1; for an echo 2 from 75 % on and 3 for every word; for a row one more with every further
reply of it.
Claims: a count of words (basic forms, no synonyms). What new thing is felt in a bare "I know" needs
a judge. Sources: of human improv replies, 99 of 100 take under half of their words from the line
before; 10 to 20 % of lines are questions; the rows are set so that human dialogue stays under
0.5 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .failure import Failure, failure
from .session import Session, Turn
from .words import content, is_question, sentences

KIND = ("stalled", 1)
ECHO_WORDS, ECHO = 4, 0.66
ECHO_SEVERE = (0.75, 1.0)
NEW_WORDS, OFFERED_WORDS, EMPTY_ROW = 1, 4, 3
QUESTION_ROW = 4


def find(session: Session) -> Iterator[Failure]:
    empty = asked = 0
    before = ""
    for turn in session.standing:
        answers = bool(turn.said) and turn.whole
        empty = empty + 1 if answers and adds_nothing(turn.said, turn.heard, before) else 0
        asked = asked + 1 if turn.whole and only_asks(turn.heard) else 0
        before = turn.heard
        share = echo(turn.said, turn.heard) if answers else 0.0
        if share >= ECHO:
            severity = 1 + sum(share >= step for step in ECHO_SEVERE)
            yield _failure(session, turn, "echo", severity, {"from the actor": round(share, 2)})
        elif empty >= EMPTY_ROW:
            yield _failure(session, turn, "nothing new", 1 + empty - EMPTY_ROW, {"in a row": empty})
        elif asked >= QUESTION_ROW:
            yield _failure(
                session, turn, "questions", 1 + asked - QUESTION_ROW, {"in a row": asked}
            )


def echo(said: str, heard: str) -> float:
    """Share of the reply's content words that are the actor's; 0 for a short reply."""
    theirs, ours = set(content(said)), content(heard)
    if len(ours) < ECHO_WORDS:
        return 0.0
    return sum(word in theirs for word in ours) / len(ours)


def adds_nothing(said: str, heard: str, before: str) -> bool:
    """At most one new word, for four or more that the actor offered; a question asks for more."""
    offered = content(said)
    new = set(content(heard)) - set(offered) - set(content(before))
    few = len(offered) >= OFFERED_WORDS and len(new) <= NEW_WORDS
    return few and not is_question(heard)


def only_asks(text: str) -> bool:
    """Every sentence that says anything is a question."""
    said = [one for one in sentences(text) if content(one) or is_question(one)]
    return bool(said) and all(is_question(one) for one in said)


def _failure(
    session: Session, turn: Turn, sub: str, severity: int, evidence: dict[str, Any]
) -> Failure:
    return failure(session, turn, KIND, sub, severity, evidence)
