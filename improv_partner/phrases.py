"""What the last words of a line say of its end: finished, or about to go on? Pure; English.

Lists are ours. Other languages are judged by signs alone.
"""

from __future__ import annotations

import re

# One of these last: the sentence wants something more.
OPEN_WORDS = frozenset(
    """a an the my your its our their some any every each
    and or but because if when while although unless until which who whose than as
    of to for with at from into like between without
    is are was were am be been being have has had do does did will would can could shall should
    may might must i'm you're he's she's it's we're they're i've you've we've i'll you'll i'd
    i he she we they very really just even only also maybe
    um uh er erm hmm well""".split()
)
# Or not: "come on", "I did that", "about you".
UNSURE_WORDS = frozenset(
    """in on by about over under through around so that this these those it you her his not no
    though more most too what""".split()
)
OPEN_ENDS = ("you know", "i mean", "sort of", "kind of", "a bit", "such a", "going to", "want to")
# Words that say: go on, I listen. From dialogue acts of telephone talk.
BACKCHANNELS = frozenset(
    """yeah yes yep yup uh-huh uhhuh uh huh mhm mm-hm mm hm hmm mmm right okay ok sure oh ah aha
    wow really true exactly good nice great ha haha heh hah""".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


def words_of(text: str) -> list[str]:
    """The words in lower case, without signs."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def is_backchannel(words: list[str]) -> bool:
    """At most two words, all of them of those that mean: go on (Full-Duplex-Bench's rule)."""
    return len(words) <= 2 and all(word in BACKCHANNELS for word in words)


def finished(text: str) -> float:
    """How likely a pause after these words is the end of the turn, 0-1; 0.7 = no sign of either."""
    words = words_of(text)
    if not words:
        return 0.5
    sign = text.rstrip(' "\u201d\u2019)')[-1:]
    if text.rstrip().endswith(("...", "\u2026", ",", "-", "\u2014", ":")):
        return 0.15
    asks = words[-3:-2] in (["what"], ["do"], ["that"])  # "what I mean", "do you know"
    if words[-1] in OPEN_WORDS or (" ".join(words[-2:]) in OPEN_ENDS and not asks):
        return 0.9 if sign == "?" else 0.15
    if sign == "?":
        return 0.9
    if words[-1] in UNSURE_WORDS:
        return 0.55
    if len(words) <= 2 and is_backchannel(words):
        return 0.6
    return 0.75
