"""The tag vocabulary "improv-16": the words in which an actor says what was meant."""

from __future__ import annotations

TAG_SET = "improv-16/1"

# A 4x4 key grid: left to right unpleasant to pleasant, top to bottom high to low energy.
KEYS: dict[str, str] = {
    "1": "anger", "2": "fear", "3": "surprise", "4": "joy",
    "q": "disgust", "w": "embarrassment", "e": "interest", "r": "amusement",
    "a": "contempt", "s": "guilt", "d": "longing", "f": "pride",
    "z": "grief", "x": "sadness", "c": "relief", "v": "tenderness",
    " ": "neutral", "o": "other",
}  # fmt: skip
LABELS: tuple[str, ...] = tuple(KEYS.values())

STANCE_KEYS: dict[str, str] = {"k": "sarcastic", "j": "joking", "l": "awkward", "h": "hiding"}
STANCES: tuple[str, ...] = tuple(STANCE_KEYS.values())

INTENSITIES = (1, 2, 3)  # one tap of a key is 2
