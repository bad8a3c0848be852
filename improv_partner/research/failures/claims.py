"""What a line claims, clause by clause: of whom, whether it denies, and with which words.

No grammar: a clause has the first pronoun or noun with an article as its subject, "not" and its
like deny, and the rest of the content words say what. Players are "actor" and "partner".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .words import EMPTY, basic, is_question, listed, sentences, tokens

ACTOR, PARTNER = "actor", "partner"
DENIES = listed(
    """not never no nobody nothing none neither isn't aren't wasn't weren't don't doesn't didn't
    won't wouldn't can't cannot couldn't haven't hasn't hadn't ain't"""
)
# Not claimed as a fact: supposed, wished, feared, ordered, asked for.
_OPEN = listed(
    """if unless whether would could should might may maybe perhaps wish hope suppose imagine let
    let's pretend please shall must almost want wants wanted need needs try tries tried"""
)
_BOTH = re.compile(r"\b(?:you and (?:i|me)|(?:me|i) and you)\b", re.IGNORECASE)
_NOBODY = frozenset(["nobody", "nothing", "none"])
_SELF, _OTHER = frozenset(["i", "me"]), frozenset(["you"])
_THIRD = frozenset(["he", "she", "it", "they", "this", "that"])
_OWNER = {"my": 0, "mine": 0, "your": 1, "yours": 1, "our": 2, "his": 3, "her": 3, "their": 3}
_ARTICLES = listed("the a an this that these those")
BREAK = re.compile(r"[,;:—–]|\s-\s|\b(?:and|but|because|when|while|although)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """subject: "actor", "partner", "we", "there", "nobody", "he", "she", "other" (it, they), or a
    noun in its basic form.

    short: nothing but subject and verb ("I didn't"). text: the clause as it stands.
    """

    subject: str
    denies: bool
    words: frozenset[str]
    text: str
    short: bool = False


def claims(text: str, who: str, asked: bool = False) -> Iterator[Claim]:
    """Of this player's line, without questions unless they are asked for."""
    for sentence in sentences(_BOTH.sub("we", text.replace("’", "'"))):
        if is_question(sentence) and not asked:
            continue
        for clause in BREAK.split(sentence):
            found = tokens(clause)
            if found and not _OPEN & {*found}:
                yield from _claim(clause.strip(), found, who)


def _claim(clause: str, found: list[str], who: str) -> Iterator[Claim]:
    for at, word in enumerate(found):
        head = word.split("'")[0]
        subject, last = "", at
        if head in _SELF | _OTHER:
            subject = player(who, head in _SELF)
        elif head in ("we", "there"):
            subject = head
        elif head in _NOBODY and at == 0:
            subject = "nobody"
        elif word in _OWNER or word in _ARTICLES:
            noun = next((n for n in range(at + 1, min(at + 3, len(found)))), None)
            subject, last = (basic(found[noun]), noun) if noun else ("", at)
            if noun and found[noun] in EMPTY:
                subject, last = ("other", at) if word in ("this", "that") else ("", at)
        elif head in _THIRD:
            subject = head if head in ("he", "she") else "other"
        if subject:
            rest = found[last + 1 :]
            yield Claim(
                subject=subject,
                denies=bool(DENIES & {word.removesuffix("'s") for word in found}),
                words=frozenset(basic(w) for w in rest if w not in EMPTY | DENIES),
                text=clause,
                short=not [w for w in found if w not in EMPTY | DENIES],
            )
            return


def player(who: str, self_: bool) -> str:
    """Whom "I" (self_) or "you" means in this player's mouth."""
    return who if self_ else PARTNER if who == ACTOR else ACTOR
