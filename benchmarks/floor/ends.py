"""The ends of turns: the real stage hears a human turn pause by pause, the partner answers.

The partner stands in for the human who answered. Time is counted in frames; of a stretch of speech
only its first and last frames are played, because nothing changes in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from improv_partner import events as ev
from improv_partner.events import FRAME_S
from improv_partner.stage import Stage
from improv_partner.turns import LONGEST_S, Pause, frames

from .policies import Policy
from .timelines import Stretch, Turn

SPEECH = ev.Frame(voiced=True, speech=True)
SILENCE = ev.Frame(voiced=False, speech=False)
PLAYED_S = 0.4  # of a stretch: enough to begin, to resume and to end
NOTHING_KNOWN = "*"  # something was said, no word of it is known: phrases.finished() is neutral
AFTER_S = LONGEST_S + 10.0  # silence after the last word; every rule and every mind ends in it


@dataclass(frozen=True, slots=True)
class Delays:
    """How long the parts take, in seconds: final words, first clause, first sound."""

    ears_s: float = 0.15
    mind_s: float = 0.35
    voice_s: float = 0.05


@dataclass(frozen=True, slots=True)
class Sound:
    """What is measured of a line as it stands at a pause: numbers of ev.Tone, and Words.ends."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    ends: float | None = None


Sounds = Mapping[tuple[str, str, float], Sound]  # by talk, speaker and end of the stretch


@dataclass(slots=True)
class Heard:
    """What became of a turn. cuts: pauses of it in which the partner began to be heard.

    gap_s: from the turn's last sound to the partner's first. wasted: preparations withdrawn.
    """

    cuts: int = 0
    gap_s: float = 0.0
    wasted: int = 0


def hear(turn: Turn, policy: Policy, delays: Delays, own_s: list[float], sounds: Sounds) -> Heard:
    """Play one turn. own_s: the pauses the speaker is known to make; grows."""
    heard = Heard()
    scene = _Scene(policy, delays, own_s)
    pauses = [b.start_s - a.end_s for a, b in pairwise(turn.stretches)]
    for stretch, pause_s in zip(turn.stretches, [*pauses, AFTER_S], strict=True):
        sound = sounds.get((stretch.talk, stretch.speaker, round(stretch.end_s, 2)))
        begun_s = scene.play(stretch, pause_s, sound or Sound())
        if begun_s is not None:
            heard.cuts, heard.gap_s = heard.cuts + 1, begun_s
            heard.wasted += scene.wasted
            scene = _Scene(policy, delays, own_s)  # the actor goes on over it: a line of its own
    heard.cuts -= 1  # the last one was the answer
    return heard


@dataclass(slots=True)
class _Scene:
    """One line of the actor until the partner is heard. due: what the crew will tell, by frame."""

    policy: Policy
    delays: Delays
    own_s: list[float]
    stage: Stage = field(init=False)
    wasted: int = 0
    frame: int = 0
    due: list[tuple[int, ev.Event]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    sound: Sound = field(default_factory=Sound)
    ready: int | None = None  # the frame at which the reply could sound
    answer: int = 0  # the line that may be heard, 0 = none

    def __post_init__(self) -> None:
        pause = Pause(own_s=self.own_s if "pauses" in self.policy.signs else [])
        self.stage = Stage(self.policy.turns, pause=pause)

    def play(self, stretch: Stretch, pause_s: float, sound: Sound) -> float | None:
        """A stretch and the pause after it. Seconds after its end at which the partner is heard."""
        self.texts.append(stretch.text)
        self.sound = sound
        seconds = min(stretch.end_s - stretch.start_s, PLAYED_S)
        for _ in range(max(frames(seconds), frames(self.policy.turns.starts_s))):
            self._step(SPEECH)
        began = self.frame
        for _ in range(frames(pause_s)):
            self._step(SILENCE)
            if self.answer and self.ready is not None and self.frame >= self.ready:
                return (self.frame - began) * FRAME_S
        return None

    def _step(self, frame: ev.Event) -> None:
        self.frame += 1
        self._obey(self.stage.step(frame))
        while self.due and self.due[0][0] <= self.frame:
            at, event = self.due.pop(0)
            if isinstance(event, ev.Drafted):
                self.ready = at + frames(self.delays.voice_s)
            self._obey(self.stage.step(event))

    def _obey(self, cues: Sequence[ev.Cue]) -> None:
        for cue in cues:
            match cue:
                case ev.Finish():
                    self._finish(cue)
                case ev.Prepare():
                    at = self.frame + frames(self.delays.mind_s)
                    self.due.append((at, ev.Drafted(cue.line, cue.revision, "Oh.")))
                case ev.Answer():
                    self.answer = cue.line
                case ev.Withdraw():
                    self.wasted += 1
                    self.due.clear()
                    self.ready, self.answer = None, 0

    def _finish(self, cue: ev.Finish) -> None:
        """The ears and the meters tell what the policy may know of the line so far."""
        signs, at = self.policy.signs, self.frame + frames(self.delays.ears_s)
        said = " ".join(self.texts).strip() if "words" in signs else ""
        ends = self.sound.ends if "acoustic" in signs else None
        if "melody" in signs and self.sound.numbers:
            self.due.append((at, ev.Tone(cue.line, "", dict(self.sound.numbers))))
        text = said or NOTHING_KNOWN
        self.due.append((at, ev.Words(cue.line, text, True, cue.revision, ends=ends)))
