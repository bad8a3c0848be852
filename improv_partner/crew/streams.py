"""The one place where PortAudio's streams are opened, closed and its list of devices is read anew.

PortAudio sees a new device only when it is shut down and started again, and that kills every open
stream. So who holds a stream is registered here, lets go when asked, and takes up again after.
Callback streams only: a blocking read or write crashes when another thread ends the stream.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from ..errors import CrewError
from ..events import RATE_HZ
from .devices import LIST_HINT, WORDS, Device, Kind, chosen, portaudio

BLOCK_S = 0.01  # with latency "low": 30 ms from loudspeaker to microphone; 20 ms blocks: 60 ms

# Opening, closing and starting PortAudio are not safe on two threads at once.
portaudio_lock = threading.RLock()


class Holder(Protocol):
    """Somebody who keeps a stream open. All three are called with portaudio_lock held."""

    def busy(self) -> bool:
        """Now would be a bad moment to let go."""

    def let_go(self) -> bool:
        """Close the stream, keep everything else. Was there one?"""

    def take_up(self) -> None:
        """Open it again; never raises."""


holders: list[Holder] = []  # in this process; PortAudio, too, is one for the whole process


class Stream:
    """An open, running stream. rate_hz, channels: what the device agreed to; PCM is int16.

    latency_s: what PortAudio says. lost: the device ended the stream, not we.
    """

    def __init__(
        self, kind: Kind, device: Device, callback: Callable[..., None], channels: int = 1
    ) -> None:
        self.name = device.name
        self.lost = False
        self.on_lost: Callable[[], None] = lambda: None
        self._closing = False
        self._stream = self._opened(kind, device, callback, channels)
        self.latency_s = float(self._stream.latency)

    def _opened(
        self, kind: Kind, device: Device, callback: Callable[..., None], channels: int
    ) -> Any:
        """At 16 kHz with so many channels if the device can, else as it likes. Raises CrewError."""
        sounddevice = portaudio()
        make = sounddevice.RawInputStream if kind == "input" else sounddevice.RawOutputStream
        other = min(3 - channels, device.channels(kind))  # the other one of mono and stereo
        ways = [(RATE_HZ, channels), (device.rate_hz, channels), (device.rate_hz, other)]
        why = ""
        for self.rate_hz, self.channels in ways:
            try:
                stream = make(
                    device=device.number,
                    samplerate=self.rate_hz,
                    channels=self.channels,
                    blocksize=round(self.rate_hz * BLOCK_S),
                    dtype="int16",
                    latency="low",
                    callback=callback,
                    finished_callback=self._finished,
                )
                stream.start()
                return stream
            except sounddevice.PortAudioError as error:
                why = why or str(error)
        raise CrewError(
            f'{WORDS[kind]} "{device.name}" cannot be opened ({why}); choose another, {LIST_HINT}'
        )

    def _finished(self) -> None:
        """On PortAudio's thread, when the stream has ended for whatever reason."""
        if not self._closing:
            self.lost = True
            self.on_lost()

    def close(self) -> None:
        """At once; sound that is queued in the device is dropped."""
        self._closing = True
        with portaudio_lock:
            self._stream.close()


def open_stream(
    kind: Kind, wanted: str, callback: Callable[..., None], channels: int = 1
) -> Stream:
    """Open and start the device that `wanted` means ("" = default). Raises CrewError.

    callback: PortAudio's (buffer, samples, times, flags), called every 10 ms on its own thread.
    channels: 1 or 2, if the device agrees; the stream tells.
    """
    with portaudio_lock, _quiet():
        _keep_alsa_quiet()
        return Stream(kind, chosen(wanted, kind), callback, channels)


def open_again(kind: Kind, wanted: str, callback: Callable[..., None]) -> Stream:
    """After a loss: the wanted device or else the default one, if need be from a fresh list.

    May take some 100 ms. Raises CrewError if there is none, or another thread is at it.
    """
    if not portaudio_lock.acquire(blocking=False):
        raise CrewError(f"{WORDS[kind]}: the devices are being looked through, try again")
    try:
        for fresh in (False, True):
            if fresh:
                refresh()
            for text in dict.fromkeys((wanted, "")):
                with contextlib.suppress(CrewError):
                    return open_stream(kind, text, callback)
    finally:
        portaudio_lock.release()
    raise CrewError(f"no {WORDS[kind]} found: plug one in, or allow this program to use it")


def refresh() -> None:
    """Make PortAudio read its list of devices anew, unless a holder is busy (then nothing)."""
    sounddevice = portaudio()
    with portaudio_lock, _quiet():
        if any(holder.busy() for holder in holders):
            return
        held = [holder for holder in holders if holder.let_go()]
        # sounddevice has no public name for this; its own documentation names no other way.
        with contextlib.suppress(sounddevice.PortAudioError):
            sounddevice._terminate()
        with contextlib.suppress(sounddevice.PortAudioError):
            sounddevice._initialize()
        for holder in held:
            holder.take_up()


def _keep_alsa_quiet() -> None:
    """ALSA tells of every underrun on stderr, into the middle of a screen; from now on it does not.

    Its handler is a function of C that heeds no argument: Python would hold up the sound's thread.
    """
    with contextlib.suppress(OSError, AttributeError):  # no ALSA here
        alsa = ctypes.CDLL("libasound.so.2")
        alsa.snd_lib_error_set_handler(ctypes.CDLL(None).getpid)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without what ALSA and PortAudio write to stderr about each device that does not open."""
    try:
        kept = os.dup(2)
    except OSError:  # a program without stderr
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
