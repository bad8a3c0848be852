"""Ears that use faster-whisper: words so far while the actor speaks, final words at the end.

Silero, which comes with faster-whisper, keeps everything that is not speech away from the model:
Whisper invents words for silence, noise and tones. CTranslate2 releases the GIL while it works.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import CrewError
from ...events import FRAME_SAMPLES, RATE_HZ
from ...settings import EarsSettings
from .line_ears import Heard, LineEars, join

Audio = NDArray[np.float32]  # mono, 16 kHz, -1..1

WINDOW_S = 28.0  # the most that is decoded at once; Whisper's own window is 30 s
QUICK_S = 12.0  # while the actor speaks, a longer line is cut at its last pause
PAUSE_MS = 300  # this much silence is a pause
PAD_MS = 200  # kept around speech: soft beginnings and ends
NO_WORD_MS = 60  # shorter sounds are no words
TOKENS_A_S = 7  # fast English has 5 words a second; bounds the cost of a model that loops
LOOP_RATIO = 2.4  # text that packs better than this repeats itself (Whisper's own threshold)
SMALL_VOCABULARY = 10_000  # Whisper's has 51,864; a test model's cannot spell hot words


class Whisper:
    """A loaded model, and how to ask it. Not for two threads at once. Raises CrewError."""

    def __init__(self, model: str, settings: EarsSettings, hot_words: Sequence[str]) -> None:
        try:
            self._model = _load(model, settings)
            if settings.language not in self._model.supported_languages:
                raise CrewError(
                    f'speech model {model} does not know the language "{settings.language}"; '
                    "set ears.language, or take a model without .en for others than English"
                )
            spells = self._model.hf_tokenizer.get_vocab_size() >= SMALL_VOCABULARY
            self._language = settings.language
            self._hot_words = ", ".join(hot_words) if spells and hot_words else None
            self._warm_up()
        except (RuntimeError, ValueError, OSError) as error:  # CTranslate2, tokenizers, files
            raise CrewError(
                f"speech model {model} cannot be loaded on {settings.device} with "
                f"{settings.compute_type}: {_one_line(error)}"
            ) from error

    def hear(self, pcm: bytes, quick: bool) -> Heard:
        """Words of a line. quick: a cheap look at it while it goes on; else as good as we can.

        A line that is too long for one look is cut at a pause; what stands before is kept.
        """
        audio: Audio = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        speech = _speech(audio)
        kept: list[str] = []
        start = 0
        while (end := _cut(audio, speech, start, QUICK_S if quick else WINDOW_S)) is not None:
            kept.append(self._words(audio, speech, start, end, quick=False))
            start = end
        rest = self._words(audio, speech, start, len(audio), quick)
        return Heard(join(*kept), start // FRAME_SAMPLES, rest)

    def _warm_up(self) -> None:
        """The first look loads Silero and takes three times as long: not in the actor's line."""
        second = np.zeros(RATE_HZ, np.float32)
        _speech(second)
        self._words(second, [(0, RATE_HZ)], 0, RATE_HZ, quick=True)

    def _words(
        self, audio: Audio, speech: list[tuple[int, int]], start: int, end: int, quick: bool
    ) -> str:
        """The words between two samples: only where speech was heard, without its surroundings."""
        inside = [(max(a, start), min(b, end)) for a, b in speech if a < end and b > start]
        if not inside:
            return ""
        clip = audio[inside[0][0] : inside[-1][1]]
        seconds = len(clip) / RATE_HZ
        # A window of 10 s costs a quarter of the full one; finals keep the 30 s Whisper learnt on.
        self._model.window_s = max(10.0, math.ceil(seconds + 2.0)) if quick else 30.0
        segments, _ = self._model.transcribe(
            clip,
            language=self._language,
            beam_size=1,
            best_of=1,
            temperature=0.0 if quick else (0.0, 0.4),  # a second try where the first one loops
            compression_ratio_threshold=LOOP_RATIO,
            condition_on_previous_text=False,
            without_timestamps=True,
            max_new_tokens=10 + int(TOKENS_A_S * seconds),
            hotwords=self._hot_words,
        )
        return join(*(s.text for s in segments if s.compression_ratio <= LOOP_RATIO))


def whisper_ears(
    model: str, settings: EarsSettings, hot_words: Sequence[str] = (), name: str = ""
) -> LineEars:
    """Ears with a faster-whisper model, by name or folder; `name` is what is shown for it.

    Loading blocks (0.1-3 s) and never downloads. Raises CrewError.
    """
    shown = f"faster-whisper {name or Path(model).name}"
    return LineEars(Whisper(model, settings, hot_words), shown, settings.partial_s)


def _load(model: str, settings: EarsSettings) -> Any:
    from faster_whisper import WhisperModel  # here: it takes half a second and 100 MB

    class ShortWindow(WhisperModel):  # type: ignore[misc]  # faster-whisper has no types
        """faster-whisper fills every window up to 30 s; CTranslate2 also takes shorter ones."""

        window_s = 30.0

        def encode(self, features: NDArray[np.float32]) -> Any:
            window = np.ascontiguousarray(features[..., : int(self.window_s * 100)])  # 10 ms each
            return super().encode(window)

    return ShortWindow(
        model,
        device=settings.device,
        compute_type=settings.compute_type,
        cpu_threads=min(4, max(1, (os.cpu_count() or 2) - 1)),  # one core stays for the scene
        local_files_only=True,
    )


def _speech(audio: Audio) -> list[tuple[int, int]]:
    """First and last sample of every stretch of speech, with its surroundings."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=NO_WORD_MS, min_silence_duration_ms=PAUSE_MS, speech_pad_ms=PAD_MS
    )
    return [(s["start"], s["end"]) for s in get_speech_timestamps(audio, options)]


def _cut(audio: Audio, speech: list[tuple[int, int]], start: int, limit_s: float) -> int | None:
    """Where to cut what begins at sample `start`, at a whole frame; None if it need not be cut."""
    left = len(audio) - start
    if left <= limit_s * RATE_HZ:
        return None
    end = start + min(left, int(WINDOW_S * RATE_HZ))
    pauses = [(a[1] + b[0]) // 2 for a, b in pairwise(speech)]
    if inside := [p for p in pauses if start + RATE_HZ < p < end]:
        return inside[-1] // FRAME_SAMPLES * FRAME_SAMPLES
    if left <= WINDOW_S * RATE_HZ:
        return None
    # Somebody speaks for 28 s without a pause: at the quietest frame of the last 5 s.
    first = (end - 5 * RATE_HZ) // FRAME_SAMPLES
    frames = audio[first * FRAME_SAMPLES : end // FRAME_SAMPLES * FRAME_SAMPLES]
    loudness = np.square(frames.reshape(-1, FRAME_SAMPLES)).sum(axis=1)
    return (first + int(loudness.argmin())) * FRAME_SAMPLES


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
