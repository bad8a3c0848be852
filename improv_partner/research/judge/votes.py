"""Three votes become one verdict: what most of those that count say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...notes import CANNOT_TELL, NO, YES
from .answers import Vote
from .ask import VOTES, Ask
from .questions import QUESTIONS

NOT_JUDGED = "not judged"
ENOUGH = VOTES // 2 + 1  # votes of one opinion, and also votes that count at all


@dataclass(frozen=True, slots=True)
class Judged:
    """votes: in the order in which they were asked; those with a fault do not count."""

    ask: Ask
    votes: Sequence[Vote]

    @property
    def counted(self) -> list[Vote]:
        return [vote for vote in self.votes if not vote.fault]

    @property
    def verdict(self) -> str:
        """Is it a failure: "yes", "no", "cannot tell" (also: they disagree), or "not judged"."""
        if len(self.counted) < ENOUGH:
            return NOT_JUDGED
        said, count = Counter(map(self._says, self.counted)).most_common(1)[0]
        return said if count >= ENOUGH else CANNOT_TELL

    @property
    def agreeing(self) -> list[Vote]:
        """The votes that say what the verdict says."""
        verdict = self.verdict
        return [vote for vote in self.counted if self._says(vote) == verdict]

    @property
    def faults(self) -> list[str]:
        """A line for each vote that does not count, the same ones together."""
        counts = Counter(vote.fault for vote in self.votes if vote.fault)
        return [f"{count} of {len(self.votes)} votes: {fault}" for fault, count in counts.items()]

    def _says(self, vote: Vote) -> str:
        if vote.answer == CANNOT_TELL:
            return CANNOT_TELL
        return YES if vote.answer in QUESTIONS[self.ask.kind].fails else NO
