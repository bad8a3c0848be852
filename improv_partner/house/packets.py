"""Opus packets in order, with next to no waiting; pure. Takes the place of aiortc's own buffer.

aiortc's (1.16) waits for 4 packets (80 ms), and after one lost packet for 16, for good. Here a
packet goes on at once if it is the next, and a missing one is waited for as long as two others
take to come; then all that waited go on together, so that nothing stays late. What is lost leaves a
gap in the timestamps, which the microphone fills. aiortc itself is given nothing to decode.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WAIT = 2  # packets of 20 ms that may overtake one
STRANGE = 100  # further from the expected number than this: a new stream
ROUND = 1 << 16  # RTP counts to here and begins anew
TICKS = 1 << 32  # and its timestamps to here


class Packets:
    """take: gets each packet's data, and its timestamp (48 kHz) since the first one's."""

    def __init__(self, take: Callable[[bytes, int], None]) -> None:
        self._take = take
        self._next: int | None = None
        self._held: dict[int, Any] = {}
        self._stamp: int | None = None  # of the newest packet that went on
        self._ticks = 0

    def add(self, packet: Any) -> tuple[bool, None]:
        """A packet (sequence_number, timestamp, _data) comes: whatever is next goes on.

        As aiortc's JitterBuffer.add: no picture is needed, and there is nothing to decode.
        """
        for one in self._come(packet):
            self._take(one._data, self._since(one.timestamp))
        return False, None

    def _since(self, stamp: int) -> int:
        """Timestamps that went round, counted on."""
        step = (stamp - (stamp if self._stamp is None else self._stamp)) % TICKS
        self._ticks += step - TICKS if step > TICKS // 2 else step
        self._stamp = stamp
        return self._ticks

    def _come(self, packet: Any) -> list[Any]:
        """All that are next with this one, in order."""
        number = packet.sequence_number
        if self._next is None or STRANGE < (number - self._next) % ROUND < ROUND - STRANGE:
            self._next, self._held = number, {}
        if (number - self._next) % ROUND >= ROUND - STRANGE:
            return []  # too late: others have gone before it
        self._held[number] = packet
        if self._next not in self._held and len(self._held) > WAIT:
            start = self._next
            self._next = min(self._held, key=lambda held: (held - start) % ROUND)
        ready = []
        while self._next in self._held:
            ready.append(self._held.pop(self._next))
            self._next = (self._next + 1) % ROUND
        return ready
