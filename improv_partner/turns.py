"""Pure judgements on the flow of turns: has somebody begun, paused, ended, interrupted?

The stage asks; it never counts by itself. Judgements are made of runs: how long the newest stretch
of voice, speech or silence already is, in frames.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import FRAME_S, Frame
from .settings import Turns


@dataclass(slots=True)
class Runs:
    """Length of the newest stretches, in frames; 0 when the stretch is over."""

    voiced: int = 0
    speech: int = 0
    silent: int = 0

    def step(self, frame: Frame) -> None:
        self.voiced = self.voiced + 1 if frame.voiced else 0
        self.speech = self.speech + 1 if frame.speech else 0
        self.silent = 0 if frame.speech else self.silent + 1


def frames(seconds: float) -> int:
    """As a count of frames, rounded: 0.06 s are 3."""
    return round(seconds / FRAME_S)


def begun(turns: Turns, runs: Runs) -> bool:
    """The actor has begun a line: enough voice for the quick detector."""
    return runs.voiced >= frames(turns.starts_s)


def soft_end(turns: Turns, runs: Runs) -> bool:
    """The actor may have ended: worth preparing an answer."""
    return runs.silent >= frames(min(turns.soft_end_s, turns.patience_s))


def hard_end(turns: Turns, runs: Runs) -> bool:
    """The actor has ended: the answer may be heard."""
    return runs.silent >= frames(turns.patience_s)


def resumed(turns: Turns, runs: Runs) -> bool:
    """The actor goes on after a pause. The careful detector decides: breath is not speech."""
    return runs.speech >= frames(turns.starts_s)


def barged_in(turns: Turns, runs: Runs) -> bool:
    """The actor speaks over the partner and means it."""
    return turns.barge_in_s > 0 and runs.voiced >= frames(turns.barge_in_s)


def long_silence(after_s: float, open_frames: int, nudges: int) -> bool:
    """The floor has been open so long that the partner may do something about it.

    Each unanswered nudge doubles the wait, so that a partner never nags. after_s 0 = never.
    """
    return after_s > 0 and open_frames >= frames(after_s * 2**nudges)
