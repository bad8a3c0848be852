"""What an exchange holds: meant, audible, read and done, kept apart, and when.

Times are seconds since sample 0. What is bound to a line by its frames or samples is exact on the
audio's clock. exchanges.py makes exchanges of a log.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .events import Intent, Reading, Tone
from .intents import level

AFTER_S = 2.0  # after a line has ended and was answered, tags belong to it for so long


@dataclass(slots=True)
class Tag:
    """An Intent with its time; bound: it belongs to the actor's line of this exchange."""

    t: float
    bound: bool
    intent: Intent


@dataclass(slots=True)
class Backchannel:
    """The actor's voice over the partner's that claimed no floor. text: "" = a laugh, a cough.

    overlap_ms: of it while the partner was audible. dipped_ms: how long the partner fell silent.
    """

    text: str
    start_s: float
    end_s: float
    overlap_ms: int = 0
    dipped_ms: int = 0


@dataclass(slots=True)
class Dipped:
    """The partner fell silent to listen, and went on at end_s; None = it did not go on."""

    start_s: float
    end_s: float | None = None


@dataclass(slots=True)
class Preparation:
    """Work on a reply that might be heard. why: as in the cue Prepare.

    soft_end_s: when the actor had paused; None = the partner spoke of itself. withdrawn: why
    nothing of it was heard: "resumed" (the actor went on), or as in the cue Cut; "" = it was heard.
    Its cost: characters the mind had written, seconds until it was done or was told to stop.
    """

    revision: int
    why: str
    prepared_s: float
    soft_end_s: float | None = None
    withdrawn: str = ""
    characters: int = 0
    work_s: float = 0.0


@dataclass(slots=True)
class Timing:
    """Seconds since sample 0; None = did not happen.

    actor_end_s: by the careful detector, some 0.07 s late. last_sound_s: as measured in the sound
    when it was played (silent_s of the line's Tone); None = nobody measured.
    soft_end_s, words_s, answer_s, first_token_s, first_clause_s: of the reply that was given, not
    of those withdrawn. answer_s: the turn end was decided. cut_s: the partner was stopped.
    interrupted_s: the voice began for which it was stopped.
    """

    actor_start_s: float | None = None
    actor_end_s: float | None = None
    soft_end_s: float | None = None
    words_s: float | None = None
    answer_s: float | None = None
    first_token_s: float | None = None
    first_clause_s: float | None = None
    first_sound_s: float | None = None
    partner_end_s: float | None = None
    cut_s: float | None = None
    interrupted_s: float | None = None
    last_sound_s: float | None = None

    @property
    def quiet_s(self) -> float | None:
        """The actor's last sound, as exactly as the log knows it."""
        return self.actor_end_s if self.last_sound_s is None else self.last_sound_s

    @property
    def gap_s(self) -> float | None:
        """From the actor's last sound to the partner's first."""
        if self.first_sound_s is None or self.quiet_s is None:
            return None
        return self.first_sound_s - self.quiet_s


@dataclass(slots=True)
class Rejected:
    """A line of the partner for which the actor called a new choice. better: the actor's own."""

    line: int
    heard: str
    drafted: str
    reading: Reading | None
    better: str


@dataclass(slots=True)
class Exchange:
    """Meant (intents), audible (tone), read (reading) and done (heard), kept apart.

    why: "turn", or "opening" and "silence" when the partner speaks first. withdrawn: how often
    a reply was prepared for nothing. drafted: all the partner meant to say; heard: what was heard.
    planned: the feeling each clause was to be spoken with, as "grief 2"; delivered: how it sounded.
    rejected: its lines before a new choice. sounds: where it was heard, from and to (s), rejected
    lines too. overlap_ms: the actor's voice while it was. yielded_in_ms: from the voice that
    stopped it to silence. prepared: its replies, also unheard ones. performer: whose line it is.
    """

    number: int
    why: str = "turn"
    actor_line: int = 0
    partner_line: int = 0
    said: str = ""
    heard: str = ""
    drafted: str = ""
    cut: str = ""
    tone: Tone | None = None
    planned: list[str] = field(default_factory=list)
    delivered: Tone | None = None
    reading: Reading | None = None
    intents: list[Tag] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    withdrawn: int = 0
    timing: Timing = field(default_factory=Timing)
    sounds: list[tuple[float, float]] = field(default_factory=list)
    overlap_ms: int = 0
    yielded_in_ms: int | None = None
    backchannels: list[Backchannel] = field(default_factory=list)
    dips: list[Dipped] = field(default_factory=list)
    prepared: list[Preparation] = field(default_factory=list)
    performer: str = "actor"

    def binds(self, t: float, who: str) -> bool:
        """Does a tag that this performer gives at this time belong to the line of the exchange?"""
        waits = self.timing.answer_s is None or t <= (self.timing.actor_end_s or 0.0) + AFTER_S
        return bool(self.actor_line) and self.performer == who and waits

    def forget_reply(self, ended: bool = False) -> None:
        """What was prepared is not heard. ended: the actor's line is over all the same."""
        self.heard = self.drafted = self.cut = ""
        self.planned = []
        self.reading, self.partner_line = None, 0
        known = replace(self.timing, first_token_s=None, first_clause_s=None)
        self.timing = known if ended else Timing(self.timing.actor_start_s)

    def reject(self, better: str) -> None:
        """The reply moves aside; a better one of the actor's own may take its place."""
        self.rejected.append(
            Rejected(self.partner_line, self.heard, self.drafted, self.reading, better)
        )
        self.heard, self.drafted, self.cut, self.reading = better, better, "", None
        self.partner_line, self.planned = 0, []
        known = replace(self.timing, first_token_s=None, first_clause_s=None)
        self.timing = replace(known, first_sound_s=None, cut_s=None, interrupted_s=None)

    @property
    def awaited(self) -> bool:
        """The ears were asked for its final words and have not given them."""
        return self.timing.soft_end_s is not None and self.timing.words_s is None

    @property
    def meant(self) -> Intent | None:
        """The newest tag by the performer of the line that belongs to it; None = not tagged."""
        own = (t.intent for t in reversed(self.intents) if t.bound)
        return next((tag for tag in own if tag.who == self.performer), None)

    @property
    def level(self) -> str:
        """How far the reading agrees with what was meant underneath: intents.level."""
        meant, read = self.meant, self.reading
        return level(meant.label if meant else "", read.label if read else "")

    @property
    def empty(self) -> bool:
        """Nobody spoke: a cough, a chair."""
        return not (self.said or self.drafted or self.troubles)

    def as_dict(self) -> dict[str, Any]:
        """JSON-able, times to the millisecond, with the gap and the agreement."""
        out = asdict(self) | {"agreement": self.level}
        times = {**out.pop("timing"), "gap_s": self.timing.gap_s}
        out["timing"] = _rounded(times)
        for name in ("backchannels", "dips", "prepared"):
            out[name] = [_rounded(row) for row in out[name]]
        out["sounds"] = [[round(at_s, 3) for at_s in span] for span in self.sounds]
        return out


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()}
