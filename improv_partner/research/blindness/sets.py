"""A probe set is a file of JSON lines: a first one about it, then one for each item.

It holds tones in words and no words that were said. Those are read from the sessions when it is
run, so that what is withdrawn, or was changed, cannot be asked about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ...errors import RecordingError
from ...exchanges import exchanges
from ...jsonl import rows
from ...recording import read
from ...scene import Scene
from ..export.permitted import Ended, withdrawn
from ..failures.find import agreed
from ..parent import Parent, last_sum
from .items import TESTS, Item

VERSION = 1


def source(folder: Path) -> Parent:
    """A session to ask about; it needs no sound. Raises RecordingError, SceneError.

    Ended is raised for one that was withdrawn or is past its day.
    """
    if why := withdrawn(folder):  # its log may be gone
        raise Ended(why)
    header, entries = read(folder)
    agreed(folder, header)
    known = list(entries)
    scene = Scene.from_dict(header.get("scene", {}))
    return Parent(folder, header, known, list(exchanges(known)), scene, last_sum(folder))


def write(file: Path, items: Sequence[Item]) -> None:
    """Raises RecordingError."""
    first = {"is": "probe set", "version": VERSION, "tests": list(TESTS), "items": len(items)}
    write_lines(file, [first, *({"is": "item", **asdict(item)} for item in items)])


def write_lines(file: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Raises RecordingError."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordingError(f"{file}: cannot be written: {error.strerror}") from error


def read_set(file: Path) -> list[Item]:
    """Raises RecordingError: it cannot be read, is damaged, or of a newer version."""
    if not file.is_file():
        raise RecordingError(f"{file}: there is no such file; make it: improv probe-set build")
    first, *others = [*rows(file)] or [{}]
    if first.get("is") != "probe set":
        raise RecordingError(f"{file}: is no probe set; make one: improv probe-set build")
    if first.get("version") != VERSION:
        raise RecordingError(f"{file}: its version is not {VERSION}; build it again")
    try:
        return [Item(**{k: v for k, v in row.items() if k != "is"}) for row in others]
    except TypeError as error:
        raise RecordingError(f"{file}: an item is damaged ({error}); build it again") from error
