"""A loudspeaker for listening to what was recorded: two channels, and a count of what was heard.

Beside DeviceSpeaker, which plays the partner live: there the partner's line matters, and its own
track; here both tracks sound, and the count is the clock of all that is shown.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from ..errors import CrewError
from .streams import open_stream

HUNG_S = 3.0  # sound waits and no callback has come for so long: the device is gone


class StereoSpeaker:
    """wanted: number or part of its name, "" = default. Raises CrewError if it cannot be opened.

    rate_hz, channels: what it takes. Stereo at 16 kHz if it can; a device with one channel gets
    both tracks in that. No other stream may be open in the process: a search for lost devices
    (streams.refresh) would end this one, as if its device were gone.
    """

    def __init__(self, wanted: str = "") -> None:
        self._lock = threading.Lock()  # guards all below; held for microseconds
        self._queue = bytearray()
        self._taken = 0  # samples that the device has taken since the last drop
        self._end_s = 0.0  # time.monotonic() at which the last of them is heard
        self._called_s = time.monotonic()
        self._latency_s = 0.0
        self.rate_hz, self.channels = 0, 0
        self._stream = open_stream("output", wanted, self._on_block, channels=2)
        self._latency_s = self._stream.latency_s
        self.name = self._stream.name
        self.rate_hz, self.channels = self._stream.rate_hz, self._stream.channels

    def play(self, pcm: bytes) -> None:
        """Queue int16 at rate_hz, interleaved; never blocks. Raises CrewError: device lost."""
        self._notice()
        with self._lock:
            if not self._queue:
                self._called_s = time.monotonic()
            self._queue += pcm

    def heard(self) -> int:
        """Samples heard since the last drop, without those on their way. Raises CrewError."""
        self._notice()
        with self._lock:
            on_the_way_s = max(0.0, self._end_s - time.monotonic())
            return max(0, self._taken - round(on_the_way_s * self.rate_hz))

    def drop(self) -> None:
        """Forget what is queued, and count anew from what is queued next.

        What the device has taken, it still plays: 30 ms on ALSA.
        """
        with self._lock:
            self._queue.clear()
            self._taken = 0

    def close(self) -> None:
        """May be called twice."""
        self._stream.close()

    def _notice(self) -> None:
        hung = bool(self._queue) and time.monotonic() - self._called_s > HUNG_S
        if self._stream.lost or hung:
            raise CrewError(f'loudspeaker "{self.name}" is gone')

    def _on_block(self, data: Any, samples: int, times: Any, flags: Any) -> None:
        """On PortAudio's thread, every 10 ms."""
        now, size = time.monotonic(), len(data)
        with self._lock:
            filled = min(len(self._queue), size)
            data[:filled] = self._queue[:filled]
            data[filled:] = bytes(size - filled)
            del self._queue[:filled]
            self._called_s = now
            if filled:
                sounding = filled * samples // size
                ahead_s = times.outputBufferDacTime - times.currentTime
                told = 0.0 <= ahead_s < 1.0  # some systems tell nonsense
                self._end_s = now + (ahead_s if told else self._latency_s)
                self._end_s += sounding / self.rate_hz
                self._taken += sounding
