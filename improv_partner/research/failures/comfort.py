"""Comfort reflex: the partner answers like a counsellor instead of as its character.

Definition: a heard reply holds a formula of validation or counselling ("that must be hard", "your
feelings are valid", "I'm here for you if you need to talk") and the character's sheet gives it no
such work (counsellor, therapist, nurse, priest, ...).
Severity: 1 for a formula that people say too, 2 for one that mostly assistants say or for two, 3
for three or more.
Claims: the formulas of this list only; consolation in other words, and comfort that the character
has a reason for, need a judge. Sources of the list: ours; human base rates were measured at 0.05 %
(sitcom dialogue) to 0.4 % (improv) of lines for such formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .failure import Failure, failure
from .session import Session

KIND = ("comfort", 1)
_VERY = r"(?:so |very |really |incredibly |extremely |quite |truly |pretty )?"
_HARD = (
    r"(?:hard|tough|difficult|painful|frustrating|overwhelming|exhausting|stressful|distressing)"
)
_FELT = r"(?:upset|hurt|hurting|in pain|struggling|overwhelmed|frustrated|feeling|going through)"
_HEAVY = r"(?:a lot|this|something|such|so much|that)"
# What people say as well, though seldom.
PEOPLE = [
    rf"\b(?:that|this|it) must (?:be|feel|have been) {_VERY}{_HARD}\b",
    r"\bi'?m here for you\b",
    r"\byou(?:'re| are) not alone in (?:feeling|how|this(?=\W*$|[.,;!?]| together))",
    r"\bi (?:can )?(?:see|hear|sense|tell) (?:that )?you(?:'re| are) " + _FELT + r"\b",
    r"\bi can(?:'t| not|not| only)(?: even)? imagine how (?:you|hard|difficult|painful)\b",
    r"\b(?:it'?s|it is) (?:okay|ok|all ?right|perfectly fine) to (?:feel|cry|be (?:sad|angry|"
    r"upset))",
    r"\btake a deep breath\b.{0,40}\b(?:breathe|together|okay|with me|in and out)\b",
    r"\bhow (?:does|did|do) (?:that|this|it) make you feel\b",
    r"\b(?:i'?m )?(?:so |deeply |really )?sorry (?:to hear )?(?:that )?you(?:'re| are|"
    r"'ve been| have been)"
    r" (?:going through|dealing with|having to go through)\b",
]
PEOPLE += [
    r"\b(?:that|it) (?:takes|took) (?:a lot of |real |such |great |so much )(?:courage|strength)\b",
    r"\byou(?:'ve| have) been through (?:so much|a lot|enough)\b",
    r"\bi (?:can )?(?:see|sense|feel|hear) your (?:pain|hurt|frustration|grief|sadness|sorrow)\b",
    r"\bi'?m (?:so |really |truly |deeply )?sorry you(?:'re| are) (?:feeling|struggling|hurting)\b",
]
# What hardly anybody says outside a practice or a chat window.
ASSISTANTS = [
    r"\byour (?:feelings?|emotions?|frustration|anger|grief|pain|sadness)\b.{0,12}"
    r"\b(?:is|are) (?:completely |totally |perfectly |entirely |absolutely )?(?:valid|"
    r"understandable)\b",
    r"\b(?:it'?s|that'?s|it is|that is) (?:completely|totally|perfectly|entirely|absolutely) "
    r"(?:valid|understandable|normal|natural|okay|ok) (?:to|that you|for you)\b",
    rf"\b(?:that|it|this) sounds (?:like (?:a )?)?{_VERY}{_HARD}\b",
    rf"\b(?:that|it) sounds like you(?:'re| are|'ve| have)\b.{{0,30}}\b(?:{_HARD}|{_HEAVY})\b",
    r"\bthank you for (?:sharing|telling me|opening up|trusting me|being (?:so )?(?:honest|"
    r"open))\b",
    r"\bi (?:completely |totally |truly |fully |really )?(?:understand|acknowledge|hear|"
    r"validate|respect) "
    r"(?:how you(?:'re| are)? feel|what you(?:'re| are) (?:feeling|going through)|your "
    r"(?:pain|frustration|feelings|anger|concern|grief))",
    r"\bi(?:'m| am) here to (?:listen|support|help you (?:through|with))\b",
    r"\b(?:what|everything|anything) you(?:'re| are) feeling (?:right now )?is\b",
    r"\bbe (?:gentle|kind|patient) with yourself\b",
    r"\b(?:we|you) can (?:work|get|go) through this together\b",
    r"\b(?:let's|we'll) (?:work|get|go|talk) through (?:this|it) together\b",
    r"\bone (?:step|day|breath) at a time\b.{0,40}\b(?:together|okay|here|heal)\b",
    r"\byou(?:'re| are) allowed to (?:feel|grieve|be (?:angry|sad|upset))\b",
    r"\bwould it help (?:if we|to) talk",
    r"\b(?:it'?s|it is) (?:only |so |very |perfectly |completely )?(?:natural|normal|"
    r"understandable|human)"
    r" (?:to feel|that you(?:'re| are| feel)|for you to)\b",
    r"\bwhat you(?:'re| are) going through\b",
    r"\bi (?:really |truly )?appreciate (?:you|your) (?:sharing|openness|honesty|"
    r"vulnerability|trust)",
    r"\byou deserve (?:to (?:feel|be heard|heal|grieve)|compassion|support)\b",
    r"\bit makes sense (?:that )?you(?:'re| are|'d| would)? (?:feel|feeling|upset|angry|hurt|"
    r"sad)\b",
    r"\bsit with (?:that|this|your|those) (?:feeling|pain|grief|emotion)",
    r"\bsupport system\b|\bcop(?:e|ing) (?:mechanism|strateg|with (?:grief|loss|stress))",
    r"\bhold(?:ing)? space\b|\bsafe space\b|\byour healing\b|\bself-care\b",
    r"\b(?:would you like|do you want|feel free) to talk (?:more )?about (?:it|this|what|how)\b",
    r"\btake all the time you need\b.{0,40}\b(?:feel|process|grieve|here for)\b",
    r"\bseek(?:ing)? (?:professional )?(?:help|support) (?:from|if)\b|\breach out to (?:a|"
    r"someone)\b",
    r"\bthere(?:'s| is) no (?:right|wrong) way to (?:feel|grieve)\b",
]
_PEOPLE = [re.compile(form, re.IGNORECASE) for form in PEOPLE]
_ASSISTANTS = [re.compile(form, re.IGNORECASE) for form in ASSISTANTS]
WORK = re.compile(
    r"\b(?:counsell?or|therapist|psycholog\w+|psychiatrist|priest|vicar|pastor|chaplain|nurse|"
    r"nun|midwife|hospice|social worker|grief)\b",
    re.IGNORECASE,
)


def find(session: Session) -> Iterator[Failure]:
    if WORK.search(session.sheet.work):
        return
    for turn in session.turns:
        common, rare = formulas(turn.heard) if turn.own else ([], [])
        if count := len(common) + len(rare):
            severity = 3 if count > 2 else 2 if rare or count == 2 else 1
            evidence = {"formulas": common + rare}
            yield failure(session, turn, KIND, "formula", severity, evidence)


def formulas(text: str) -> tuple[list[str], list[str]]:
    """Those that people say too, and those that mostly assistants say, as they stand there."""
    text = text.replace("’", "'")
    common = [found[0] for form in _PEOPLE if (found := form.search(text))]
    return common, [found[0] for form in _ASSISTANTS if (found := form.search(text))]
