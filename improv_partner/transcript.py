"""The lines of the scene: what the character remembers, and what is no part of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from .events import Direction, Played, Reading, Words


@dataclass(slots=True)
class Line:
    """One utterance of one player, as the other one heard it.

    who: "actor" or "partner". cut: somebody stopped it. reading: what the partner read, if given.
    tone: what could be heard, in words. name, performer: which of several actors it is.
    """

    number: int
    who: str
    text: str = ""
    cut: bool = False
    reading: Reading | None = None
    tone: str = ""
    name: str = ""
    performer: str = "actor"


@dataclass(slots=True)
class Transcript:
    """lines: of the scene, oldest first. rejected: by a new choice, as if never said.

    asides: of the actor, over the partner's: backchannels; heard, but no turns. directions: to the
    partner or everybody, each with the number of the line after which it came.
    """

    lines: list[Line] = field(default_factory=list)
    rejected: list[Line] = field(default_factory=list)
    asides: list[Line] = field(default_factory=list)
    directions: list[tuple[int, Direction]] = field(default_factory=list)

    def new(self, who: str, text: str = "", performer: str = "actor", name: str = "") -> Line:
        """A line with the next number, not yet one of the scene. That of a dropped one is free."""
        count = len(self.lines) + len(self.rejected) + len(self.asides)
        newest = max((line.number for line in self.asides), default=0)
        return Line(max(count, newest) + 1, who, text, name=name, performer=performer)

    def add(self, who: str, text: str = "") -> Line:
        self.lines.append(self.new(who, text))
        return self.lines[-1]

    def forget_after(self, line: Line) -> None:
        del self.lines[self.lines.index(line) + 1 :]

    def heard(self, played: Played) -> None:
        """Heard is said: this much more of the partner's line."""
        for line in self.lines:
            if line.number == played.line and line.who == "partner":
                line.text = f"{line.text} {played.text}".strip()
                line.cut = line.cut or played.cut

    def direct(self, direction: Direction) -> None:
        """What is prepared now, and not heard yet, did not know of it: the next reply does."""
        if direction.to in ("partner", "everybody"):
            after = max((line.number for line in self.lines if line.text), default=0)
            self.directions.append((after, direction))

    def finish(self, words: Words) -> None:
        """The final words of a line of an actor that is over already."""
        for line in self.lines:
            if line.number == words.line and line.who == "actor":
                line.text = words.text.strip()

    def reject(self) -> bool:
        """The partner's newest line, if nothing was said after it. False: there is none."""
        spoken = [one for one in self.lines if one.text or one.who == "partner"]
        if not spoken or spoken[-1].who == "actor":
            return False
        self.rejected.append(self.lines.pop(self.lines.index(spoken[-1])))
        return True
