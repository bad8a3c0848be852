"""How well the rules find what was planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from improv_partner.research.failures.find import Report, find
from improv_partner.research.failures.kinds import KINDS

from .planted import Planted, made


@dataclass
class Score:
    """Of one kind, counted by exchange."""

    found: int = 0
    missed: int = 0
    false: int = 0

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.false, 1)


@dataclass(frozen=True)
class Proof:
    """wrong: one line for each that was missed or is false."""

    scores: dict[str, Score]
    reports: list[Report]
    wrong: list[str]


def proof(stories: Sequence[Planted], folder: Path) -> Proof:
    """All stories made in this folder, judged, and compared with what was planted."""
    folders = [made(story, folder / f"{number:04}") for number, story in enumerate(stories)]
    scores = {kind: Score() for kind in KINDS}
    reports, wrong = list(find(folders)), []
    for story, report in zip(stories, reports, strict=True):
        seen = {(one.exchange, one.kind) for one in report.failures}
        for number, kind in seen | story.wrong:
            score = scores[kind]
            if (number, kind) not in story.wrong:
                score.false += 1
                wrong.append(f"{story.about}: exchange {number} is no {kind}")
            elif (number, kind) not in seen:
                score.missed += 1
                wrong.append(f"{story.about}: exchange {number} is {kind}, and was missed")
            else:
                score.found += 1
    return Proof(scores, reports, wrong)
