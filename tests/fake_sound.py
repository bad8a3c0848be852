"""A stand-in for the library sounddevice: what no virtual device can be made to do.

Devices that refuse 16 kHz, overflow, come late in bursts, hang, go and come back, on virtual time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest

from improv_partner.crew import streams

T = TypeVar("T")


class PortAudioError(Exception):
    pass


class FakeStream:
    """One stream of one device; the test calls give() or take() in place of PortAudio's thread."""

    def __init__(self, sound: FakeSound, **asked: Any) -> None:
        row = sound.rows.get(asked["device"])
        if row is None or asked["samplerate"] not in row["rates"]:
            raise PortAudioError("Invalid sample rate")
        if asked["channels"] not in row["widths"]:
            raise PortAudioError("Invalid number of channels")
        self.asked, self.device, self.closed = asked, asked["device"], False
        self.latency = 0.02
        sound.opened.append(self)

    def start(self) -> None:
        pass

    def give(self, pcm: bytes, late_s: float = 0.01, overflow: bool = False) -> None:
        """A block from the microphone, captured this long ago."""
        times = SimpleNamespace(currentTime=100.0, inputBufferAdcTime=100.0 - late_s)
        if not self.closed:
            self.asked["callback"](pcm, len(pcm), times, SimpleNamespace(input_overflow=overflow))

    def take(self, samples: int, underflow: bool = False) -> bytes:
        """A block for the loudspeaker, heard 30 ms from now."""
        buffer = bytearray(b"?" * (2 * samples * self.asked["channels"]))
        times = SimpleNamespace(currentTime=100.0, outputBufferDacTime=100.03)
        flags = SimpleNamespace(output_underflow=underflow)
        self.asked["callback"](buffer, samples, times, flags)
        return bytes(buffer)

    def end(self) -> None:
        """The device is pulled out."""
        self.closed = True
        self.asked["finished_callback"]()

    def close(self) -> None:
        if not self.closed:
            self.end()


class FakeSound:
    """The module. plug() and unplug() change the world; PortAudio sees it after a new start."""

    PortAudioError = PortAudioError

    def __init__(self) -> None:
        self.opened: list[FakeStream] = []
        self.rows: dict[int, dict[str, Any]] = {}
        self.default = SimpleNamespace(device=(-1, -1))
        self.restarts = 0
        self._world: dict[int, dict[str, Any]] = {}

    def plug(
        self,
        number: int,
        name: str,
        inputs: int = 1,
        outputs: int = 0,
        rates: tuple[int, ...] = (16_000, 48_000),
        widths: tuple[int, ...] = (1, 2),
    ) -> None:
        self._world[number] = {
            "index": number,
            "name": name,
            "max_input_channels": inputs,
            "max_output_channels": outputs,
            "default_samplerate": float(rates[-1]),
            "rates": rates,
            "widths": widths,
        }

    def unplug(self, number: int) -> None:
        del self._world[number]
        del self.rows[number]
        for stream in self.opened:
            if stream.device == number and not stream.closed:
                stream.end()

    def _initialize(self) -> None:
        self.rows = dict(self._world)
        firsts = [
            next((n for n, row in self.rows.items() if row[f"max_{kind}_channels"]), -1)
            for kind in ("input", "output")
        ]
        self.default.device = tuple(firsts)

    def _terminate(self) -> None:
        self.restarts += 1
        assert all(stream.closed for stream in self.opened), "PortAudio would crash"

    def query_devices(self) -> list[dict[str, Any]]:
        return list(self.rows.values())

    def RawInputStream(self, **asked: Any) -> FakeStream:
        return FakeStream(self, **asked)

    def RawOutputStream(self, **asked: Any) -> FakeStream:
        return FakeStream(self, **asked)


def install(monkeypatch: pytest.MonkeyPatch, plug: Callable[[FakeSound], None]) -> FakeSound:
    """Let the program under test see these devices, and no others."""
    sound = FakeSound()
    plug(sound)
    sound._initialize()
    monkeypatch.setitem(sys.modules, "sounddevice", sound)
    streams.holders.clear()
    return sound
