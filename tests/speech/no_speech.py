"""Sounds of a stage that are no speech, made by rule; and speech made quieter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from improv_partner.events import RATE_HZ

from . import in_frames

Wave = NDArray[np.float64]
LENGTH_S = 3
T = np.arange(LENGTH_S * RATE_HZ) / RATE_HZ


def quieter(sound: list[bytes], loss_db: float) -> list[bytes]:
    samples = np.frombuffer(b"".join(sound), "<i2") * 10 ** (-loss_db / 20)
    return in_frames(samples.round().astype("<i2").tobytes())


def _frames(wave: Wave) -> list[bytes]:
    return in_frames((wave.clip(-1, 1) * 32767).astype("<i2").tobytes())


def _white(loudness: float) -> Wave:
    return np.random.default_rng(0).standard_normal(len(T)) * loudness


def _pink(loudness: float) -> Wave:
    spectrum = np.fft.rfft(_white(1.0))
    wave = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), len(T))
    return np.asarray(wave / wave.std() * loudness)


def _tone(pitch_hz: float, partials: int = 1, vibrato: float = 0.0) -> Wave:
    """A tone with overtones; vibrato: depth, in radians."""
    swing = vibrato * np.sin(2 * np.pi * 5.5 * T)
    parts = [np.sin(n * (2 * np.pi * pitch_hz * T + swing)) / n for n in range(1, partials + 1)]
    return np.asarray(0.3 * sum(parts))


def _chords(vibrato: float) -> Wave:
    """Three chords of strings, a second each."""
    chords = ((220, 277, 330), (196, 247, 294), (262, 330, 392))
    waves = [sum(_tone(pitch, 7, vibrato) for pitch in chord) for chord in chords]
    second = np.minimum(T.astype(int), len(chords) - 1)
    return np.asarray(0.4 * np.choose(second, waves))


def _melody() -> Wave:
    notes = np.repeat([330, 392, 440, 392, 330, 294], len(T) // 6)
    return np.asarray(0.3 * np.sin(2 * np.pi * np.cumsum(notes) / RATE_HZ))


def _breath() -> Wave:
    return _pink(0.05) * np.sin(np.pi * T / 2) ** 2


def _clicks() -> Wave:
    wave = np.zeros(len(T))
    wave[2000::4000] = 0.8
    return wave


def _claps() -> Wave:
    return _white(0.3) * np.exp(-(T % 0.6) / 0.02)


SOUNDS: dict[str, Callable[[], list[bytes]]] = {
    "silence": lambda: _frames(np.zeros(len(T))),
    "hiss": lambda: _frames(_white(0.001)),
    "noise": lambda: _frames(_white(0.01)),
    "loud noise": lambda: _frames(_white(0.3)),
    "pink noise": lambda: _frames(_pink(0.1)),
    "low tone": lambda: _frames(_tone(220)),
    "high tone": lambda: _frames(_tone(1000)),
    "hum": lambda: _frames(_tone(50, 5)),
    "organ": lambda: _frames(_chords(0.0)),
    "strings": lambda: _frames(_chords(0.8)),
    "melody": lambda: _frames(_melody()),
    "breath": lambda: _frames(_breath()),
    "clicks": lambda: _frames(_clicks()),
    "claps": lambda: _frames(_claps()),
}
