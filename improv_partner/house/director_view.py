"""What a director sees, as messages for the page: everything, with the partner's secret.

Entries of the log go in; whatever has changed comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict

from ..crew.mind.candidates import Candidate
from ..desk.picture import Picture
from ..events import (
    Answer,
    Cut,
    Direction,
    Hold,
    Listen,
    NewChoice,
    Pick,
    Prepare,
    Present,
    Tone,
    Withdraw,
)
from ..recording import Entry
from ..scene import Scene
from .board import Message
from .choosing import Choosing
from .director import BY

TOO_LATE = "too late: that line is on its way already"
NOBODY = "nobody of that name is in the scene"


class DirectorView:
    """floor: who has it now. several: the partner has more than one reply to a line."""

    def __init__(
        self, scene: Scene, floor: Callable[[], str], choosing: Choosing, several: bool
    ) -> None:
        self._choosing, self._several = choosing, several
        self._scene, self._floor = scene, floor
        self._picture = Picture(scene, floor)
        self._rows: list[Message] = []  # as they stand on the page
        self._row_of: dict[int, int] = {}  # of the picture's rows: where they stand
        self._tones: dict[int, str] = {}  # of the picture's rows
        self._shown: dict[str, Message] = {}
        self._names = {"actor": scene.actor.name}
        self._note = ""
        self.frozen = False
        self.choices = Choices()

    def sheet(self) -> Message:
        """What stands there before anything happens."""
        scene, partner = self._scene, self._scene.character
        return {
            "is": "sheet",
            "title": scene.title,
            "actor": scene.actor.name,
            "partner": partner.name,
            "facts": [["Wants", partner.want], ["Hides", partner.secret]],
            "curveballs": list(scene.curveballs),
            "several": self._several,
        }

    def watch(self, entry: Entry) -> None:
        self._picture.watch(entry)
        what = entry.what
        match what:
            case Direction(text=text, to=to, by=by):
                whom = self._scene.character.name if to == "partner" else self._names.get(to, to)
                self._add("direction", text, entry.t, f"to {whom}", "" if by == BY else by)
            case Hold(who=who, on=on) if who == BY:
                self.frozen = on
                self._add("call", "freeze" if on else "go on", entry.t)
            case NewChoice():
                self.frozen = False
                self._add("call", "new choice", entry.t)
            case Present(who=who, name=name):
                self._names[who] = name or who
            case Tone(who=who, words=words) if who != "partner":
                actors = [n for n, row in enumerate(self._picture.rows) if row.kind == "actor"]
                self._tones |= {n: words for n in actors[-1:]}
        self._note = self.choices.learn(what) or ("" if isinstance(what, Listen) else self._note)

    def news(self) -> Iterator[Message]:
        """Whatever differs from what was told last."""
        for number, row in enumerate(self._picture.rows):
            shown = asdict(row) | {"tone": self._tones.get(number, "")}
            at = self._row_of.setdefault(number, len(self._rows))
            if at == len(self._rows):
                self._rows.append({})
            shown |= {"is": "row", "n": at, "to": ""}
            if shown != self._rows[at]:
                self._rows[at] = shown
                yield shown
        yield from self._added()
        for message in (
            {"is": "floor", "floor": self._floor(), "frozen": self.frozen},
            {"is": "times", "text": self._picture.times},
            {"is": "trouble", "text": self._picture.trouble},
            {"is": "note", "text": self._note},
            {"is": "performers", "names": dict(self._names)},
            {"is": "choosing", "on": self._choosing.on, "waits_s": self._choosing.waits_s},
            self.choices.message(),
        ):
            kind = str(message["is"])
            if self._shown.get(kind) != message:
                self._shown[kind] = message
                yield message

    def refused(self, why: str) -> None:
        """What was called cannot be had."""
        self._note = why

    def plays(self, who: str) -> bool:
        """Is this a performer whom the page has been told of?"""
        return who in self._names

    def _add(self, kind: str, text: str, t: float, to: str = "", by: str = "") -> None:
        below = f"by the {by}" if by else ""
        row = {"kind": kind, "text": text, "t": t, "to": to, "below": below}
        self._rows.append(row | {"is": "row", "n": len(self._rows), "new": True})

    def _added(self) -> Iterator[Message]:
        for row in self._rows:
            if row.pop("new", False):
                yield dict(row)


class Choices:
    """The replies of which one may be picked. line, revision: of the one that is prepared now."""

    def __init__(self) -> None:
        self.line = self.revision = self.prepared = 0
        self.open = False
        self._all: dict[int, Candidate] = {}
        self._wish: tuple[Pick, int] | None = None  # told to the stage
        self._decided = False  # by it: what the log tells next shows how

    def learn(self, what: object) -> str:
        """One more thing that happened; words for the director if a pick came too late."""
        late = self._decided and not (isinstance(what, Prepare) and what.why == "picked")
        match what:
            case Pick() if self._wish and what == self._wish[0]:
                self._decided = True
                return ""
            case Prepare(revision=r, why="picked"):
                self.revision, self.prepared = r, self._wish[1] if self._wish else 0
            case Prepare(line=n, revision=r, why=why):
                self.line, self.revision, self.prepared = n, r, 0
                self.open, self._all = why == "turn", {}
            case Answer() | Withdraw() | Cut():
                self.open = False
        if self._decided:
            self._decided, self._wish = False, None
        return TOO_LATE if late else ""

    def offer(self, candidate: Candidate) -> None:
        """It is there, or has grown; one of an older line is nobody's choice."""
        if candidate.line == self.line:
            self._all[candidate.number] = candidate

    def wish(self, pick: Pick, number: int) -> None:
        """It is told to the stage."""
        self._wish = (pick, number)

    def message(self) -> Message:
        rows = [
            {
                "number": number,
                "text": one.text,
                "feels": one.reading.own if one.reading else "",
                "whole": one.whole,
            }
            for number, one in sorted(self._all.items())
        ]
        several = len(rows) > 1
        return {
            "is": "choices",
            "line": self.line,
            "open": self.open and several,
            "prepared": self.prepared,
            "rows": rows if several else [],
        }
