"""What the inside of a reading header says: many models' words for feelings -> improv-16.

The words themselves are in mappings.py; here is what stands between them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from ...intents import LABELS, STANCES
from ...mappings import FEELINGS as FEELINGS  # also for those who read feelings elsewhere
from ...mappings import STANCE_WORDS

_DEGREES = {
    "slight": 1, "slightly": 1, "mild": 1, "mildly": 1, "low": 1, "faint": 1,
    "moderate": 2, "medium": 2,
    "very": 3, "deep": 3, "deeply": 3, "strong": 3, "intense": 3, "high": 3, "extreme": 3,
}  # fmt: skip
_OWN = frozenset(["me", "i", "my", "mine", "self", "own", "myself", "character", "partner"])
_ACTOR = frozenset(["you", "your", "yours", "actor", "them", "they", "user", "read", "reading"])
_FILLERS = frozenset(["none", "unknown", "emotion", "feeling", "feel", "intensity", "and", "but"])

_one_of = "|".join
_STRICT = re.compile(
    rf"(?:(?:{_one_of(STANCES)}) )*(?:{_one_of(LABELS)})(?: [123])?"
    rf" > (?:{_one_of(LABELS)})(?: [123])?"
)
_FEELING = rf"(?:{_one_of(sorted([*FEELINGS, *STANCE_WORDS], key=len, reverse=True))})\b"
_NUMBER = r"(?:\s*\d[\d./%]*)?"
_LEADING = re.compile(
    rf"\s*(?:{_FEELING}[\s,]+)*{_FEELING}{_NUMBER}"
    rf"(?P<second>\s*(?:[>|;,/→]|->|=>)+\s*(?:{_FEELING}{_NUMBER})?)?[\s\])}}>|:,.-]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Feelings:
    """Labels of improv-16 or "", intensities 1-3 or 0; strict: written exactly as asked for."""

    label: str = ""
    intensity: int = 0
    stance: str = ""
    own: str = ""
    own_intensity: int = 0
    strict: bool = False


@dataclass(slots=True)
class _Side:
    label: str = ""
    number: float = 0.0
    out_of_ten: bool = False
    stance: str = ""
    roles: str = ""
    unknown: int = 0


def read(inside: str, own_names: Collection[str] = ()) -> Feelings | None:
    """The feelings inside a bracket, or None if it is about something else ("leans closer").

    Numbers are read on a 0-10 scale as soon as one of them is above 3 (or a fraction, or %).
    A single feeling without a separator is the character's own. own_names: lower-case names of
    the character, as in "Margaret: fear".
    """
    text = re.sub(r"(\d+(?:\.\d+)?)\s*/\s*10\b", r"\1 ", inside.lower())
    text = re.sub(r"&gt;|->|=>|→", ">", text)
    mark = next((m for m in ">|;/," if m in text), "")
    sides = [_side(part, own_names) for part in (text.split(mark) if mark else [text])]
    stances = [side.stance for side in sides if side.stance]
    if mark != ">":
        sides = [side for side in sides if side.label] or sides[:1]
    if not any(side.label for side in sides):
        return None
    if mark != ">" and any(side.unknown for side in sides):
        return None
    actor, own = (sides[0], sides[1]) if len(sides) > 1 else (_Side(), sides[0])
    if "own" in actor.roles or "actor" in own.roles:
        actor, own = own, actor
    out_of_ten = any(side.out_of_ten or side.number > 3 for side in (actor, own))
    return Feelings(
        actor.label, _intensity(actor, out_of_ten), stances[0] if stances else "",
        own.label, _intensity(own, out_of_ten), bool(_STRICT.fullmatch(inside)),
    )  # fmt: skip


def leading(text: str) -> tuple[str, str]:
    """A header that was opened or closed wrongly at the start of the text, and the rest of it."""
    found = _LEADING.match(text)
    if not found or not (found["second"] or re.search(r"\d", found[0])):
        return "", text
    return found[0], text[found.end() :]


def may_begin_header(text: str) -> bool:
    """Whether the text may still turn out to be a header without its bracket ("grief 3 > ...")."""
    words = re.findall(r"[a-z]+", text.lower())
    if not words or not re.fullmatch(r"[A-Za-z]+[A-Za-z0-9 >.]*", text):
        return False
    known = (*LABELS, *STANCES)
    last_is_open = text[-1].isalpha()
    return all(word in known for word in words[: -1 if last_is_open else None]) and (
        not last_is_open or any(label.startswith(words[-1]) for label in known)
    )


def _side(text: str, own_names: Collection[str]) -> _Side:
    side = _Side()
    for token in re.findall(r"[a-z']+|\d*\.\d+%?|\d+%?", text):
        if token in FEELINGS:
            side.label = side.label or FEELINGS[token]
        elif token in STANCE_WORDS:
            side.stance = side.stance or STANCE_WORDS[token]
        elif token in _DEGREES:
            side.number = side.number or _DEGREES[token]
        elif token in _OWN or token in own_names:
            side.roles += " own"
        elif token in _ACTOR:
            side.roles += " actor"
        elif token[0].isdigit() or token[0] == ".":
            side.number, side.out_of_ten = _number(token)
        elif token not in _FILLERS:
            side.unknown += 1
    return side


def _number(token: str) -> tuple[float, bool]:
    """A number, and whether it is surely on the 0-10 scale (after moving it there)."""
    value = float(token.rstrip("%"))
    if token.endswith("%") or value > 10:
        return min(value, 100.0) / 10, True
    if "." in token and value <= 1:
        return value * 10, True
    return value, False


def _intensity(side: _Side, out_of_ten: bool) -> int:
    if not side.label or side.number <= 0:
        return 0
    return max(1, min(3, math.ceil(side.number * 0.3) if out_of_ten else round(side.number)))
