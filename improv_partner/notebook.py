"""Recordings in a notebook: improv_partner.load("recordings") gives sessions, exchanges, sound.

Sessions are read when they are asked for, so that thousands need no more memory than one. What a
performer did not agree to is not given: see docs/notebook.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from . import notes, track
from .errors import ImprovError, RecordingError
from .events import RATE_HZ, Intent
from .exchanges import Exchange, exchanges
from .recording import Entry, read
from .research import exchange_html, remote
from .research.export.permitted import heard, refusal
from .research.index import rows
from .research.index.frame import frame
from .research.index.rows import Rows
from .research.players import PARTNER, names, performers

BOTH = "both"  # in place of a player's name
AROUND_S = 0.2  # of sound before and after an exchange
LONGEST_S = 60.0  # of sound inside a page: 2.6 MB
FULL_SCALE = 32768.0  # of int16


def load(*places: str | Path) -> Sessions:
    """The sessions in and under these folders and addresses (s3://..., with the extra "remote").

    Nothing of them is read yet. Raises RecordingError, ImprovError: an address without answer.
    """
    return Sessions(remote.sessions(str(place) for place in places))


class Sessions(Sequence["Session"]):
    """Sessions in order: len(), a number, a slice, a name, a loop.

    refused: why sessions were left out of a loop or a frame, by folder or address.
    """

    def __init__(self, places: Sequence[str]) -> None:
        self.places = tuple(places)
        self.refused: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, at: int | str) -> Session: ...
    @overload
    def __getitem__(self, at: slice) -> Sessions: ...
    def __getitem__(self, at: int | str | slice) -> Session | Sessions:
        """Raises IndexError, KeyError (no such name, or more than one), RecordingError."""
        if isinstance(at, slice):
            return Sessions(self.places[at])
        if isinstance(at, int):
            return Session(self.places[at])
        named = [place for place in self.places if at in (place, PurePosixPath(place).name)]
        if len(named) != 1:
            raise KeyError(f"{len(named)} sessions are called {at!r}")
        return Session(named[0])

    def __iter__(self) -> Iterator[Session]:
        """Those that can be read, one at a time; the others are told in `refused`."""
        for place in self.places:
            try:
                yield Session(place)
            except ImprovError as error:
                self.refused[place] = str(error)

    def __repr__(self) -> str:
        return f"<{len(self)} sessions>"

    def frame(self, table: str = "exchanges", library: str = "pandas") -> Any:
        """A table of all of them: sessions, exchanges, failures, intents or readings.

        The columns are those of the index (docs/query.md). library: pandas or polars. Raises
        ImprovError if it is not installed.
        """
        return frame(table, self._rows(table), library)

    def _rows(self, table: str) -> Iterator[dict[str, Any]]:
        for place in self.places:
            try:
                yield from rows.rows(place).get(table, ())
            except ImprovError as error:
                self.refused[place] = str(error)


class Session:
    """One session. header: as it was recorded. folder: where it lies on this machine."""

    def __init__(self, place: str) -> None:
        """Raises RecordingError: no session, or its performer did not agree to research."""
        self.place = place
        self.folder = remote.local(place)
        self.header, self._entries = read(self.folder)
        if why := refusal(Path(place), self.header, rows.NEEDS):
            raise RecordingError(why)

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def entries(self) -> list[Entry]:
        """Every event and cue of the log. Raises RecordingError if a line is damaged."""
        return list(self._entries)

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """Dataclasses (improv_partner.exchange); what was rated afterwards is in `tags`."""
        return list(exchanges(self.entries))

    @cached_property
    def tags(self) -> dict[int, Intent]:
        """What the actor meant, by the number of the exchange: as corrected, else as played."""
        return notes.tags(self.folder)

    @cached_property
    def tables(self) -> Rows:
        """Rows of the index's tables, failures among them."""
        return rows.rows(self.place)

    def frame(self, table: str = "exchanges", library: str = "pandas") -> Any:
        """See Sessions.frame."""
        return frame(table, self.tables.get(table, ()), library)

    def __len__(self) -> int:
        return len(self.exchanges)

    def __getitem__(self, number: int) -> Excerpt:
        """The exchange with this number (from 1), to be seen and heard. Raises KeyError."""
        for exchange in self.exchanges:
            if exchange.number == number:
                return Excerpt(self, exchange)
        raise KeyError(f"{self.name} has no exchange {number}; it has 1 to {len(self)}")

    def __iter__(self) -> Iterator[Excerpt]:
        return (Excerpt(self, exchange) for exchange in self.exchanges)

    def __repr__(self) -> str:
        return f"<session {self.name}: {len(self)} exchanges>"

    def sound(
        self, who: str = BOTH, begin_s: float = 0.0, end_s: float | None = None
    ) -> NDArray[np.float32]:
        """Any span, -1 to 1 at 16 kHz: (samples,) of "actor", "p2" or "partner", (samples, 2) of
        "both".

        Both: actors left, partner right. Shorter where the track is. Raises RecordingError: no
        sound, or the performer did not agree that it is kept; in "both" of several performers
        those are left out who did not.
        """
        begin, end = round(begin_s * RATE_HZ), None if end_s is None else round(end_s * RATE_HZ)
        if who == BOTH:
            tracks = {one: self._samples(one, begin, end) for one in self.players}
            both = np.zeros((max(map(len, tracks.values())), 2), np.float32)
            for one, samples in tracks.items():
                both[: len(samples), int(one == PARTNER)] += samples
            return both
        if who not in (PARTNER, *performers(self.header)):
            there = ", ".join(self.players)
            raise RecordingError(f'"{who}" has no track: there are {there} and both')
        return self._samples(who, begin, end)

    @property
    def players(self) -> tuple[str, ...]:
        """Of whom there is sound that may be heard, the partner first. Raises RecordingError."""
        if not self.header.get("audio"):
            raise RecordingError(f"{self.place}: recorded without sound")
        if found := heard(self.header):
            return found
        raise RecordingError(refusal(Path(self.place), self.header, (*rows.NEEDS, "keep_audio")))

    def _samples(self, who: str, begin: int, end: int | None) -> NDArray[np.float32]:
        if who not in self.players:
            raise RecordingError(f"{self.place}: {who} did not agree that the sound is kept")
        folder = remote.local(self.place, sound=True)
        pcm = track.pcm(folder, who, max(begin, 0), None if end is None else max(end, 0))
        return np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(FULL_SCALE)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One exchange of a session: as a dataclass, as sound, and as a notebook shows it."""

    session: Session
    exchange: Exchange

    @property
    def span(self) -> tuple[float, float]:
        """From the first sound to the last, in seconds."""
        t = self.exchange.timing
        ends = [*(end for _, end in self.exchange.sounds), t.actor_end_s, t.partner_end_s]
        begins = [*(begin for begin, _ in self.exchange.sounds), t.actor_start_s]
        first = min((at for at in begins if at is not None), default=0.0)
        return first, max([first, *(at for at in ends if at is not None)])

    def sound(self, who: str = BOTH) -> NDArray[np.float32]:
        """As Session.sound, with a little before and after; who: see exchange.performer."""
        begin_s, end_s = self.span
        return self.session.sound(who, max(begin_s - AROUND_S, 0.0), end_s + AROUND_S)

    def _repr_html_(self) -> str:
        """Meant, audible, read and done, the times, and the sound (at most LONGEST_S of it)."""
        called = names(self.session.header)
        who = self.exchange.performer
        pair = called.get(who, who), called[PARTNER]
        tag = self.session.tags.get(self.exchange.number)
        return exchange_html.render(self.exchange, tag, pair, self._pcm())

    def _pcm(self) -> bytes:
        """All players in one track, int16; b"" if there is none that may be heard."""
        try:
            both = self.sound()[: round(LONGEST_S * RATE_HZ)]
        except RecordingError:
            return b""
        mixed = np.clip(both.sum(axis=1) * FULL_SCALE, -FULL_SCALE, FULL_SCALE - 1)
        return bytes(mixed.astype(np.int16).tobytes())
