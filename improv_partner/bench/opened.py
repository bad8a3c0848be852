"""One session as the bench sees it: log, failures and notes, folded once for all that asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import track
from ..events import FRAME_SAMPLES, RATE_HZ, Sealed
from ..jsonl import Row
from ..notes import LISTENER, Ratings, ratings
from ..recording import Entry
from ..research.export.permitted import heard
from ..research.export.session import Session as Exported
from ..research.failures.failure import Failure
from ..research.failures.kinds import failures
from ..research.failures.session import Session as Judged
from ..research.failures.session import session

COMMENT = "comment"  # the kind of note in which somebody says something about an exchange
Span = tuple[int, int]  # samples, from and before


@dataclass(frozen=True, slots=True)
class Opened:
    """judged: the session as the failure rules see it; exported: as the exports do.

    samples: how long it is. tracks: of whom there is sound that may be heard.
    """

    folder: Path
    judged: Judged
    exported: Exported
    failures: Sequence[Failure]
    notes: Sequence[Row]
    rated: Ratings
    samples: int
    tracks: Sequence[str]

    @property
    def header(self) -> Mapping[str, Any]:
        return self.judged.header

    def lines(self) -> dict[int, int]:
        """The actor's lines, with the number of their exchange."""
        return {e.actor_line: e.number for e in self.judged.exchanges if e.actor_line}

    def rated_by(self, name: str) -> set[int]:
        """The lines with which this listener is done."""
        return {
            line
            for rater, lines in self.rated.items()
            if rater.by == name and rater.role == LISTENER
            for line, rating in lines.items()
            if rating.done
        }

    def span(self, number: int) -> Span:
        """Of an exchange: from its first sound to its last."""
        spans = [turn.span for turn in self.judged.turns if turn.number == number]
        begin_s = min((begin for begin, _ in spans), default=0.0)
        end_s = max((end for _, end in spans), default=0.0)
        return round(begin_s * RATE_HZ), min(round(end_s * RATE_HZ), self.samples)


def opened(folder: Path, header: dict[str, Any], log: list[Entry], notes: list[Row]) -> Opened:
    """Raises RecordingError: notes or tracks that cannot be read."""
    one = session(folder, header, log, notes)
    tracks = _tracks(folder, header)
    rated = ratings(notes)
    samples = _samples(folder, log, tracks)
    tags = {turn.number: turn.tag for turn in one.turns if turn.tag}
    exported = Exported(
        id=folder.resolve().name,
        folder=folder,
        header=header,
        entries=log,
        exchanges=list(one.exchanges),
        tags=tags,
        ratings={},
        consent="",
        performer="",
        purposes=(),
        samples=samples,
        sum="",
    )
    return Opened(folder, one, exported, failures(one), notes, rated, samples, tracks)


def _tracks(folder: Path, header: Mapping[str, Any]) -> list[str]:
    """Actors first, the partner last: those who said yes to sound."""
    partner, *actors = heard(header) or ("",)
    wanted = [*actors, partner] if partner else []
    return [who for who in wanted if any((folder / f"{who}{s}").is_file() for s in SUFFIXES)]


SUFFIXES = (".flac", track.WAV)


def _samples(folder: Path, log: Sequence[Entry], tracks: Sequence[str]) -> int:
    """As the log's end says, else as long as the tracks or the log are: it was killed."""
    sealed = [e.what.samples for e in log[-1:] if isinstance(e.what, Sealed)]
    if sealed and sealed[0]:
        return sealed[0]
    lengths = [track.length(track.find(folder, who))[1] for who in tracks]
    return max([entry.frame * FRAME_SAMPLES for entry in log[-1:]] + lengths, default=0)
