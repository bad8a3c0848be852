"""Blocked offer: the partner says outright that what the actor has just established is not so.

Definition: the actor's line claims something (no question, no wish), and a clause of the reply
- "denied": has the same subject (or a pronoun or "nobody" for it) and the same words with the
  opposite of its "not": "You sold it." "I never sold it."; also in short: "I did not."
- "no such thing": says that there is none of what the actor named: "There is no dog."
- "outright": calls the claim untrue, imagined or invented as a whole.
What is so at certain times only, and consolation ("You're no coward."), deny nothing.
A "no" at the beginning is no sign: of yes-ands and of other replies the same share begin with one.
Severity: 2; 1 for what the character denies of itself (it may be lying) and for "outright"; 3 for
"no such thing" and for what the actor said of its own character.
Claims: explicit denial in the same words, no more: of replies that ignore an offer, deny it in
other words or kill it with a joke nothing is seen. They need a judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .claims import ACTOR, PARTNER, Claim, claims
from .failure import Failure, failure
from .session import Session
from .words import basic, content, is_question, listed, sentences, tokens

KIND = ("blocked", 3)
SEVERITY = {"denied": 2, "no such thing": 3, "outright": 1}
_ANY = frozenset(basic(word) for word in listed("anything thing such true way"))
_SHORT = re.compile(
    r"^(?:no|oh|but|well|never|nonsense|rubbish|certainly|\W)*\b(?:i|you|he|she|it|we|they|"
    r"that|there)"
    r"(?:'m|'re|'s)?(?: (?:am|are|is|was|were|do|did|does|have|has|had))?(?:n't| not| never)"
    r"(?: (?:do|did|have|was|been))?\W*$",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:there(?:'s| is| are| was| were| has been) (?:no|not a|not any|never (?:a|any))|"
    r"there (?:isn't|aren't|wasn't|weren't) (?:a|an|any)|"
    r"(?:you|i|we) (?:have|had|own|'ve got|have got) no|"
    r"(?:you|i|we) (?:don't have|didn't have|haven't got|never had|don't own|"
    r"never owned)(?: a| an| any))"
    r" ((?:\w+ ){0,2}\w+)",
    re.IGNORECASE,
)
_NOT_EXIST = re.compile(
    r"((?:\w+ )?\w+) (?:don't|doesn't|didn't|do not|does not|never) exist(?:ed)?\b", re.IGNORECASE
)
_NOTHING_THERE = re.compile(  # of a place that the actor has filled
    r"\bthere(?:'s| is| was) (?:nothing|nobody|no one) (?:in|on|under|behind|inside|at) "
    r"(?:the|my|your|this|that|our) ((?:\w+ )?\w+)",
    re.IGNORECASE,
)
_IS_NOT = re.compile(
    r"\b(?:that|this|it)(?:(?:'s| is| was) (?:not|no)|(?: isn't| wasn't))(?: a| an| the| my|"
    r" your| our)?"
    r" ((?:\w+ ){0,1}\w+)(?=\W*(?:[.,;!]|$))",
    re.IGNORECASE,
)
_OUTRIGHT = re.compile(
    r"\b(?:(?:that|it|this) (?:isn't|wasn't) true|(?:i|you|he|she|we|they) did no such thing|"
    r"that(?:'s| is) (?:impossible|false|nonsense)|that (?:can't|cannot) be|"
    r"that(?:'s| is| was) (?:not true|a lie|untrue|not (?:what happened|how it was|"
    r"right at all))|"
    r"that (?:never happened|didn't happen|did not happen)|nothing (?:like that|"
    r"of the (?:kind|sort)) "
    r"(?:ever )?happened|none of (?:that|this) (?:is|was|ever) (?:true|real|happened)|"
    r"you(?:'re| are) (?:making (?:that|this|it|things) up|imagining (?:that|things|it)|"
    r"dreaming it|inventing (?:that|it|things))|you (?:made|dreamt|dreamed|invented|imagined) "
    r"(?:that|this|it|all of (?:that|it))(?: up)?)\b",
    re.IGNORECASE,
)
SHORT_WORDS = 4
PRONOUNS = ("he", "she", "other")
MEASURED = re.compile(
    r"\b(?:more than|only|just|yet|any ?more|any longer|enough|always|(?<!at )all)\b"
)
_HABIT = re.compile(r"\W*(?:when|whenever|while|if|unless|until|till)\b", re.IGNORECASE)
# What somebody calls themselves in distress: who says otherwise consoles.
_REPROACH = listed(
    """monster coward fool idiot failure liar burden fraud disgrace nobody loser murderer traitor
    mess stupid worthless useless weak selfish ugly bad terrible horrible crazy mad evil pathetic"""
)


def find(session: Session) -> Iterator[Failure]:
    for turn in session.turns:
        if turn.own and turn.said and (found := denial(turn.said, turn.heard)):
            sub, claim, words = found
            evidence = {"claimed": claim.text, "denied": words}
            yield failure(session, turn, KIND, sub, _severity(sub, claim), evidence)


def denial(said: str, heard: str) -> tuple[str, Claim, str] | None:
    """How the reply denies a claim of the actor, which, and in what words; None if it does not."""
    facts = list(claims(said, ACTOR))
    if not facts:
        return None
    heard = heard.replace("’", "'")
    for sentence in sentences(heard):
        if is_question(sentence):
            continue
        if named := _none_of(sentence, facts):
            return "no such thing", *named
        if hit := _OUTRIGHT.search(sentence):
            return "outright", facts[-1], hit[0]
    replies = [claim for claim in claims(heard, PARTNER) if not _is_habit(claim, heard)]
    for fact in facts:
        for at, reply in enumerate(replies):
            if _denies(fact, reply, first=at == 0):
                return "denied", fact, reply.text
    return None


def _none_of(sentence: str, facts: list[Claim]) -> tuple[Claim, str] | None:
    forms = (_NONE, _NOTHING_THERE, _IS_NOT, _NOT_EXIST)
    for hit in [hit for form in forms for hit in form.finditer(sentence)]:
        named = content(hit[1])[:2]
        for fact in facts:
            if not fact.denies and named and {*named} & {*content(fact.text)}:
                return fact, hit[0]
    return None


def _denies(fact: Claim, reply: Claim, first: bool) -> bool:
    if fact.denies == reply.denies or _consoles(fact, reply):
        return False
    if reply.subject == "nobody" and _same_place(fact, reply):
        return True
    if not _same_subject(fact, reply) or fact.short:
        return False
    if not reply.words and _is_noun(reply.subject):  # "The Queen isn't there."
        return first and reply.denies and len(tokens(reply.text)) <= SHORT_WORDS
    if reply.short:
        return first and reply.denies and _SHORT.match(reply.text) is not None
    if MEASURED.search(reply.text.lower()) or "but" in tokens(reply.text):
        return False
    same = fact.words & reply.words
    other = reply.words - fact.words - _ANY
    return bool(same) and len(other) <= (len(same) > 1)


def _is_habit(claim: Claim, heard: str) -> bool:
    """What is so at certain times only ("They never lock when it rains") denies nothing."""
    end = heard.find(claim.text) + len(claim.text)
    return claim.denies and _HABIT.match(heard, end) is not None


def _consoles(fact: Claim, reply: Claim) -> bool:
    """ "I'm a monster." "You're not a monster." """
    about = fact.subject in (ACTOR, "other")
    return about and reply.denies and bool(_REPROACH & {*tokens(fact.text)})


def _same_place(fact: Claim, reply: Claim) -> bool:
    """ "Nobody's behind us" has no word of content, but the same end."""
    ends = [tokens(claim.text)[-2:] for claim in (fact, reply)]
    return not fact.words and not reply.words and ends[0] == ends[1] and len(ends[0]) > 1


def _same_subject(fact: Claim, reply: Claim) -> bool:
    if reply.subject == "nobody":
        return fact.subject not in (ACTOR, PARTNER) or len(fact.words & reply.words) > 1
    pronoun = reply.subject in PRONOUNS and _is_noun(fact.subject)
    return pronoun or fact.subject == reply.subject


def _is_noun(subject: str) -> bool:
    return subject not in (ACTOR, PARTNER, "we", "there", "nobody", *PRONOUNS)


def _severity(sub: str, claim: Claim) -> int:
    of_whom = {ACTOR: 1, PARTNER: -1}.get(claim.subject, 0) if sub == "denied" else 0
    return SEVERITY[sub] + of_whom
