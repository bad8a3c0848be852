"""The microphone of this machine, through PortAudio: a frame every 20 ms, come what may."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import Any

from ..errors import CrewError
from ..events import RATE_HZ, Trouble
from .capture import Capture
from .devices import chosen
from .resample import Resampler
from .streams import BLOCK_S, Stream, holders, open_again, open_stream

HUNG_S = 3.0  # a stream without a block for so long is lost; Bluetooth starts slowly
LOOK_EVERY_S = 1.0
GIVE_UP_S = 30.0
BURST_S = 5.0  # overflows nearer to each other than this are one trouble
GATHER_S = 0.02  # a late burst arrives within a few ms: wait for the whole of it
POLL_S = 0.1  # while there is no sound whose time could be waited for


class DeviceMic:
    """The contract Mic on a sound device. wanted: number or part of its name, "" = default.

    Nothing is opened before frames(). Raises CrewError if there is no such device.
    Sound may come 200 ms late without being replaced by silence, so the count of frames keeps to
    the clock of the event loop within that (see capture.py). If the device cannot do 16 kHz mono,
    its own rate is resampled.
    """

    def __init__(self, wanted: str = "") -> None:
        self._wanted = wanted
        self.name = chosen(wanted, "input").name
        self._capture = Capture()
        self._blocks: deque[tuple[bytes, float, float]] = deque()  # PCM, when it came, how late
        self._news: deque[Trouble] = deque()
        self._stream: Stream | None = None
        self._resampler: Resampler | None = None
        self._heard_s = 0.0
        self._overflow_s = float("-inf")
        self._over = False

    @property
    def origin_s(self) -> float:
        return self._capture.origin.at_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once. Raises CrewError if the device cannot be opened at all."""
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        search: asyncio.Task[None] | None = None
        holders.append(self)
        try:
            await asyncio.to_thread(self._open, open_stream)
            while True:
                await self._wait()
                self._hear()
                for frame in self._capture.take():
                    yield frame
                if self._lost() and (search is None or search.done()) and not self._over:
                    search = asyncio.create_task(self._look_for_another())
                while self._news:
                    yield self._news.popleft()
                if self._over:
                    return
                while self._capture.origin.known and self._loop.time() >= self._due_s():
                    yield self._capture.fill()
        finally:
            self._over = True
            holders.remove(self)
            if search:
                search.cancel()
            self.let_go()

    def busy(self) -> bool:
        """No: a hole of some 100 ms is better than a partner who stays mute."""
        return False

    def let_go(self) -> bool:
        stream, self._stream = self._stream, None
        if stream:
            stream.close()
        return stream is not None

    def take_up(self) -> None:
        with contextlib.suppress(CrewError):  # then the search begins
            self._open(open_stream)

    def _open(self, way: Callable[..., Stream]) -> None:
        """On any thread. Raises CrewError."""
        stream = way("input", self._wanted, self._on_block)
        if self._over:  # the session ended meanwhile
            stream.close()
            return
        stream.on_lost = self._ring
        direct = (stream.rate_hz, stream.channels) == (RATE_HZ, 1)
        self._resampler = None if direct else Resampler(stream.rate_hz, stream.channels)
        self._heard_s = self._loop.time()
        self._stream, self.name = stream, stream.name
        if self._capture.origin.known:
            self._capture.doubt()

    def _on_block(self, data: Any, samples: int, times: Any, flags: Any) -> None:
        """On PortAudio's thread, every 10 ms: hand over, wake the loop if it may be asleep."""
        now = self._loop.time()
        asleep = not self._blocks
        self._blocks.append((bytes(data), now, times.currentTime - times.inputBufferAdcTime))
        if flags.input_overflow:
            self._overflowed(now)
        if asleep:
            self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(self._wake.set)

    def _overflowed(self, now: float) -> None:
        if now - self._overflow_s > BURST_S:
            self._news.append(Trouble("mic", "the microphone's sound came too fast, some is lost"))
        self._overflow_s = now

    async def _wait(self) -> None:
        """Until there is sound, news, or silence must stand in."""
        pause_s = POLL_S
        if self._capture.origin.known:
            pause_s = min(pause_s, self._due_s() - self._loop.time())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._wake.wait()
        self._wake.clear()
        if self._capture.in_gap and self._blocks:
            await asyncio.sleep(GATHER_S)

    def _hear(self) -> None:
        while self._blocks:
            pcm, came_s, late_s = self._blocks.popleft()
            self._heard_s = came_s
            self._capture.hear(
                self._resampler.feed(pcm) if self._resampler else pcm,
                came_s - self._lateness_s(late_s),
            )

    def _lateness_s(self, told_s: float) -> float:
        """How long before its arrival the block's first sample was captured.

        What the device tells, if it can be true: a block is at least as old as it is long (ALSA's
        PulseAudio device tells 0-12 ms for blocks of 10 ms), and some systems tell nonsense.
        """
        if not 0.0 <= told_s < 1.0:
            told_s = self._stream.latency_s if self._stream else 0.0
        return max(told_s, BLOCK_S)

    def _due_s(self) -> float:
        return self._capture.due_s(self._stream.latency_s if self._stream else 0.0)

    def _lost(self) -> bool:
        if self._stream is None or self._stream.lost:
            return True
        return self._loop.time() - self._heard_s > HUNG_S

    async def _look_for_another(self) -> None:
        """Every second until there is a microphone; without one the session ends after 30 s."""
        lost, since_s = self.name, self._loop.time()
        self._capture.begin(since_s)
        self._news.append(Trouble("mic", f'microphone "{lost}" is gone; looking for it or another'))
        self._ring()
        await asyncio.to_thread(self.let_go)
        while self._loop.time() - since_s < GIVE_UP_S:
            try:
                await asyncio.to_thread(self._open, open_again)
            except CrewError:
                await asyncio.sleep(LOOK_EVERY_S)
            else:
                self._news.append(Trouble("mic", f"microphone back: {self.name}"))
                self._ring()
                return
        self._news.append(Trouble("mic", f"no microphone for {GIVE_UP_S:.0f} s; the scene ends"))
        self._over = True
        self._ring()
