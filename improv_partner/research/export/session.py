"""A session as exports see it: read once, with ids in place of names.

Of the header's consent only the id and the purposes are handed on; performers and raters are
numbered. Who of several performers did not agree is left out: left_out.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ... import track
from ...consent_record import records
from ...errors import RecordingError
from ...events import FRAME_SAMPLES, Intent, Sealed
from ...exchanges import Exchange, exchanges
from ...notes import LISTENER, Rater, Rating, Ratings, ratings, tags
from ...notes import read as read_notes
from ...recording import Entry, read
from ..parent import last_sum
from ..players import PARTNER, performers, players
from .left_out import left_out, muted, purposes, stay, without
from .permitted import Ended, consent_id, ended, record, withdrawn


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

    performer: the actor by number, "" = no name was given; of several all, with spaces. people: the
    same by who they are. tags: the actor's, by exchange, as corrected afterwards. ratings: of
    listeners, by pseudonym and the actor's line. silent: whose sound may not be given. muted: where
    nothing may be heard of the partner, in samples.
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
    people: Mapping[str, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    muted: tuple[tuple[int, int], ...] = ()

    @property
    def performers(self) -> tuple[str, ...]:
        """Who they are, also those who are left out."""
        return performers(self.header)

    @property
    def players(self) -> tuple[str, ...]:
        """In the order of their channels: the first performer, the partner, further performers."""
        return players(self.header)

    def channel(self, who: str) -> int:
        """Of a player in the WAV file, from 1."""
        return self.players.index(who) + 1

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
        begin = max(begin, 0)
        if who in self.silent:
            return bytes(max(end - begin, 0) * track.SAMPLE_BYTES)
        heard = bytearray(track.pcm(self.folder, who, begin, end))
        heard += bytes(max((end - begin) * track.SAMPLE_BYTES - len(heard), 0))
        for a, b in self.muted if who == PARTNER else ():
            a, b = (min(max(at, begin), end) - begin for at in (a, b))
            heard[a * track.SAMPLE_BYTES : b * track.SAMPLE_BYTES] = bytes(
                (b - a) * track.SAMPLE_BYTES
            )
        return bytes(heard)


def load(folder: Path, needs: frozenset[str], names: Pseudonyms, whole: bool = False) -> Session:
    """Raises Ended if it was withdrawn or is past its day; RecordingError if it is no session, or
    consent does not cover what is needed.

    "keep_audio" is needed only if there is any, and of one performer at least. whole: nobody can be
    left out, all of them have to agree.
    """
    if why := withdrawn(folder):  # its log may be gone
        raise Ended(why)
    header, lines = read(folder)
    if why := ended(folder, header):
        raise Ended(why)
    out = left_out(folder, header, needs, whole)
    if out.why:
        raise RecordingError(out.why)
    entries = list(lines)
    kept, hidden = stay(exchanges(entries), out.gone)
    numbers, people = {one.number for one in kept}, numbered(header, names, out.gone)
    return Session(
        id=folder.resolve().name,
        folder=folder,
        header=header,
        entries=without(out.gone, hidden, entries),
        exchanges=kept,
        tags={number: tag for number, tag in tags(folder).items() if number in numbers},
        ratings=_heard(ratings(read_notes(folder)), names),
        consent=consent_id(header),
        performer=" ".join(dict.fromkeys(filter(None, people.values()))),
        purposes=tuple(purposes(header, out.gone)),
        samples=_samples(folder, header, entries),
        sum=last_sum(folder),
        people=people,
        silent=out.silent,
        muted=muted(hidden),
    )


def numbered(
    header: Mapping[str, Any], names: Pseudonyms, gone: frozenset[str] = frozenset()
) -> dict[str, str]:
    """The performers by number, "" = no name was given; without those who are gone."""
    who, consent = performers(header), record(header)
    signed = {str(one.get("who")): one for one in records(consent)}
    own = {one: signed.get(one, {}) for one in who} if len(who) > 1 else {who[0]: consent}
    return {
        one: names.actor(str(own[one].get("pseudonym") or "")) for one in who if one not in gone
    }


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
