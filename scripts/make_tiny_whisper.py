#!/usr/bin/env python3
"""Make the tiny speech model of the tests (a real Whisper, 2.8 MB) from synthetic speech only.

    make_tiny_whisper.py speech    WORK [--clips 14000]    clips by espeak-ng and flite
    make_tiny_whisper.py tokenizer WORK                    a small byte-level BPE
    make_tiny_whisper.py train     WORK [--schedule clean:1200,joined:500,mixed:4200]
    make_tiny_whisper.py export    WORK FOLDER             the model as faster-whisper loads it
    make_tiny_whisper.py score     WORK FOLDER             word errors on sentences never trained on
    make_tiny_whisper.py samples   tests/speech            the clips that the tests play

Needs: apt espeak-ng libespeak-ng1 flite; pip numpy scipy tokenizers ctranslate2 faster-whisper
pocketsphinx av torch transformers. The numbers of a schedule are CPU seconds on one core: 98
minutes in all, for 0.6 % wrong words with the voices of the training and 0.5 % with others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tiny_whisper import clips, export, samples, score, tokens, train


def main() -> None:
    text = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=text)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("work", type=Path, help="folder for what one step leaves for the next")
    parser.add_argument("folder", type=Path, nargs="?", help="folder of the finished model")
    parser.add_argument("--clips", type=int, default=14_000)
    parser.add_argument("--schedule", default="clean:1200,joined:500,mixed:4200")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    if asked.step in ("export", "score") and asked.folder is None:
        parser.error(f"{asked.step} needs the folder of the model")
    asked.work.mkdir(parents=True, exist_ok=True)
    STEPS[asked.step](asked)


STEPS = {
    "speech": lambda asked: clips.make_all(asked.work, asked.clips),
    "tokenizer": lambda asked: tokens.build(asked.work / "tokenizer.json"),
    "train": lambda asked: train.train(asked.work, asked.schedule, asked.threads),
    "export": lambda asked: export.export(asked.work, asked.folder),
    "score": lambda asked: score.score(asked.work, asked.folder),
    "samples": lambda asked: samples.make(asked.work),
}

if __name__ == "__main__":
    main()
