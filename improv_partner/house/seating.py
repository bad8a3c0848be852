"""Who sits where, whether the scene may begin, and who may still join it; one performer or several.

All on the house's loop, but for `begun`, and for what is fixed once it is set.
"""

from __future__ import annotations

import threading
from typing import Any

from .. import consent_record, withdrawal_code
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

    opening: who was ready when the scene began; begun is set then.
    """

    def __init__(self, house: HouseSettings, count: int) -> None:
        self._house = house
        self.who = seats(count)
        self.peers: dict[str, Peer] = {}
        self.metronome = Metronome(house.wait_s, self.who) if count > 1 else None
        self.begun = threading.Event()
        self.opening: list[Peer] = []

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
        """This performer has answered the form. Raises Refused: too late for this answer."""
        self._check(consent)
        name = consent["pseudonym"] or f"Player {self.who.index(peer.who) + 1}"
        others = {other.name for other in self.peers.values()}
        taken = [name, *(f"{name} {number}" for number in range(2, MOST + 2))]
        peer.name = next(one for one in taken if one not in others)
        peer.consent = consent
        if self.metronome:
            self.metronome.start()
            peer.code = withdrawal_code.new()

    def ready(self, peer: Peer) -> None:
        """The sound check is over. Raises Refused."""
        assert peer.consent is not None, "who is not asked is not heard"
        self._check(peer.consent)
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

    def joined(self) -> list[Peer]:
        """Who became ready after the scene began. Any thread."""
        return [one for one in list(self.peers.values()) if one.ready and one not in self.opening]

    def consent(self) -> dict[str, Any]:
        """For the header: of all who play so far, in that order. Any thread."""
        if self.metronome is None:
            return self.opening[0].consent or {}
        records: list[dict[str, Any]] = []
        for peer in (*self.opening, *self.joined()):
            last = records[-1] if records else None
            records.append(consent_record.sign(peer.consent or {}, peer.who, peer.code, last))
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
