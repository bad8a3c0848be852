"""Sound as Smart Turn wants it: Whisper's log-mel spectrogram of the last eight seconds.

The steps are those the model was trained with: silence goes in front, then the whole window is
brought to mean 0 and variance 1, which also takes the loudness out.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...events import RATE_HZ

WINDOW_S = 8
BANDS = 80
FRAMES = WINDOW_S * 100  # one for every 10 ms
WINDOW_SAMPLES = WINDOW_S * RATE_HZ
LEAST_VARIANCE = 1e-7  # so that silence is not divided by nothing

Floats = NDArray[np.float32]


def log_mel(pcm: bytes) -> Floats:
    """Of int16 mono 16 kHz of any length: float32, BANDS x FRAMES. Takes 5 ms."""
    sound = np.frombuffer(pcm[-2 * WINDOW_SAMPLES :], "<i2").astype(np.float32) / 32768
    window = np.zeros(WINDOW_SAMPLES, np.float32)
    window[WINDOW_SAMPLES - len(sound) :] = sound
    window = (window - window.mean()) / np.sqrt(window.var() + LEAST_VARIANCE)
    return np.asarray(_extractor()(window, padding=0), np.float32)


@cache
def _extractor() -> Any:
    from faster_whisper.feature_extractor import FeatureExtractor

    return FeatureExtractor(feature_size=BANDS, chunk_length=WINDOW_S)
