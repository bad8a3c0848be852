"""Why a failure came about, as far as the log tells; the first cause that fits is given.

asr_error: the words that were heard are not those that were said (the ears failed; a simulated
actor's line came out otherwise). tag_error: the tag may be wrong: a listener tagged what the
partner read, and says that it could be heard. not_audible: listeners say that it could not be
heard; or, if none were asked, neither the words nor the tone show anything of it. tone_not_sent:
the tone shows it, and the partner was not told the tone. late: something took too long. truncated:
the reply was cut off before its end. prompt: the scene, its sheet or its settings asked for it, or
the model did not keep to the form of the reading. model: nothing else explains it.
"""

from __future__ import annotations

from ...events import Reading
from ...intents import COORDINATES, level
from .polarity import polarity
from .session import Session, Turn
from .words import tokens

CAUSES = (
    *("asr_error", "tag_error", "not_audible", "tone_not_sent"),
    *("late", "truncated", "prompt", "model"),
)
READ = ("misread", "took_it_straight", "tone_deaf", "stuck")  # kinds that judge a reading
MISHEARD = 0.4  # share of words that are wrong, beyond which a line counts as misheard (our choice)
Z = 1.0  # deviations from the actor's usual from which a tone is one (our choice)
LIVELY = ("loudness_db", "pitch_st")
SHORT_WORDS = 8  # a scene that wants replies this short asks for thin ones


def cause(session: Session, turn: Turn, kind: str) -> str:
    """One of CAUSES, for a failure of this kind. Rules that know better give their own."""
    if misheard(session, turn):
        return "asr_error"
    if kind in READ:
        return _of_reading(session, turn)
    if turn.reading and turn.reading.header == "bad":
        return "prompt"
    if kind == "stalled" and not turn.whole:
        return "truncated"
    if kind == "stalled" and 0 < session.sheet.max_words <= SHORT_WORDS:
        return "prompt"
    return "model"


def _of_reading(session: Session, turn: Turn) -> str:
    tone = turn.exchange.tone
    told = session.setting("mind", "tone", "send") == "send"
    if any(_agrees(turn.reading, rating.tag) and rating.audible for rating in turn.others):
        return "tag_error"
    if turn.audible is False:
        return "not_audible"
    heard = tone is not None and tone_shows(turn)
    if turn.audible is None and tone is not None and not heard and not _words_show(turn):
        return "not_audible"
    if not told and (heard or turn.audible) and not _words_show(turn):
        return "tone_not_sent"
    return "prompt" if turn.reading and turn.reading.header in ("bad", "loose") else "model"


def _agrees(reading: Reading | None, tag: object) -> bool:
    label = getattr(tag, "label", "")
    return bool(reading and label) and level(label, reading.label if reading else "") in (
        "exact",
        "family",
    )


def _words_show(turn: Turn) -> bool:
    """The words are as pleasant or unpleasant as what was meant."""
    if not turn.tag or turn.tag.label not in COORDINATES:
        return False
    valence = COORDINATES[turn.tag.label][0]
    return polarity(turn.said) * valence > 0


def tone_shows(turn: Turn) -> bool:
    """The line was at least Z from the actor's usual toward the arousal of what was meant.

    By the mean of loudness and pitch, which tell arousal best (AUC 0.92 to 0.99 on acted speech;
    one of several measures is often off by chance). Up for arousal above 0; down for arousal of 0
    or below with an unpleasant feeling; any other feeling says nothing.
    """
    tone, tag = turn.exchange.tone, turn.tag
    if not tone or not tag or tag.label not in COORDINATES:
        return False
    valence, arousal, _ = COORDINATES[tag.label]
    z = [tone.z[name] for name in LIVELY if name in tone.z]
    lively = sum(z) / len(z) if z else 0.0
    if arousal > 0:
        return lively >= Z
    return (arousal < 0 or valence < 0) and lively <= -Z


def misheard(session: Session, turn: Turn) -> bool:
    """The ears failed, or a rehearsed line came out with more than MISHEARD of its words wrong."""
    if any(trouble.startswith("ears:") for trouble in turn.exchange.troubles):
        return True
    if session.header.get("source") != "rehearsal" or not session.sheet.rehearsed or not turn.said:
        return False
    heard = tokens(turn.said)
    wrong = min(
        _errors(tokens(line), heard) / max(len(tokens(line)), 1) for line in session.sheet.rehearsed
    )
    return wrong > MISHEARD


def _errors(said: list[str], heard: list[str]) -> int:
    """Words wrong, missing or too many."""
    row = list(range(len(heard) + 1))
    for i, one in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]
