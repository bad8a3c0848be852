"""Character break: what is heard is no person in a scene: an assistant, a script, a form.

Definition: a heard reply holds
- "assistant": talk of itself as a model, an offer of service, or a refusal on principle;
- "meta": talk of the scene, prompt, role or user from outside;
- "list": two or more numbered or dotted points;
- "stage direction": a direction between stars, brackets or parentheses;
- "label": a reading header, a speaker's name with a colon, or another label at its beginning;
- "emoji": a pictogram or markup.
Severity: 3 for assistant, 2 for meta, list, stage direction and label, 1 for emoji.
Claims: these patterns only. A sentence that this character would never say needs a judge. Sources:
ours; false alarms on human dialogue were measured at 0 to 0.4 % for patterns of this kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .failure import Failure, failure
from .session import Session, Turn
from .sheet import Sheet

KIND = ("character_break", 1)
SEVERITY = {"assistant": 3, "meta": 2, "list": 2, "stage direction": 2, "label": 2, "emoji": 1}
_NOT = r"(?:can'?t|cannot|can not|won't|am (?:not able|unable) to|'m (?:not able|unable) to)"
_ACT = (
    r"(?:sigh|laugh|smil|paus|whisper|chuckl|nod|shrug|gasp|cr(?:y|ies)|sob|sniff|look|turn|lean|"
    r"step|walk|take|clear|glanc|shak|groan|beat|silence|giggl|grin|snort|exhal|inhal)"
)
PATTERNS: dict[str, list[str]] = {
    "assistant": [
        r"\bas an? (?:ai|artificial intelligence|assistant|language model|large language|"
        r"chatbot)\b",
        r"\bi(?:'m| am) (?:just |only |actually )?an? (?:ai\b|artificial|(?:virtual|digital|"
        r"helpful|"
        r"voice) assistant|(?:large )?language model|chatbot|computer program)",
        r"\blanguage model\b|\bmy training data\b|\bopenai\b|\bcontent (?:policy|guidelines)\b",
        r"\bi don'?t have (?:personal |human )?(?:feelings|emotions|a body|experiences) (?:as|"
        r"like|in)\b",
        rf"\bi(?: {_NOT}|{_NOT}) (?:assist|fulfil|comply|engage|participate|generate|provide|"
        rf"continue) "
        r"(?:with |in |you with |that |this |the |any |such )",
        rf"\bi(?:'m| am) sorry,? (?:but )?i {_NOT} (?:help|do|discuss|talk about) "
        rf"(?:you )?(?:with )?"
        r"(?:that|this) (?:request|topic|kind|type|content|matter)",
        r"\bhow (?:can|may) i (?:assist|help) you (?:today|further|with)\b",
        r"\bis there anything else (?:i can|you'?d like|you need)\b|\bi hope (?:this|that) "
        r"helps\b",
        r"\b(?:please )?let me know if (?:you(?:'d| would) like|there(?:'s| is) anything|"
        r"i can)\b",
        r"\bfeel free to (?:ask|share|let me know|reach out)\b",
        r"\b(?:i (?:was|am|have been)|i'm) (?:designed|trained|programmed) to\b|"
        r"\bmy (?:programming|"
        r"guidelines|developers|creators)\b|\bi must (?:respectfully )?decline\b",
        r"\bas your (?:ai|virtual|scene|improv|digital) (?:partner|assistant)\b",
    ],
    "meta": [
        r"\b(?:role-?play(?:ing)?|improv(?:isation)?|fictional) (?:scene|scenario|exercise|"
        r"game|partner)\b",
        r"\b(?:continue|end|start|restart|pause|leave|step out of|break|exit) (?:the|this|our) "
        r"(?:scene|role-?play|improv|simulation|exercise|character)\b",
        r"\b(?:stay|staying|remain|being|break|breaking|out of|back in|in) character\b",
        r"\bmy (?:prompt|instructions|system prompt|character sheet|secret objective)\b",
        r"\b(?:the|my) (?:system prompt|user|character's (?:motivation|secret|goal))\b(?! of)",
        r"\bin (?:this|our) (?:scene|role-?play|scenario|improv)\b|\bend (?:of )?scene\b",
        r"\bfade to black\b|\b(?:the )?(?:scene|curtain) (?:ends|fades)\b|"
        r"\bout[- ]of[- ]character\b",
        r"\bthe actor (?:said|says|is|seems|wants|plays)\b",
    ],
    "list": [
        r"(?:^|\s)1[.)]\s+\S.*\s2[.)]\s+\S",
        r"(?m)(?:^\s*[-•*]\s+\S.*\n?){2}",
        r"•[^•]+•",
        r"\b(?:step|option|point) (?:1|one|a)\b.*\b(?:step|option|point) (?:2|two|b)\b",
        r"\bfirst(?:ly)?, .{5,120}\bsecond(?:ly)?, .{5,120}\b(?:third(?:ly)?|finally|lastly), ",
    ],
    "stage direction": [
        r"(?<!\w)\*[a-z]+ [^*]{2,60}(?<!\s)\*(?!\w)",
        rf"(?<!\w)[*\[(](?:(?:he|she|they|i|[a-z]\w+) "
        rf")?(?:\w+ly )?{_ACT}\w*\b[^\])*]{{0,60}}[\])*]",
        r"[*\[(]\s*(?:\w+ly|beat|pause|silence)\s*[\])*]",
    ],
    "label": [
        r"^\W*\[[a-z]+(?: [a-z]+)? ?\d?\s*>",
        r"^\W*(?:assistant|partner|actor|character|ai|user|system|response|reply|output|"
        r"scene)\s*:",
        r"^\W*(?:here(?:'s| is) (?:my|a|the) (?:response|reply|line)|sure[,!] here(?:'s| is))\b",
        r"^\W*\{?\s*[\"'](?:text|speech|reply|emotion|reading)[\"']\s*:",
    ],
    "emoji": [
        "[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]",
        r"\*\*\S|(?m:^#{1,6}\s)|```|</?[a-z]+>",
        r"(?:^|\s)[:;]-?[)D(P](?=\s|$)",
    ],
}
_COMPILED = {
    sub: [re.compile(form, re.IGNORECASE) for form in forms] for sub, forms in PATTERNS.items()
}
SAMPLE_CHARS = 60  # of the words that gave it away


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
    name = _speaker(text, sheet) if sheet else ""
    return found | ({"label": name} if name and "label" not in found else {})


def _speaker(text: str, sheet: Sheet) -> str:
    """The character's or the actor's name with a colon at the beginning."""
    head = re.match(r"\W*([\w .'-]{2,40}?)\s*:\s", text)
    names = {
        part.lower() for name in (sheet.actor, sheet.character) for part in (name, *name.split())
    }
    return head[0].strip() if head and head[1].lower() in names - {""} else ""


def _failure(session: Session, turn: Turn, sub: str, signs: dict[str, str]) -> Failure:
    return failure(session, turn, KIND, sub, SEVERITY[sub], {"signs": signs})
