"""The ledger of a scene: names, family, who is dead, and numbers, as players and sheet state them.

Only what stands there in so many words; see contradiction.py for what is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .claims import ACTOR, BREAK, PARTNER, player
from .words import EMPTY, basic, is_question, listed, number, sentences, tokens

SHEET = "sheet"  # who says what the header's scene says
_NEAR = "mother father sister brother wife husband son daughter uncle aunt grandmother grandfather "
_NEAR += "cousin nephew niece twin"
_KIN = {
    **{word: word for word in _NEAR.split()},
    "mum": "mother", "mom": "mother", "dad": "father", "granny": "grandmother",
    "grandma": "grandmother", "grandpa": "grandfather",
}  # fmt: skip
_K = "|".join(_KIN)
_WHOSE = r"(my|your|our|their|his|her)"
_NAME = r"([A-Z][\w'-]+)"
_OWN_NAME = re.compile(
    rf"\b(?i:my name(?:'s| is)|i(?:'m| am) called) {_NAME}|"
    rf"\b(?:I'm|I am) {_NAME}(?=[.,;!]|$)"
)
_OTHER_NAME = re.compile(
    rf"\b(?i:your name(?:'s| is)|they call you|you(?:'re| are) called) {_NAME}"
)
_KIN_NAME = re.compile(
    rf"\b(?i:{_WHOSE}) (?:\w+ )?(?i:({_K}))(?i:,? (?:is |was )?called|'s name (?:is|was)|"
    rf",)? {_NAME}"
)
_AM_KIN = re.compile(rf"\b(i'm|i am|you're|you are) {_WHOSE} (?:\w+ )?({_K})\b", re.IGNORECASE)
_DEAD = re.compile(
    rf"\b{_WHOSE} (?:\w+ )?({_K})(?:'s| is| has| was)? (?:been )?"
    r"(?:dead|died|passed away|buried|gone for ever|killed|drowned)\b",
    re.IGNORECASE,
)
_ALIVE = re.compile(
    rf"\b{_WHOSE} (?:\w+ )?({_K})(?:'s| is) (?:still |just |right |very much |on the |in the |"
    rf"up)*"
    r"(?:alive|well|waiting|coming|asleep|sleeping|upstairs|downstairs|phone|garden|kitchen|car|"
    r"calling|cooking|outside|driving|working)\b",
    re.IGNORECASE,
)
_NO_NAMES = listed(
    """English French German Italian Spanish Irish Scottish Welsh Dutch American British Jewish
    Catholic Christian Muslim Greek Russian Polish Chinese Japanese Indian Turkish Swiss Danish
    Swedish Norwegian Canadian Australian Mexican European African God Death Monday I Mr Mrs Ms Dr
    Sir Madam Lord Lady Captain Doctor Here There Sorry"""
)
_AT = listed("at until till by before after from since")
_CLOCK = frozenset(["o'clock", "am", "pm", "sharp", "tomorrow", "tonight", "today"])


@dataclass(frozen=True, slots=True)
class Fact:
    """what: name, kin, alive or number. of: what or whom, by its words. value: what is said of it.

    by: actor, partner or sheet. text: the sentence.
    """

    what: str
    of: frozenset[str]
    value: str
    by: str
    text: str

    def contradicts(self, other: Fact) -> bool:
        if self.what != other.what or self.value == other.value:
            return False
        if self.what == "number":
            return _same_count(self.of, other.of)
        ours = "our" in self.of or "our" in other.of
        return self.of == other.of or (ours and bool((self.of & other.of) - {"our"}))


def facts(text: str, by: str) -> Iterator[Fact]:
    """What this line states. by: actor, partner, or sheet (told of both)."""
    for sentence in sentences(text.replace("’", "'")):
        if not is_question(sentence):
            yield from _names(sentence, by)
            yield from _family(sentence, by)
            for clause in BREAK.split(sentence):
                yield from _numbers(clause, by)


def _names(text: str, by: str) -> Iterator[Fact]:
    if by != SHEET:
        for pattern, self_ in ((_OWN_NAME, True), (_OTHER_NAME, False)):
            for hit in pattern.finditer(text):
                name = next(group for group in hit.groups() if group)
                if name not in _NO_NAMES:
                    yield Fact("name", frozenset([player(by, self_)]), name.lower(), by, text)
    for hit in _KIN_NAME.finditer(text):
        if hit[3] not in _NO_NAMES:
            of = frozenset([_owner(hit[1], by), _KIN[hit[2].lower()]])
            yield Fact("name", of, hit[3].lower(), by, text)


def _family(text: str, by: str) -> Iterator[Fact]:
    for hit in _AM_KIN.finditer(text):
        owner = _owner(hit[2], by)
        who = player(by, hit[1].lower().startswith("i")) if by != SHEET else ""
        if {who, owner} == {ACTOR, PARTNER}:
            yield Fact("kin", frozenset([who]), _KIN[hit[3].lower()], by, text)
    for pattern, value in ((_DEAD, "no"), (_ALIVE, "yes")):
        for hit in pattern.finditer(text):
            of = frozenset([_owner(hit[1], by), _KIN[hit[2].lower()]])
            yield Fact("alive", of, value, by, text)


def _owner(word: str, by: str) -> str:
    """Whose: a player's, or "our" for what both may share."""
    word = word.lower()
    if by == SHEET or word in ("our", "their"):
        return "our"
    return player(by, word == "my") if word in ("my", "your") else word


def _numbers(text: str, by: str) -> Iterator[Fact]:
    """Of one clause."""
    found = tokens(text)
    at = 0
    while at < len(found):
        value = number(found[at])
        first = at
        at += 1
        if value is None or found[first] == "one":
            continue
        while at < len(found) and (more := number(found[at])) is not None and found[at] != "one":
            value = value * more if more >= 100 else value + more
            at += 1
        after = found[at] if at < len(found) else ""
        before = found[first - 1] if first else ""
        if before in _AT and (not after or after in EMPTY or after in _CLOCK):
            unit = "o'clock"
        elif after and after not in EMPTY:
            unit = "o'clock" if after in _CLOCK else basic(after)
        else:
            continue
        rest = {basic(w) for n, w in enumerate(found) if w not in EMPTY and not first <= n <= at}
        yield Fact(
            "number", frozenset([f"#{unit}", *rest, *_person(found, by)]), str(value), by, text
        )


def _person(found: list[str], by: str) -> list[str]:
    """Whom the clause is about, if that is one of the players or both."""
    head = found[0].split("'")[0]
    if head in ("we", "our"):
        return ["@both"]
    if by == SHEET or head not in ("i", "my", "you", "your"):
        return []
    return [f"@{player(by, head in ('i', 'my'))}"]


def _same_count(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same unit, of the same player or of none, and about the same thing."""
    units = [{word for word in of if word[0] == "#"} for of in (one, other)]
    people = [{word for word in of if word[0] == "@"} for of in (one, other)]
    things = [{word for word in of if word[0] not in "#@"} for of in (one, other)]
    if units[0] != units[1] or (people[0] and people[1] and people[0] != people[1]):
        return False
    if not things[0] and not things[1]:
        return bool(people[0]) and people[0] == people[1]
    least = min(len(things[0]), len(things[1]))
    return least > 0 and 2 * len(things[0] & things[1]) >= least
