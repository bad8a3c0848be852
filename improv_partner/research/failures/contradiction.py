"""Contradiction: the partner says otherwise of what is already established.

Definition: a heard reply states a name (or calls the actor by one), a tie of family, that somebody
lives or is dead, an age or a number, and the ledger (the scene's facts, the characters' names,
earlier lines of both) has another one for the same. What is corrected in so many words ("I lied",
"I meant", "not any more") is none.
Severity: 3 against the scene's sheet and for names and family, else 2; 1 for a number that only the
partner had given.
Claims: these things, stated in simple sentences. Facts of any other sort, and what follows
from them, need a judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .claims import ACTOR, PARTNER
from .failure import Failure, failure
from .ledger import NO_NAMES, SHEET, Fact, facts
from .session import Session
from .sheet import Sheet
from .words import listed, sentences, tokens

KIND = ("contradiction", 3)
MENDED = re.compile(
    r"\b(?:lied|lying|meant|mistake|mistaken|wrong|actually|no longer|any ?more|used to|changed|"
    r"instead|correct|pretend\w*|truth is|in truth|really,|call me|nickname|not \w+[,:;])\b",
    re.IGNORECASE,
)
_CALLS = re.compile(r", ([A-Z][a-z]+)[.!?]*$")
_PLACES = listed("in at to from near through")
FEW_WORDS = 6  # a name after more of them is rather one of a row


def find(session: Session) -> Iterator[Failure]:
    ledger = list(established(session.sheet))
    sheet = session.sheet
    known = {*tokens(" ".join([*sheet.facts, sheet.actor, sheet.character]))}
    for turn in session.turns:
        known |= {*tokens(turn.said)}
        if turn.said and not turn.rejected:
            told = list(facts(turn.said, ACTOR))  # the actor may say otherwise: it then holds
            ledger = [old for old in ledger if not any(map(old.contradicts, told))] + told
        if not turn.own or not turn.heard:
            continue
        mends = MENDED.search(turn.heard) is not None
        new = [*facts(turn.heard, PARTNER), *_addressed(turn.heard, known)]
        known |= {*tokens(turn.heard)}
        for fact in [] if mends else new:
            if old := _against(fact, ledger):
                evidence = {"now": fact.text, "before": old.text, "by": old.by}
                yield failure(session, turn, KIND, fact.what, _severity(fact, old), evidence)
                break
        if mends and not turn.rejected:  # what it took back no longer holds
            ledger = [old for old in ledger if not any(map(old.contradicts, new))]
        if not turn.rejected:
            ledger += [fact for fact in new if not _against(fact, ledger)]


def established(sheet: Sheet) -> Iterator[Fact]:
    """What the sheet says: the names of both, and the facts that both know."""
    names: dict[str, str] = {}
    for who, name in ((ACTOR, sheet.actor), (PARTNER, sheet.character)):
        for part in name.split():
            names[part.lower()] = who
            yield Fact("name", frozenset([who]), part.lower(), SHEET, name)
    for text in sheet.facts:
        yield from facts(text, SHEET, names)


def _addressed(heard: str, known: set[str]) -> Iterator[Fact]:
    """What the partner calls the actor at the end of a few words, if nobody else has that name."""
    for sentence in sentences(heard):
        hit = _CALLS.search(sentence)
        if hit is None or hit[1] in NO_NAMES or hit[1].lower() in known:
            continue
        found = tokens(sentence)
        if len(found) <= FEW_WORDS and not _PLACES & {*found}:
            yield Fact("name", frozenset([ACTOR]), hit[1].lower(), PARTNER, sentence)


def _against(fact: Fact, ledger: list[Fact]) -> Fact | None:
    """The newest entry that this contradicts; none if another says the same."""
    about = [old for old in ledger if old.what == fact.what]
    if any(old.value == fact.value and old.of & fact.of for old in about):
        return None
    return next((old for old in reversed(about) if fact.contradicts(old)), None)


def _severity(fact: Fact, old: Fact) -> int:
    if old.by == SHEET or fact.what in ("name", "kin"):
        return 3
    return 1 if fact.what == "number" and old.by == PARTNER else 2
