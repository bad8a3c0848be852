"""A suite is a file of JSON lines, a first one about it, then a case each; and a list beside it.

A suite quotes sessions. The list, export-suite-NAME.json, tells improv withdraw which sessions are
in it: the cases of one that is withdrawn are taken out, the others stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...errors import RecordingError, SettingsError
from ...jsonl import rows
from ...whole_file import replace
from .case import Case

VERSION = 1
SUFFIX = ".jsonl"  # of which improv withdraw takes single lines out


def read(file: Path) -> list[Case]:
    """Raises RecordingError: it cannot be read, is no suite, is damaged, or of a newer version."""
    if not file.is_file():
        raise RecordingError(f"{file}: there is no such file; make it: improv suite add")
    first, *others = [*rows(file)] or [{}]
    if first.get("is") != "suite":
        raise RecordingError(f"{file}: is no suite; make one: improv suite add")
    if first.get("version") != VERSION:
        raise RecordingError(f"{file}: its version is not {VERSION}; update this program")
    return [Case.from_dict(row, f"{file}:{n}") for n, row in enumerate(others, 2)]


def write(file: Path, cases: Sequence[Case]) -> None:
    """The file, and the list beside it. Raises RecordingError, SettingsError for its name."""
    if file.suffix != SUFFIX:
        raise SettingsError(f"{file}: the name of a suite ends in {SUFFIX}")
    first = {"is": "suite", "version": VERSION, "cases": len(cases)}
    lines = [first, *(case.as_dict() for case in cases)]
    listed(file, cases)
    replace(file, (json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines))


def listed(file: Path, cases: Iterable[Case]) -> None:
    """Write the list of a file with lines of these cases' sessions, and of those in it before.

    Raises RecordingError.
    """
    path = file.with_name(f"export-suite-{file.stem}.json")
    sums = _listed(path) | {case.session: case.sum for case in cases}
    told = [{"session": name, "sum": sum_, "files": [file.name]} for name, sum_ in sums.items()]
    text = json.dumps({"is": "suite", "format": 1, "sessions": told}, ensure_ascii=False, indent=1)
    replace(path, [text.encode() + b"\n"])


def _listed(path: Path) -> dict[str, str]:
    """Sessions with their sums; none if there is no such list. Raises RecordingError."""
    if not path.exists():
        return {}
    try:
        return {row["session"]: row["sum"] for row in json.loads(path.read_bytes())["sessions"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordingError(
            f"{path}: is damaged ({error}); delete it, and what it belongs to"
        ) from error


def together(known: Sequence[Case], new: Iterable[Case]) -> tuple[list[Case], list[str]]:
    """Both, each case once, as it was first added; and what is told of those that are there."""
    by_id = {case.id: case for case in known}
    told = []
    for case in new:
        old = by_id.setdefault(case.id, case)
        if old is case:
            continue
        same = old.sum == case.sum
        told.append(f"{case.place}: " + ("is in it already" if same else "another session has it"))
    return list(by_id.values()), told
