"""Who sits where, whether the scene may begin, and who may still join it; one performer or several.

All on the house's loop, but for `begun`, and for what is fixed once it is set.
"""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

from .. import consent_record, late, names, withdrawal_code
from ..errors import RecordingError
from ..settings import HouseSettings
from . import Refused
from .form import keeps
from .metronome import Metronome
from .peer import Peer

MOST = 6  # performers; each is heard by five others
BUSY = "somebody is already here with this address; ask whoever runs the scene"
FULL = "all seats of this scene are taken; ask whoever runs it"
KEEPS = "the words of this scene are kept, with a yes of all who play; it cannot go on with your no"
OVER = "the scene is over"
NOT_WRITTEN = "what you agreed to cannot be written down; ask whoever runs the scene"


def seats(count: int) -> tuple[str, ...]:
    """Who sits there: "actor", then "p2" to "p6"."""
    return ("actor", *(f"p{number}" for number in range(2, count + 1)))


class Seating:
    """who: the seats. peers: by seat. metronome: the room's clock, where there are several.

    opening: who was ready when the scene began; begun is set then. late: who came after that.
    sessions: the folder of the recordings, where real names are noted; None = nowhere.
    """

    def __init__(self, house: HouseSettings, count: int, sessions: Path | None = None) -> None:
        self._house, self._sessions = house, sessions
        self._lock = threading.Lock()  # of `late` and the two that follow
        self._folder: Path | None = None  # of this session, once there is one
        self._ended = False
        self.who = seats(count)
        self.peers: dict[str, Peer] = {}
        self.metronome = Metronome(house.wait_s, self.who) if count > 1 else None
        self.begun = threading.Event()
        self.opening: list[Peer] = []
        self.late: list[Peer] = []

    def sit(self, word: str) -> Peer:
        """A page has come in: its seat. Raises Refused.

        Until somebody is heard or plays, the newest page has the seat.
        """
        empty = [who for who in self.who if who not in self.peers]
        idle = [who for who, peer in self.peers.items() if not (peer.mic.here or peer.ready)]
        unasked = [who for who in idle if self.peers[who].consent is None]
        for who in (*empty, *unasked, *idle):
            seat = self.metronome.seats[who] if self.metronome else None
            if seat:
                seat.connected()
            self.peers.pop(who, None)  # the newest is the last to go
            self.peers[who] = Peer(who, word, self._house, seat)
            return self.peers[who]
        raise Refused(409, FULL if self.metronome else BUSY)

    def agreed(self, peer: Peer, consent: dict[str, Any], real_name: str = "") -> None:
        """This performer has answered the form: the record is signed, and stays as it is.

        Raises Refused: too late for this answer. RecordingError: the names cannot be read.
        """
        self._check(consent)
        name = consent["pseudonym"] or f"Player {self.who.index(peer.who) + 1}"
        others = {other.name for other in self.peers.values()}
        taken = [name, *(f"{name} {number}" for number in range(2, MOST + 2))]
        peer.name = next(one for one in taken if one not in others)
        if consent["pseudonym"] or real_name:
            pseudonym = self._free(name, real_name) if keeps(consent)[0] else peer.name
            consent = consent | {"pseudonym": pseudonym}
        peer.real_name, peer.code = real_name, withdrawal_code.new()
        peer.consent = consent_record.sign(consent, peer.who, peer.code)
        if self.metronome:
            self.metronome.start()

    async def ready(self, peer: Peer) -> None:
        """The sound check is over. Raises Refused.

        Whoever joins a scene that has begun is heard once what they agreed to is on the disk.
        """
        assert peer.consent is not None, "who is not asked is not heard"
        self._check(peer.consent)
        if self.begun.is_set() and not peer.ready:
            await asyncio.to_thread(self._join, peer)
        peer.ready = True
        if self.metronome:
            self.metronome.seats[peer.who].ready = True
        if self.begun.is_set():
            return
        there = [one for one in self.peers.values() if one.ready]
        if len(there) == len(self.who):
            self._begin()
        words = f"{len(there)} of {len(self.who)} performers are ready." if self.metronome else ""
        for one in there:
            one.board.post({"is": "phase", "phase": "wait", "words": words})

    def begin(self, peer: Peer) -> None:
        """Somebody who is ready does not want to wait for the others. Raises Refused."""
        if not peer.ready:
            raise Refused(409, "first end your sound check")
        self._begin()

    def name_of(self, who: str) -> str:
        """Any thread: how this performer is called."""
        return self.peers[who].name if who in self.peers else who

    @property
    def playing(self) -> list[Peer]:
        """All who play or have played, in the order of their records. Any thread."""
        return [*self.opening, *self.late]

    def consent(self) -> dict[str, Any]:
        """For the header: what all agreed to with whom the scene begins.

        Their real names are noted, if the words are kept. Raises RecordingError. Any thread.
        """
        return consent_record.together([self._noted(peer) for peer in self.opening])

    def performer(self, peer: Peer) -> dict[str, str]:
        """For the header. Any thread."""
        track = peer.who if self.keeps_sound(peer.who) else ""
        return {"kind": "human", "name": peer.name, "track": track}

    def recorded(self, folder: Path) -> None:
        """The recording has begun. Raises RecordingError. Any thread."""
        with self._lock:
            self._folder = folder
            for peer in self.late:
                self._add(peer)

    def end(self) -> None:
        """The recording is closed: nobody joins any more. Any thread."""
        with self._lock:
            self._ended = True

    @property
    def keeps_words(self) -> bool:
        """By the yes of everybody with whom the scene began."""
        return bool(self.opening) and all(keeps(peer.consent or {})[0] for peer in self.opening)

    def keeps_sound(self, who: str) -> bool:
        """Of this performer. Any thread."""
        peer = self.peers.get(who)
        return peer is not None and peer.consent is not None and keeps(peer.consent)[1]

    def _begin(self) -> None:
        if not self.begun.is_set():
            self.opening = [one for one in self.peers.values() if one.ready]
            self.begun.set()

    def _free(self, name: str, real_name: str) -> str:
        """The pseudonym for the recording: nobody else's who is here, or in the list of names."""
        known = names.read(self._sessions) if self._sessions else {}
        here = [(peer.consent or {}).get("pseudonym", "") for peer in self.peers.values()]
        taken = known | dict.fromkeys(here, "\0here")  # signs that are in no name
        return names.free(taken, name, real_name or "\0nobody")

    def _join(self, peer: Peer) -> None:
        """A thread of its own: disks are slow. Raises Refused."""
        with self._lock:
            if self._ended:
                raise Refused(409, OVER)
            try:
                if peer not in self.late:
                    self._add(peer)
                    self.late.append(peer)
            except RecordingError as error:
                raise Refused(503, NOT_WRITTEN) from error

    def _add(self, peer: Peer) -> None:
        if self._folder and self.keeps_words:
            late.add(self._folder, self._noted(peer), self.performer(peer))

    def _noted(self, peer: Peer) -> dict[str, Any]:
        """The record, once the real name is where it belongs."""
        record = peer.consent or {}
        if peer.real_name and self._sessions and self.keeps_words:
            called = names.add(self._sessions, record["pseudonym"], peer.real_name)
            if called != record["pseudonym"]:  # another scene has taken it since the yes
                record = record | {"pseudonym": called}
                record = peer.consent = consent_record.sign(record, peer.who, peer.code)
        peer.real_name = ""
        return record

    def _check(self, consent: dict[str, Any]) -> None:
        if self.keeps_words and not keeps(consent)[0]:
            raise Refused(403, KEEPS)
