"""A playbook: events in, exact cues out. Stretches of sound are written (seconds, "voice")."""

from __future__ import annotations

from collections.abc import Sequence

from improv_partner.events import FRAME_S, Cue, Event, Frame
from improv_partner.settings import Turns
from improv_partner.stage import Stage

# Always the same patience, and any voice stops the partner: the simplest rules.
SIMPLE = Turns(soft_end_s=0.3, barge_in_s=0.2, tempo="fixed", yields="at once", filler_s=0.0)

# voice: both detectors; noise: only the quick one; "silence": none.
FRAMES = {
    "voice": Frame(voiced=True, speech=True),
    "noise": Frame(voiced=True, speech=False),
    "silence": Frame(voiced=False, speech=False),
}


def play(stage: Stage, *story: tuple[float, str] | Event) -> list[Cue]:
    """All cues of the stage for this story."""
    return [cue for step in story for event in events(step) for cue in stage.step(event)]


def events(step: tuple[float, str] | Event) -> Sequence[Event]:
    """The frames of a stretch of sound, or the one event."""
    if isinstance(step, tuple):
        return [FRAMES[step[1]]] * round(step[0] / FRAME_S)
    return [step]
