"""Everything that can happen in a session (events) and everything the stage can order (cues).

Events go into the stage, cues come out, and both are written to the recording as they happened.
This file is the contract of the live and the research side. It imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FRAME_S = 0.02  # one microphone frame; the stage counts frames, it never reads a clock
RATE_HZ = 16_000  # of every track, and of all PCM that passes between parts
FRAME_SAMPLES = int(RATE_HZ * FRAME_S)  # 320 samples, int16 mono: 640 bytes


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that reached the stage."""


@dataclass(frozen=True, slots=True)
class Frame(Event):
    """20 ms of microphone. Not logged one by one: see Voice.

    voiced: the quick detector (webrtcvad) hears a voice; opens a line and starts a barge-in.
    speech: the careful detector (Silero) hears speech; its silence ends a line.
    loud: about as loud as the actor's lines usually are; a murmur is not. who: of several
    performers the one who speaks, or spoke last.
    """

    voiced: bool
    speech: bool
    loud: bool = True
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Voice(Event):
    """One of the detectors changed its mind with this frame: how Frames are logged."""

    voiced: bool
    speech: bool
    loud: bool = True
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Present(Event):
    """A performer has joined the scene or is gone. name: what the others call this performer."""

    who: str
    name: str = ""
    here: bool = True


@dataclass(frozen=True, slots=True)
class Words(Event):
    """The transcript of the actor's line so far.

    final: the ears have finished the line up to soft end number `revision`.
    ends: how likely the turn is over by its sound, 0-1 (crew/ending.py); None = nobody judged.
    """

    line: int
    text: str
    final: bool = False
    revision: int = 0
    who: str = "actor"
    ends: float | None = None


@dataclass(frozen=True, slots=True)
class Began(Event):
    """The first token of the reply arrived from the mind."""

    line: int
    revision: int


@dataclass(frozen=True, slots=True)
class Reading(Event):
    """What the partner says it read in the actor's line, and what its character feels.

    Labels are of improv-16 or "" (not given: never invented); intensities are 1-3, 0 = not given.
    header: how the model kept to the form: "ok", "loose", "missing" or "bad". raw: what it wrote.
    """

    line: int
    revision: int
    label: str = ""
    intensity: int = 0
    stance: str = ""
    own: str = ""
    own_intensity: int = 0
    header: str = "ok"
    raw: str = field(default="", compare=False)  # the same reading in other words is the same


@dataclass(frozen=True, slots=True)
class Drafted(Event):
    """One more clause of the partner's line. feeling, intensity: how it shall be delivered."""

    line: int
    revision: int
    text: str
    feeling: str = ""
    intensity: int = 0


@dataclass(frozen=True, slots=True)
class DraftDone(Event):
    """The mind has nothing to add to the partner's line."""

    line: int
    revision: int


@dataclass(frozen=True, slots=True)
class Playing(Event):
    """The first sample of the partner's line left the speaker, at this sample of its track."""

    line: int
    sample: int


@dataclass(frozen=True, slots=True)
class Played(Event):
    """One clause left the speaker, or the heard part of it if it was cut.

    text: the words that were heard. sample, samples: where in the partner's track, and how long.
    more: the clause goes on after a pause (Dip), and its rest is told by itself.
    """

    line: int
    text: str
    sample: int
    samples: int
    cut: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Intent(Event):
    """The emotion the actor meant to play, as the actor tagged it. No tag is not "neutral".

    label: improv-16. intensity: 1-3. surface: what is shown instead, when the label is hidden.
    stances: of sarcastic, joking, awkward, hiding. target: at whom it is aimed, "" = the partner.
    status: up, level or down. source: key, page, spoken, beat, review. at_s: when it was pressed,
    in seconds since sample 0, if that is known better than the time of its entry.
    """

    label: str
    intensity: int = 2
    surface: str = ""
    stances: tuple[str, ...] = ()
    target: str = ""
    status: str = ""
    source: str = "key"
    who: str = "actor"
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Hold(Event):
    """The actor keeps the floor however long the pause (on).

    who: a performer; "director": the scene freezes; "choice": a director's pick is awaited.
    """

    on: bool
    source: str = "key"
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Undo(Event):
    """The newest tag of this performer is taken back."""

    source: str = "key"
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Tone(Event):
    """What could be heard in the actor's line: acoustics, never an emotion.

    words: a short description relative to the actor's usual. numbers: as measured (crew/tone.py).
    z: the same as deviations from the actor's baseline.
    """

    line: int
    words: str
    numbers: dict[str, float] = field(default_factory=dict)
    z: dict[str, float] = field(default_factory=dict)
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class NewChoice(Event):
    """The partner's newest line is rejected: it offers another, or `better` stands in its place."""

    better: str = ""
    source: str = "key"
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Direction(Event):
    """Somebody steers. to: "partner", "everybody", or a performer. by: scene, director, deck."""

    text: str
    to: str = "actor"
    by: str = "scene"


@dataclass(frozen=True, slots=True)
class Pick(Event):
    """The director wants this reply of those that could be had, before any of it may be heard."""

    line: int
    revision: int
    text: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark(Event):
    """A moment that somebody wants to find again (a curveball, a laugh)."""

    text: str
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Trouble(Event):
    """A crew member failed. line, revision: the work that failed; 0 where it belongs to no line."""

    who: str
    what: str
    line: int = 0
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Curtain(Event):
    """The scene ends. why: "called", "microphone closed", "time", "trouble"."""

    why: str


@dataclass(frozen=True, slots=True)
class Sealed(Event):
    """The recording was closed: nothing follows. Length of both tracks in samples, 0 = no sound."""

    samples: int


@dataclass(frozen=True, slots=True)
class Cue:
    """An order of the stage to the crew."""


@dataclass(frozen=True, slots=True)
class Listen(Cue):
    """A line of the actor has begun, `back` frames ago: ears, open it there."""

    line: int
    back: int
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Finish(Cue):
    """Soft end number `revision`: ears, give the final words of the line as it stands."""

    line: int
    revision: int
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Prepare(Cue):
    """Mind and voice, make the reply ready, but let nothing be heard yet.

    why: "turn" (the actor's line), "silence" (a long one), "opening" (the partner begins),
    "new choice" (the line before was rejected), "picked" (the director wants another reply).
    """

    line: int
    revision: int
    why: str = "turn"


@dataclass(frozen=True, slots=True)
class Withdraw(Cue):
    """The actor goes on with this line: forget what was prepared, ears go on listening."""

    line: int
    revision: int
    who: str = "actor"


@dataclass(frozen=True, slots=True)
class Answer(Cue):
    """The turn is over: what is prepared for this line may be heard."""

    line: int
    revision: int


@dataclass(frozen=True, slots=True)
class Say(Cue):
    """Voice, make sound of this clause; it is heard once the line's Answer is given."""

    line: int
    text: str
    feeling: str = ""
    intensity: int = 0


@dataclass(frozen=True, slots=True)
class Dip(Cue):
    """Speaker, fall silent (on) and keep what is queued, or go on where it stopped."""

    line: int
    on: bool


@dataclass(frozen=True, slots=True)
class Cut(Cue):
    """Stop the partner's line now.

    why: barge-in, resumed, handed over (to another performer, or by a freeze), trouble, empty,
    curtain, new choice.
    """

    line: int
    why: str
