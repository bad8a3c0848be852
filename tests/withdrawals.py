"""A place with sessions of several performers, and all that is made of them, for withdrawals.

What anybody said, meant or is called has a word of its own, so that what is left of it is found by
looking through every byte on the disk.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from improv_partner import archive, consent, made_of, names, withdraw
from improv_partner.consent_record import sign, together
from improv_partner.erasing import last_sum
from improv_partner.events import (
    Answer,
    Cue,
    Curtain,
    Drafted,
    Event,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Present,
    Reading,
    Say,
    Tone,
    Trouble,
    Voice,
    Words,
)
from improv_partner.exchanges import as_text, exchanges
from improv_partner.house.form import form
from improv_partner.intents import Meant
from improv_partner.notes import Notes, Rater
from improv_partner.recording import LOG, Recording, read
from improv_partner.settings import HouseSettings, MindSettings, Settings

from .export_stories import ALL_BUT_CLONE, exported
from .scene_sample import sample_scene

ZOE, BEN, UMA = "0000-0000-0000-ZAEA", "0000-0000-0000-BENB", "0000-0000-0000-VMAV"
EXPORTS = ("textgrid", "kto", "label-studio", "datasheet")
Rows = list[tuple[int, Event | Cue]]


def record(who: str, name: str, code: str) -> dict[str, Any]:
    terms = consent.terms(MindSettings(), Path("recordings"), audio=True)
    given = {"adult": True, "name": name, "purposes": ALL_BUT_CLONE}
    return sign(form(terms, HouseSettings()).answered(given), who, code)


def turn(at: int, line: int, who: str, secret: str) -> Rows:
    """One performer says the secret word, is answered and tags it; 150 frames."""
    return [
        (at + 1, Voice(True, True, who=who)),
        (at + 3, Listen(line, 3, who)),
        (at + 5, Intent("grief", 3, who=who)),
        (at + 30, Voice(False, False, who=who)),
        (at + 40, Tone(line, f"{secret}-tone", {"loud": 1.5}, who=who)),
        (at + 44, Words(line, f"so {secret}", who=who)),
        (at + 45, Words(line, f"say {secret} twice", True, 1, who)),
        (at + 45, Prepare(line + 1, 1)),
        (at + 47, Reading(line + 1, 1, "joy", 2, raw=f"{secret}-reading")),
        (at + 48, Drafted(line + 1, 1, "As an answer.")),
        (at + 50, Answer(line + 1, 1)),
        (at + 50, Say(line + 1, "As an answer.")),
        (at + 51, Playing(line + 1, (at + 51) * 320)),
        (at + 90, Played(line + 1, "As an answer.", (at + 51) * 320, 8_000)),
        (at + 92, Mark(f"{secret}-mark", who)),
        (at + 95, NewChoice(f"{secret}-better", who=who)),
        (at + 97, Trouble("speaker", "a headset is gone")),
    ]


def made(folder: Path, people: dict[str, tuple[str, str]], **header: Any) -> Path:
    """A session. people: pseudonym and code by seat; each says "pseudonym-word" in one turn."""
    signed = [record(who, name, code) for who, (name, code) in people.items()]
    players = {who: {"kind": "human", "name": name} for who, (name, _) in people.items()}
    told = {
        "started": "2026-03-01T20:00:00.000+00:00",
        "scene": sample_scene().as_dict(),
        "settings": Settings().as_dict(),
        "crew": {"mic": f"headset of {next(iter(people.values()))[0]}", "mind": "understudy"},
        "performers": {**players, "partner": {"kind": "model"}},
        "consent": together(signed),
        "usual": {"loud": [0.1, 0.2]},
    }
    recording = Recording(folder, told | header)
    rows: Rows = []
    for place, (who, (name, _)) in enumerate(people.items()):
        rows += [(place * 150 + 1, Present(who, name))]
        rows += turn(place * 150, place * 2 + 1, who, f"{name}-word")
    rows.append((len(people) * 150, Curtain("called")))
    for frame, what in rows:
        if isinstance(what, Played):
            recording.partner(what.sample, np.full(what.samples, 7, "<i2").tobytes())
        recording.write(frame, frame / 50, what)
    for number in range(len(people) * 150):
        recording.actor(np.full(320, number % 3000, "<i2").tobytes())
    recording.close()
    (folder / "exchanges.jsonl").write_text(as_text(exchanges(read(folder)[1])), "utf-8")
    return folder


@dataclass(frozen=True)
class Place:
    """Zoë's and Ben's sessions, a re-run of Zoë's, and what was made of all."""

    root: Path

    @property
    def recordings(self) -> Path:
        return self.root / "recordings"

    @property
    def zoe(self) -> Path:
        return self.recordings / "zoe-evening"

    @property
    def ben(self) -> Path:
        return self.recordings / "ben-evening"

    def build(self) -> Place:
        made(self.zoe, {"actor": ("Zoe", ZOE)})
        made(self.ben, {"actor": ("Ben", BEN)})
        parent = {"parent": self.zoe.name, "parent_sum": last_sum(self.zoe / LOG)}
        again = made(self.root / "reruns" / "again", {"actor": ("Zoe", ZOE)}, rerun=parent)
        made(self.recordings / "twice", {"actor": ("Zoe", UMA)}, parent=again.name)
        assert archive.to_flac(self.zoe) == ""
        for name, folder in (("Zoe", self.zoe), ("Ben", self.ben)):
            names.add(self.recordings, name, f"{name}-surname")
            notes = Notes(folder, Rater(f"{name}-rater", "listener"))
            notes.tag(1, 1, Meant("fear", 2), corrects=False)
            kept = self.recordings / ".judge-cache" / folder.name
            kept.mkdir(parents=True)
            (kept / "1.json").write_text(json.dumps({"text": f"{name}-word is sad"}))
            (folder / "mixed").mkdir()
            (folder / "mixed" / "clip.txt").write_text(f"{name}-word")
        for name in EXPORTS:
            exported([self.zoe, self.ben], name, self.root / "export" / name)
        made_of.remember([self.zoe, self.ben], self.root / "export")
        page = self.root / "compared.html"
        page.write_text("Zoe-word against another")
        made_of.remember([self.zoe], page)
        return self

    def disk(self) -> dict[str, bytes]:
        """Every file by its path."""
        found = sorted(path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}

    def with_word(self, word: str) -> list[str]:
        return [name for name, data in self.disk().items() if word.encode() in data]


