"""The ledger of a scene: names, family, deaths, ages, numbers, as players and sheet state them.

Only what stands there in so many words; see contradiction.py for what is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

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
# Whom somebody may have several of, and how such are counted.
_COUNTED = {
    **{f"{word}s": word for word in _NEAR.split()}, **{word: word for word in _NEAR.split()},
    "wives": "wife", "children": "child", "child": "child", "kids": "child", "kid": "child",
}  # fmt: skip
_ANOTHER = (  # "my other brother" is not "my brother"
    r"(?:other|second|first|third|great|step|half|new|real|older|younger|elder|eldest|youngest|"
    r"oldest|ex|former|foster|late)"
)
_ADJ = rf"(?:(?!{_ANOTHER}\b)\w+ )?"
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
    rf"\b(?i:{_WHOSE}) {_ADJ}(?i:({_K}))(?i:,? (?:is |was )?called|'s name (?:is|was)|"
    rf",)? {_NAME}"
)
_AM_KIN = re.compile(rf"\b(i'm|i am|you're|you are) {_WHOSE} {_ADJ}({_K})\b", re.IGNORECASE)
_IS_KIN = re.compile(
    rf"(?:\b{_NAME}|\b(?i:the) (\w+))(?i:'s| is| was) (?i:{_WHOSE}) (?:(?i:({_K}))'s )?"
    rf"(?i:({_K}))\b(?!')"
)
_KIN_THERE = re.compile(rf"\b{_WHOSE} (?:({_K})'s )?({_K}),? the (\w+)\b", re.IGNORECASE)
_THING_NAME = re.compile(
    rf"\b(?i:{_WHOSE}) (\w+)(?i:'s called|'s name (?:is|was)| (?:is|was) (?:called|named)) {_NAME}"
)
_GONE = r"(?:dead|died|passed away|killed|drowned)"
_UP = (
    r"(?:alive|well|waiting|coming|asleep|sleeping|upstairs|downstairs|phone|garden|kitchen|car|"
    r"calling|cooking|outside|driving|working)"
)
_STILL = r"(?:still |just |right |very much |on the |in the |up)*"
_DEAD = re.compile(
    rf"\b{_WHOSE} {_ADJ}({_K})(?:'s| is| has| was)? (?:been )?(?:{_GONE}|buried|gone for ever)\b",
    re.IGNORECASE,
)
_ALIVE = re.compile(rf"\b{_WHOSE} {_ADJ}({_K})(?:'s| is) {_STILL}{_UP}\b", re.IGNORECASE)
# The same of anybody who is called by a name, or "the old king".
_OF_ALL = rf"(?:{_NAME}|\b(?i:the) (\w+(?: \w+)?))"
_ANY_DEAD = re.compile(rf"{_OF_ALL},?(?:'s| is| has| was)? (?:been )?{_GONE}\b")
_ANY_ALIVE = re.compile(rf"{_OF_ALL}(?:'s| is) (?:still |very much )*alive\b")
_NAMED_ALIVE = re.compile(rf"{_NAME}()(?:'s| is) {_STILL}{_UP}\b")
_LATELY = (
    r"(?:today|tonight|yesterday|last (?:night|week)|this (?:morning|afternoon|evening|week)|"
    r"just now|"
    r"(?:an?|two|three|five|ten) (?:minute|hour|day|week)s? ago|every \w+day|on \w+days)"
)
_DID = (  # what only the living do, if they did it lately
    r"(?:rang|phoned|called|telephoned|wrote|texted|visited|came|told|sent|stopped|dropped|asked|bought|"
    r"brought|cooked|kissed|paid|left|was|sat|sang|drove|spoke|said)"
)
_KIN_DID = re.compile(
    rf"\b{_WHOSE} {_ADJ}({_K}) {_DID}\b[^.!?]{{0,40}}\b{_LATELY}\b", re.IGNORECASE
)
_NAMED_DID = re.compile(rf"{_NAME}() {_DID}\b[^.!?]{{0,40}}\b{_LATELY}\b")
_KIN_BY_NAME = re.compile(rf"\b(?i:{_WHOSE}) {_ADJ}(?i:({_K})),? {_NAME}")
_AGE = re.compile(
    r"\b(i'm|i am|you're|you are) (?:only |just |almost |nearly |about )?"
    r"([a-z]+(?:[- ][a-z]+)?|\d+)"
    r"(?= years old|,? according|[.,;!?]|$)",
    re.IGNORECASE,
)
_OLD = range(10, 110)  # years that are an age
_ALL_OF_THEM = listed("all the your my our those these his her their")
NO_NAMES = listed(
    """English French German Italian Spanish Irish Scottish Welsh Dutch American British Jewish
    Catholic Christian Muslim Greek Russian Polish Chinese Japanese Indian Turkish Swiss Danish
    Swedish Norwegian Canadian Australian Mexican European African God Death Monday I Mr Mrs Ms Dr
    Sir Madam Lord Lady Captain Doctor Here There Sorry"""
)
_AT = listed("at until till by before after from since")
_TIMES = {"twice": ("two", "times"), "thrice": ("three", "times")}
_PEOPLE = "people"  # "there are seven of us"
_HAVE = listed("have has had got i've you've we've")
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
            if "some" in (self.value, other.value) and "0" not in (self.value, other.value):
                return False
            return _same_count(self.of, other.of)
        ours = "our" in self.of or "our" in other.of
        return self.of == other.of or (ours and bool((self.of & other.of) - {"our"}))


def facts(text: str, by: str, names: Mapping[str, str] | None = None) -> Iterator[Fact]:
    """What this line states. by: actor, partner, or sheet (told of both).

    names: of the players, in small letters, each with who that is.
    """
    for sentence in sentences(text.replace("’", "'")):
        if not is_question(sentence):
            yield from _names(sentence, by)
            yield from _family(sentence, by)
            yield from _others(sentence, by)
            for clause in BREAK.split(sentence):
                yield from _numbers(clause, by, names or {})
                yield from _relatives(clause, by, names or {})
            yield from _ages(sentence, by)


def _names(text: str, by: str) -> Iterator[Fact]:
    if by != SHEET:
        for pattern, self_ in ((_OWN_NAME, True), (_OTHER_NAME, False)):
            for hit in pattern.finditer(text):
                name = next(group for group in hit.groups() if group)
                if name not in NO_NAMES:
                    yield Fact("name", frozenset([player(by, self_)]), name.lower(), by, text)
    for hit in _KIN_NAME.finditer(text):
        if hit[3] not in NO_NAMES:
            of = frozenset([_owner(hit[1], by), _KIN[hit[2].lower()]])
            yield Fact("name", of, hit[3].lower(), by, text)

    for hit in _THING_NAME.finditer(text):
        if hit[2].lower() not in (*_KIN, "name") and hit[3] not in NO_NAMES:
            of = frozenset([_owner(hit[1], by), basic(hit[2].lower())])
            yield Fact("name", of, hit[3].lower(), by, text)


def _family(text: str, by: str) -> Iterator[Fact]:
    for hit in _AM_KIN.finditer(text):
        owner = _owner(hit[2], by)
        who = player(by, hit[1].lower().startswith("i")) if by != SHEET else ""
        if {who, owner} == {ACTOR, PARTNER}:
            yield Fact("kin", frozenset([who]), _KIN[hit[3].lower()], by, text)
    for pattern, value in ((_DEAD, "no"), (_ALIVE, "yes"), (_KIN_DID, "yes")):
        for hit in pattern.finditer(text):
            of = frozenset([_owner(hit[1], by), _KIN[hit[2].lower()]])
            yield Fact("alive", of, value, by, text)


def _others(text: str, by: str) -> Iterator[Fact]:
    """Who else lives or is dead, and whose relative they are."""
    living = [(pattern, "yes") for pattern in (_ANY_ALIVE, _NAMED_ALIVE, _NAMED_DID)]
    for pattern, value in ((_ANY_DEAD, "no"), *living):
        for hit in pattern.finditer(text):
            if who := _called(hit[1], hit[2]):
                yield Fact("alive", who, value, by, text)
    ties = [(_called(hit[1], hit[2]), hit.groups()[2:]) for hit in _IS_KIN.finditer(text)]
    ties += [(_called(None, hit[4]), hit.groups()[:3]) for hit in _KIN_THERE.finditer(text)]
    ties += [(_called(h[3], None), (h[1], None, h[2])) for h in _KIN_BY_NAME.finditer(text)]
    for who, (whose, through, kin) in ties:
        if who:
            yield _tie(who, whose, through, kin, by, text)


def _called(name: str | None, noun: str | None) -> frozenset[str]:
    """Somebody by a name, or by what follows "the"; empty if that is nobody in particular."""
    words = tokens(name or noun or "")
    usual = {*EMPTY, *_KIN} if name else EMPTY
    known = frozenset() if name in NO_NAMES else frozenset(words)
    return frozenset() if known & usual else frozenset(f"~{basic(word)}" for word in known)


def _tie(
    who: frozenset[str], whose: str, through: str | None, kin: str, by: str, text: str
) -> Fact:
    """ "Karen is my husband's sister": whose relative, through whom."""
    via = [f"through {_KIN[through.lower()]}"] if through else []
    return Fact("kin", who | {_owner(whose, by), *via}, _KIN[kin.lower()], by, text)


def _owner(word: str, by: str) -> str:
    """Whose: a player's, or "our" for what both may share."""
    word = word.lower()
    if by == SHEET or word in ("our", "their"):
        return "our"
    return player(by, word == "my") if word in ("my", "your") else word


