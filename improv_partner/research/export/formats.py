"""The table of formats: what each is for, which purposes it needs, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from . import captions, eaf, emotionml, rttm, sound, textgrid, training
from .datasheet import Datasheet
from .label_studio import LabelStudio
from .parquet import Parquet
from .session import Session
from .training import Asked
from .writers import Files, Lines, Row, Texts, Writer

Make = Callable[[Path, Asked], Writer]  # of a folder, and what the model was asked


@dataclass(frozen=True, slots=True)
class Format:
    """words: for help. needs: purposes (permitted.py) of what it holds and is for. note: a caution.

    "keep_audio" stands for the sound of a session; one without sound is not asked for it. whole: of
    several performers none can be left out.
    """

    words: str
    needs: frozenset[str]
    make: Make
    note: str = ""
    whole: bool = False


def _texts(suffix: str, text: Callable[[Session], str]) -> Make:
    return lambda out, asked: Texts(out, suffix, text)


def _lines(name: str, rows: Callable[[Session, Asked], Iterable[Row]]) -> Make:
    return lambda out, asked: Lines(out / name, lambda session: rows(session, asked))


TIMES = frozenset({"replay"})
WORDS = TIMES | {"keep_text"}
SOUND = TIMES | {"keep_audio"}
TRAINING = WORDS | {"train"}
MS = "times are rounded to milliseconds"
SHARED_OUT = "within a clause, times of words are shared out by letters, not measured"

FORMATS: dict[str, Format] = {
    "textgrid": Format("Praat", WORDS, _texts(".TextGrid", textgrid.textgrid)),
    "eaf": Format("ELAN", WORDS, _texts(".eaf", eaf.eaf), MS),
    "emotionml": Format("EmotionML 1.0", WORDS, _texts(".emotionml", emotionml.emotionml)),
    "rttm": Format("who spoke when, for diarisation", TIMES, _texts(".rttm", rttm.rttm)),
    "ctm": Format("words with times, for ASR", WORDS, _texts(".ctm", rttm.ctm), SHARED_OUT),
    "audacity": Format("a label track", WORDS, _texts(".txt", captions.audacity)),
    "webvtt": Format("captions", WORDS, _texts(".vtt", captions.webvtt), MS),
    "wav": Format(
        "all players in one file: actor left, partner right", SOUND,
        lambda out, asked: Files(out, ".wav", sound.write_channels),
    ),
    "label-studio": Format(
        "the actor's lines for listeners to rate; see import-ratings", SOUND,
        lambda out, asked: LabelStudio(out),
    ),
    "dpo": Format(
        "TRL preferences: a rejected reply and a better one", TRAINING,
        _lines("dpo.jsonl", training.preferences), whole=True,
    ),
    "kto": Format(
        "TRL verdicts: replies that were wanted or not", TRAINING,
        _lines("kto.jsonl", training.verdicts), whole=True,
    ),
    "sft": Format(
        "TRL messages: whole scenes", TRAINING, _lines("sft.jsonl", training.scenes), whole=True,
    ),
    "parquet": Format(
        "a row for each exchange, with its sound; for datasets", TRAINING | SOUND,
        lambda out, asked: Parquet(out / "exchanges.parquet"),
    ),
    "datasheet": Format(
        "a description of the set, in Markdown", TIMES,
        lambda out, asked: Datasheet(out / "datasheet.md"),
    ),
}  # fmt: skip
