"""A camera's pictures as they come over WebRTC, taken out before anybody decodes them.

Takes the place of aiortc's buffer, which puts packets in order; what it would hand to the decoder
goes to the film instead, so that a picture costs the house as little as a copy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CLOCK_HZ = 90_000  # of every picture's timestamp
ROUND = 1 << 32  # RTP counts to here and begins anew
CAPACITY = 512  # packets; as aiortc has it for pictures


def is_key(data: bytes) -> bool:
    """Can this VP8 picture be shown without those before it? (RFC 6386, 9.1)"""
    return len(data) > 9 and not data[0] & 1


def size(key: bytes) -> tuple[int, int]:
    """Width and height of a VP8 key picture."""
    width, height = (int.from_bytes(key[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return width, height


class Unrolled:
    """Timestamps that went round, in seconds since the first one."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._ticks = 0

    def seconds(self, timestamp: int) -> float:
        if self._last is not None:
            step = (timestamp - self._last) % ROUND
            self._ticks += step - ROUND if step > ROUND // 2 else step
        self._last = timestamp
        return self._ticks / CLOCK_HZ


def intercept(receiver: Any, take: Callable[[bytes, int], bool]) -> None:
    """take: gets each picture and its timestamp; True: a key picture is needed.

    aiortc has no place for this, hence so.
    """
    from aiortc.jitterbuffer import JitterBuffer

    class Pictures(JitterBuffer):
        def add(self, packet: Any) -> tuple[bool, None]:
            lost, frame = super().add(packet)
            needed = take(frame.data, frame.timestamp) if frame else False
            return lost or needed, None

    receiver._RTCRtpReceiver__jitter_buffer = Pictures(CAPACITY, is_video=True)
