"""The sessions on the bench, by number: who may be heard, and each opened once.

A session is asked for by its place in the list that was made at the start, so that no request can
name a file. Whether it may be used is asked again each time: it may be withdrawn meanwhile.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import notes
from ..errors import RecordingError
from ..house import Refused
from ..recording import LOG, Entry, read, read_header
from ..research.failures.find import agreed
from .opened import Opened, opened

MOST_OPEN = 4  # of half an hour each: some 30 MB
Stamp = tuple[int, int]  # of a file: bytes, and when it was written


@dataclass(slots=True)
class _Kept:
    """A session that is open, and of which files."""

    log: Stamp
    notes: Stamp
    header: dict[str, Any]
    entries: list[Entry]
    one: Opened


class Shelf:
    """folders: of sessions. shown: those whose tags and readings the page was told in this run."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = list(folders)
        self.shown: set[int] = set()
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def folder(self, number: int) -> Path:
        """Of a session that may be used. Raises Refused."""
        if not 0 <= number < len(self.folders):
            raise Refused(404, "there is no such session")
        self.header(number)
        return self.folders[number]

    def header(self, number: int) -> dict[str, Any]:
        """Raises Refused if nothing of it may be used, or nothing of it can be read."""
        folder = self.folders[number]
        try:
            header = read_header(folder / LOG)
            agreed(folder, header)
        except RecordingError as error:
            with self._lock:
                self._kept.pop(number, None)
            raise Refused(403, str(error)) from error
        return header

    def opened(self, number: int) -> Opened:
        """Raises Refused."""
        folder = self.folder(number)
        stamps = _stamp(folder / LOG), _stamp(folder / notes.FILE)
        with self._lock:
            kept = self._kept.pop(number, None)
            if kept is None or (kept.log, kept.notes) != stamps:
                kept = _read(folder, stamps, kept)
            self._kept[number] = kept
            while len(self._kept) > MOST_OPEN:
                self._kept.popitem(last=False)
            return kept.one


def _read(folder: Path, stamps: tuple[Stamp, Stamp], before: _Kept | None) -> _Kept:
    """before: as it was; its log is not read again if only notes were added."""
    try:
        if before and before.log == stamps[0]:
            header, entries = before.header, before.entries
        else:
            header, lines = read(folder)
            entries = list(lines)
        one = opened(folder, header, entries, list(notes.read(folder)))
    except RecordingError as error:
        raise Refused(409, str(error)) from error
    return _Kept(*stamps, header, entries, one)


def _stamp(file: Path) -> Stamp:
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
