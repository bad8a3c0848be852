"""Training batches: sounds as Whisper's mel features, texts as tokens and as letters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from .sounds import Sounds, Spoken
from .tokens import Tokens

MELS, FULL_FRAMES = 80, 3000  # of 10 ms
IGNORED = -100  # a target that is not scored (torch's default)
LETTERS = 29  # blank, a-z, space, apostrophe
LIKE_LENGTHS = 1500  # clips of about one length share a batch: less padding


@dataclass(frozen=True, slots=True)
class Shape:
    """clips: in a batch. joined: sentences in a clip, at most. frames: 0 = as many as needed."""

    clips: int
    joined: int
    frames: int = 0


@dataclass(slots=True)
class Batch:
    """Tensors. features: clips x 80 x frames. given, wanted: tokens. steps: of the encoder."""

    features: Any
    given: Any
    wanted: Any
    steps: list[int]
    letters: list[list[int]]


class Batches:
    """stage: "clean" (plain text), "joined" or "mixed" (also times, and text from before)."""

    def __init__(self, sounds: Sounds, tokens: Tokens) -> None:
        import torch
        from faster_whisper.feature_extractor import FeatureExtractor

        self._sounds, self._tokens = sounds, tokens
        self._filters = torch.tensor(np.asarray(FeatureExtractor().mel_filters))
        self._window = torch.hann_window(400)

    def next(self, shape: Shape, stage: str) -> Batch:
        import torch

        rng, count = self._sounds.rng, len(self._sounds.clips)
        first, last = 0, count
        if stage == "mixed" and shape.joined == 1 and count > 2 * LIKE_LENGTHS:
            first = rng.randrange(0, count - LIKE_LENGTHS)
            last = first + LIKE_LENGTHS
        made = [
            self._sounds.nothing()
            if rng.random() < 0.05
            else self._sounds.spoken(shape.joined, first, last)
            for _ in range(shape.clips)
        ]
        mels = [self._mel(spoken) for spoken in made]
        frames = shape.frames or max(m.shape[1] for m in mels) + rng.choice([0, 10, 40])
        frames += frames % 2
        features = torch.zeros(shape.clips, MELS, frames)
        for number, mel in enumerate(mels):
            width = min(frames, mel.shape[1])
            features[number, :, :width] = mel[:, :width]
        if rng.random() < 0.5:  # hide some pitches
            low = rng.randrange(MELS)
            features[:, low : low + rng.randint(0, 12)] = 0
        given, wanted = self._texts(made, stage)
        steps = [min(frames, m.shape[1]) // 2 for m in mels]
        return Batch(features, given, wanted, steps, [_letters(spoken) for spoken in made])

    def _mel(self, spoken: Spoken) -> Any:
        """As faster-whisper computes it; which then fills up with zeros, not with silence."""
        import torch
        from torch.nn.functional import pad

        sound = pad(torch.from_numpy(spoken.sound), (0, 160))
        spectrum = torch.stft(
            sound, 400, 160, window=self._window, pad_mode="reflect", return_complex=True
        )
        mel = torch.log10(torch.clamp(self._filters @ spectrum[:, :-1].abs() ** 2, min=1e-10))
        return (torch.maximum(mel, mel.max() - 8.0) + 4) / 4

    def _texts(self, made: list[Spoken], stage: str) -> tuple[Any, Any]:
        import torch

        pairs = [self._text(spoken, stage) for spoken in made]
        longest = max(len(given) for given, _ in pairs)
        given = torch.full((len(pairs), longest), self._tokens.end)
        wanted = torch.full((len(pairs), longest), IGNORED)
        for row, (inputs, targets) in enumerate(pairs):
            given[row, : len(inputs)] = torch.tensor(inputs)
            wanted[row, : len(targets)] = torch.tensor(targets)
        return given, wanted

    def _text(self, spoken: Spoken, stage: str) -> tuple[list[int], list[int]]:
        """What the decoder is given, and what it shall answer to each of it."""
        t, rng = self._tokens, self._sounds.rng
        if not spoken.said:
            return [t.start, t.no_times], [t.no_speech, t.end]
        if stage == "clean" or rng.random() < 0.65:
            words = [token for *_, text in spoken.said for token in t.of(text)]
            tokens = [t.start, t.no_times, *words, t.end]
        else:
            timed = ([t.time(a), *t.of(text), t.time(b)] for a, b, text in spoken.said)
            tokens = [t.start, *chain.from_iterable(timed), t.end]
        given, wanted = tokens[:-1], tokens[1:]
        if stage != "clean" and rng.random() < 0.15:  # text from before the window, hot words
            before = [t.before, *t.of(rng.choice(self._sounds.clips).text)]
            given, wanted = before + given, [IGNORED] * len(before) + wanted
        return given, wanted


def _letters(spoken: Spoken) -> list[int]:
    text = " ".join(text for *_, text in spoken.said)
    return [27 if c == " " else 28 if c == "'" else ord(c) - ord("a") + 1 for c in text]
