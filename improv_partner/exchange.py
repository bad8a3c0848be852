"""What an exchange holds: meant, audible, read and done, kept apart, and when.

Times are seconds since sample 0. What is bound to a line by its frames or samples is exact on the
audio's clock. exchanges.py makes exchanges of a log.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from .events import Intent, Reading, Tone
from .intents import level


@dataclass(slots=True)
class Tag:
    """An Intent with its time; bound: it belongs to the actor's line of this exchange."""

    t: float
    bound: bool
    intent: Intent


@dataclass(slots=True)
class Timing:
    """Seconds since sample 0; None = did not happen.

    soft_end_s, words_s, answer_s, first_token_s, first_clause_s: of the reply that was given, not
    of those withdrawn. answer_s: the turn end was decided. cut_s: the partner was stopped.
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

    @property
    def gap_s(self) -> float | None:
        """From the actor's last sound to the partner's first."""
        if self.first_sound_s is None or self.actor_end_s is None:
            return None
        return self.first_sound_s - self.actor_end_s


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
    delivered: how that sounded; its plan is the character's feeling in `reading`. rejected: its
    lines before a new choice.
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
    delivered: Tone | None = None
    reading: Reading | None = None
    intents: list[Tag] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    withdrawn: int = 0
    timing: Timing = field(default_factory=Timing)

    @property
    def meant(self) -> Intent | None:
        """The newest tag that belongs to the actor's line; None = not tagged."""
        return next((tag.intent for tag in reversed(self.intents) if tag.bound), None)

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
        out["timing"] = {k: v if v is None else round(v, 3) for k, v in times.items()}
        return out
