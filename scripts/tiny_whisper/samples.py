"""Step "samples": the few clips that the tests play, by flite, with a little noise around them.

Sentences are of the tiny model's language but were never trained on.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .clips import RATE_HZ, flite, trimmed
from .sentences import is_kept_for_tests, sentence

SEED = 13  # five short sentences
VOICES = ("slt", "awb", "rms", "kal16", "slt")
BEFORE_S, AFTER_S = 0.4, 0.5  # of the room alone
HISS = 6  # in units of int16: -75 dB


def make(folder: Path) -> None:
    """NUMBER-VOICE.flac, sentences.txt with a line for each, and a name that is in no sentence."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, dice = random.Random(SEED), np.random.default_rng(SEED)
    lines = []
    for number, voice in enumerate(VOICES, 1):
        text = next(s for s in iter(lambda: sentence(rng), None) if is_kept_for_tests(s))
        name = f"{number}-{voice}.flac"
        _write_flac(folder / name, _spoken(text, voice, dice))
        lines.append(f"{name} {text}\n")
    (folder / "sentences.txt").write_text("".join(lines))
    _write_flac(folder / "lysander.flac", _spoken("where is lysander", "slt", dice))


def _spoken(text: str, voice: str, dice: np.random.Generator) -> NDArray[np.int16]:
    speech, _ = trimmed(*flite(text, voice))
    around = np.pad(speech, (int(BEFORE_S * RATE_HZ), int(AFTER_S * RATE_HZ)))
    return (around + dice.uniform(-HISS, HISS, len(around))).astype(np.int16)


def _write_flac(file: Path, pcm: NDArray[np.int16]) -> None:
    import av

    with av.open(str(file), "w") as out:
        stream = out.add_stream("flac", rate=RATE_HZ, layout="mono")
        stream.options = {"compression_level": "12"}
        frame = av.AudioFrame.from_ndarray(pcm[None], format="s16", layout="mono")
        frame.rate = RATE_HZ
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            out.mux(packet)