def _numbers(text: str, by: str, names: Mapping[str, str]) -> Iterator[Fact]:
    """Of one clause."""
    found = [part for word in tokens(text) for part in _TIMES.get(word, (word,))]
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
        unit = _unit(found[at : at + 2], found[first - 1] if first else "")
        if not unit:
            continue
        rest = {basic(w) for n, w in enumerate(found) if w not in EMPTY and not first <= n <= at}
        people = [] if unit == _PEOPLE else _person(found, by, names)
        whole = ["=all"] if first and found[first - 1] in _ALL_OF_THEM else []
        of = frozenset([f"#{unit}", *rest - {*names}, *people, *whole])
        yield Fact("number", of, str(value), by, text)


def _unit(after: list[str], before: str) -> str:
    """What is counted, by the words around a number; "" if that cannot be told."""
    word = after[0] if after else ""
    if after[:1] == ["of"] and after[-1] in ("us", "you"):
        return _PEOPLE
    if before in _AT and (not word or word in EMPTY or word in _CLOCK):
        return "o'clock"
    if not word or word in EMPTY:
        return ""
    return "o'clock" if word in _CLOCK else basic(word)


def _ages(text: str, by: str) -> Iterator[Fact]:
    for hit in _AGE.finditer(text):
        years = [number(word) for word in tokens(hit[2])]
        value = sum(year for year in years if year is not None)
        if by != SHEET and None not in years and value in _OLD:
            who = player(by, hit[1].lower().startswith("i"))
            yield Fact("number", frozenset(["#age", f"@{who}", "age"]), str(value), by, text)


