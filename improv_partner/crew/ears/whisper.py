"""Ears that use faster-whisper: how a piece of speech is turned into words.

CTranslate2 releases the GIL while it works. What is not speech does not come here: see pieces.py.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import CrewError
from ...events import FRAME_S, RATE_HZ
from ...settings import EarsSettings
from ..voice_end import SileroVad
from .doubts import LIKELY, LOOP_RATIO, NO_SPEECH, Segment, believed, doubtful
from .line_ears import LineEars, join
from .pieces import AFTER_FRAMES, BEFORE_FRAMES

Audio = NDArray[np.float32]  # mono, 16 kHz, -1..1

WHOLE_S = 30.0  # the window that Whisper has learnt on
QUICK_S = 10.0  # costs an eighth of it; shorter ones make models loop
MARGIN_S = 2.0  # silence after the speech in a short window: without it models do not end
AROUND_S = (BEFORE_FRAMES + AFTER_FRAMES) * FRAME_S  # in a piece but not speech
TOKENS_A_S = 7  # fast English has 5 words a second; bounds the cost of a model that loops
SMALL_VOCABULARY = 10_000  # Whisper's has 51,864; a test model's cannot spell hot words


class Whisper:
    """A loaded model (see load), and how to ask it. Not for two threads at once."""

    def __init__(self, model: Any, settings: EarsSettings, hot_words: Sequence[str] = ()) -> None:
        self._model = model
        self._language = settings.language
        self._final_s = settings.final_window_s
        spells = model.hf_tokenizer.get_vocab_size() >= SMALL_VOCABULARY
        self._hot_words = ", ".join(hot_words) if spells and hot_words else None

    def words(self, pcm: bytes, quick: bool) -> str:
        """The words of a piece of speech. Final ones that are doubtful get a second try."""
        audio: Audio = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        seconds = len(audio) / RATE_HZ
        short_s = math.ceil(seconds + MARGIN_S)
        window_s = min(max(QUICK_S if quick else self._final_s, short_s), WHOLE_S)
        segments = self._ask(audio, window_s, quick)
        if not quick and window_s < WHOLE_S and any(map(doubtful, segments)):
            segments = self._ask(audio, WHOLE_S, quick)
        speech_s = max(0.0, seconds - AROUND_S)
        return join(*(s.text for s in segments if believed(s, speech_s)))

    def _ask(self, audio: Audio, window_s: float, quick: bool) -> list[Segment]:
        self._model.window_s = window_s
        again = not quick and window_s == WHOLE_S
        segments, _ = self._model.transcribe(
            audio,
            language=self._language,
            beam_size=1,
            best_of=1,
            temperature=(0.0, 0.4) if again else 0.0,  # warmer where the first try is doubtful
            compression_ratio_threshold=LOOP_RATIO,
            log_prob_threshold=LIKELY,
            no_speech_threshold=NO_SPEECH,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=10 + int(TOKENS_A_S * len(audio) / RATE_HZ),
            hotwords=self._hot_words,
        )
        return list(segments)


def whisper_ears(
    folder: str, settings: EarsSettings, hot_words: Sequence[str] = (), name: str = ""
) -> LineEars:
    """Ears with the faster-whisper model in this folder; `name` is what is shown for it.

    Loading blocks (0.1-3 s) and never downloads. Raises CrewError.
    """
    decoder = Whisper(load(folder, settings), settings, hot_words)
    shown = f"faster-whisper {name or Path(folder).name}"
    return LineEars(decoder, SileroVad(), shown, settings.partial_s)


def load(folder: str, settings: EarsSettings) -> Any:
    """The model, warm, with a `window_s` that may be set. Raises CrewError."""
    try:
        model = _load(folder, settings)
        if settings.language not in model.supported_languages:
            raise CrewError(
                f'speech model {folder} does not know the language "{settings.language}"; '
                "set ears.language, or take a model without .en for others than English"
            )
        # The first look takes three times as long: not in the actor's line.
        Whisper(model, settings).words(bytes(2 * RATE_HZ), quick=True)
    except (RuntimeError, ValueError, OSError) as error:  # CTranslate2, tokenizers, files
        why = " ".join(str(error).split()) or type(error).__name__
        raise CrewError(
            f"speech model {folder} cannot be loaded on {settings.device} with "
            f"{settings.compute_type}: {why}"
        ) from error
    return model


def _load(folder: str, settings: EarsSettings) -> Any:
    from faster_whisper import WhisperModel  # here: it takes half a second and 100 MB

    class ShortWindow(WhisperModel):  # type: ignore[misc]  # faster-whisper has no types
        """faster-whisper fills every window up to 30 s; CTranslate2 also takes shorter ones."""

        window_s = WHOLE_S

        def encode(self, features: NDArray[np.float32]) -> Any:
            window = np.ascontiguousarray(features[..., : int(self.window_s * 100)])  # 10 ms each
            return super().encode(window)

    return ShortWindow(
        folder,
        device=settings.device,
        compute_type=settings.compute_type,
        cpu_threads=min(4, max(1, (os.cpu_count() or 2) - 1)),  # one core stays for the scene
        local_files_only=True,
    )
