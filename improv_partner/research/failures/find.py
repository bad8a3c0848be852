"""From folders to failures: every session is read as far as it can be, and what cannot is told.

A damaged line of a log is left out and counted, the rest is judged; damaged notes are left out. A
session to which nobody agreed, or whose consent is incomplete, is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import RecordingError
from ...jsonl import Row
from ...notes import read as read_notes
from ...recording import LOG, Entry, parse, read_header
from ..export.permitted import Ended, record, require, withdrawn
from .failure import Failure
from .kinds import KINDS, failures
from .session import Session, session


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one folder. exchanges: that were looked at.

    why: it could not be read at all. ended: because it was withdrawn or its day is over. remarks:
    what was left out, one line each. keep_until: its last day, "" = none.
    """

    folder: Path
    failures: tuple[Failure, ...] = ()
    exchanges: int = 0
    why: str = ""
    remarks: tuple[str, ...] = ()
    ended: bool = False
    keep_until: str = ""


def find(folders: Iterable[Path], kinds: Iterable[str] = KINDS) -> Iterator[Report]:
    """A report for each folder, in order."""
    chosen = tuple(kinds)
    for folder in folders:
        yield look(folder, chosen)


def look(folder: Path, kinds: Iterable[str] = KINDS) -> Report:
    """What is found in this one; what cannot be read is told in the report."""
    try:
        one, remarks = load(folder)
    except RecordingError as error:
        return Report(folder, why=str(error), ended=isinstance(error, Ended))
    found = tuple(failures(one, kinds))
    until = str(record(one.header).get("keep_until") or "")
    return Report(folder, found, len(one.exchanges), remarks=tuple(remarks), keep_until=until)


def load(folder: Path) -> tuple[Session, list[str]]:
    """A session, and what of it could not be read. Raises RecordingError if that is all of it.

    Ended is raised for one that was withdrawn or is past its day.
    """
    if why := withdrawn(folder):  # its log may be gone
        raise Ended(why)
    header = read_header(folder / LOG)
    agreed(folder, header)
    entries, remarks = _entries(folder)
    notes, torn = _notes(folder)
    remarks += torn
    try:
        one = session(folder, header, entries, notes)
    except RecordingError as error:
        remarks.append(f"{folder}: {error}; judged without its notes")
        one = session(folder, header, entries)
    if not one.exchanges:
        remarks.append(f"{folder}: nothing was said in it: 0 exchanges")
    elif not any(turn.tag for turn in one.turns):
        remarks.append(f"{folder}: no tags: kinds that go by what was meant see nothing")
    return one, remarks


def agreed(folder: Path, header: Mapping[str, Any]) -> None:
    """Raises RecordingError unless the performer agreed that this session is studied."""
    consent = header.get("consent")
    if not isinstance(consent, Mapping) or "answer" not in consent:
        raise RecordingError(f"{folder}: its consent is incomplete; it is not looked at")
    require(folder, header, ("replay",))


def _entries(folder: Path) -> tuple[list[Entry], list[str]]:
    """Every line that can be read; a torn last one is as usual, others are told."""
    entries, damaged = [], []
    log = folder / LOG
    try:
        with log.open("rb") as file:
            file.readline()
            for number, line in enumerate(file, start=2):
                try:
                    entries.append(parse(line, f"{log}:{number}"))
                except RecordingError:
                    damaged += [number] if line.endswith(b"\n") else []
    except OSError as error:
        raise RecordingError(f"{log}: cannot be read ({error.strerror})") from error
    if not damaged:
        return entries, []
    first, count = f"{log}:{damaged[0]}: damaged", len(damaged)
    lines = "1 line" if count == 1 else f"{count} lines"
    return entries, [f"{first}; {lines} left out, {len(entries)} are there"]


def _notes(folder: Path) -> tuple[list[Row], list[str]]:
    try:
        return list(read_notes(folder)), []
    except RecordingError as error:
        return [], [f"{folder}: {error}; judged without its notes"]
