"""Timing: the reply came at the wrong moment, or the floor was not given as it should be.

Definition, all from the times in the log:
- "cut in": the actor goes on within 1 s of the partner's first sound, with more than a backchannel;
- "dead air": more than 2 s from the actor's last sound to the partner's first, or no reply at all
  for 4 s (2 s feel awkward between strangers; of human gaps 0.5 to 2.8 % are longer, 0.2 % over 4);
- "trampled": less than 0.4 s after grief, an awkward line, or a pause of 1 s near the line's end;
- "no yield": the partner is heard more than 0.5 s into a real interruption;
- "false yield": the partner stopped for a backchannel, and had not just asked something;
- "hogging": a reply of more than 12 s or 31 words (of human improv lines 95 % are shorter).
An actor who interrupts on purpose within 1 s looks like one who was cut into: a "cut in" of
severity 1 is often that. A backchannel is under 1 s and at most two words of a list (of human ones
84 %; 77 % of what that rule finds are). Severity: by how much, see the code; dead air of more than
4 s is 3.
Claims: all of it, as exactly as the detectors heard the actor.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from ...phrases import is_backchannel, words_of
from .failure import Failure, failure
from .session import Session, Span, Turn

KIND = ("floor_timing", 1)
CUT_IN_S, DEAD_S, GRAVE_DEAD_S, BEAT_S = 1.0, 2.0, 4.0, 0.4
YIELD_S, BACKCHANNEL_S = 0.5, 1.0
LONG_S, LONG_WORDS = 12.0, 31
PAUSE_S, NEAR_END = 1.0, 2 / 3  # of a marked pause: its length, and where it is in the line


def find(session: Session) -> Iterator[Failure]:
    turns = [turn for turn in session.turns if not turn.rejected]
    for turn, after in zip_longest(turns, turns[1:]):
        yield from _too_soon(session, turn, after)
        yield from _too_late(session, turn, after)
        yield from _floor(session, turn, after)
        yield from _hogging(session, turn)


def _too_soon(session: Session, turn: Turn, after: Turn | None) -> Iterator[Failure]:
    """The actor was not through; or had earned a silence."""
    t = turn.exchange.timing
    if t.first_sound_s is None or turn.exchange.why != "turn":
        return
    voice = _over(session, turn, after)
    if voice and voice[0] - t.first_sound_s <= CUT_IN_S and not _backchannel(voice, after):
        soon_s = round(voice[0] - t.first_sound_s, 2)
        severity = 1 + (soon_s < 0.6) + (soon_s < 0.3)
        span = t.first_sound_s, max(voice[1], t.first_sound_s + CUT_IN_S)
        evidence = {"actor goes on after_s": soon_s}
        yield failure(session, turn, KIND, "cut in", severity, evidence, span, "prompt")
    gap_s, why = t.gap_s, _earned(turn)
    if why and gap_s is not None and gap_s < BEAT_S:
        severity = 1 + (gap_s < BEAT_S / 2) + (turn.tag is not None and turn.tag.intensity == 3)
        earned: dict[str, float | str] = {"gap_s": round(gap_s, 2), "after": why}
        yield failure(session, turn, KIND, "trampled", severity, earned, None, "prompt")


def _earned(turn: Turn) -> str:
    """Why the actor's line earned a silence, "" if it did not."""
    tag, tone = turn.tag, turn.exchange.tone
    if tag and tag.label == "grief":
        return "grief"
    if tag and "awkward" in tag.stances:
        return "awkward"
    numbers = tone.numbers if tone else {}
    long = numbers.get("longest_pause_s", 0.0) >= PAUSE_S
    return "pause" if long and numbers.get("pause_at", 0.0) >= NEAR_END else ""


