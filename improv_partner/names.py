"""names.json: who is behind a pseudonym. Beside the sessions and never in one of them.

Recordings hold pseudonyms only. This file is for whoever runs the scenes: nobody else on the
machine may read it, and it is not handed on with recordings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import chain, count
from pathlib import Path

from .errors import RecordingError
from .whole_file import MINE, replace

FILE = "names.json"


def read(folder: Path) -> dict[str, str]:
    """Pseudonym: name. Empty if there is no such file. Raises RecordingError."""
    path = folder / FILE
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RecordingError(f"{path}: cannot be read: {error}; mend it or move it") from error
    if not isinstance(found, dict):
        raise RecordingError(f"{path}: is no table of names; mend it or move it")
    return {str(pseudonym): str(name) for pseudonym, name in found.items()}


def add(folder: Path, pseudonym: str, name: str) -> str:
    """Note a name; gives the pseudonym for the recording, numbered if another has the same one.

    folder: that of the sessions. Raises RecordingError.
    """
    known = read(folder)
    noted = free(known, pseudonym, name)
    _write(folder, known | {noted: name})
    return noted


def free(known: Mapping[str, str], pseudonym: str, name: str) -> str:
    """The pseudonym that add() gives for this name, where these are known."""
    numbered = (f"{pseudonym} {number}" for number in count(2))
    return next(one for one in chain([pseudonym], numbered) if known.get(one, name) == name)


def forget(folder: Path, pseudonyms: Iterable[str]) -> list[str]:
    """Take these out; gives those that were there. Raises RecordingError."""
    known, gone = read(folder), set(pseudonyms)
    if not (found := [pseudonym for pseudonym in known if pseudonym in gone]):
        return []
    _write(folder, {pseudonym: known[pseudonym] for pseudonym in known if pseudonym not in gone})
    return found


def _write(folder: Path, known: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"{folder}: cannot be made: {error.strerror}") from error
    text = json.dumps(known, ensure_ascii=False, indent=1) + "\n"
    replace(folder / FILE, [text.encode()], MINE)
