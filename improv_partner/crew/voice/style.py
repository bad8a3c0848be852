"""A delivery in words, for voices that are told how to speak: one short English sentence.

The pace is not in it: that is a number of its own (delivery.speed).
"""

from __future__ import annotations

from ...scene import Character, Look
from .. import Delivery
from .delivery import NOT_GIVEN

# How it sounds, in the words of JUDGED and MEASURED (delivery.py): pitch, loudness, colour, pauses.
SOUNDS: dict[str, str] = {
    "anger": "loud, hard and pressed, the stressed words struck",
    "fear": "high, thin and unsteady, short of breath",
    "surprise": "high and wide open, the tune leaping up",
    "joy": "bright and ringing, a smile in the voice",
    "grief": "low and hushed, tears held back, close to breaking",
    "disgust": "low and tight, pushing each word away",
    "embarrassment": "quiet, halting, the ends of the words swallowed",
    "interest": "awake and leaning in, the tune rising",
    "amusement": "light, with a laugh just under the words",
    "contempt": "cold and drawling, with far too wide a tune",
    "guilt": "low, quiet and heavy of breath, as with eyes down",
    "longing": "soft and warm, the tune reaching up and hanging there",
    "pride": "full, broad and steady, chest out",
    "sadness": "low, soft and level, with little strength",
    "relief": "loose and easy, let go on a breath out",
    "tenderness": "soft, warm and close, as to a child",
}
STRENGTH = {1: "a little", 2: "clear", 3: "overwhelming"}
DEEP, HIGH, LEVEL, LIVELY = 42, 58, 42, 66  # of a Look; between them nothing is said


def style(character: Character, delivery: Delivery) -> str:
    """How this character speaks with this feeling; an unknown one, "" or neutral: plainly."""
    who = f"In the voice of {character.name} ({_usual(character)}), "
    how = SOUNDS.get(delivery.emotion)
    if not how:
        return f"{who}speak naturally, without any special feeling."
    strength = STRENGTH[min(max(delivery.intensity or NOT_GIVEN, 1), 3)]
    return f"{who}let {strength} {delivery.emotion} be heard: {how}."


def _usual(character: Character) -> str:
    """The cast voice, and the first sentence of the character's way of speaking."""
    speaks = " ".join(character.speaks.split()).partition(". ")[0].rstrip(".")
    return "; ".join(filter(None, (_cast(character.voice), speaks[:1].lower() + speaks[1:])))


def _cast(look: Look) -> str:
    words = [
        *(["low"] if look.pitch <= DEEP else ["high"] if look.pitch >= HIGH else []),
        *(["level"] if look.pitch_range <= LEVEL else []),
        *(["lively"] if look.pitch_range >= LIVELY else []),
    ]
    return f"a {' and '.join(words)} voice" if words else ""
