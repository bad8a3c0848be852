"""made.jsonl, beside the sessions: what was made of them elsewhere, so that a withdrawal finds it.

A line for each export (a folder with export-*.json in it) or each single file, such as a web page
with their sound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .errors import RecordingError
from .jsonl import append, rows

FILE = "made.jsonl"


@dataclass(frozen=True, slots=True)
class Made:
    """path: of a file or folder. sessions: the names of theirs that are in it."""

    path: Path
    sessions: tuple[str, ...]


def remember(sessions: Iterable[Path], made: Path) -> None:
    """Note that something was made of these session folders. Raises RecordingError."""
    beside: dict[Path, list[str]] = {}
    for folder in sessions:
        whole = folder.resolve()
        beside.setdefault(whole.parent, []).append(whole.name)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for place, names in beside.items():
        row = {"is": "made", "path": str(made.resolve()), "sessions": names, "at": at}
        append(place / FILE, row)


def remembered(places: Iterable[Path]) -> list[Made]:
    """What is noted in these folders. Raises RecordingError."""
    found: dict[Made, None] = {}
    for place in dict.fromkeys(place.resolve() for place in places):
        for row in rows(place / FILE):
            names = row.get("sessions")
            if not isinstance(row.get("path"), str) or not isinstance(names, list):
                raise RecordingError(f"{place / FILE}: a line without its fields: {row}")
            found[Made(Path(row["path"]), tuple(map(str, names)))] = None
    return list(found)
