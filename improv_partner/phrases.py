"""What the words of a line say of its end: finished, or about to go on? Pure; English.

Lists are ours. Of other languages only the punctuation and the length are judged.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Kinds of words, for the last word of a line.
KINDS = {
    "article": "a an the my your our their its every some any another such",
    "preposition": "of to for with at from into between without during against than as",
    "opener": "because 'cause if when while although unless until whether which whose",
    "conjunction": "and nor plus",
    "subject": """i he she we they i'm you're he's she's it's we're they're that's there's
        i've you've we've they've i'll you'll he'll she'll we'll they'll i'd you'd we'd""",
    "auxiliary": """is was are were am be been being have has had do does did will would can could
        shall should may might must isn't wasn't aren't weren't don't doesn't didn't won't
        wouldn't can't couldn't shouldn't haven't hasn't hadn't""",
    "adverb": "really very just even only also maybe probably always quite not like",
    "filler": "um uh er erm hmm well",
    "unsure": """in on by about over under through around up out off down no more most so but or his
        these who where""",
    "object": "it them him me us this that those you her one",
    "closer": """too either anyway though again now then here yet anymore already all ago today
        tonight alone together else myself yourself himself herself""",
    "token": "yeah yes yep okay ok right huh exactly sure",
}
# What each sign says of the end, in logits: below 0 the line wants to go on. Rounded from a
# regression on 51 telephone talks with word times (docs/floor.md), and moved by grammar where those
# are few or odd: a line there may end in "the" because the other one broke in.
WEIGHTS = {
    "any line": 0.85,  # 0.7: no sign of either
    **{"article": -2.0, "preposition": -1.6, "opener": -1.5, "conjunction": -1.2},
    **{"subject": -0.8, "auxiliary": -0.9, "adverb": -0.9, "filler": -1.4, "unsure": -0.3},
    **{"object": 0.2, "closer": 0.6, "token": 1.2},
    "filler after an open word": -1.0,
    "elliptic": 1.1,  # "all I have", "Yes, I did"
    "stranded": 1.8,  # "who are you talking to"
    "lead-in": -1.5,  # "I mean", "I think"
    "repeated": -0.7,  # "and we we"
    "half a clause": -0.8,  # "When I was nine"
    "tail": 0.5,  # "or something"
    "question": 1.4,
    "one token": 0.2,  # "Yes": nothing can be told from it
    "short": 0.3,
    "long": -0.6,  # who talks at length, goes on
    "very long": -0.7,
    "?": 1.8,
    "...": -1.8,
}
# Words and phrases that say: go on, I listen. From dialogue acts of telephone talk.
BACKCHANNELS = _set(
    """yeah yes yep yup uh-huh uhhuh uh huh um mhm mm-hm mm hm hmm mmm right okay ok alright sure
    oh ah aha wow really true exactly definitely absolutely certainly indeed good nice great cool
    neat wonderful amazing interesting goodness gosh boy ha haha heh hah"""
)
BACKCHANNEL_PHRASES = (
    *("that's right", "that's true", "that's good", "that's great", "i see", "i know", "oh my"),
    *("my god", "my gosh", "my goodness", "of course", "for sure", "fair enough", "oh dear"),
    *("is that right", "all right", "i bet", "no kidding"),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_STOP = re.compile(r"[.!?\u2026]+\s+")  # between sentences


def words_of(text: str) -> list[str]:
    """The words in lower case, without signs."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def is_backchannel(words: list[str]) -> bool:
    """At most three words, all of them of those that mean: go on."""
    if len(words) > 3:
        return False
    rest = f" {' '.join(words)} "
    for phrase in BACKCHANNEL_PHRASES:
        rest = rest.replace(f" {phrase} ", " ")
    return all(word in BACKCHANNELS for word in rest.split())


@lru_cache(maxsize=64)  # asked for in every frame of a pause
def finished(text: str) -> float:
    """How likely a pause after these words is the end of the turn, 0-1; 0.7 = no sign of either."""
    return 1 / (1 + math.exp(-sum(WEIGHTS[sign] for sign in signs(text))))


def signs(text: str) -> list[str]:
    """The signs of WEIGHTS that are in a line: of its words and of how it is written."""
    words = words_of(text)
    found = ["any line"]
    if not words:
        return found
    latest = words_of(_STOP.split(text.strip())[-1]) or words
    if _asks(latest):
        found.append("question")
    elif len(latest) <= 8 and latest[0] in ("if", "when", "while", "although", "unless"):
        found.append("half a clause")
    found += _last_words(latest, "question" in found)
    sizes = ((4, "short"), (15, ""), (40, "long"), (math.inf, "very long"))
    found.append(next(name for most, name in sizes if len(words) <= most))
    written = text.rstrip(' "\u201d\u2019)')
    if written.endswith("?"):
        found.append("?")
    elif written.endswith(("...", "\u2026", ",", "-", "\u2014", ":")):
        found.append("...")
    return [sign for sign in found if sign]


def _last_words(words: list[str], asks: bool) -> list[str]:
    """Signs of the last word, and of those before it that change what it says."""
    kind, before = _KIND.get(words[-1], ""), words[-2:-1]
    if kind == "token" and len(words) <= 2:
        return ["one token"]
    if kind == "preposition" and asks:
        return ["stranded"]
    found = [kind]
    if kind == "auxiliary" and _elliptic(words):
        found.append("elliptic")
    if kind == "filler" and before and _KIND.get(before[0]) in _OPEN:
        found.append("filler after an open word")
    if before == words[-1:] and kind != "token":
        found.append("repeated")
    if tuple(words[-2:]) in (("i", "mean"), ("i", "think")) and words[-3:-2] not in _FRONTED:
        found.append("lead-in")
    if tuple(words[-2:]) in _TAILS:
        found.append("tail")
    return found


def _asks(words: list[str]) -> bool:
    """By its first words: "what did you", "are they"; or "do you" among its last ones."""
    for n in range(max(1, len(words) - 9), len(words) - 2):
        aside = words[n - 1] in _BEFORE or words[n - 1] in _ASKING
        if aside and words[n + 1] == "you" and _KIND.get(words[n]) == "auxiliary":
            return True
    start = next((n for n, word in enumerate(words) if word not in _BEFORE), len(words))
    first, second = words[start : start + 1], words[start + 1 : start + 2]
    if not second or len(words) - start < 3:
        return False
    asks = first[0] in _ASKING and (_KIND.get(second[0]) == "auxiliary" or "'" in first[0])
    return asks or (_KIND.get(first[0]) == "auxiliary" and second[0] in _PERSONS)


def _elliptic(words: list[str]) -> bool:
    """An auxiliary may be last: in "I did", "who they are", "all I have"."""
    if words[-2:-1] and words[-2] in _PERSONS:
        return len(words) <= 4 or any(word in _RELATIVES for word in words[-6:-2])
    return False


_KIND = {word: kind for kind, words in KINDS.items() for word in words.split()}
_OPEN = ("article", "preposition", "auxiliary", "subject", "adverb")
_PERSONS = _set("i you he she it we they that this there")
_ASKING = _set("what where why how who when which what's who's where's how's")
_RELATIVES = _ASKING | {"all", "that", "than", "as", "everything", "only", "neither", "so"}
_BEFORE = _set("oh well uh um so and but now okay yeah no then")
_FRONTED = (["what"], ["that"], ["do"], ["how"])  # "what I mean"
_TAILS = {
    *(("or", "something"), ("or", "whatever"), ("or", "anything"), ("and", "stuff")),
    *(("and", "everything"), ("at", "all"), ("as", "well"), ("or", "so"), ("like", "that")),
}
