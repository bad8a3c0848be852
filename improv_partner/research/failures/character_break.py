"""Character break: what is heard is no person in a scene: an assistant, a script, a form.

Definition: a heard reply holds
- "assistant": talk of itself as a model, an offer of service, or a refusal on principle;
- "meta": talk of the scene, prompt, role or user from outside, or of itself by its own name;
- "list": two or more numbered or dotted points;
- "stage direction": a direction between stars, brackets or parentheses;
- "label": a reading header, a speaker's name with a colon, or another label at its beginning;
- "emoji": a pictogram or markup.
Severity: 3 for assistant, 2 for meta, list, stage direction and label, 1 for emoji.
Both of the first are listed, or known by families of words: see outside.py.
Claims: these patterns only. A sentence that this character would never say needs a judge. Sources:
ours; false alarms on human dialogue were measured at 0 to 0.4 % for patterns of this kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .acts import ENOUGH, SAMPLE_CHARS, performed
from .failure import Failure, failure
from .outside import ASSISTANT, META
from .session import Session, Turn
from .sheet import Sheet
from .words import listed

KIND = ("character_break", 3)
SEVERITY = {"assistant": 3, "meta": 2, "list": 2, "stage direction": 2, "label": 2, "emoji": 1}
_NOT = r"(?:can'?t|cannot|can not|won't|am (?:not able|unable) to|'m (?:not able|unable) to)"
_MADE = r"(?:ai|virtual|digital|helpful|voice|personal|large|text-based|computer|mere|simple)"
_MACHINE = (  # what only a program would have no ability to do
    r"access|browse|check|provide|perceive|feel|experience|process|generate|see|remember|know|"
    r"interact"
)
_ACT = (
    r"(?:sigh|laugh|smil|paus|whisper|chuckl|nod|shrug|gasp|cr(?:y|ies)|sob|sniff|look|turn|lean|"
    r"step|walk|take|clear|glanc|shak|groan|beat|silence|giggl|grin|snort|exhal|inhal)"
)
PATTERNS: dict[str, list[str]] = {
    "assistant": [
        rf"\bas an? (?:{_MADE}\W+)*(?:ai|artificial intelligence|assistant|language model|"
        rf"chatbot|bot)\b(?! to\b)",
        rf"\bi(?:'m| am) (?:just |only |actually )?an? (?:ai\b|artificial|(?:{_MADE} )+assistant|"
        r"(?:large )?language model|chatbot|computer program)",
        r"\blanguage model\b|\bmy (?:training|knowledge) (?:data|cut-?off)\b"
        r"|\bkeep (?:this|our|the) conversation (?:\w+ ){0,2}(?:respectful|appropriate|safe|on)\b"
        r"|\bopenai\b|\bcontent (?:policy|guidelines)\b",
        r"\bi (?:don'?t|do not) have (?:personal |human |real )?(?:feelings|emotions|a body|"
        r"experiences|opinions) (?:as|like|in|or)\b|\bi (?:don'?t|do not) have personal "
        r"(?:opinions|beliefs|preferences|views|experiences)\b",
        rf"\bi (?:don'?t|do not) have (?:the (?:ability|capability|capacity) to (?:{_MACHINE})|"
        r"(?:direct |any )?access to (?:real[- ]?time|current|live|external|up[- ]to[- ]date|"
        r"personal|the internet|that (?:kind|type|information)|information|data))",
        rf"\bi(?: {_NOT}|{_NOT}) (?:assist|fulfil|comply|engage|participate|generate|provide|"
        rf"continue) "
        r"(?:with |in |you with |that |this |the |any |such )",
        rf"\bi(?:'m| am) sorry,? (?:but )?i {_NOT} (?:help|do|discuss|talk about) "
        rf"(?:you )?(?:with )?"
        r"(?:that|this) (?:request|topic|kind|type|content|matter)",
        rf"\bi(?: {_NOT}|{_NOT}) (?:provide|generate|produce|offer|share|give) (?:you )?"
        r"(?:\w+ ){0,2}(?:instructions?|information|content|guidance|advice|details|assistance)\b",
        r"\bhow (?:can|may) i (?:assist|help) you (?:today|further|with)\b|"
        r"\bi(?:'d| would) be (?:happy|glad|delighted) to (?:help|assist)[.!]|"
        r"\bhappy to (?:help|assist)!",
        r"\bis there anything else (?:i can|you'?d like|you need)\b|\bi hope (?:this|that) "
        r"helps\b",
        r"\b(?:please )?let me know (?:if|how|what|when|whether) "
        r"(?:you(?:'d| would) (?:like|prefer)|there(?:'s| is) anything|"
        r"i can)\b",
        r"\bi(?:'m| am) not (?:comfortable|allowed|permitted) (?:\w+ ){0,3}(?:this|that|such) "
        r"(?:role-?play|request|topic|content|conversation|scene|scenario)\b",
        r"\bfeel free to (?:ask|share|let me know|reach out)\b",
        r"\b(?:i (?:was|am|have been)|i'm) (?:designed|trained|programmed) to\b|"
        r"\bmy (?:programming|developers|creators)\b|\bi must (?:respectfully )?decline\b|"
        r"\b(?:against|violates?|within|outside|under|by) my guidelines\b|"
        r"\bmy guidelines (?:don't|do not|prevent|prohibit|forbid|require|say)\b",
        r"\bhere(?:'s| is| are) (?:the|a|an|some|your|my) (?:\w+ ){0,3}you "
        r"(?:requested|asked for)\b",
        r"\bhere(?:'s| is| are) (?:some|(?:a )?few|two|three|four|five|several) (?:\w+ ){0,2}"
        r"(?:options|ideas|suggestions|tips|steps|examples)\b",
        r"\bas your (?:ai|virtual|scene|improv|digital) (?:partner|assistant)\b",
    ],
    "meta": [
        r"\b(?:role-?play(?:ing)?|improv(?:isation)?|fictional) (?:scene|scenario|exercise|"
        r"game|partner)\b",
        r"\b(?:continue|continuing|resume|pick up|end|start|restart|pause|leave|"
        r"step out of|break|exit) (?:the|this|our) "
        r"(?:scene|role-?play|improv|simulation|exercise|character)\b",
        r"\b(?:stay|staying|remain|being|break|breaking|out of|back in|in) character\b",
        r"\bmy (?:prompt|instructions|system prompt|character sheet|secret objective)\b",
        r"\b(?:the|my) (?:system prompt|user|character's (?:motivation|secret|goal))\b(?! of)",
        r"\bin (?:this|our) (?:scene|role-?play|scenario|improv)\b|\bend of (?:the )?scene\b|"
        r"(?:^|[.!?*(\[]\s*)(?:and )?end scene\b(?=\W*$|[.!*)\]])",
        r"\bmy character(?:'s (?:feelings?|response|reaction|lines?)| (?:would|wouldn't|will|might|"
        r"may|should|probably|feels?|thinks?|wants?|says?|responds?|reacts?))\b",
        r"\bi(?:'m| am) playing the (?:role|part|character) of\b",
        r"\bfade to black\b|\b(?:the )?(?:scene|curtain) (?:ends|fades)\b|"
        r"\bout[- ]of[- ]character\b",
        r"\bthe actor (?:said|says|is|seems|wants|plays)\b",
    ],
    "list": [
        r"(?:^|\s)1[.)]\s+\S.*\s2[.)]\s+\S",
        r"(?m)(?:^\s*[-•*]\s+\S.*\n?){2}",
        r"•[^•]+•",
        r":\s+[-–] \S[^-–]{0,60}\s[-–] \S[^-–]{0,60}",
        r"\b(?:step|option|point) (?:1|one|a)\b.*\b(?:step|option|point) (?:2|two|b)\b",
        r"\bfirst(?:ly)?, .{5,120}\bsecond(?:ly)?, .{5,120}\b(?:third(?:ly)?|finally|lastly), ",
    ],
    "stage direction": [
        r"(?<!\w)\*[a-z]+ [^*]{2,60}(?<!\s)\*(?!\w)",
        rf"(?<!\w)[*\[(](?:(?:he|she|they|i|[a-z]\w+) "
        rf")?(?:\w+ly )?{_ACT}\w*\b[^\])*]{{0,60}}[\])*]",
        r"[*\[(]\s*(?:\w+ly|beat|pause|silence)\s*[\])*]",
        r"\[[a-z][^\]]{2,80}\]|(?<!\w)\((?:\w+ly )?\w{2,}ing\b[^)]{0,60}\)",
    ],
    "label": [
        r"^\W*\[[a-z]+(?: [a-z]+)? ?\d?\s*>",
        r"^\W*(?:assistant|partner|actor|character|ai|user|system|response|reply|output|"
        r"scene)\s*:",
        r"^\W*(?:here(?:'s| is) (?:my|a|the) (?:response|reply|line)|"
        r"(?:sure|certainly|of course|absolutely)[,!.]* here(?:'s| is| are))\b",
        r"^\W*\{?\s*[\"'](?:text|speech|reply|emotion|reading)[\"']\s*:",
    ],
    "emoji": [
        "[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]",
        r"(?<!\w)\*\w+\*(?!\w)|♪|\*\*\S|(?m:^#{1,6}\s)|```|</?[a-z]+>",
        r"(?:^|\s)[:;]-?[)D(P](?=\s|$)",
    ],
}
_COMPILED = {
    sub: [re.compile(form, re.IGNORECASE) for form in forms] for sub, forms in PATTERNS.items()
}
_TITLES = listed(
    """captain doctor dr mr mrs ms miss sir madam lady lord professor father brother sister mother
    inspector officer sergeant corporal major colonel general king queen prince princess the"""
)
_AS_ANOTHER = (  # said of the character by its own name
    r"\b(?:{name})(?:'s (?:reply|response|line|voice|perspective|reaction|answer|motivation|next|"
    r"secret|character|feelings)\b| (?:would|should|might|could|must|will|needs to) "
    r"(?:\w+ly |be |not )?"
    r"(?:say|respond|repl|answer|react|feel|remain|stay|want|sound|act|speak|likely|let|notice|seem)|"
    r" (?:says|replies|responds|answers|feels|looks|turns|seems|sighs|pauses|remains) |"
    r" to (?:let|say|respond|reply|answer|react|keep|reveal|call|go|stay|tell|ask)\b)"
)


def find(session: Session) -> Iterator[Failure]:
    for turn in session.turns:
        signs = breaks(turn.heard, session.sheet) if turn.own else {}
        if signs:
            sub = max(signs, key=lambda name: SEVERITY[name])
            yield _failure(session, turn, sub, signs)


def breaks(text: str, sheet: Sheet | None = None) -> dict[str, str]:
    """What is wrong with this text, by sub-kind, each with the words that show it."""
    text = text.replace("’", "'")
    found = {}
    for sub, forms in _COMPILED.items():
        hit = next((hit for form in forms if (hit := form.search(text))), None)
        if hit:
            found[sub] = hit[0].strip()[:SAMPLE_CHARS]
    found = _from_outside(text) | found
    if sheet and (name := _speaker(text, sheet)):
        found.setdefault("label", name)
    if sheet and (name := _as_another(text, sheet)):
        found.setdefault("meta", name)
    return found


def _from_outside(text: str) -> dict[str, str]:
    """What families of words show."""
    points, signs = performed(text, [*ASSISTANT, *META])
    if points < ENOUGH:
        return {}
    sub = "meta" if {*signs} <= {act.name for act in META} else "assistant"
    return {sub: "; ".join(signs.values())[:SAMPLE_CHARS]}


def _as_another(text: str, sheet: Sheet) -> str:
    """Where the character is spoken of by its own name, as nobody speaks of themselves."""
    names = "|".join(re.escape(part) for part in sheet.character.split() if len(part) > 2)
    hit = re.search(_AS_ANOTHER.format(name=names), text) if names else None
    return hit[0].strip() if hit else ""


def _speaker(text: str, sheet: Sheet) -> str:
    """The character's or the actor's name with a colon at the beginning."""
    head = re.match(r"\W*([\w .'-]{2,40}?)\s*:\s", text)
    names = {
        part.lower() for name in (sheet.actor, sheet.character) for part in (name, *name.split())
    }
    said = head[1].lower() if head else ""
    known = said in names - {""} or {*said.split()} <= names | _TITLES
    return head[0].strip() if head and known else ""


def _failure(session: Session, turn: Turn, sub: str, signs: dict[str, str]) -> Failure:
    return failure(session, turn, KIND, sub, SEVERITY[sub], {"signs": signs})
