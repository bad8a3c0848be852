"""A log sorted by who did what: what a recorded crew (recorded.py) needs to know to do it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .crew import FirstToken
from .errors import CrewError
from .events import (
    FRAME_S,
    RATE_HZ,
    Answer,
    Began,
    Curtain,
    Cut,
    Direction,
    DraftDone,
    Drafted,
    Event,
    Finish,
    Frame,
    Hold,
    Intent,
    Listen,
    Mark,
    Pick,
    Played,
    Prepare,
    Present,
    Reading,
    Say,
    Tone,
    Trouble,
    Undo,
    Voice,
    Withdraw,
    Words,
)
from .recording import Entry

EDGE_S = 1e-5  # less than a sample: what was hushed goes on at the same one


@dataclass(frozen=True, slots=True)
class Delay:
    """Whole frames after an order, and where within the frame.

    Kept apart, and away from the frame's edges, so that what came before a frame's decision then
    comes before it again: a sum of seconds would fall on either side by chance.
    """

    frames: int
    rest_s: float

    @staticmethod
    def within(entry: Entry) -> float:
        """Where in its frame an entry came."""
        return min(max(entry.t - entry.frame * FRAME_S, EDGE_S), FRAME_S - EDGE_S)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the ears knew of a line of the actor at one frame of its sound.

    delay: after the final words were asked for, or after the session's first frame. tone, ends: of
    final words, as measured with them.
    """

    frame: int
    text: str
    delay: Delay
    final: bool = False
    tone: Tone | None = None
    ends: float | None = None


@dataclass(slots=True)
class Spoken:
    """A clause, ordered at this frame. after_s: from that frame to its first sound, if it began a
    sound of its own; 0.0 if it was ready before it could be heard. played: where it was heard, in
    more than one part if the partner paused; [] = never.
    """

    text: str
    frame: int
    after_s: float = 0.0
    played: list[Played] = field(default_factory=list)

    @property
    def cut(self) -> bool:
        return bool(self.played) and self.played[-1].cut

    @property
    def heard(self) -> str:
        return " ".join(part.text for part in self.played if part.text)

    @property
    def samples(self) -> int:
        return sum(part.samples for part in self.played)


@dataclass(slots=True)
class Reply:
    """A prepared reply: its parts with their delays after Prepare.

    answered: the frame from which it might be heard. ended: all its parts are known; else it was
    withdrawn or cut before, at frame `gone`.
    """

    line: int
    frame: int
    why: str
    asked: str  # the actor's words
    answered: int | None = None
    ended: bool = False
    gone: int = 0
    parts: list[tuple[Delay, FirstToken | Reading | str | CrewError]] = field(default_factory=list)
    clauses: list[Spoken] = field(default_factory=list)

    def keep(self, entry: Entry) -> None:
        """One more entry of this reply's making."""
        delay = Delay(entry.frame - self.frame, Delay.within(entry))
        match entry.what:
            case Began():
                self.parts.append((delay, FirstToken()))
            case Reading() as reading:
                self.parts.append((delay, reading))
            case Drafted(text=text):
                self.parts.append((delay, text))
            case Trouble(who="mind", what=what):
                self.parts.append((delay, CrewError(what)))
                self.ended = True
            case DraftDone():
                self.parts.append((delay, ""))  # the end has its time too
                self.ended = True
            case Say(text=text):
                self.clauses.append(Spoken(text, entry.frame))
            case Answer():
                self.answered = entry.frame
            case Cut() | Withdraw():
                self.gone = self.gone or entry.frame

    def heard(self, played: Played, before: Played | None) -> None:
        """The next of its clauses left the speaker, after that one."""
        clause = next((c for c in self.clauses if not c.played or c.played[-1].more), None)
        if clause is None or self.answered is None:
            return
        clause.played.append(played)
        if len(clause.played) > 1:
            return
        follows = before is not None and before.sample + before.samples == played.sample
        if clause.frame >= self.answered and not follows:
            clause.after_s = max(played.sample / RATE_HZ - clause.frame * FRAME_S, 0.0)


@dataclass(slots=True)
class Past:
    """A log, sorted by who did it.

    voices: of each frame, what the detectors said, and of whom. told: tags, marks, who came and
    went, and the end, with their frames. lines: of each performer, each line's first frame and
    what was known of it when.
    """

    voices: list[Frame] = field(default_factory=list)
    told: list[tuple[int, Event]] = field(default_factory=list)
    lines: dict[str, list[tuple[int, list[Heard]]]] = field(default_factory=lambda: {"actor": []})
    replies: list[Reply] = field(default_factory=list)

    def fill(self, frames: int, voice: Voice) -> None:
        """The detectors said this up to this frame."""
        heard = Frame(voice.voiced, voice.speech, voice.loud, voice.who)
        self.voices += [heard] * (frames - len(self.voices))

    def clauses(self) -> list[Spoken]:
        """Every clause that was ordered, oldest first."""
        return [clause for reply in self.replies for clause in reply.clauses]


def past(entries: Sequence[Entry]) -> Past:
    """Everything a recorded crew needs to know."""
    out, ears = Past(), _Ears()
    voice = Voice(False, False)
    before: Played | None = None
    for entry in entries:
        match entry.what:
            case Voice() as new:
                out.fill(entry.frame - 1, voice)
                voice = new
            case Intent() | Undo() | Hold() | Mark() | Direction() | Pick() | Present() | Curtain():
                out.told.append((entry.frame, entry.what))
            case Listen() | Finish() | Words() | Tone():
                ears.add(entry, out.lines)
            case Prepare(line=n, why=why):
                if why == "picked" and out.replies:  # in the place of one that is being written
                    out.replies[-1].gone = out.replies[-1].gone or entry.frame
                out.replies.append(Reply(n, entry.frame, why, ears.said if why == "turn" else ""))
            case Played(line=n) as played:
                if reply := next((r for r in reversed(out.replies) if r.line == n), None):
                    reply.heard(played, before)
                before = played
            case _ if out.replies:
                out.replies[-1].keep(entry)
    if entries:
        out.fill(entries[-1].frame, voice)
    return out


@dataclass(slots=True)
class _Ears:
    """said: the newest final words of anybody. By performer: the frame at which final words were
    asked for, and the tone of the line.
    """

    said: str = ""
    asked: dict[str, int] = field(default_factory=dict)
    tones: dict[str, Tone] = field(default_factory=dict)

    def add(self, entry: Entry, lines: dict[str, list[tuple[int, list[Heard]]]]) -> None:
        match entry.what:
            case Listen(back=back, who=who):
                lines.setdefault(who, []).append((entry.frame - back, []))
            case Finish(who=who):
                self.asked[who] = entry.frame
            case Tone(who=who) as tone:
                self.tones[who] = tone
            case Words(text=text, final=final, who=who, ends=ends) if lines.get(who):
                self.said = text if final else self.said
                asked = self.asked.get(who, 0)
                at, since = (asked, asked) if final else (entry.frame, 0)
                delay = Delay(entry.frame - since, Delay.within(entry))
                sounded = self.tones.get(who) if final else None
                lines[who][-1][1].append(Heard(at, text, delay, final, sounded, ends))
