"""The partner's line in the making, and what covers a mind that fails or is slow. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import events as ev
from .transcript import Line


@dataclass(slots=True)
class Reply:
    """said: clauses ordered, not yet played. clauses: of the mind, or those that cover for it."""

    line: Line
    revision: int
    said: int = 0
    clauses: int = 0
    drafting: bool = True
    answered: bool = False

    def say(self, text: str, feeling: str = "", intensity: int = 0) -> ev.Say:
        self.said += 1
        return ev.Say(self.line.number, text, feeling, intensity)

    def answered_as(self, number: int) -> bool:
        """It may be heard, and is the line of this number."""
        return self.answered and self.line.number == number

    def fill(self, covers: Covers, lines: Sequence[Line]) -> list[ev.Say]:
        """A sound, if it may be heard but the mind has not begun yet."""
        if not self.answered or not self.drafting or self.said:
            return []
        text = covers.filler(self.line, lines)
        return [self.say(text)] if text else []

    def fail(self, covers: Covers) -> list[ev.Say]:
        """The mind gives no more: what it gave is all; if that is nothing, a phrase covers it."""
        self.drafting = False
        if text := "" if self.clauses else covers.phrase():
            self.clauses += 1
            return [self.say(text)]
        self.line.cut = True
        return []

    @property
    def over(self) -> bool:
        """Everything that will be said has been heard."""
        return self.answered and not self.drafting and self.said <= 0


@dataclass(slots=True)
class Covers:
    """phrases: said when the mind fails, one after the other. fillers: sounds while it is slow."""

    phrases: Sequence[str] = ()
    fillers: Sequence[str] = ()
    _used: int = 0
    _filled: int = 0  # number of the newest line that began with a filler

    def phrase(self) -> str:
        """The next one, "" if there are none."""
        self._used += 1
        return self.phrases[(self._used - 1) % len(self.phrases)] if self.phrases else ""

    def filler(self, line: Line, lines: Sequence[Line]) -> str:
        """One for this line, "" if there are none; never in two lines of the partner in a row."""
        partner = [one.number for one in lines if one.who == "partner" and one is not line]
        if not self.fillers or self._filled in (line.number, *partner[-1:]):
            return ""
        self._filled = line.number
        return self.fillers[line.number // 2 % len(self.fillers)]