class Killed(BaseException):
    """The program ends here, and no line after it is run."""


def killing(calls: list[str], at: int, real: Callable[..., Any]) -> Callable[..., Any]:
    """os.replace and os.unlink, of which number `at` is the last thing that is done."""

    def call(*args: Any, **kwargs: Any) -> Any:
        done = real(*args, **kwargs)
        calls.append(str(args[-1]))
        if len(calls) == at:
            raise Killed
        return done

    return call


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    Place(root).build()
    return root


@pytest.fixture
def here(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A copy; what was remembered by its path is remembered by the new one."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    ledger = tmp_path / "recordings" / "made.jsonl"
    ledger.write_text(ledger.read_text().replace(str(built), str(tmp_path)))
    monkeypatch.chdir(tmp_path)
    yield Place(tmp_path)


def take(place: Place, code: str = ZOE) -> list[str]:
    said: list[str] = []
    found = withdraw.scan([place.recordings, place.root / "reruns"])
    withdraw.carry_out(withdraw.of_code(found, code), found, [], said.append)
    return said


def take_session(session: Path, who: str = "", reason: str = "asked") -> list[str]:
    said: list[str] = []
    found = withdraw.scan([session.parent])
    taken = withdraw.of_session(found, session, who, reason)
    withdraw.carry_out(taken, found, [], said.append)
    return said
