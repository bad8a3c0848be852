"""Other people's words for feelings, and where they belong in improv-16.

Tables only. A word without a clear place has none (None, or it is left out): a feeling is never
invented. Rows that are not one word for another are judgements, open to anyone's correction.
"""

from __future__ import annotations

from collections.abc import Mapping

# GoEmotions (Demszky et al. 2020): 27 emotions and neutral, in the order of its emotions.txt.
# "approval" may be of any mood. It has no word for contempt, guilt is "remorse", longing "desire".
GOEMOTIONS: Mapping[str, str | None] = {
    "admiration": "tenderness", "amusement": "amusement", "anger": "anger", "annoyance": "anger",
    "approval": None, "caring": "tenderness", "confusion": "surprise", "curiosity": "interest",
    "desire": "longing", "disappointment": "sadness", "disapproval": "anger",
    "disgust": "disgust", "embarrassment": "embarrassment", "excitement": "joy", "fear": "fear",
    "gratitude": "tenderness", "grief": "grief", "joy": "joy", "love": "tenderness",
    "nervousness": "fear", "optimism": "joy", "pride": "pride", "realization": "surprise",
    "relief": "relief", "remorse": "guilt", "sadness": "sadness", "surprise": "surprise",
    "neutral": "neutral",
}  # fmt: skip

# improv-16 -> the six of Ekman 1992, by their names in EmotionML's "big6" (neutral is not one).
# Grief is the strong form of sadness, amusement one of the enjoyments; the rest have no place.
BIG_SIX: Mapping[str, str | None] = {
    "anger": "anger", "fear": "fear", "surprise": "surprise", "joy": "happiness",
    "disgust": "disgust", "embarrassment": None, "interest": None, "amusement": "happiness",
    "contempt": None, "guilt": None, "longing": None, "pride": None,
    "grief": "sadness", "sadness": "sadness", "relief": None, "tenderness": None,
    "neutral": None, "other": None,
}  # fmt: skip

# improv-16 -> the 24 of EmotionML's "fsre-categories" (Fontaine, Scherer, Roesch, Ellsworth 2007).
FSRE: Mapping[str, str | None] = {
    "anger": "anger", "fear": "fear", "surprise": "surprise", "joy": "joy",
    "disgust": "disgust", "embarrassment": "shame", "interest": "interest", "amusement": None,
    "contempt": "contempt", "guilt": "guilt", "longing": None, "pride": "pride",
    "grief": "despair", "sadness": "sadness", "relief": None, "tenderness": "love",
    "neutral": None, "other": None,
}  # fmt: skip

# EmotionML's public vocabularies (W3C Note "Vocabularies for EmotionML", 2014): where each is
# defined, and its name for each label. improv-16 itself is written into the file that uses it.
_VOCABULARIES = "http://www.w3.org/TR/emotion-voc/xml#"
EMOTIONML: Mapping[str, Mapping[str, str | None]] = {
    f"{_VOCABULARIES}big6": BIG_SIX,
    f"{_VOCABULARIES}fsre-categories": FSRE,
}
PAD_DIMENSIONS = f"{_VOCABULARIES}pad-dimensions"  # pleasure, arousal, dominance, each 0 to 1

# Words that models, corpora and people use, beside the labels themselves and GoEmotions.
_SYNONYMS: Mapping[str, str] = {
    "anger": "angry annoyed frustration frustrated irritation irritated rage fury furious outrage "
    "indignation mad",
    "fear": "afraid scared fearful anxiety anxious nervous terror terrified worry worried dread "
    "panic frightened alarmed",
    "surprise": "surprised realisation confused shock shocked astonishment astonished disbelief "
    "amazement amazed",
    "joy": "joyful happy happiness excited optimistic hope hopeful delight delighted glad cheerful "
    "elation elated",
    "disgust": "disgusted revulsion repulsed",
    "embarrassment": "embarrassed shame ashamed humiliation humiliated shy",
    "interest": "interested curious intrigued fascinated attentive",
    "amusement": "amused playfulness mirth humor humour",
    "contempt": "contemptuous scorn scornful disdain disdainful disrespect",
    "guilt": "guilty remorseful regret regretful apologetic",
    "longing": "yearning nostalgia nostalgic wistful wistfulness homesick",
    "pride": "proud triumph triumphant confident",
    "grief": "grieving mourning despair heartbreak heartbroken devastated devastation bereaved",
    "sadness": "sad disappointed sorrow melancholy hurt lonely loneliness unhappy resigned "
    "resignation",
    "relief": "relieved",
    "tenderness": "tender loving affection affectionate compassion compassionate grateful warmth "
    "sympathy empathy concern concerned",
    "neutral": "calm composed",
}
FEELINGS: dict[str, str] = {
    **{label: label for label in BIG_SIX},
    **{word: label for word, label in GOEMOTIONS.items() if label},
    **{word: label for label, words in _SYNONYMS.items() for word in words.split()},
}
STANCE_WORDS: dict[str, str] = {
    "sarcastic": "sarcastic", "sarcasm": "sarcastic", "ironic": "sarcastic", "irony": "sarcastic",
    "joking": "joking", "playful": "joking", "teasing": "joking", "awkward": "awkward",
    "awkwardness": "awkward", "hiding": "hiding", "hidden": "hiding", "masking": "hiding",
    "masked": "hiding",
}  # fmt: skip


def improv_16(word: str) -> str | None:
    """The label of improv-16 for another model's or corpus's label ("Happy"), if it has a place."""
    return FEELINGS.get(word.strip().lower())
