"""What the character feels -> how the engine is set: rate, pitch, range, loudness, pauses.

The character's own voice (its Look) stays itself: a feeling moves it as far as it would move the
neutral voice. Scales are espeak's; other engines use what they can, and say what they cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...scene import Look
from .. import Delivery


@dataclass(frozen=True, slots=True)
class Manner:
    """How a clause is spoken.

    rate_wpm: words a minute, 80-450. pitch, pitch_range: 0-99, 50 = usual. volume: 0-130 per cent,
    90 = usual (espeak clips from about 150). word_gap: pause after each word in 10 ms at usual
    rate, 0 = none.
    """

    rate_wpm: int
    pitch: int
    pitch_range: int
    volume: int
    word_gap: int


NEUTRAL = Manner(165, 50, 50, 90, 0)
PARTS = ("rate", "pitch", "range", "volume", "gap")  # of a Manner, as people are told of them

# Measured: espeak en-us, F0, its spread, words/s and level, 12 sentences each; of 72 utterances
# in six such manners 68 are told apart by these four numbers.
MEASURED: dict[str, Manner] = {
    "neutral": NEUTRAL,
    "anger": Manner(190, 42, 75, 130, 0),
    "fear": Manner(215, 75, 35, 75, 0),
    "surprise": Manner(185, 75, 99, 100, 0),
    "joy": Manner(190, 65, 80, 100, 0),
    "grief": Manner(125, 38, 20, 65, 3),
}

# Not measured: set between those by the label's place in the tag grid (energy moves rate, loudness
# and range; pleasantness moves pitch) and by the nearest measured manner, which is named.
JUDGED: dict[str, Manner] = {
    "disgust": Manner(150, 38, 65, 100, 1),  # anger, held back
    "embarrassment": Manner(180, 60, 35, 72, 1),  # fear, half of it, halting
    "interest": Manner(178, 58, 68, 94, 0),  # surprise, a third
    "amusement": Manner(180, 60, 75, 95, 0),  # joy, without its push
    "contempt": Manner(140, 42, 85, 90, 2),  # the measured sarcasm (140, 45, 95, 90, 2)
    "guilt": Manner(140, 43, 30, 70, 2),  # grief, with more breath
    "longing": Manner(140, 54, 55, 74, 2),  # slow and soft like grief, but rising
    "pride": Manner(155, 46, 70, 110, 1),  # broad and full: anger's weight without its haste
    "sadness": Manner(138, 42, 28, 70, 2),  # grief, two thirds
    "relief": Manner(145, 44, 42, 78, 1),  # the measured calm (140, 42, 35, 75, 2)
    "tenderness": Manner(142, 53, 38, 68, 1),  # calm, a little higher and softer
    "other": NEUTRAL,  # unknown what: better plain than wrong
}

# Straight mix with neutral. Told apart (of 72): 68 at 1.0, 62 at 0.5, only 41 at 0.25 (chance: 12).
# So the least intensity is 0.5, or nobody would notice it.
MIX = {1: 0.5, 2: 0.75, 3: 1.0}
NOT_GIVEN = 2  # as with the actor's keys: one tap is 2


def manner(look: Look, delivery: Delivery) -> Manner:
    """How this voice speaks with this feeling; an unknown label or "" leaves the voice as it is."""
    full = MEASURED.get(delivery.emotion) or JUDGED.get(delivery.emotion) or NEUTRAL
    mix = MIX[min(max(delivery.intensity or NOT_GIVEN, 1), 3)]

    def moved(own: int, usual: int, felt: int, low: int, high: int) -> int:
        return min(max(round(own + mix * (felt - usual)), low), high)

    return Manner(
        moved(look.rate_wpm, NEUTRAL.rate_wpm, full.rate_wpm, 80, 450),
        moved(look.pitch, NEUTRAL.pitch, full.pitch, 0, 99),
        moved(look.pitch_range, NEUTRAL.pitch_range, full.pitch_range, 0, 99),
        moved(NEUTRAL.volume, NEUTRAL.volume, full.volume, 0, 130),
        moved(NEUTRAL.word_gap, NEUTRAL.word_gap, full.word_gap, 0, 20),
    )


def speed(look: Look, delivery: Delivery) -> float:
    """The rate as a share of the usual one, for engines that count so: 0.48 to 2.73."""
    return round(manner(look, delivery).rate_wpm / NEUTRAL.rate_wpm, 2)
