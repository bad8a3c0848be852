"""Took it straight: sarcasm, a joke or a mask was taken at its face.

Definition: the tag has a stance (sarcastic, joking, hiding) or a surface that is not the feeling
underneath, the reading names none of those stances, and it misses the feeling underneath, and
- "surface": it is the surface, or of its family;
- "sincere": for sarcasm and jokes, its valence has the opposite sign to what was meant, or
- "words": nothing was read, an unpleasant feeling was meant sarcastically, and the reply gives
  thanks or joy for pleasant words.
Severity: 2; 3 at intensity 3, or if the reply is as pleasant as the words; 1 for "words" alone.
Claims: what labels show, and thanks for sarcasm. That a reply answers the literal words in any
other way needs a judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...events import Intent
from ...intents import COORDINATES, level
from .failure import Failure, failure
from .polarity import polarity
from .session import Session, Turn

KIND = ("took_it_straight", 3)
WORN = ("sarcastic", "joking", "hiding")
THANKS = re.compile(
    r"\b(?:thank you|thanks|cheers|much obliged|i(?:'?m| am) (?:\w+ ){0,2}(?:glad|happy|flattered|"
    r"honou?red|pleased|grateful|touched|thankful)|i appreciate|"
    r"(?:so|very|too|most|that'?s|that is) kind|(?:nice|good|sweet|kind) of you to|"
    r"how (?:kind|sweet|lovely)|"
    r"means (?:a lot|so much))\b",
    re.IGNORECASE,
)
SAME = ("exact", "family")


def find(session: Session) -> Iterator[Failure]:
    for turn in session.turns:
        if (sub := straight(turn)) and turn.tag:
            tag = turn.tag
            pleased = polarity(turn.said) > 0 and polarity(turn.heard) > 0
            severity = 1 if sub == "words" else 3 if tag.intensity == 3 or pleased else 2
            evidence = {"meant": tag.label, "stances": list(tag.stances), "surface": tag.surface}
            yield failure(session, turn, KIND, sub, severity, evidence | {"read": turn.read})


def straight(turn: Turn) -> str:
    """How it was taken straight: "surface", "sincere", "words"; "" if it was not."""
    tag = turn.tag
    if tag is None or not _worn(tag) or tag.label not in COORDINATES:
        return ""
    if turn.reading and turn.reading.stance in tag.stances:
        return ""
    if not turn.read:
        return "words" if _thanks_for_sarcasm(turn, tag) else ""
    return face(turn)


def face(turn: Turn) -> str:
    """How the reading is the face and not what is underneath, whether it knows that or not."""
    tag = turn.tag
    if tag is None or not turn.read or not _worn(tag) or tag.label not in COORDINATES:
        return ""
    if any(level(one.label, turn.read) in (*SAME, "near") for one in turn.tags):
        return ""
    if tag.surface and level(tag.surface, turn.read) in SAME:
        return "surface"
    if turn.read not in COORDINATES or not {"sarcastic", "joking"} & {*tag.stances}:
        return ""
    return "sincere" if COORDINATES[tag.label][0] * COORDINATES[turn.read][0] < 0 else ""


def _worn(tag: Intent) -> bool:
    return bool({*WORN} & {*tag.stances}) or tag.surface not in ("", tag.label)


def _thanks_for_sarcasm(turn: Turn, tag: Intent) -> bool:
    bitter = "sarcastic" in tag.stances and COORDINATES[tag.label][0] < 0
    thanks = turn.own and THANKS.search(turn.heard) is not None
    return bitter and thanks and polarity(turn.said) > 0
