"""Sessions for the tests of exports, and who reads them back. Log times are late on purpose.

Every frame of the actor's sound holds its own number, and the partner's sound is HUM.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from improv_partner.asked import asked
from improv_partner.events import (
    Answer,
    Cue,
    Curtain,
    Cut,
    Drafted,
    Event,
    Finish,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Reading,
    Tone,
    Trouble,
    Undo,
    Voice,
    Words,
)
from improv_partner.intents import WRONG
from improv_partner.recording import LOG, Recording
from improv_partner.research.export.run import Export, export
from improv_partner.research.export.session import Pseudonyms, Session, load
from improv_partner.settings import Settings

from .scene_sample import sample_scene

GOLDEN = Path(__file__).parent / "golden" / "format-1"
HUM = 7
LATE_S = 0.013  # the log is written this much after its frame
SIMULATED = {"answer": "yes", "performer": "simulated"}
HUMAN = {"answer": "yes", "performer": "human"}
ALL_BUT_CLONE = dict.fromkeys(
    ("run", "keep_text", "keep_audio", "replay", "share", "train", "excerpts"), True
)
SAID = 'I said "fine" & <fine> – süß 猫'
Rows = Iterable[tuple[int, Event | Cue]]  # by frame

# Two exchanges: two tags on a line, the second hidden; a reply is rejected, the next one cut off.
STORY: tuple[tuple[int, Event | Cue], ...] = (
    (20, Intent("anger", 1)),
    (21, Voice(True, True)),
    (23, Listen(1, 3)),
    (40, Intent("grief", 3, "joy", ("hiding", "sarcastic"), "self", "down")),
    (71, Voice(False, False)),
    (85, Finish(1, 1)),
    (90, Tone(1, "much quieter than your usual")),
    (95, Words(1, SAID, True, 1)),
    (95, Prepare(2, 1)),
    (97, Reading(2, 1, "joy", 2, "sarcastic", "guilt", 1)),
    (98, Drafted(2, 1, "Lovely to hear.")),
    (98, Drafted(2, 1, "I am so glad.")),
    (105, Answer(2, 1)),
    (106, Playing(2, 34_001)),
    (170, Played(2, "Lovely to hear.", 34_001, 16_003)),
    (174, NewChoice()),
    (174, Cut(2, "new choice")),
    (174, Prepare(3, 2, "new choice")),
    (174, Played(2, "I am", 50_004, 4_000, True)),
    (174, Answer(3, 2)),
    (190, Reading(3, 2, "grief", 2, "", "tenderness", 3)),
    (191, Drafted(3, 2, "No, you are not.")),
    (192, Playing(3, 61_441)),
    (230, Played(3, "No, you are not.", 61_441, 12_001)),
    (240, Mark("a laugh")),
    (251, Voice(True, True)),
    (253, Listen(4, 3)),
    (291, Voice(False, False)),
    (300, Finish(4, 3)),
    (305, Words(4, "Who told you?", True, 3)),
    (305, Prepare(5, 3)),
    (306, Trouble("speaker", "headset of Jane Doe is gone")),
    (310, Drafted(5, 3, "Your mother wrote to me, in March.")),
    (315, Answer(5, 3)),
    (316, Playing(5, 101_121)),
    (341, Voice(True, True)),
    (350, Cut(5, "barge-in")),
    (350, Listen(6, 10)),
    (350, Played(5, "Your mother", 101_121, 10_880, True)),
    (370, Intent("fear", 2)),
    (371, Undo()),
    (391, Voice(False, False)),
    (400, Finish(6, 4)),
    (405, Words(6, "Stop!", True, 4)),
    (405, Prepare(7, 4)),
    (410, Drafted(7, 4, "Fine.")),
    (415, Answer(7, 4)),
    (416, Playing(7, 133_121)),
    (440, Played(7, "Fine.", 133_121, 5_000)),
    (445, NewChoice("I never meant to.")),
    (460, Curtain("called")),
)
FLAGGED: tuple[tuple[int, Event | Cue], ...] = (
    *STORY[:-1],
    (451, Voice(True, True)),
    (453, Listen(9, 3)),
    (471, Voice(False, False)),
    (485, Finish(9, 5)),
    (490, Words(9, "Really?", True, 5)),
    (490, Prepare(10, 5)),
    (491, Drafted(10, 5, "As an AI, I cannot.")),
    (495, Answer(10, 5)),
    (496, Playing(10, 158_721)),
    (540, Played(10, "As an AI, I cannot.", 158_721, 14_000)),
    (545, Mark(WRONG)),
    (560, Curtain("called")),
)


def record(
    folder: Path,
    rows: Rows = STORY,
    consent: Mapping[str, Any] = SIMULATED,
    audio: bool = True,
    killed: bool = False,
) -> Path:
    """A session of these rows in a folder. killed: without its end."""
    header = {
        "program": "improv-partner 0.1.0",
        "started": "2026-03-01T20:00:00.000+00:00",
        "scene": sample_scene().as_dict(),
        "settings": Settings().as_dict(),
        "crew": {"mind": "tiny-model at models.example:8080", "ears": "script"},
        "performers": {"actor": {"kind": "human"}},
        "consent": dict(consent),
        "tag_set": "improv-16/1",
    }
    recording, heard = Recording(folder, header, audio), 0
    for frame, what in rows:
        while heard < frame:
            recording.actor(np.full(320, heard % 30_000, "<i2").tobytes())
            heard += 1
        if isinstance(what, Played):
            recording.partner(what.sample, np.full(what.samples, HUM, "<i2").tobytes())
        recording.write(frame, frame * 0.02 + LATE_S, what)
    if not killed:
        recording.close()
        return folder
    copy = shutil.copytree(folder, folder.with_name(f"{folder.name}-killed"))
    recording.close()
    shutil.rmtree(folder)
    return Path(shutil.move(copy, folder))


def golden(name: str, out: Path, consent: Mapping[str, Any] = SIMULATED) -> Path:
    """A copy of a golden recording with another consent in its header."""
    folder = shutil.copytree(GOLDEN / name, out / name)
    lines = (folder / LOG).read_bytes().splitlines(keepends=True)
    header = json.loads(lines[0]) | {"consent": dict(consent)}
    (folder / LOG).write_bytes(json.dumps(header).encode() + b"\n" + b"".join(lines[1:]))
    return folder


def loaded(folder: Path) -> Session:
    return load(folder, frozenset(), Pseudonyms())


def exported(folders: Iterable[Path], name: str, out: Path, **more: Any) -> Export:
    return export(folders, name, out, asked, **more)


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
