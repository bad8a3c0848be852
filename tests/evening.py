"""A whole scene played for the tests: every part real, on virtual time, as improv play does it."""

from __future__ import annotations

import io
import re
import wave
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from improv_partner import consent, recording
from improv_partner.casting import Source
from improv_partner.desk.plain import PlainScreen
from improv_partner.exchanges import Exchange, exchanges
from improv_partner.perform import Plan, perform
from improv_partner.recording import Entry
from improv_partner.scene import RehearsalLine, Scene
from improv_partner.settings import EarsSettings, Settings

from . import speech
from .scene_sample import sample_scene

# As the tiny model's sentences come, with an intent for each; the fourth interrupts.
PLAYED_WITH = (
    ("disgust", 2, "", ("sarcastic",)),
    ("interest", 1, "", ()),
    ("fear", 3, "joy", ("hiding",)),
    ("anger", 3, "", ()),
    ("tenderness", 2, "", ("awkward",)),
)
INTERRUPTS = 4


def spoken_scene(folder: Path) -> Scene:
    """The sisters in the kitchen, rehearsed with the sentences of tests/speech as wav files here.

    The clips begin 0.2 s before the voice: a tag is bound to a line that begins within 0.3 s.
    """
    lines = []
    for number, file in enumerate(speech.SENTENCES, 1):
        clip = folder / f"the-house-{number}.wav"
        write_wav(clip, b"".join(speech.frames(file)[round((speech.BEFORE_S - 0.2) / 0.02) :]))
        intent, intensity, surface, stances = PLAYED_WITH[number - 1]
        text, interrupts = speech.SENTENCES[file], number == INTERRUPTS
        lines.append(RehearsalLine(text, intent, clip, intensity, surface, stances, interrupts))
    return replace(sample_scene(), rehearsal=tuple(lines))


def write_wav(path: Path, pcm: bytes) -> None:
    """int16 mono 16 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(pcm)


@dataclass(frozen=True)
class Evening:
    """What is left of one performance. shown: the screen's text. said: notes on the crew."""

    scene: Scene
    folder: Path
    header: dict[str, Any]
    entries: list[Entry]
    shown: str
    said: list[str]

    def of(self, kind: type) -> list[Any]:
        """All events or cues of a kind, in order."""
        return [entry.what for entry in self.entries if isinstance(entry.what, kind)]

    def exchanges(self) -> list[Exchange]:
        return list(exchanges(self.entries))


def rehearse(scene: Scene, ears: str, out: Path, seed: int = 3) -> Evening:
    """The simulated actor plays it against the real crew, with no loudspeaker."""
    settings = Settings(ears=EarsSettings(model=ears))
    terms = consent.terms(settings.mind, out, True, "simulated")
    plan = Plan(
        scene=scene,
        settings=settings,
        source=Source("rehearsal"),
        loudspeaker=False,
        out=out,
        audio=True,
        seed=seed,
        fast=True,
        consent=terms.record("simulated", asked=False),
    )
    console = Console(file=io.StringIO(), width=80)
    said: list[str] = []
    folder = perform(plan, lambda scene, link: PlainScreen(scene, link.floor, console), said.append)
    assert isinstance(console.file, io.StringIO)
    return evening(scene, folder, console.file.getvalue(), said)


def evening(scene: Scene, folder: Path, shown: str = "", said: list[str] | None = None) -> Evening:
    """A session that was played elsewhere, read back."""
    header, entries = recording.read(folder)
    return Evening(scene, folder, header, list(entries), shown, said or [])


def log_without_header(folder: Path) -> list[str]:
    """The log's lines after the header, without the sums, which the header's date goes into."""
    text = (folder / recording.LOG).read_text(encoding="utf-8")
    return [re.sub(r', "sum": "[0-9a-f]+"}$', "}", row) for row in text.splitlines()[1:]]


def words(text: str) -> list[str]:
    """Lower case, no signs: "I am, I am!" and "i am i am" are the same."""
    return re.findall(r"[a-z']+", text.lower().replace("’", "'"))


def word_errors(said: str, heard: str) -> int:
    """Words wrong, missing or too many (edit distance)."""
    row = list(range(len(words(heard)) + 1))
    for i, one in enumerate(words(said), 1):
        before, row[0] = row[0], i
        for j, other in enumerate(words(heard), 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]
