"""Sessions are taken out of exports that were made of them; the others in there stay.

What an export holds of whom stands in its list, export-FORMAT.json. A file of one session is
deleted, rows of JSON are taken out; a file that can only be read as a whole is deleted and has to
be exported anew. The list is changed last: a kill in the middle leaves what is needed to go on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .whole_file import remove, replace

LISTS = "export-*.json"
TASKS = {"label-studio": "label-studio.json"}  # of all sessions, and in the row of none
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Sessions by name of their folder, and by the sum of their log's last line."""

    names: frozenset[str]
    sums: frozenset[str]

    def has(self, row: Row) -> bool:
        """A session that shared its name with another is listed as NAME-SUM."""
        name, sum_ = str(row.get("session")), str(row.get("sum"))
        return name in self.names or sum_ in self.sums


def lists(place: Path) -> list[Path]:
    """The lists of exports in and under a folder; linked folders are not looked into."""
    found = []
    for folder, folders, _ in os.walk(place):
        folders.sort()
        found += sorted(path for path in Path(folder).glob(LISTS) if path.is_file())
    return found


def take_out(path: Path, wanted: Wanted, say: Callable[[str], None]) -> None:
    """Of the export with this list. say: is told what was done. Raises RecordingError."""
    listed = _read(path)
    rows = [row for row in listed.get("sessions", []) if isinstance(row, dict)]
    gone = [row for row in rows if wanted.has(row)]
    if not gone:
        return
    rest, ids = [row for row in rows if row not in gone], {str(row["session"]) for row in gone}
    others = {name for row in rest for name in _files(row)}
    names = dict.fromkeys(name for row in gone for name in _files(row))
    if tasks := TASKS.get(str(listed.get("is"))):
        names[tasks] = None
        others.add(tasks)
    for name in names:
        file = path.parent / name
        if not _is_inside(file, path.parent):
            say(f"{path}: names {name}, which is not in this folder: not touched")
        elif name not in others:
            if remove(file):
                say(f"deleted {file}")
        elif file.is_file():
            _share(file, ids, say)
    for row in rest:
        row["files"] = [name for name in _files(row) if (path.parent / name).exists()]
    listed |= {"sessions": rest, "withdrawn": int(listed.get("withdrawn", 0)) + len(gone)}
    replace(path, [_json(listed)])


def _share(file: Path, ids: set[str], say: Callable[[str], None]) -> None:
    """Out of a file that other sessions are in, too."""
    if file.suffix == ".jsonl":
        replace(file, _other_lines(file, ids))
        say(f"taken out of {file}")
    elif file.name in TASKS.values():
        replace(file, [_json(_other_tasks(file, ids))])
        say(f"taken out of {file}")
    elif remove(file):
        say(f"deleted {file}; other sessions were in it: export them anew")


def _other_lines(file: Path, ids: set[str]) -> Iterator[bytes]:
    with file.open("rb") as lines:
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue  # nobody can say whose it was
            if isinstance(row, dict) and row.get("session") not in ids:
                yield line


def _other_tasks(file: Path, ids: set[str]) -> list[Any]:
    try:
        tasks = json.loads(file.read_bytes())
    except ValueError:
        return []
    kept = []
    for task in tasks if isinstance(tasks, list) else []:
        data = task.get("data") if isinstance(task, dict) else None
        if isinstance(data, dict) and data.get("session") not in ids:
            kept.append(task)
    return kept


def _read(path: Path) -> Row:
    """A list; empty if it is some other file."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("sessions"), list) else {}


def _files(row: Row) -> list[str]:
    files = row.get("files")
    return [name for name in files if isinstance(name, str)] if isinstance(files, list) else []


def _is_inside(file: Path, folder: Path) -> bool:
    """It lies in the folder itself, not where a link or ".." leads."""
    inside = file.parent.resolve().is_relative_to(folder.resolve())
    return inside and file.name not in ("", ".", "..")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode(errors="replace") + b"\n"
