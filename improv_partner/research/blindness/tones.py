"""Tones in words that are put beside the words of a line, in the vocabulary of crew/tone_words.py.

Acoustic, never the name of a feeling: a model that is told "angrily" hears nothing.
"""

from __future__ import annotations

from ...intents import COORDINATES

NOTHING = ("", "much as usual")  # descriptions of a line like the others
LIVELY = (
    "louder than usual",
    "louder and higher than usual, fast",
    "much louder and much higher than usual, very fast",
)
LOW = (
    "quieter than usual",
    "quieter and lower than usual, slow",
    "much quieter and much lower than usual, very slow, more breath than voice",
)
# English sarcasm is spoken lower, with less melody and slower than the same words meant sincerely
# (Cheang and Pell 2008, Speech Communication 50).
SINCERE = "higher than usual, the melody moves a lot"
DRY = "lower than usual, flat, slow"


def ladder(label: str) -> tuple[str, ...]:
    """The tones of this feeling at intensities 1, 2 and 3, by its arousal; none for no feeling.

    Loudness and pitch tell high from low arousal (AUC 0.92 to 0.99 on acted speech).
    """
    if label not in COORDINATES or label == "neutral":
        return ()
    return LIVELY if COORDINATES[label][1] > 0 else LOW


def contrast(lively: float) -> str:
    """The strongest tone on the other side. lively: mean deviation of loudness and pitch."""
    return LOW[-1] if lively > 0 else LIVELY[-1]
