"""Tone-deaf: the voice said one thing and the words another, and the partner went by the words.

Definition: what was meant is clearly pleasant or unpleasant (valence at least 0.5 from 0), the
words of the line are neither or the opposite (polarity.py), the tone could be heard (a listener
says so; else the mean of loudness and pitch is at least one of the actor's deviations toward the
arousal of what was meant), and the reading misses it and goes with the words: their sign of
valence, or a valence within 0.25 of 0 for words that are neither.
What took_it_straight sees is listed there and not here.
Severity: 1 for words that are neither, 2 for opposite ones; one more at intensity 3.
Claims: only where a reading is given. Whether a reply fits the tone needs a judge, and whether the
tone changes anything at all a rerun with it switched off.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...intents import COORDINATES, level
from .cause import LIVELY, tone_shows
from .failure import Failure, failure
from .polarity import polarity
from .session import Session, Turn
from .took_it_straight import face

KIND = ("tone_deaf", 1)
CLEAR, FLAT = 0.5, 0.25  # of valence: clearly one or the other; neither (our choice)


def find(session: Session) -> Iterator[Failure]:
    for turn in session.turns:
        if followed_the_words(turn) and turn.tag:
            words = polarity(turn.said)
            evidence = {"meant": turn.tag.label, "read": turn.read, "words": words}
            evidence |= _tone(turn)
            severity = 1 + (words != 0) + (turn.tag.intensity == 3)
            yield failure(session, turn, KIND, "words over tone", severity, evidence)


def followed_the_words(turn: Turn) -> bool:
    tag = turn.tag
    if not tag or not turn.read or turn.read not in COORDINATES or tag.label not in COORDINATES:
        return False
    if not turn.said or any(level(one.label, turn.read) != "miss" for one in turn.tags):
        return False
    meant, read, words = COORDINATES[tag.label][0], COORDINATES[turn.read][0], polarity(turn.said)
    if abs(meant) < CLEAR or words * meant > 0 or face(turn):
        return False
    heard = tone_shows(turn) if turn.audible is None else turn.audible
    follows = words * read > 0 if words else abs(read) <= FLAT
    return heard and follows


def _tone(turn: Turn) -> dict[str, object]:
    tone = turn.exchange.tone
    if tone is None:
        return {"audible": turn.audible}
    z = {name: round(tone.z[name], 1) for name in LIVELY if name in tone.z}
    return {"tone": tone.words, "z": z}
