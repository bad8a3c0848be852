"""Step "tokenizer": a byte-level BPE of about 900 tokens that faster-whisper accepts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from .sentences import sentence, vocabulary

# CTranslate2 finds the tokens of its prompt by this order.
SPECIAL = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]
TIMES = 1501  # time tokens follow, 0.00 to 30.00 s in steps of 20 ms; the tokenizer lacks them
STEP_S = 0.02


def build(file: Path, size: int = 1000) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    rng = random.Random(5)
    lines = [" " + sentence(rng) for _ in range(20_000)]
    lines += [" " + word for word in vocabulary()] * 200
    lines += [" -", " '"] * 500  # faster-whisper forbids their first tokens: they must have one
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        show_progress=False,
        special_tokens=[],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.save(str(file))
    print(f"{len(vocabulary())} words, {tokenizer.get_vocab_size()} tokens")


class Tokens:
    """Text as token numbers, and the numbers of the special tokens."""

    def __init__(self, file: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(file))
        self.end = self.special("<|endoftext|>")
        self.start = self.special("<|startoftranscript|>")
        self.before = self.special("<|startofprev|>")
        self.no_speech = self.special("<|nospeech|>")
        self.no_times = self.special("<|notimestamps|>")
        self.first_time = self.no_times + 1
        self.count = self.first_time + TIMES

    def special(self, token: str) -> int:
        return int(self._tokenizer.token_to_id(token))

    def of(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(f" {text}".rstrip(), add_special_tokens=False).ids)

    def space(self) -> int:
        return int(self._tokenizer.encode(" ", add_special_tokens=False).ids[0])

    def time(self, seconds: float) -> int:
        return self.first_time + round(seconds / STEP_S)

    def names(self) -> list[str]:
        """All tokens by number, the time tokens too."""
        known = range(self._tokenizer.get_vocab_size())
        times = [f"<|{number * STEP_S:.2f}|>" for number in range(TIMES)]
        return [self._tokenizer.id_to_token(number) for number in known] + times
