"""What one side is asked to play, and what it tells: JSON between two Pythons."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """One session. variant: of the side's turn-taking or prompt. ears: a folder with a model.

    scene: whose character answers, with its voice. ending: weights of Smart Turn for our side,
    "" = none. files: the actor's clips, raw PCM.
    """

    variant: str
    url: str
    ears: str
    scene: str
    ending: str
    files: list[str]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, path: str) -> Job:
        return cls(**json.loads(Path(path).read_text(encoding="utf-8")))

    def clips(self) -> list[bytes]:
        return [Path(file).read_bytes() for file in self.files]


@dataclass(frozen=True, slots=True)
class Heard:
    """begun: the microphone's sample at which each clip began. audible: first and last sample of
    each stretch of the partner's sound, on the same clock. notes: for the reader. steps: of the
    answers, with their seconds on that clock, in order, where they are known.
    """

    begun: list[int]
    audible: list[list[int]]
    notes: dict[str, Any]
    steps: list[tuple[str, float]] = field(default_factory=list)

    def print(self) -> None:
        json.dump(asdict(self), sys.stdout)
        sys.stdout.write("\n")
