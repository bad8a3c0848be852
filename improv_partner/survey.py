"""Many sessions at once: find them under any folder, and check them on all processors.

What is kept for each is a few lines, so thousands of sessions need no more memory than one.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .check import FILES, Finding, check, state

FEW = 8  # sessions that are checked sooner than other processes are started (0.3 s)
CHUNK = 4  # sessions that a process takes at once


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one folder."""

    folder: Path
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """One of check.STATES."""
        return state(self.findings)


def sessions(places: Iterable[Path]) -> list[Path]:
    """The sessions in and under these folders, in order; a place without any stands for itself.

    A folder without its session.jsonl is one as long as anything of a session is in it.
    """
    found: dict[Path, None] = {}  # a set that keeps its order
    for place in places:
        inside = list(_under(place))
        found.update(dict.fromkeys(inside or [place]))
    return list(found)


def _under(place: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(place):
        folders.sort()
        if not set(FILES).isdisjoint(files):
            folders.clear()  # no session is inside another
            yield Path(folder)


def survey(folders: list[Path], repair: bool = True) -> Iterator[Report]:
    """A report for each of these folders, in order."""
    look_at = partial(look, repair=repair)
    if len(folders) <= FEW:
        yield from map(look_at, folders)
        return
    # "spawn" is the way of every system, and safe while a progress bar has a thread.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        yield from pool.map(look_at, folders, chunksize=CHUNK)


def look(folder: Path, repair: bool) -> Report:
    """check() as a report; a disk that does not let us is told like any other damage."""
    try:
        return Report(folder, tuple(check(folder, repair)))
    except OSError as error:
        what = f"cannot be checked or mended: {error.strerror}: {error.filename}"
        return Report(folder, (Finding(what),))
