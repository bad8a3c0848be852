"""One session's folder without some of its performers, or without all of them.

Every step can be done again: whatever kills the program, the same command ends the work. No link
is followed; a link in the folder is deleted, what it leads to is not touched.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import flac, tombstone, track
from . import notes as notes_file
from .consent_record import withdrawn
from .errors import RecordingError
from .exchanges import FILE as EXCHANGES
from .exchanges import as_text, exchanges
from .jsonl import rows
from .recording import LOG, read
from .redaction import people, redact
from .rehead import is_live
from .tombstone import Tombstone
from .whole_file import remove
from .whole_file import replace as put

Say = Callable[[str], None]
CACHES = (".judge-cache",)  # beside the sessions, with a folder for each (research/judge)
SOUND = (track.WAV, flac.SUFFIX)
ONES_OWN = (*SOUND, ".webm", ".video.json")  # files with nothing of anybody else (house/video.py)


@dataclass(frozen=True, slots=True)
class Taking:
    """What is taken out of a session. header: empty = it cannot be read, and all goes.

    who: with the day of the withdrawal, those who withdrew before too. whole: nobody is left.
    """

    folder: Path
    header: Mapping[str, Any]
    who: Mapping[str, str]
    whole: bool
    sum: str
    reason: str

    @property
    def stone(self) -> Tombstone:
        name, day = self.folder.resolve().name, max(self.who.values())
        return Tombstone(name, day, self.reason, tuple(self.who), self.sum, self.whole)


def taking(
    folder: Path, header: Mapping[str, Any], who: list[str] | None, reason: str, today: str
) -> Taking:
    """who: None = everybody. Raises RecordingError: it is being recorded, or it is a link."""
    if folder.is_symlink():
        raise RecordingError(f"{folder}: is a link; name the folder that it leads to")
    stone = tombstone.find(folder)
    if not stone and is_live(folder):
        raise RecordingError(f"{folder}: is being recorded; end the scene first")
    everybody = people(header)
    gone = {one: today for one in (everybody if who is None else who)}
    gone |= withdrawn(header.get("consent"))
    sum_ = stone.sum if stone and stone.sum else last_sum(folder / LOG)
    whole = not header or set(everybody) <= gone.keys() or bool(stone and stone.whole)
    return Taking(folder, header, gone, whole, sum_, stone.reason if stone else reason)


def mark(one: Taking) -> None:
    """The tombstone, before anything is deleted. Raises RecordingError."""
    tombstone.put(one.folder, one.stone)


def erase(one: Taking, say: Say) -> None:
    """Delete; say is told what. Raises RecordingError."""
    folder, lines = one.folder, set[int]()
    if one.header:
        count, lines = redact(folder, one.who, one.whole)
        if count:
            say(f"taken out of {folder / LOG}: {count} lines")
    elif remove(folder / LOG):
        say(f"deleted {folder / LOG}")
    if not one.whole:
        _erase_notes(folder, lines, say)
    for path in [*_files(one), *_cached(folder.resolve())]:
        if remove(path):
            say(f"deleted {path}")
    if one.header:
        _derive(folder)
    tombstone.put(folder, replace(one.stone, done=True))


def last_sum(log: Path) -> str:
    """The sum of the log's last whole line, by which others know the session; "" = none."""
    last = b""
    try:
        with log.open("rb") as file:
            for line in file:
                last = line if line.endswith(b"\n") else last
    except OSError:
        return ""
    return last.rpartition(b'"sum": "')[2].rstrip(b'"}\n').decode(errors="replace")


def _files(one: Taking) -> Iterator[Path]:
    """All that goes: what is not known to be of somebody else may hold everybody."""
    stays = {tombstone.FILE, LOG, EXCHANGES}
    if not one.header:  # perhaps not only a session lies here
        left = (EXCHANGES, notes_file.FILE, *(p + s for p in track.PLAYERS for s in ONES_OWN))
        yield from (one.folder / name for name in left)
        return
    if not one.whole:
        players = one.header.get("performers", {})
        others = [who for who in (*players, "partner") if who not in one.who]
        stays |= {notes_file.FILE, *(who + s for who in others for s in ONES_OWN)}
    for folder, folders, files in os.walk(one.folder):
        here = Path(folder)
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if not (here / name / LOG).exists()]
        yield from (
            here / name
            for name in sorted(files + linked)
            if here != one.folder or name not in stays
        )


def _cached(folder: Path) -> Iterator[Path]:
    """What was kept about this session beside it; a model's answers quote everybody."""
    for cache in CACHES:
        kept = folder.parent / cache / folder.name
        if not kept.is_symlink() and kept.is_dir():
            yield from sorted(path for path in kept.iterdir() if not path.is_dir())


def _erase_notes(folder: Path, lines: set[int], say: Say) -> None:
    """Notes on these lines of the actor, and those on no line."""
    path = folder / notes_file.FILE
    known = list(rows(path))
    left = [r for r in known if isinstance(r.get("line"), int) and r["line"] not in lines]
    if len(left) < len(known):
        put(path, (json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in left))
        say(f"taken out of {path}: {len(known) - len(left)} notes")


def _derive(folder: Path) -> None:
    """exchanges.jsonl of what is left of the log; none if that is damaged."""
    path = folder / EXCHANGES
    try:
        text = as_text(exchanges(read(folder)[1]))
    except RecordingError:
        remove(path)
        return
    put(path, [text.encode()])
