"""Step "train": the model learns in stages, each for a number of CPU seconds.

A second head on the encoder is trained to spell (CTC) and thrown away at the end: without it so
small a model never learns to look at the sound.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from .batches import IGNORED, LETTERS, Batch, Batches, Shape
from .clips import load
from .sounds import Sounds
from .tokens import Tokens

WIDTH, ENCODER_LAYERS, DECODER_LAYERS, HEADS = 128, 4, 2, 4


@dataclass(frozen=True, slots=True)
class Stage:
    """rate: learning rate at its best. spelling: weight of the second head. warm_up: in steps."""

    rate: float
    spelling: float
    warm_up: int
    shape: Callable[[Any, float], Shape]  # from the dice and the share of the stage that is over


def _mixed(rng: Any, over: float) -> Shape:
    """Mostly single sentences; more long clips and whole windows towards the end."""
    late = over >= 0.7
    dice = rng.random()
    if dice < (0.12 if late else 0.02):
        return Shape(4, 4, frames=3000)
    return Shape(12, 3) if dice < (0.47 if late else 0.27) else Shape(32, 1)


STAGES = {
    "clean": Stage(1.5e-3, 1.0, 300, lambda *_: Shape(32, 1)),
    "joined": Stage(8e-4, 0.3, 30, lambda *_: Shape(16, 3)),
    "mixed": Stage(1.2e-3, 0.7, 30, _mixed),
}


def train(work: Path, schedule: str, threads: int) -> None:
    """schedule: "stage:seconds,..."; leaves model.pt and config.json in the folder."""
    import torch

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    tokens = Tokens(work / "tokenizer.json")
    sounds = Sounds(load(work, "train"), seed=1)
    pupil = Pupil(tokens)
    for part in schedule.split(","):
        name, _, seconds = part.partition(":")
        _run(pupil, Batches(sounds, tokens), sounds, name, float(seconds))
        torch.save(pupil.whisper.state_dict(), work / "model.pt")
    pupil.whisper.config.save_pretrained(work)


class Pupil:
    """The model in training."""

    def __init__(self, tokens: Tokens) -> None:
        import torch
        from transformers import WhisperConfig, WhisperForConditionalGeneration

        self.whisper: Any = WhisperForConditionalGeneration(
            WhisperConfig(
                vocab_size=tokens.count,
                d_model=WIDTH,
                encoder_layers=ENCODER_LAYERS,
                decoder_layers=DECODER_LAYERS,
                encoder_attention_heads=HEADS,
                decoder_attention_heads=HEADS,
                encoder_ffn_dim=4 * WIDTH,
                decoder_ffn_dim=4 * WIDTH,
                dropout=0.0,
                pad_token_id=tokens.end,
                bos_token_id=tokens.end,
                eos_token_id=tokens.end,
                decoder_start_token_id=tokens.start,
                max_target_positions=448,
            )
        )
        self._speller = torch.nn.Linear(WIDTH, LETTERS)
        every = [*self.whisper.parameters(), *self._speller.parameters()]
        self.weights = [weight for weight in every if weight.requires_grad]

    def losses(self, batch: Batch) -> tuple[Any, Any]:
        """Of the words, and of the spelling."""
        import torch
        from torch.nn import functional

        with torch.autocast("cpu", dtype=torch.bfloat16):
            heard = self._encode(batch.features)
            decoder = self.whisper.model.decoder
            states = decoder(input_ids=batch.given, encoder_hidden_states=heard, use_cache=False)[0]
            guesses = self.whisper.proj_out(states)
        words = functional.cross_entropy(
            guesses.float().flatten(0, 1),
            batch.wanted.flatten(),
            ignore_index=IGNORED,
            label_smoothing=0.05,
        )
        lengths = torch.tensor([len(letters) for letters in batch.letters])
        spelling = functional.ctc_loss(
            functional.log_softmax(self._speller(heard.float()), -1).transpose(0, 1),
            torch.tensor(list(chain.from_iterable(batch.letters)), dtype=torch.long),
            torch.tensor(batch.steps),
            lengths,
            zero_infinity=True,
            reduction="none",
        )
        return words, (spelling / lengths.clamp(min=1)).mean()

    def _encode(self, features: Any) -> Any:
        """The library's own encoder takes whole windows only; its layers take any length."""
        from torch.nn.functional import gelu

        encoder = self.whisper.model.encoder
        states = gelu(encoder.conv2(gelu(encoder.conv1(features)))).permute(0, 2, 1)
        states = states + encoder.embed_positions.weight[: states.shape[1]]
        for layer in encoder.layers:
            made = layer(states, None)
            states = made[0] if isinstance(made, tuple) else made
        return encoder.layer_norm(states)


def _run(pupil: Pupil, batches: Batches, sounds: Sounds, name: str, seconds: float) -> None:
    import torch

    stage = STAGES[name]
    optimizer = torch.optim.AdamW(
        pupil.weights, lr=stage.rate, betas=(0.9, 0.98), weight_decay=0.01
    )
    began, step = time.process_time(), 0
    while (over := (time.process_time() - began) / seconds) < 1:
        step += 1
        falling = 0.5 * (1 + math.cos(math.pi * over)) * 0.97 + 0.03
        for group in optimizer.param_groups:
            group["lr"] = stage.rate * min(1.0, step / stage.warm_up) * falling
        words, spelling = pupil.losses(batches.next(stage.shape(sounds.rng, over), name))
        optimizer.zero_grad()
        (words + stage.spelling * spelling).backward()
        torch.nn.utils.clip_grad_norm_(pupil.weights, 1.0)
        optimizer.step()
        if step % 50 == 0:
            so_far = f"words {words:.3f}, spelling {spelling:.3f}"
            print(f"{name} {over:.0%}, step {step}: {so_far}", flush=True)
