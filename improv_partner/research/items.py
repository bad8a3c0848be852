"""What is to be performed again, and with what: a list of items, each with a name of its own.

The name follows from the parent and from everything that is other than there, so that the same
command finds what it has already done.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RecordingError
from ..events import Curtain, Trouble
from ..recording import LOG, read
from ..replay import settings_of
from ..settings import Settings
from .parent import Parent

UNDERSTUDY = "understudy"  # in place of a model's name
RECORDED = "recorded"  # in place of an ear model's name
ENDED = "microphone closed"  # a performance that nobody stopped
PARTS = ("ears", "mind", "voice")  # whose failures make a performance useless for research


@dataclass(frozen=True, slots=True)
class Wishes:
    """What shall be other than it was.

    models: settings of the mind by a short name; "same": {} is the parent's own. ears: RECORDED, or
    as --ears. voice: "" = the parent's. values: other settings. seed: None = the parent's.
    locked: exchange by exchange, each in the parent's context; else the whole track.
    """

    models: Mapping[str, Mapping[str, Any]]
    ears: str = RECORDED
    voice: str = ""
    values: Mapping[str, Any] | None = None
    seed: int | None = None
    times: int = 1
    locked: bool = True
    real_time: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One performance. take: from 1. seed: of this take; another for each."""

    parent: Parent
    wishes: Wishes
    model: str
    take: int

    @property
    def mode(self) -> str:
        return "locked" if self.wishes.locked else "free"

    @property
    def seed(self) -> int:
        first = self.wishes.seed
        return (int(self.parent.header.get("seed", 0)) if first is None else first) + self.take - 1

    @property
    def settings(self) -> Settings:
        """The parent's with the wishes. Raises SettingsError."""
        wishes = self.wishes
        ears = {} if wishes.ears == RECORDED else {"ears.model": wishes.ears}
        mine = {**ears, **(wishes.values or {}), **wishes.models[self.model]}
        return settings_of(self.parent.header, mine)

    @property
    def swapped(self) -> dict[str, Any]:
        """Settings that are other than in the parent, the ears, and the voice if it is another."""
        then, now = settings_of(self.parent.header).as_dict(), self.settings.as_dict()
        changes: dict[str, Any] = {
            f"{part}.{key}": value
            for part, values in now.items()
            for key, value in values.items()
            if then[part][key] != value
        }
        wishes = self.wishes
        return changes | {"ears": wishes.ears} | ({"voice": wishes.voice} if wishes.voice else {})

    @property
    def name(self) -> str:
        """Of its folder, the same for the same wishes."""
        seed = self.seed - self.take
        wishes = self.settings.as_dict(), self.wishes.ears, self.wishes.voice
        all_of_it = [self.parent.sum, self.mode, *wishes, seed, self.wishes.real_time]
        told = json.dumps(all_of_it, sort_keys=True).encode()
        digest = hashlib.blake2b(told, digest_size=4).hexdigest()
        model = re.sub(r"[^A-Za-z0-9.]+", "-", self.model).strip("-")
        return f"{self.parent.name}--{self.mode}-{model}-{digest}-{self.take}"

    @property
    def header(self) -> dict[str, Any]:
        """What the header of the new session tells of where it comes from."""
        lines = [e.number for e in self.parent.spoken()] if self.wishes.locked else []
        return {
            "parent": self.parent.name,
            "parent_sum": self.parent.sum,
            "mode": self.mode,
            "swapped": self.swapped,
            "take": self.take,
            **({"exchanges": lines} if lines else {}),
        }


def items(parents: Sequence[Parent], wishes: Wishes) -> Iterator[Item]:
    """All of them: parents times models times takes."""
    for parent in parents:
        for model in wishes.models:
            for take in range(1, wishes.times + 1):
                yield Item(parent, wishes, model, take)


def fault(folder: Path) -> str:
    """Why this performance is no result; "" if it is one: ended by itself, and no part failed.

    Raises RecordingError if it is no session.
    """
    why, troubles = "it has no end", []
    for entry in read(folder)[1]:
        if isinstance(entry.what, Curtain):
            why = "" if entry.what.why == ENDED else f"it was stopped ({entry.what.why})"
        elif isinstance(entry.what, Trouble) and entry.what.who in PARTS:
            troubles.append(f"{entry.what.who}: {entry.what.what}")
    return why or "; ".join(dict.fromkeys(troubles))


def is_done(folder: Path) -> bool:
    """A result lies there."""
    if not (folder / LOG).exists():
        return False
    try:
        return not fault(folder)
    except RecordingError:
        return False


def clear(folder: Path) -> None:
    """Remove what an earlier run left unfinished. Raises RecordingError if it is something else."""
    if not folder.exists():
        return
    if not (folder / LOG).is_file():
        raise RecordingError(f"{folder} is in the way and is no session: move it, or use --out")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise RecordingError(f"{folder}: cannot be removed: {error.strerror}") from error
