"""Clips as they come out of a bad microphone in a small room: what the model is trained on."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .clips import RATE_HZ, Clip

Audio = NDArray[np.float32]


@dataclass(slots=True)
class Spoken:
    """Sound from -1 to 1, and what is said in it: (begin_s, end_s, text)."""

    sound: Audio
    said: list[tuple[float, float, str]] = field(default_factory=list)


class Sounds:
    """Endless different sounds from some clips; the same ones for the same seed."""

    def __init__(self, clips: list[Clip], seed: int) -> None:
        self.clips = sorted(clips, key=lambda clip: len(clip.pcm))
        self.rng = random.Random(seed)
        self._dice = np.random.default_rng(seed)

    def spoken(self, most: int, first: int, last: int) -> Spoken:
        """Up to `most` of the clips number first..last in a row; the end may be cut off."""
        count = self.rng.randint(1, most)
        parts = [_silence(self.rng.uniform(0, 0.4))]
        made = Spoken(parts[0])
        samples = len(parts[0])
        for number in range(count):
            clip = self.clips[self.rng.randrange(first, last)]
            sound = clip.pcm.astype(np.float32) / 32768 * self.rng.uniform(0.5, 1.0)
            text, cut = clip.text, number == count - 1 and self.rng.random() < 0.3
            if cut and None not in clip.begins:  # as words so far are decoded: no guessing ahead
                sound, text = self._cut(sound, clip)
            if text:
                made.said.append((samples / RATE_HZ, (samples + len(sound)) / RATE_HZ, text))
            parts += [sound, _silence(0 if cut else self.rng.uniform(0.05, 0.9))]
            samples += len(parts[-2]) + len(parts[-1])
        made.sound = self._through_a_microphone(self._in_a_room(np.concatenate(parts)))
        return made

    def nothing(self) -> Spoken:
        """Noise without speech."""
        noise = self._noise(int(RATE_HZ * self.rng.uniform(0.3, 2.5)))
        return Spoken((noise * 10 ** self.rng.uniform(-4, -1.2)).astype(np.float32))

    def _cut(self, sound: Audio, clip: Clip) -> tuple[Audio, str]:
        cut_s = self.rng.uniform(0.25, 1.0) * len(sound) / RATE_HZ
        ends = [*clip.begins[1:], len(sound) / RATE_HZ]
        whole = [w for w, e in zip(clip.text.split(), ends, strict=True) if e and e - 0.06 <= cut_s]
        return sound[: int(cut_s * RATE_HZ)], " ".join(whole)

    def _in_a_room(self, sound: Audio) -> Audio:
        if self.rng.random() > 0.3:
            return sound
        heard = sound.copy()
        first = self.rng.randint(200, 1600)
        second = int(first * 2.3)
        for delay, least, most in ((first, 0.1, 0.45), (second, 0.05, 0.25)):
            if delay < len(sound):
                heard[delay:] += self.rng.uniform(least, most) * sound[:-delay]
        return heard

    def _through_a_microphone(self, sound: Audio) -> Audio:
        if self.rng.random() < 0.3:  # more treble or less
            sound = np.append(sound[:1], sound[1:] - self.rng.uniform(-0.6, 0.8) * sound[:-1])
        signal_to_noise_db = self.rng.uniform(5, 45)
        noise = self._noise(len(sound)) * (sound.std() + 1e-4) * 10 ** (-signal_to_noise_db / 20)
        sound = sound + noise
        loudest = 10 ** self.rng.uniform(-1.3, -0.05)
        return (sound / (np.abs(sound).max() + 1e-9) * loudest).astype(np.float32)

    def _noise(self, samples: int) -> Audio:
        """White, dull or swelling, of variance 1."""
        noise = self._dice.standard_normal(samples + 64).astype(np.float32)
        kind = self.rng.random()
        if kind < 0.4:
            dull = np.ones(self.rng.randint(2, 24), np.float32)
            noise = np.convolve(noise, dull, "same")
        elif kind > 0.85:
            swell = np.sin(np.arange(samples + 64) / self.rng.uniform(500, 6000))
            noise = noise * (0.6 + 0.4 * swell).astype(np.float32)
        return noise[:samples] / (noise[:samples].std() + 1e-9)


def _silence(seconds: float) -> Audio:
    return np.zeros(int(RATE_HZ * seconds), np.float32)
