"""Opus packets in order, with next to no waiting; pure. Takes the place of aiortc's own buffer.

That one (1.16) waits for 4 packets (80 ms), and after one lost packet for 16, for good. Here a
packet goes on at once if it is the next, and a missing one is waited for as long as two others
take to come; then all that waited go on together, so that nothing stays late. What is lost leaves a
gap in the timestamps, which the microphone fills.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WAIT = 2  # packets of 20 ms that may overtake one
STRANGE = 100  # further from the expected number than this: a new stream
ROUND = 1 << 16  # RTP counts to here and begins anew


@dataclass(slots=True)
class Encoded:
    """What aiortc decodes: one packet's data, and its RTP timestamp (48 kHz)."""

    data: bytes
    timestamp: int


class Packets:
    """decode: where packets go that can be decoded before the one that add() gives back."""

    def __init__(self, decode: Callable[[Any, Encoded], None]) -> None:
        self._decode = decode
        self._next: int | None = None
        self._held: dict[int, Any] = {}

    def add(self, packet: Any) -> tuple[bool, Encoded | None]:
        """A packet (sequence_number, timestamp, _data) comes: what can be decoded now.

        As aiortc's JitterBuffer.add, which gives one at most; the first of the pair is about
        pictures, here always False.
        """
        ready = self._come(packet)
        for one in ready[:-1]:
            self._decode(one, Encoded(one._data, one.timestamp))
        return False, Encoded(ready[-1]._data, ready[-1].timestamp) if ready else None

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
