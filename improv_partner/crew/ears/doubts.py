"""Which of a model's words are believed: Whisper invents some for what it cannot understand. Pure.

The first two thresholds are those of Whisper's authors (its paper, section 4.5).
"""

from __future__ import annotations

from typing import Protocol

LOOP_RATIO = 2.4  # text that packs better than this repeats itself
LIKELY = -1.0  # mean log probability of the tokens; less is a guess
NO_SPEECH = 0.6  # the model's own probability that nobody speaks; alone it is wrong too often
GUESS = -1.5  # what noise makes of the tests' model is below, speech at -50 dB above -0.3
WORDS_A_S = 8.0  # nobody speaks faster; "Thanks for watching!" is not said in 0.1 s
SPARE_WORDS = 1.0


class Segment(Protocol):
    """As much as is needed of faster-whisper's Segment."""

    text: str
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float


def doubtful(segment: Segment) -> bool:
    """Worth another try: it repeats itself, or is not likely."""
    return segment.compression_ratio > LOOP_RATIO or segment.avg_logprob < LIKELY


def believed(segment: Segment, speech_s: float) -> bool:
    """Whether this can have been said in so many seconds of speech."""
    return (
        segment.compression_ratio <= LOOP_RATIO
        and segment.avg_logprob >= GUESS
        and not (segment.no_speech_prob > NO_SPEECH and segment.avg_logprob < LIKELY)
        and len(segment.text.split()) <= SPARE_WORDS + WORDS_A_S * speech_s
    )