def _too_late(session: Session, turn: Turn, after: Turn | None) -> Iterator[Failure]:
    t = turn.exchange.timing
    if turn.exchange.why != "turn" or t.actor_end_s is None or not turn.said:
        return
    if session.held_between(t.actor_end_s, t.first_sound_s or t.actor_end_s + DEAD_S):
        return
    if session.several and t.answer_s is None:  # it was meant for another performer
        return
    waited_s = (t.answer_s or t.actor_end_s) - t.actor_end_s
    cause = "prompt" if waited_s >= DEAD_S else "late"
    if t.gap_s is not None:
        if t.gap_s > DEAD_S:
            severity = 1 + (t.gap_s > (DEAD_S + GRAVE_DEAD_S) / 2) + (t.gap_s > GRAVE_DEAD_S)
            span = t.actor_end_s, t.actor_end_s + t.gap_s
            evidence = {"gap_s": round(t.gap_s, 2), "of it before the answer_s": round(waited_s, 2)}
            yield failure(session, turn, KIND, "dead air", severity, evidence, span, cause)
        return
    until_s = after.span[0] if after else session.ended_s
    stopped = turn.exchange.cut in ("barge-in", "resumed", "curtain", "new choice")
    if turn.exchange.rejected or stopped or until_s is None:
        return
    if until_s - t.actor_end_s > GRAVE_DEAD_S:
        evidence = {"no reply for_s": round(until_s - t.actor_end_s, 2)}
        span = t.actor_end_s, until_s
        yield failure(session, turn, KIND, "dead air", 3, evidence, span, "late")


def _floor(session: Session, turn: Turn, after: Turn | None) -> Iterator[Failure]:
    """What the partner did when the actor spoke over it."""
    t = turn.exchange.timing
    voice = _over(session, turn, after)
    if not voice or t.partner_end_s is None:
        return
    if _backchannel(voice, after):
        if turn.exchange.cut == "barge-in" and not turn.heard.rstrip().endswith("?"):
            left = len(turn.heard) / max(len(turn.drafted), 1)
            evidence = {"for": after.said if after else "", "share heard": round(left, 2)}
            severity = 1 + (left < 0.5) + (left < 0.2)
            yield failure(session, turn, KIND, "false yield", severity, evidence, voice, "prompt")
        return
    silent_s = min([t.partner_end_s, *(at for at in session.dips if at >= voice[0])])
    on_s = min(silent_s, voice[1]) - voice[0]
    if on_s > YIELD_S:
        never = session.setting("turns", "barge_in_s", 0.2) == 0
        severity = 1 + (on_s > 1.0) + (on_s > 2.0)
        evidence = {"on_s": round(on_s, 2)}
        cause = "prompt" if never else "late"
        yield failure(session, turn, KIND, "no yield", severity, evidence, voice, cause)


def _hogging(session: Session, turn: Turn) -> Iterator[Failure]:
    t = turn.exchange.timing
    if t.first_sound_s is None or t.partner_end_s is None or not turn.own:
        return
    spoken_s, words = t.partner_end_s - t.first_sound_s, len(words_of(turn.heard))
    much = max(spoken_s / LONG_S, words / LONG_WORDS)
    if much > 1:
        evidence = {"spoken_s": round(spoken_s, 1), "words": words}
        cause = "prompt" if session.sheet.max_words > LONG_WORDS else "model"
        span = t.first_sound_s, t.partner_end_s
        severity = 1 + (much > 1.5) + (much > 2)
        yield failure(session, turn, KIND, "hogging", severity, evidence, span, cause)


def _over(session: Session, turn: Turn, after: Turn | None) -> Span | None:
    """When the actor first spoke over it, by the careful detector, else by the next line."""
    t = turn.exchange.timing
    if t.first_sound_s is None or t.partner_end_s is None:
        return None
    for begin, end in session.speech:
        if t.first_sound_s <= begin < t.partner_end_s:
            return begin, end
    if session.speech or after is None or not after.exchange.actor_line:
        return None
    begin_s, end_s = after.exchange.timing.actor_start_s, after.exchange.timing.actor_end_s
    if begin_s is None or not t.first_sound_s <= begin_s < t.partner_end_s:
        return None
    return begin_s, max(end_s or begin_s, begin_s)


def _backchannel(voice: Span, after: Turn | None) -> bool:
    """Short, and its words, if they are known, are of those that mean: go on."""
    if voice[1] - voice[0] >= BACKCHANNEL_S:
        return False
    start_s = after.exchange.timing.actor_start_s if after else None
    if after and after.said and start_s is not None and abs(start_s - voice[0]) < BACKCHANNEL_S:
        return is_backchannel(words_of(after.said))
    return True
