"""Step "speech": sentences as 16 kHz clips of many synthetic voices, with word begins."""

from __future__ import annotations

import math
import pickle
import random
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .espeak import Espeak
from .sentences import is_kept_for_tests, sentence

RATE_HZ = 16_000
ACCENTS = ["en-us"] * 3 + ["en-gb-x-rp", "en-gb-scotland", "en-us-nyc", "en-029", "en-gb-x-gbclan"]
HELD_ESPEAK = ["f5", "m8", "Gene", "linda", "steph", "Andrea", "john", "max"]  # never trained on
HELD_FLITE = ["rms"]
FLITE_PITCH_HZ = {"kal16": 105, "awb": 130, "rms": 95, "slt": 170}


@dataclass(frozen=True, slots=True)
class Clip:
    """pcm: int16 mono 16 kHz. begins: seconds at which each word begins, None where unknown."""

    pcm: NDArray[np.int16]
    text: str
    begins: list[float | None]
    voice: str


def make_all(work: Path, count: int) -> None:
    """clips for training, and for tests with voices that were heard in training and with others."""
    for name, number, seed in (("test_seen", 200, 7), ("test_held", 200, 8), ("train", count, 1)):
        made = _make(number, random.Random(seed), for_tests=name != "train", held="held" in name)
        (work / f"{name}.pkl").write_bytes(pickle.dumps(made))
        print(f"{name}: {len(made)} clips, {sum(len(c.pcm) for c in made) / RATE_HZ / 60:.1f} min")


def load(work: Path, name: str) -> list[Clip]:
    clips: list[Clip] = pickle.loads((work / f"{name}.pkl").read_bytes())
    return clips


def _make(count: int, rng: random.Random, for_tests: bool, held: bool) -> list[Clip]:
    from pocketsphinx import Decoder

    espeak = Espeak()
    aligner = Decoder(samprate=RATE_HZ, loglevel="FATAL", bestpath=False)
    clips: list[Clip] = []
    while len(clips) < count:
        text = sentence(rng)
        if is_kept_for_tests(text) != for_tests:
            continue
        if rng.random() < 0.6:
            try:
                clips.append(_by_espeak(espeak, text, rng, held))
            except LookupError:  # some accents lack some variants
                continue
        else:
            clips.append(_by_flite(aligner, text, rng, held))
    return clips


def _by_espeak(espeak: Espeak, text: str, rng: random.Random, held: bool) -> Clip:
    variants = HELD_ESPEAK if held else [v for v in espeak.variants if v not in HELD_ESPEAK]
    voice = f"{rng.choice(ACCENTS)}+{rng.choice(variants)}"
    sound, begins = espeak.say(text, voice, rng.randint(125, 215), rng.randint(15, 85))
    pcm, cut_s = trimmed(sound, espeak.rate_hz)
    return Clip(pcm, text, [b if b is None else max(0.0, b - cut_s) for b in begins], voice)


def _by_flite(aligner: Any, text: str, rng: random.Random, held: bool) -> Clip:
    voice = rng.choice(HELD_FLITE if held else sorted(FLITE_PITCH_HZ.keys() - set(HELD_FLITE)))
    pitch_hz = FLITE_PITCH_HZ[voice] * rng.uniform(0.75, 1.35)
    sound, rate_hz = flite(
        text,
        voice,
        f"duration_stretch={rng.uniform(0.8, 1.3):.2f}",
        f"int_f0_target_mean={pitch_hz:.0f}",
    )
    pcm, _ = trimmed(sound, rate_hz)
    return Clip(pcm, text, _aligned(aligner, pcm, text), f"flite {voice}")


def flite(text: str, voice: str, *features: str) -> tuple[NDArray[np.float64], int]:
    """Samples from -1 to 1, and their rate in Hz."""
    options = [word for feature in features for word in ("--setf", feature)]
    with TemporaryDirectory() as folder:
        file = f"{folder}/said.wav"
        command = ["flite", "-voice", voice, *options, "-t", text, "-o", file]
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(file) as said:
            pcm = np.frombuffer(said.readframes(said.getnframes()), "<i2")
            return pcm / 32768, said.getframerate()


def trimmed(sound: NDArray[np.float64], rate_hz: int) -> tuple[NDArray[np.int16], float]:
    """At 16 kHz and one loudness, without the silence around; seconds cut off in front."""
    if rate_hz != RATE_HZ:
        from scipy.signal import resample_poly

        common = math.gcd(rate_hz, RATE_HZ)
        sound = resample_poly(sound, RATE_HZ // common, rate_hz // common)
    peak = np.abs(sound).max()
    loud = np.flatnonzero(np.abs(sound) > 0.01 * peak)
    first = max(0, int(loud[0]) - 400)
    kept = sound[first : loud[-1] + 800]
    return (kept / peak * 0.6 * 32767).astype(np.int16), first / RATE_HZ


def _aligned(aligner: Any, pcm: NDArray[np.int16], text: str) -> list[float | None]:
    """flite does not tell where its words begin; a recogniser that knows the text does."""
    aligner.set_align_text(text)
    aligner.start_utt()
    aligner.process_raw(pcm.tobytes(), full_utt=True)
    aligner.end_utt()
    begins = [s.start_frame / 100 for s in aligner.seg() or () if s.word[0] not in "<["]
    words = text.split()
    return list(begins) if len(begins) == len(words) else [None] * len(words)
