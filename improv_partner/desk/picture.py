"""What the desk shows at this moment, as data: who said what, what is set, what was read.

Entries of the log go in; no terminal here. A display looks as often as it likes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..events import (
    Direction,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Trouble,
    Withdraw,
    Words,
)
from ..exchanges import Exchange, Fold
from ..recording import Entry
from ..scene import Scene
from .plain import exchange_facts, intent_words
from .tables import TIMES


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the transcript.

    kind: actor, partner, note, trouble. t: its first sound (s). below: what was meant, or read.
    live: the words may still change. taken_back: a new choice was called. who: which performer.
    """

    kind: str
    text: str = ""
    t: float | None = None
    below: str = ""
    live: bool = False
    taken_back: bool = False
    who: str = "actor"


class Picture:
    """rows: the transcript, oldest first; those without text are not shown. floor: who has it.

    who: the performer who looks at it, for what only this one is told. alone: of what was meant,
    too, only what this one meant is shown.
    """

    def __init__(
        self, scene: Scene, floor: Callable[[], str], who: str = "actor", alone: bool = False
    ) -> None:
        self.scene, self.floor, self.who = scene, floor, who
        self._alone = alone
        self.rows: list[Row] = []
        self.direction = ""
        self.trouble = ""
        self._fold = Fold()
        self._row_of: dict[int, int] = {}  # where a line's row is
        self._heard = 0  # the partner's newest line
        self._times = ""

    @property
    def tag(self) -> Intent | None:
        """This performer's newest tag of the exchange that is played, if it was not taken back.

        While another performer's is played, that of the own line before it.
        """
        found, now = self._fold.newest(self.who), self._fold.now
        stands = found and (found[0] is now or now.performer != self.who)
        return found[1].intent if found and stands else None

    @property
    def number(self) -> int:
        """Of the exchange that is played."""
        return max(self._fold.now.number, 1)

    @property
    def times(self) -> str:
        """The last exchange after the actor's last sound: "turn end 0.70, ..., sound 0.92"."""
        return self._times

    def watch(self, entry: Entry) -> None:
        before = self._fold.now
        self._fold.add(entry)
        now = self._fold.now
        if now.actor_line:  # a voice over the partner's is a line once that is known
            start_s = now.timing.actor_start_s
            row = Row("actor", now.said, start_s, live=True, who=now.performer)
            self._begin(now.actor_line, row)
        match entry.what:
            case Listen():
                self.trouble = ""
            case Words(line=n, text=text, final=final):
                self._change(n, text=text, live=not final)
            case Withdraw(line=n):
                self._change(n, live=True)
            case Playing(line=n):
                self._begin(n, Row("partner", t=now.timing.first_sound_s, live=True))
                self._heard = n
            case Played(line=n, text=text, cut=cut):
                said = self.rows[self._row_of[n]].text if n in self._row_of else ""
                self._change(n, text=f"{said} {text}".strip() + " — (cut off)" * cut)
            case NewChoice(better=better):
                self._new_choice(better, entry.t)
            case Direction(text=text, to=to) if to in (self.who, "everybody"):
                self.direction = text
            case Mark(text=text):
                self.rows.append(Row("note", f"[{text}]", entry.t))
            case Trouble(who=who, what=what):
                self.trouble = f"{who}: {what}"
                self.rows.append(Row("trouble", self.trouble, entry.t))
        self._show_meant(before)  # a tag may turn out to be of the line that has just begun
        self._show_meant(now)
        self._show_read()

    def note(self, text: str) -> None:
        self.rows.append(Row("note", text))

    def _begin(self, line: int, row: Row) -> None:
        if line not in self._row_of:
            self._row_of[line] = len(self.rows)
            self.rows.append(row)

    def _change(self, line: int, **changes: object) -> None:
        if line in self._row_of:
            at = self._row_of[line]
            self.rows[at] = replace(self.rows[at], **changes)  # type: ignore[arg-type]

    def _new_choice(self, better: str, t: float) -> None:
        self._change(self._heard, taken_back=True, live=False)
        if better and self._heard:
            self.rows.append(Row("partner", better, t, "your own line"))
        self._heard = 0

    def _show_meant(self, exchange: Exchange) -> None:
        """Under the actor's words."""
        meant = [
            intent_words(tag.intent)
            for tag in exchange.intents
            if tag.bound and not (self._alone and tag.intent.who != self.who)
        ]
        self._change(exchange.actor_line, below=f"meant {'; '.join(meant)}" if meant else "")

    def _show_read(self) -> None:
        """Under the partner's words, once they are over, and how quick they were."""
        exchange = self._fold.of_line(self._heard) if self._heard else None
        if exchange and self.floor() != "partner":
            self._change(self._heard, below=exchange_facts(exchange), live=False)
            self._times = times(exchange) or self._times


def times(exchange: Exchange) -> str:
    """In words, seconds after the actor's last sound; "" if the partner began by itself."""
    timing, parts = exchange.timing, []
    for word, name in TIMES:
        at_s = getattr(timing, name)
        if at_s is not None and timing.quiet_s is not None:
            parts.append(f"{word} {at_s - timing.quiet_s:.2f}")
    return "  ".join(parts)
