"""Pure judgements on the flow of turns: has somebody begun, paused, ended, interrupted?

The stage asks; it never counts by itself. Judgements are made of runs: how long the newest stretch
of voice, speech or silence already is, in frames. What the
words say of a pause is in phrases.py; what to make of the actor's voice over the partner's, in
overlaps.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from . import events as ev
from .company import FOR_ANOTHER, FOR_SURE
from .events import FRAME_S, Frame
from .phrases import finished
from .settings import Turns

# How much longer or shorter than settings.Turns says; a scene or the settings name one.
TEMPI = {"brisk": 0.6, "easy": 1.0, "slow burn": 1.7}
QUIET = ("grief", "sadness", "longing", "guilt", "tenderness")  # they earn a silence
BEAT_S = 0.6  # at least that much silence after those, or after a marked pause
MARKED_S = 1.0  # a pause in the line that nobody makes by chance: 85 % are shorter
UNCLEAR_S = 1.5  # somebody else may want to answer
LONGEST_S = 4.0  # nobody is waited for longer, but with a held key
LEVEL_ST_S = 4.0  # semitones a second: less is a level end
DROP_DB = 4.0
ENOUGH_PAUSES = 5  # of the actor's own, before they count
NEWEST_PAUSES = 50
LIKELY = 0.7  # chance() of a line without a sign of either: it is waited for as the settings say
PER_LOGIT_S = 0.5  # longer for each logit by which the end is less likely (docs/floor.md)
LEAST = 0.4  # of that wait, for a line that is surely over


@dataclass(slots=True)
class Runs:
    """Length of the newest stretches, in frames; 0 when the stretch is over.

    pause: the silence before the newest stretch of speech. who: of several performers the one who
    speaks, or spoke last; all is counted anew for another.
    """

    who: str = "actor"
    voiced: int = 0
    speech: int = 0
    silent: int = 0
    pause: int = 0

    def step(self, frame: Frame) -> None:
        if frame.who != self.who:
            self.again(frame.who)
        if frame.speech and self.silent:
            self.pause = self.silent
        self.voiced = self.voiced + 1 if frame.voiced else 0
        self.speech = self.speech + 1 if frame.speech else 0
        self.silent = 0 if frame.speech else self.silent + 1

    def again(self, who: str = "") -> None:
        """Nothing was heard yet, of whoever it is now."""
        self.who, self.voiced, self.speech = who or self.who, 0, 0
        self.silent = self.pause = 0


@dataclass(slots=True)
class Pause:
    """What is known of the actor's line when it pauses; None or "" = nothing.

    line: its number. words: all of it so far. ends: the acoustic model's word (ev.Words).
    slope_st_s: of F0 at the end. drop_db: how much quieter the end is than the line. longest_s: of
    the pauses in the line. intent: as tagged. own_s: pauses the actor went on after, this session.
    addressed: how surely it is meant for the partner (company.py).
    """

    line: int = 0
    words: str = ""
    ends: float | None = None
    slope_st_s: float | None = None
    drop_db: float | None = None
    longest_s: float = 0.0
    intent: ev.Intent | None = None
    own_s: list[float] = field(default_factory=list)
    addressed: float = FOR_SURE

    def begin(self, line: int) -> None:
        """A new line: nothing is known of it but what its actor tagged before it."""
        self.line, self.words, self.ends, self.addressed = line, "", None, FOR_SURE
        self.slope_st_s, self.drop_db, self.longest_s = None, None, 0.0

    def learn(self, event: ev.Event) -> None:
        match event:
            case ev.Words(line=line, final=True) if line == self.line:
                self.words, self.ends = event.text, event.ends
            case ev.Tone(line=line, who=who, numbers=heard) if (
                line == self.line and who != "partner"
            ):
                self.slope_st_s, self.drop_db = heard.get("slope_st_s"), heard.get("drop_db")
                self.longest_s = heard.get("longest_pause_s", 0.0)
            case ev.Intent():
                self.intent = event
            case ev.Undo():
                self.intent = None

    def waited(self, runs: Runs) -> None:
        """The actor has gone on after a pause: what was known of its end is out of date."""
        self.words, self.ends = "", None
        if runs.speech:
            self.own_s.append(runs.pause * FRAME_S)


def frames(seconds: float) -> int:
    """As a count of frames, rounded: 0.06 s are 3."""
    return round(seconds / FRAME_S)


def begun(turns: Turns, runs: Runs) -> bool:
    """The actor has begun a line: enough voice for the quick detector."""
    return runs.voiced >= frames(turns.starts_s)


def soft_end(turns: Turns, runs: Runs) -> bool:
    """The actor may have ended: worth preparing an answer."""
    return runs.silent >= frames(min(turns.soft_end_s, turns.patience_s))


def hard_end(turns: Turns, pause: Pause, runs: Runs) -> bool:
    """The actor has ended: the answer may be heard."""
    return runs.silent >= frames(patience(turns, pause))


def patience(turns: Turns, pause: Pause) -> float:
    """Seconds of silence after which the line is over.

    turns.patience_s is for a line that may well be over, at an easy tempo. It grows by the length
    of the actor's own pauses, for words and a melody that want to go on, and for a quiet feeling.
    """
    if turns.tempo == "fixed":
        return turns.patience_s
    usual_s = turns.patience_s
    if len(pause.own_s) >= ENOUGH_PAUSES:  # 4 of 5 of the actor's pauses shall be waited for
        newest_s = sorted(pause.own_s[-NEWEST_PAUSES:])
        often_s = newest_s[len(newest_s) * 4 // 5] + 0.1
        usual_s = min(max(usual_s, often_s), 2 * usual_s)
    doubt = _logit(LIKELY) - _logit(chance(pause))
    wait_s = max(usual_s + PER_LOGIT_S * doubt, LEAST * usual_s) * TEMPI.get(turns.tempo, 1.0)
    meant = pause.intent
    quiet = meant is not None and (meant.label in QUIET or "awkward" in meant.stances)
    if quiet and turns.tempo != "brisk":
        wait_s *= 1.3
    if quiet or pause.longest_s >= MARKED_S:
        wait_s = max(wait_s, BEAT_S)
    if pause.addressed < FOR_SURE:
        wait_s = max(wait_s, UNCLEAR_S if pause.addressed > FOR_ANOTHER else LONGEST_S)
    return min(max(wait_s, turns.soft_end_s), LONGEST_S)


def chance(pause: Pause) -> float:
    """That the turn is over, 0-1: by its words, its melody and the acoustic model.

    Weights are ours, in logits. Falling and rising ends yield, level ones hold (Duncan 1972;
    Gravano & Hirschberg 2011); a voice that drops yields.
    """
    logit = _logit(finished(pause.words)) if pause.words else _logit(LIKELY)
    if pause.slope_st_s is not None:
        logit += 0.3 if abs(pause.slope_st_s) > LEVEL_ST_S else -0.3
    if pause.drop_db is not None:
        logit += 0.2 if pause.drop_db > DROP_DB else -0.2
    if pause.ends is not None:
        logit = 0.5 * logit + _logit(pause.ends)
    return 1 / (1 + math.exp(-logit))


def _logit(share: float) -> float:
    share = min(max(share, 0.02), 0.98)
    return math.log(share / (1 - share))


def resumed(turns: Turns, runs: Runs) -> bool:
    """The actor goes on after a pause. The careful detector decides: breath is not speech."""
    return runs.speech >= frames(turns.starts_s)


def barged_in(turns: Turns, runs: Runs) -> bool:
    """There is a voice over the partner's, if that can be known at all."""
    return turns.barge_in_s > 0 and runs.voiced >= frames(turns.barge_in_s)


def long_silence(after_s: float, open_frames: int, nudges: int) -> bool:
    """The floor has been open so long that the partner may do something about it.

    Each unanswered nudge doubles the wait, so that a partner never nags. after_s 0 = never.
    """
    return after_s > 0 and open_frames >= frames(after_s * 2**nudges)


def slow(turns: Turns, thinking_frames: int) -> bool:
    """The mind takes so long that a sound has to cover it; turns.filler_s 0 = never."""
    return turns.filler_s > 0 and thinking_frames >= frames(turns.filler_s)
