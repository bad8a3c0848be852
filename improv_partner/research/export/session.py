"""A session as exports see it: read once, with ids in place of names.

Of the header's consent only the id and the purposes are handed on; raters are numbered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ... import track
from ...errors import RecordingError
from ...events import FRAME_SAMPLES, Intent, Sealed
from ...exchanges import Exchange, exchanges
from ...notes import LISTENER, Rater, Rating, Ratings, ratings, tags
from ...notes import read as read_notes
from ...recording import Entry, read
from ..parent import last_sum
from .permitted import consent_id, permitted, record, refusal, withdrawn


class Refused(RecordingError):
    """The session may not be exported for this purpose."""


@dataclass(slots=True)
class Pseudonyms:
    """People by number, the same in all of one export; who is who is kept nowhere."""

    actors: dict[str, str] = field(default_factory=dict)
    listeners: dict[str, str] = field(default_factory=dict)

    def actor(self, called: str) -> str:
        """ "actor-1" and so on for the name by which an actor wants to be called; "" for none."""
        return self.actors.setdefault(called, f"actor-{len(self.actors) + 1}") if called else ""

    def listener(self, rater: Rater) -> str:
        """ "listener-1" and so on; whether blind is told, too."""
        number = self.listeners.setdefault(rater.by, f"listener-{len(self.listeners) + 1}")
        return f"{number}, blind" if rater.blind else number


@dataclass(frozen=True, slots=True)
class Session:
    """id: name of its folder. consent: id of its record. samples: length of the tracks.

    performer: the actor by number, "" = no name was given. tags: the actor's, by exchange, as
    corrected afterwards. ratings: of listeners, by pseudonym and the actor's line.
    """

    id: str
    folder: Path
    header: dict[str, Any]
    entries: list[Entry]
    exchanges: list[Exchange]
    tags: dict[int, Intent]
    ratings: dict[str, dict[int, Rating]]
    consent: str
    performer: str
    purposes: tuple[str, ...]
    samples: int
    sum: str

    @property
    def audio(self) -> bool:
        return bool(self.header.get("audio"))

    @property
    def scene(self) -> str:
        """Key of the scene."""
        return str(part_of(self.header, "scene").get("key", ""))

    @property
    def model(self) -> str:
        """What played the partner; without the address of its server."""
        return str(part_of(self.header, "crew").get("mind", "")).split(" at ")[0]

    def pcm(self, who: str, begin: int, end: int) -> bytes:
        """A player's sound between two samples, int16 mono 16 kHz; silence where there is none.

        Raises RecordingError.
        """
        heard = track.pcm(self.folder, who, max(begin, 0), end)
        return heard + bytes(max((end - max(begin, 0)) * track.SAMPLE_BYTES - len(heard), 0))


def load(folder: Path, needs: frozenset[str], names: Pseudonyms) -> Session:
    """Raises Refused if consent does not cover what is needed, RecordingError if it is no session.

    "keep_audio" is needed only if there is any.
    """
    if why := withdrawn(folder):  # its log may be gone
        raise Refused(why)
    header, lines = read(folder)
    if not header.get("audio"):
        needs = needs - {"keep_audio"}
    if why := refusal(folder, header, needs):
        raise Refused(why)
    entries = list(lines)
    return Session(
        id=folder.resolve().name,
        folder=folder,
        header=header,
        entries=entries,
        exchanges=list(exchanges(entries)),
        tags=tags(folder),
        ratings=_heard(ratings(read_notes(folder)), names),
        consent=consent_id(header),
        performer=names.actor(str(record(header).get("pseudonym") or "")),
        purposes=tuple(sorted(permitted(record(header)))),
        samples=_samples(folder, header, entries),
        sum=last_sum(folder),
    )


def _heard(found: Ratings, names: Pseudonyms) -> dict[str, dict[int, Rating]]:
    listeners = {rater: lines for rater, lines in found.items() if rater.role == LISTENER}
    return {names.listener(rater): dict(lines) for rater, lines in listeners.items()}


def _samples(folder: Path, header: Mapping[str, Any], entries: list[Entry]) -> int:
    """As the log's end says, else as long as the tracks or the log are: it was killed."""
    sealed = [e.what.samples for e in entries if isinstance(e.what, Sealed)]
    if sealed and sealed[-1]:
        return sealed[-1]
    lengths = [entry.frame * FRAME_SAMPLES for entry in entries[-1:]]
    if header.get("audio"):
        lengths += [track.length(track.find(folder, who))[1] for who in track.PLAYERS]
    return max(lengths, default=0)


def part_of(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table inside a header; empty if it is missing or something else."""
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}
