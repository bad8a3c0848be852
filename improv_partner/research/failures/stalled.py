"""Stalled: the reply adds nothing to play with.

Definition, over whole replies to lines of the actor:
- "echo": of 3 or more content words in the reply at least two thirds (of 3, all) are the actor's
  own, and they are more than half of what the actor had said; what only one of both denies is
  no echo;
- "nothing new": the third reply in a row, no question and no answer to one, without a content word
  that neither the actor's line nor the reply before had (words of mere assent are none), while the
  actor offered four or more in that time;
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

from .claims import DENIES
from .failure import Failure, failure
from .session import Session, Turn
from .words import ASSENT, content, is_question, listed, sentences, tokens

KIND = ("stalled", 3)
ECHO_WORDS, ECHO, REPEATED = 3, 0.66, 0.5
ECHO_SEVERE = (0.75, 1.0)
EMPTY_ROW, OFFERED_WORDS = 3, 4  # replies, and content words of the actor before the last of them
QUESTION_ROW = 4
WHAT = listed("what who why where when which how whose")


def find(session: Session) -> Iterator[Failure]:
    asked, before = 0, ""
    offered: list[int] = []  # content words of the actor before each empty reply of this row
    for turn in session.standing:
        answers = bool(turn.said) and turn.whole
        nothing = answers and adds_nothing(turn.said, turn.heard, before)
        offered = [*offered, len(content(turn.said))] if nothing else []
        asked = asked + 1 if turn.whole and only_asks(turn.heard) else 0
        before = turn.heard
        share = echo(turn.said, turn.heard) if answers else 0.0
        if share >= ECHO:
            severity = 1 + sum(share >= step for step in ECHO_SEVERE)
            yield _failure(session, turn, "echo", severity, {"from the actor": round(share, 2)})
        elif is_empty_row(offered):
            severity = 1 + len(offered) - EMPTY_ROW
            row = {"in a row": len(offered)}
            yield _failure(session, turn, "nothing new", severity, row)
        elif asked >= QUESTION_ROW:
            row = {"in a row": asked}
            yield _failure(session, turn, "questions", 1 + asked - QUESTION_ROW, row)


def echo(said: str, heard: str) -> float:
    """Share of the reply's content words that are the actor's; 0 for a reply too short to tell,
    and for one that repeats only a little of a long line."""
    theirs, ours = content(said), content(heard)
    same = len({*theirs} & {*ours})
    denied = bool(DENIES & {*tokens(said)}) != bool(DENIES & {*tokens(heard)})
    if denied or len(ours) < ECHO_WORDS or same <= REPEATED * len(theirs):
        return 0.0
    return same / len(ours) if len(ours) > ECHO_WORDS or same == ECHO_WORDS else 0.0


def adds_nothing(said: str, heard: str, before: str) -> bool:
    """No new word to a line that offered one; questions and their answers are left alone."""
    offered = content(said)
    new = {*content(heard)} - {*offered} - {*content(before)} - ASSENT
    asks = is_question(heard) and bool(WHAT & {*tokens(heard)} or content(heard))  # no "Really?"
    return bool(offered) and not new and not asks and not is_question(said)


def is_empty_row(offered: list[int]) -> bool:
    """Is the newest of these replies one too many?"""
    return len(offered) >= EMPTY_ROW and sum(offered[-EMPTY_ROW:]) >= OFFERED_WORDS


def only_asks(text: str) -> bool:
    """Every sentence that says anything is a question."""
    said = [one for one in sentences(text) if content(one) or is_question(one)]
    return bool(said) and all(is_question(one) for one in said)


def _failure(
    session: Session, turn: Turn, sub: str, severity: int, evidence: dict[str, Any]
) -> Failure:
    return failure(session, turn, KIND, sub, severity, evidence)
