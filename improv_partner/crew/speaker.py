"""The loudspeaker of this machine, through PortAudio: one stream, open all the time."""

from __future__ import annotations

import asyncio
import threading
import time
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..errors import CrewError
from ..events import RATE_HZ
from . import Output
from .devices import chosen
from .hush import Hush, slope
from .streams import Stream, holders, open_again, open_stream

HUNG_S = 3.0  # sound waits and no callback has come for so long: the device is gone
LOOK_EVERY_S = 1.0


@dataclass(slots=True)
class Piece:
    """Queued sound: as it came, and as the device takes it. left: bytes of `device` that left."""

    pcm: bytes
    device: bytes
    left: int = 0

    @property
    def empty(self) -> bool:
        return self.left == len(self.device)

    def take(self, size: int) -> tuple[bytes, bytes]:
        """The next `size` bytes (or what there is) for the device, and the PCM they stand for."""
        begin, self.left = self.left, min(self.left + size, len(self.device))
        pcm = self.pcm[self._pcm_until(begin) : self._pcm_until(self.left)]
        return self.device[begin : self.left], pcm

    def _pcm_until(self, left: int) -> int:
        return left * (len(self.pcm) // 2) // len(self.device) * 2


class DeviceSpeaker:
    """The contract Speaker on a sound device. wanted: number or part of its name, "" = default.

    Raises CrewError if it cannot be opened. What has been handed to the device counts as left: it
    cannot be called back, and is heard within the device's latency (30 ms on ALSA).
    After a loss play() looks for the device, else for the default one, at most once a second; that
    may hold up the caller for some 100 ms.
    """

    def __init__(self, wanted: str = "") -> None:
        self._wanted = wanted
        self.name = chosen(wanted, "output").name
        self._lock = threading.Lock()  # guards the queue and what left; held for microseconds
        self._queue: deque[Piece] = deque()
        self._left: list[tuple[float, bytearray]] = []  # time.monotonic() of the first sample, PCM
        self._hush = Hush()
        self._next_s: float | None = None  # when the next sample leaves, while sound goes on
        self._called_s = 0.0
        self._latency_s = 0.0
        self._rate_hz = RATE_HZ  # of the device
        self._stream: Stream | None = None
        self._convert: Callable[[bytes], bytes] = bytes
        self._trouble = ""  # not yet told
        self._looked_s = float("-inf")
        self._open(open_stream)
        holders.append(self)

    def play(self, pcm: bytes) -> None:
        """See Speaker."""
        self._notice()
        if self._stream is None:
            self._look()
        if not pcm:
            return
        with self._lock:
            if not self._queue:
                self._convert = self._converter()  # new sound: nothing of the old one rings on
                self._called_s = time.monotonic()
            self._queue.append(Piece(pcm, self._convert(pcm)))

    def stop(self) -> None:
        """See Speaker."""
        with self._lock:
            self._queue.clear()
            self._hush.turn(False, flows=False)
            self._hush.rest()

    def hush(self, on: bool) -> None:
        """See Speaker; heard within the device's latency more. A lost device ends it, too."""
        with self._lock:
            self._hush.turn(on, flows=self._next_s is not None)

    def played(self) -> list[Output]:
        """See Speaker. Sound that goes on joins its last part to the sample."""
        self._notice()
        if trouble := self._trouble:
            self._trouble = ""
            raise CrewError(trouble)
        with self._lock:
            left, self._left = self._left, []
            if self._next_s is not None:  # it goes on: what follows belongs to the next call
                self._left.append((self._next_s, bytearray()))
        shift_s = asyncio.get_running_loop().time() - time.monotonic()
        return [Output(at_s + shift_s, bytes(pcm)) for at_s, pcm in left if pcm]

    async def close(self) -> None:
        """See Speaker; may be called twice."""
        if self in holders:
            holders.remove(self)
        await asyncio.to_thread(self.let_go)

    def busy(self) -> bool:
        """Yes while sound is queued: nobody is cut off because a microphone is looked for."""
        return bool(self._queue)

    def let_go(self) -> bool:
        stream, self._stream = self._stream, None
        if stream:
            stream.close()
        self._next_s = None
        return stream is not None

    def take_up(self) -> None:
        try:
            self._open(open_stream)
        except CrewError as error:
            self._trouble = str(error)

    def _open(self, way: Callable[..., Stream]) -> None:
        """Raises CrewError."""
        stream = way("output", self._wanted, self._on_block)
        self._latency_s, self._rate_hz = stream.latency_s, stream.rate_hz
        self.name, self._stream = stream.name, stream

    def _notice(self) -> None:
        """Is the device still there? If not, forget the queue and keep the trouble to be told."""
        if self._stream is None:
            return
        hung = bool(self._queue) and time.monotonic() - self._called_s > HUNG_S
        if self._stream.lost or hung:
            self.let_go()
            self.stop()
            self._trouble = f'loudspeaker "{self.name}" is gone; plug it in or choose another'

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked_s < LOOK_EVERY_S:
            raise CrewError(f'loudspeaker "{self.name}" is gone; it is looked for every second')
        self._looked_s = now
        self._open(open_again)

    def _on_block(self, data: Any, samples: int, times: Any, flags: Any) -> None:
        """On PortAudio's thread, every 10 ms: fill the buffer and note what left when."""
        now, size, filled, heard = time.monotonic(), len(data), 0, bytearray()
        wide = size // samples  # bytes of all channels
        with self._lock:
            while self._queue and (room := self._hush.room(self._rate_hz, (size - filled) // wide)):
                piece = self._queue[0]
                sound, pcm = piece.take(room * wide)
                levels = self._hush.step(self._rate_hz, len(sound) // wide)
                sound, pcm = slope(sound, levels, wide // 2), slope(pcm, levels)
                data[filled : filled + len(sound)] = sound
                filled += len(sound)
                heard += pcm
                if piece.empty:
                    self._queue.popleft()
            data[filled:] = bytes(size - filled)
            self._called_s = now
            if filled:
                self._note(heard, now, times.outputBufferDacTime - times.currentTime, flags)
            if filled < size:
                self._next_s = None  # silence follows
                if not self._queue:
                    self._hush.rest()

    def _note(self, heard: bytearray, now: float, ahead_s: float, flags: Any) -> None:
        if self._next_s is None or flags.output_underflow:
            told = 0.0 <= ahead_s < 1.0  # some systems tell nonsense
            self._next_s = now + (ahead_s if told else self._latency_s)
            self._left.append((self._next_s, bytearray()))
        self._left[-1][1].extend(heard)
        self._next_s += len(heard) / 2 / RATE_HZ

    def _converter(self) -> Callable[[bytes], bytes]:
        stream = self._stream
        if stream is None or (stream.rate_hz, stream.channels) == (RATE_HZ, 1):
            return bytes
        return _outward(stream.rate_hz, stream.channels)


def _outward(rate_hz: int, channels: int) -> Callable[[bytes], bytes]:
    """From 16 kHz mono to what a device wants; never empty, all in all 1 ms short."""
    import av
    from av.audio.frame import AudioFrame

    graph = av.AudioResampler(format="s16", layout="mono", rate=rate_hz)

    def convert(pcm: bytes) -> bytes:
        frame = AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
        frame.sample_rate = RATE_HZ
        frame.planes[0].update(pcm)
        out = array("h", [0])[:0]
        for part in graph.resample(frame):
            out.frombytes(bytes(part.planes[0])[: 2 * part.samples])
        out = out or array("h", [0])
        wide = array("h", bytes(2 * channels * len(out)))
        for channel in range(channels):
            wide[channel::channels] = out
        return wide.tobytes()

    return convert
