"""Opus in and out on the house's own loop; aiortc would take a thread's turn for every packet.

A packet is some 50 us of work either way, and handing it to a thread and back costs more. 16 kHz
mono is coded as it is: 64 kb/s restricted to low delay keep its spectrum nearer (1.4 dB) than
aiortc's 96 kb/s of 48 kHz stereo do (2.0 dB), in a third of the time and 4 ms sooner.
"""

from __future__ import annotations

import fractions
from typing import Any

from ..crew.resample import Resampler
from ..events import RATE_HZ

OPUS_HZ = 48_000  # of every Opus timestamp, whatever is coded
SCALE = OPUS_HZ // RATE_HZ
BITS_S = 64_000
HOW = {"application": "lowdelay", "compression_level": "5"}  # looks ahead 2.5 ms; 5 of 10


class Decoder:
    """One connection's packets as sound."""

    def __init__(self) -> None:
        from av import CodecContext
        from av.error import FFmpegError

        self._broken = FFmpegError
        self._codec: Any = CodecContext.create("libopus", "r")
        self._codec.format, self._codec.layout, self._codec.sample_rate = "s16", "mono", OPUS_HZ
        self._graph = Resampler(OPUS_HZ)

    def sound(self, data: bytes) -> tuple[bytes, int]:
        """Int16 mono 16 kHz, and how many samples the packet is long; nothing if it is broken.

        The sound may be a little shorter or longer, for it comes from a resampler.
        """
        from av.packet import Packet

        if not data:
            return b"", 0  # the codec would take it for the end of all
        try:
            frames = self._codec.decode(Packet(data))
        except self._broken:
            return b"", 0
        pcm = b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames)
        return self._graph.feed(pcm), len(pcm) // 2 // SCALE


class Encoder:
    """One connection's sound as packets."""

    def __init__(self) -> None:
        from av import CodecContext

        self._second = fractions.Fraction(1, OPUS_HZ)
        self._codec: Any = CodecContext.create("libopus", "w")
        self._codec.format, self._codec.layout, self._codec.sample_rate = "s16", "mono", RATE_HZ
        self._codec.bit_rate, self._codec.options = BITS_S, HOW
        self._samples = 0

    def packet(self, pcm: bytes) -> Any:
        """20 ms (int16 mono 16 kHz) as what aiortc sends, with its place in the connection."""
        from av.audio.frame import AudioFrame

        frame = AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
        frame.planes[0].update(pcm)
        frame.sample_rate, frame.pts = RATE_HZ, self._samples
        (packet,) = self._codec.encode(frame)
        packet.pts, packet.time_base = self._samples * SCALE, self._second
        self._samples += frame.samples
        return packet
