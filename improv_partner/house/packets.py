"""Opus packets in order, with next to no waiting; pure. Takes the place of aiortc's own buffer.

That one (1.16) waits for 4 packets (80 ms), and after one lost packet for 16, for good. Here a
packet goes on at once if it is the next, and a missing one is waited for as long as two others
take to come. What is lost leaves a gap in the timestamps, which the microphone fills.
"""

from __future__ import annotations

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
    def __init__(self) -> None:
        self._next: int | None = None
        self._held: dict[int, Any] = {}

    def add(self, packet: Any) -> tuple[bool, Encoded | None]:
        """A packet (sequence_number, timestamp, _data) comes: the next one to decode, if there is.

        As aiortc's JitterBuffer.add; the first of the pair is about pictures, here always False.
        """
        number = packet.sequence_number
        if self._next is None or STRANGE < (number - self._next) % ROUND < ROUND - STRANGE:
            self._next, self._held = number, {}
        if (number - self._next) % ROUND >= ROUND - STRANGE:
            return False, None  # too late: others have gone before it
        self._held[number] = packet
        if self._next not in self._held and len(self._held) > WAIT:
            start = self._next
            self._next = min(self._held, key=lambda held: (held - start) % ROUND)
        found = self._held.pop(self._next, None)
        if found is None:
            return False, None
        self._next = (self._next + 1) % ROUND
        return False, Encoded(found._data, found.timestamp)
