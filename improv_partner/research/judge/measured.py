"""How well a judge agrees with people, kind by kind, and what was found out about it before.

Below TRUSTED its findings are called experimental. Experts agree with each other at a weighted
kappa of 0.58 and good judges with experts at 0.60 (Kumar et al. 2025, arXiv 2506.10150): more than
that is not to be had, so 0.5 is the bar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ...jsonl import append, rows
from ...notes import CANNOT_TELL
from .answered import place
from .kappa import FEWEST, interval, kappa
from .questions import QUESTIONS
from .votes import NOT_JUDGED, Judged

TRUSTED = 0.5
FILE = "checks.jsonl"


@dataclass(frozen=True, slots=True)
class Check:
    """Of one kind. items: that both judged. failed: how many of them people call a failure.

    agree: share with the very same verdict. silent: items that the judge did not judge.
    kappa, low, high: weighted kappa and its 95 % interval; None = not to be had.
    """

    kind: str
    version: int
    items: int
    failed: int = 0
    agree: float = 0.0
    silent: int = 0
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def doubt(self) -> str:
        """Why findings of this kind are experimental; "" if they are not."""
        if self.kappa is None or self.items < FEWEST:
            return f"too few verdicts of people ({self.items})"
        return "" if self.kappa >= TRUSTED else f"kappa {self.kappa:.2f} with people"


def check(judged: Iterable[tuple[Judged, str]]) -> list[Check]:
    """What the judge found and what people say, compared for each kind."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for one, people in judged:
        by_kind.setdefault(one.ask.kind, []).append((people, one.verdict))
    return [_check(kind, pairs) for kind, pairs in by_kind.items()]


def _check(kind: str, all_pairs: Sequence[tuple[str, str]]) -> Check:
    pairs = [pair for pair in all_pairs if pair[1] != NOT_JUDGED]
    low, high = interval(pairs) or (None, None)
    same = sum(one == other for one, other in pairs)
    return Check(
        kind=kind,
        version=QUESTIONS[kind].version,
        items=len(pairs),
        failed=sum(people == "yes" for people, _ in pairs),
        agree=same / len(pairs) if pairs else 0.0,
        silent=len(all_pairs) - len(pairs),
        kappa=kappa(pairs),
        low=low,
        high=high,
    )


def consensus(said: Mapping[str, str]) -> str:
    """Of several people: what most of them say; "cannot tell" if no verdict has most."""
    (first, count), *others = Counter(said.values()).most_common()
    return CANNOT_TELL if any(more == count for _, more in others) else first


def keep(sessions: Iterable[Path], model: str, server: str, checks: Iterable[Check]) -> None:
    """Beside the sessions, for those who use the judge there. Raises RecordingError."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    made = list(checks)
    for folder in dict.fromkeys(map(place, sessions)):
        for one in made:
            row = {"is": "check", "model": model, "server": server, **asdict(one), "at": at}
            append(folder / FILE, row)


def doubt(session: Path, model: str, server: str, kind: str) -> str:
    """Why what this judge finds here is experimental; "" if it is not. Raises RecordingError."""
    wanted = (model, server, kind, QUESTIONS[kind].version)
    found = "not measured"
    for row in rows(place(session) / FILE):
        if (row.get("model"), row.get("server"), row.get("kind"), row.get("version")) == wanted:
            one = Check(kind, QUESTIONS[kind].version, row.get("items", 0), kappa=row.get("kappa"))
            found = one.doubt
    return found
