"""withdrawn.json: what is left in the folder of a session that was withdrawn, so that it stays so.

It is written before anything is deleted: from then on nothing is exported or played again, and a
withdrawal that was killed in its middle is known to be unfinished.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .whole_file import replace

FILE = "withdrawn.json"
REASONS = {
    "asked": "the performer asked for it",
    "expired": "it was to be kept until a day that is over",
    "mistake": "it should not have been recorded",
}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """session: name of the folder. date: UTC. reason: of REASONS. who: who is gone.

    sum: of the log's last line as it was, by which exports and re-runs are known. whole: nothing of
    anybody is left. done: all of it is deleted.
    """

    session: str
    date: str
    reason: str
    who: tuple[str, ...]
    sum: str
    whole: bool
    done: bool = False


def put(folder: Path, stone: Tombstone) -> None:
    """Raises RecordingError."""
    text = json.dumps(asdict(stone), ensure_ascii=False, indent=1) + "\n"
    replace(folder / FILE, [text.encode()])


def find(folder: Path) -> Tombstone | None:
    """None if there is none. One that cannot be read is one of everybody, and not done."""
    path = folder / FILE
    if not path.is_symlink() and not path.exists():
        return None
    try:
        row = json.loads(path.read_bytes())
    except (OSError, ValueError):
        row = None
    return _stone(folder, row if isinstance(row, Mapping) else {})


def _stone(folder: Path, row: Mapping[str, Any]) -> Tombstone:
    who = row.get("who")
    return Tombstone(
        str(row.get("session") or folder.resolve().name),
        str(row.get("date", "")),
        str(row.get("reason", "asked")),
        tuple(map(str, who)) if isinstance(who, list) else (),
        str(row.get("sum", "")),
        bool(row.get("whole", True)),
        bool(row.get("done", False)),
    )
