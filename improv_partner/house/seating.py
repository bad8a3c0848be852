"""Who sits where, whether the scene may begin, and who may still join it; one performer or several.

All on the house's loop, but for `begun`, and for what is fixed once it is set.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from .. import consent_record, names, withdrawal_code
from ..settings import HouseSettings
from . import Refused
from .form import keeps
from .metronome import Metronome
from .peer import Peer

MOST = 6  # performers; each is heard by five others
BUSY = "somebody is already here with this address; ask whoever runs the scene"
FULL = "all seats of this scene are taken; ask whoever runs it"
KEEPS = "the words of this scene are kept, with a yes of all who play; it cannot go on with your no"


def seats(count: int) -> tuple[str, ...]:
    """Who sits there: "actor", then "p2" to "p6"."""
    return ("actor", *(f"p{number}" for number in range(2, count + 1)))


class Seating:
    """who: the seats. peers: by seat. metronome: the room's clock, where there are several.

    opening: who was ready when the scene began; begun is set then. late: who came after that.
    """

    def __init__(self, house: HouseSettings, count: int) -> None:
        self._house = house
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

    def agreed(self, peer: Peer, consent: dict[str, Any]) -> None:
        """This performer has answered the form. Raises Refused: too late for this answer.

        The record is signed after those of who agreed before; for good when the scene begins.
        """
        self._check(consent)
        name = consent["pseudonym"] or f"Player {self.who.index(peer.who) + 1}"
        others = {other.name for other in self.peers.values()}
        taken = [name, *(f"{name} {number}" for number in range(2, MOST + 2))]
        peer.name = next(one for one in taken if one not in others)
        before = [other.consent for other in self.peers.values() if other.consent]
        peer.code = withdrawal_code.new()
        last = before[-1] if before else None
        peer.consent = consent_record.sign(consent, peer.who, peer.code, last)
        if self.metronome:
            self.metronome.start()

    def ready(self, peer: Peer) -> None:
        """The sound check is over. Raises Refused."""
        assert peer.consent is not None, "who is not asked is not heard"
        self._check(peer.consent)
        if self.begun.is_set() and not peer.ready:
            self.late.append(peer)
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

    def sign(self, out: Path) -> dict[str, Any]:
        """For the header: the consent of all who play so far, each signed after the one before.

        out: where real names are noted, if the words are kept. Raises RecordingError. Any thread.
        """
        records: list[dict[str, Any]] = []
        for peer in self.playing:
            answers = dict(peer.consent or {})
            if peer.real_name and self.keeps_words:
                called = answers["pseudonym"] or peer.name
                answers["pseudonym"] = names.add(out, called, peer.real_name)
            peer.real_name = ""
            last = records[-1] if records else None
            peer.consent = consent_record.sign(answers, peer.who, peer.code, last)
            records.append(peer.consent)
        return consent_record.together(records)

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

    def _check(self, consent: dict[str, Any]) -> None:
        if self.keeps_words and not keeps(consent)[0]:
            raise Refused(403, KEEPS)
