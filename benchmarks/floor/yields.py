"""A voice over the partner's: what of a corpus was said over somebody is said over the partner.

Backchannels must not stop it, longer stretches must. The partner has a long line, a second of it
is heard already.
"""

from __future__ import annotations

from dataclasses import dataclass

from improv_partner import events as ev
from improv_partner.events import FRAME_S
from improv_partner.settings import Turns
from improv_partner.stage import Stage
from improv_partner.turns import frames

from .ends import SILENCE, SPEECH, Delays
from .timelines import Stretch

PARTIAL_S = 0.5  # so often the ears tell the words so far
SPOKEN_S = 1.0
AFTER_S = 3.0  # silence after the stretch, in which what it was is decided


@dataclass(frozen=True, slots=True)
class Overlap:
    """dip_s: how long the partner was silent before it went on, 0 = it never fell silent.

    quiet_s: from the first sound of the voice to the partner's silence, None if it never was.
    """

    stopped: bool
    dip_s: float
    quiet_s: float | None


def speak_over(stretch: Stretch, turns: Turns, delays: Delays) -> Overlap:
    """Play one stretch over the partner."""
    stage, due = speaking(turns), list[tuple[int, ev.Event]]()
    spoken = frames(stretch.end_s - stretch.start_s)
    every, ears, line = frames(PARTIAL_S), frames(delays.ears_s), 0
    quiet: int | None = None
    dip_s = 0.0
    for now in range(1, spoken + frames(AFTER_S) + 1):
        cues = stage.step(SPEECH if now <= spoken else SILENCE)
        if line and now <= spoken and now % every == 0:
            due.append((now, ev.Words(line, _said(stretch, (now - ears) / spoken))))
        while due and due[0][0] <= now:
            cues = [*cues, *stage.step(due.pop(0)[1])]
        for cue in cues:
            match cue:
                case ev.Listen():
                    line = cue.line
                case ev.Finish():
                    said = _said(stretch, now / spoken)
                    due.append((now + ears, ev.Words(line, said, True, cue.revision)))
                case ev.Cut():
                    return Overlap(True, 0.0, (quiet or now) * FRAME_S)
                case ev.Dip(on=True):
                    quiet = now
                case ev.Dip(on=False) if quiet is not None:
                    dip_s = (now - quiet) * FRAME_S
    return Overlap(False, dip_s, None if quiet is None else quiet * FRAME_S)


def _said(stretch: Stretch, share: float) -> str:
    """The words up to this share of the stretch: they are spread over it evenly."""
    words = stretch.text.split()
    return " ".join(words[: int(len(words) * min(max(share, 0.0), 1.0))])


def speaking(turns: Turns) -> Stage:
    """A stage on which the partner has been heard for SPOKEN_S."""
    stage = Stage(turns)
    for _ in range(frames(0.5)):
        stage.step(SPEECH)
    words = ev.Words(1, "Tell me all of it.", True, 1)
    while stage.floor != "partner":
        cues = stage.step(SILENCE)
        told: list[ev.Event] = []
        for cue in cues:
            if isinstance(cue, ev.Finish):
                told += [words, ev.Drafted(2, 1, "I was nine years old.")]
            if isinstance(cue, ev.Answer):
                told.append(ev.Playing(cue.line, 0))
        for event in told:
            stage.step(event)
    for _ in range(frames(SPOKEN_S)):
        stage.step(SILENCE)
    return stage