def _relatives(text: str, by: str, names: Mapping[str, str]) -> Iterator[Fact]:
    """How many of a family somebody has: "I have two sisters", "your four sisters", "no sons"."""
    found = tokens(text)
    for at, (count, noun) in enumerate(pairwise(found)):
        value = {"no": 0}.get(count, number(count))
        if noun not in _COUNTED or (value is None and count not in ("a", "an")):
            continue
        whose = found[at - 1] if at else ""
        has = _HAVE & {*found[:at]}
        if whose in ("my", "your"):
            people = [f"@{player(by, whose == 'my')}"] if by != SHEET else []
        else:
            people = _person(found, by, names) if has and found[0] not in ("my", "your") else []
        if people:
            of = frozenset([f"#{_COUNTED[noun]}", *people, "family"])
            yield Fact("number", of, "some" if value is None else str(value), by, text)


def _person(found: list[str], by: str, names: Mapping[str, str]) -> list[str]:
    """Whom the clause is about, if that is one of the players or both."""
    head = found[0].split("'")[0]
    if head in names:
        return [f"@{names[head]}"]
    if head in ("we", "our"):
        return ["@both"]
    if by == SHEET or head not in ("i", "my", "you", "your"):
        return []
    return [f"@{player(by, head in ('i', 'my'))}"]


def _same_count(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same unit, of the same player or of none, and about the same thing."""
    units = [{word for word in of if word[0] == "#"} for of in (one, other)]
    people = [{word for word in of if word[0] == "@"} for of in (one, other)]
    things = [{word for word in of if word[0] not in "#@="} for of in (one, other)]
    if units[0] != units[1] or (people[0] and people[1] and people[0] != people[1]):
        return False
    if not things[0] and not things[1]:
        return bool(people[0]) and people[0] == people[1]
    if "=all" in one and people[1] and not things[1]:  # "I have two bags." "All five are here."
        return True
    least = min(len(things[0]), len(things[1]))
    return least > 0 and 2 * len(things[0] & things[1]) >= least
