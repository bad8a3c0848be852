"""Step "score": share of wrong words on sentences that were never trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .clips import RATE_HZ, Clip, load


def score(work: Path, folder: Path) -> None:
    from faster_whisper import WhisperModel

    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    for name in ("test_seen", "test_held"):
        wrong = words = 0
        for number, clip in enumerate(load(work, name)):
            segments, _ = model.transcribe(
                _on_a_quiet_stage(clip, number),
                language="en",
                beam_size=1,
                temperature=0.0,
                without_timestamps=True,
                condition_on_previous_text=False,
            )
            said = clip.text.split()
            wrong += word_errors(said, " ".join(s.text for s in segments).split())
            words += len(said)
        print(f"{name}: {wrong} of {words} words wrong ({wrong / words:.1%})")


def word_errors(said: list[str], heard: list[str]) -> int:
    """The least number of words to change, add or leave out."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row = row, [number]
        for at, other in enumerate(heard):
            row.append(min(before[at] + (word != other), before[at + 1] + 1, row[at] + 1))
    return row[-1]


def _on_a_quiet_stage(clip: Clip, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    speech = clip.pcm.astype(np.float32) / 32768
    around = np.concatenate([np.zeros(RATE_HZ // 5), speech, np.zeros(RATE_HZ // 2)])
    hiss = np.random.default_rng(seed).standard_normal(len(around)) * 0.001
    return (around + hiss).astype(np.float32)
