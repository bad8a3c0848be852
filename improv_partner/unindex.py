"""Sessions are taken out of an index of many sessions (improv index).

It is kept in folders of some hundred sessions. A folder that holds one of these goes as a whole:
the next improv index reads the others in it again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from .whole_file import remove

PARTS, LAST = "part-*", "sessions.parquet"  # what tells which sessions are in it is deleted last


def take_out(index: Path, names: Collection[str], say: Callable[[str], None]) -> None:
    """names: of the sessions' folders. say: is told what was deleted. Raises RecordingError."""
    for part in sorted(index.glob(PARTS)):
        if part.is_symlink() or not (part / LAST).is_file() or not _holds(part / LAST, names):
            continue
        tables = sorted(part.glob("*.parquet"), key=lambda path: path.name == LAST)
        for table in tables:
            remove(table)
        say(f"deleted {part}; other sessions in it come back with the next improv index")


def _holds(path: Path, names: Collection[str]) -> bool:
    """Is one of these sessions in this table? What cannot be read is taken to hold it."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        return True
    try:
        places = parquet.read_table(path, columns=["session"])["session"].to_pylist()
    except (OSError, KeyError, pyarrow.ArrowException):
        return True
    return any(str(place).rstrip("/").rpartition("/")[2] in names for place in places)
