"""What of the partner's line was queued, and what has left the speaker, to the sample.

Pure bookkeeping between voice and speaker: sounds go in as they are made, counts of samples come
back as they leave, and the events Playing and Played follow from both.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from .events import FRAME_SAMPLES, RATE_HZ, Played, Playing
from .heard import heard_text

CHARS_A_SECOND = 15  # of speech at 165 words a minute, spaces included


@dataclass(slots=True)
class Clause:
    """A clause on its way out. start: sample of the partner's track where it began, once it has."""

    line: int
    text: str
    marks: list[tuple[int, int]] = field(default_factory=list)
    queued: int = 0  # samples
    left: int = 0
    whole: bool = False  # nothing more will be queued
    start: int = 0

    def heard(self) -> str:
        """Its words so far."""
        return heard_text(self.text, self.marks, self.left, self._length())

    def _length(self) -> int:
        """Samples in all; a guess while more is to come and nothing marks its words."""
        if self.whole or self.marks:
            return self.queued
        return max(self.queued, len(self.text) * RATE_HZ // CHARS_A_SECOND)

    def part(self) -> Played:
        """What left before a pause; from now on this is the rest of the clause."""
        heard, left = self.heard(), self.left
        rest = self.text[len(heard) :].lstrip()
        skip = len(self.text) - len(rest)
        self.marks = [(max(at - left, 0), i - skip) for at, i in self.marks if i > skip]
        self.text, self.queued, self.left = rest, self.queued - left, 0
        return Played(self.line, heard, self.start, left, more=True)


class Playback:
    def __init__(self) -> None:
        self._clauses: deque[Clause] = deque()
        self._playing = 0  # the line whose first sample has left

    def begin(self, line: int, text: str) -> Clause:
        """A new clause, heard after those before it."""
        self._clauses.append(Clause(line, text))
        return self._clauses[-1]

    def left(self, start: int, samples: int) -> list[Playing | Played]:
        """These samples left the speaker, from this sample of the track on."""
        out: list[Playing | Played] = []
        while samples and (clause := next((c for c in self._clauses if c.left < c.queued), None)):
            out += self.finished()
            if clause.left and start > clause.start + clause.left + FRAME_SAMPLES:
                out.append(clause.part())
            if clause.left == 0:
                clause.start = start
            if self._playing != clause.line:
                self._playing = clause.line
                out.append(Playing(clause.line, start))
            step = min(samples, clause.queued - clause.left)
            clause.left += step
            start, samples = start + step, samples - step
        return out + self.finished()

    def finished(self) -> list[Playing | Played]:
        """Clauses of which nothing more will be heard, oldest first."""
        out: list[Playing | Played] = []
        while self._clauses and self._clauses[0].whole:
            clause = self._clauses[0]
            if clause.left < clause.queued:
                break
            out.append(Played(clause.line, clause.text, clause.start, clause.left))
            self._clauses.popleft()
        return out

    def cut(self) -> list[Played]:
        """Forget what is queued; gives the clause that had begun, as far as heard."""
        clauses, self._clauses = list(self._clauses), deque()
        self._playing = 0
        return [Played(c.line, c.heard(), c.start, c.left, cut=True) for c in clauses if c.left]
