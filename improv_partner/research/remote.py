"""Sessions by their address (s3://, gs://, memory://, ... through fsspec), as folders of this disk.

A session is fetched into a cache and then read like any other. Only what has changed is fetched
again; the log is proven by its sums. The sound is fetched when somebody wants to hear it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from .. import notes, survey
from ..check import FILES
from ..errors import ImprovError, RecordingError
from ..recording import LOG, SUM, chained
from ..tombstone import FILE as TOMBSTONE

TEXTS = (LOG, notes.FILE, TOMBSTONE)
STATE = ".fetched.json"  # in a cached folder: what each file was there when it was fetched
ATTEMPTS = 3
CACHE_ENV = "IMPROV_CACHE"  # environment variable: another folder for the cache


def is_url(place: str) -> bool:
    return "://" in place


def sessions(places: Iterable[str]) -> list[str]:
    """The sessions in and under these folders and addresses; see survey.sessions.

    Raises RecordingError, ImprovError.
    """
    found: dict[str, None] = {}  # a set that keeps its order
    for place in places:
        if is_url(place):
            found.update(dict.fromkeys(_under(place)))
        else:
            found.update(dict.fromkeys(map(str, survey.sessions([Path(place)]))))
    return list(found)


def local(place: str, sound: bool = False) -> Path:
    """The folder in which this session can be read now. Raises RecordingError, ImprovError.

    sound: its tracks are wanted, too.
    """
    return _fetched(place, (*FILES, *TEXTS) if sound else TEXTS) if is_url(place) else Path(place)


def folder_of(place: str) -> Path:
    """Where local() has or will have this session; nothing is fetched."""
    if not is_url(place):
        return Path(place)
    return cache() / _digest(place) / PurePosixPath(place).name


def stamp(place: str) -> str:
    """Other when the log or the notes have changed; "" if there is no session any more.

    Of an address as its server tells it, of a folder by sizes and times: nothing is read. Raises
    RecordingError if the server does not answer.
    """
    if is_url(place):
        system, path = _system(place)
        told = _told(place, system, path, TEXTS)
        return "" if LOG not in told or TOMBSTONE in told else json.dumps(told, sort_keys=True)
    folder, parts = Path(place), []
    if (folder / TOMBSTONE).exists():
        return ""
    for name in (LOG, notes.FILE):
        try:
            known = (folder / name).stat()
            parts.append(f"{known.st_size} {known.st_mtime_ns}")
        except OSError:
            parts.append("")
    return "; ".join(parts) if parts[0] else ""


def cache() -> Path:
    """Where sessions are fetched to."""
    if given := os.environ.get(CACHE_ENV):
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "improv-partner"


def _system(place: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it. Raises ImprovError."""
    try:
        import fsspec
    except ImportError as error:
        raise ImprovError(f'{place}: needs fsspec: pip install "improv-partner[remote]"') from error
    try:
        system, path = fsspec.core.url_to_fs(place)
    except (ImportError, ValueError) as error:
        raise ImprovError(f"{place}: there is no way to it: {error}") from error
    system.invalidate_cache()  # what was there a minute ago is no proof
    return system, path


def _under(place: str) -> list[str]:
    system, path = _system(place)
    try:
        files = [PurePosixPath(name) for name in system.find(path)]
    except OSError as error:
        raise RecordingError(f"{place}: cannot be listed: {error}") from error
    logs = sorted(str(file.parent) for file in files if file.name == LOG)
    return [str(system.unstrip_protocol(log)) for log in logs] or [place]


def _told(place: str, system: Any, path: str, names: Iterable[str]) -> dict[str, str]:
    """What the server tells of those of these files that are there."""
    try:
        rows = system.ls(path, detail=True)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RecordingError(f"{place}: cannot be reached: {error}") from error
    there = {PurePosixPath(str(row["name"])).name: row for row in rows}
    return {name: _digest(sorted(map(str, there[name].items()))) for name in names if name in there}


def _digest(what: object) -> str:
    return hashlib.blake2b(str(what).encode(), digest_size=8).hexdigest()


def _fetched(place: str, names: Iterable[str]) -> Path:
    system, path = _system(place)
    told = _told(place, system, path, names)
    folder = folder_of(place)
    state = _state(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in {*names} - told.keys():
            (folder / name).unlink(missing_ok=True)
            state.pop(name, None)
        for name, now in told.items():
            if state.get(name) != now or not (folder / name).exists():
                _fetch(system, f"{path}/{name}", folder / name)
        new = folder / f"{STATE}.{os.getpid()}"
        new.write_text(json.dumps(state | told), "utf-8")
        new.replace(folder / STATE)
    except OSError as error:
        raise RecordingError(f"{place}: cannot be fetched into {folder}: {error}") from error
    return folder


def _state(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / STATE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _fetch(system: Any, path: str, to: Path) -> None:
    """One file, whole. A log whose sums are wrong is fetched again: is it damaged there, too?

    Raises OSError.
    """
    part, before = to.with_name(f"{to.name}.part-{os.getpid()}"), b""
    for _ in range(ATTEMPTS):
        system.get_file(path, str(part))
        size = system.info(path)["size"]  # None: the server does not tell it
        content = part.read_bytes() if to.name == LOG else b""
        whole = size is None or part.stat().st_size == size
        if whole and (sums_are_right(content) or content == before):
            part.replace(to)
            return
        before = content
    part.unlink()
    raise OSError(f"{to.name} came damaged, {ATTEMPTS} times")


def sums_are_right(log: bytes) -> bool:
    """Every whole line has the sum that follows from the line before."""
    before = ""
    for line in log.splitlines(keepends=True):
        content, _, rest = line.rpartition(SUM)
        before = chained(before, content)
        if line.endswith(b"\n") and rest != before.encode() + b'"}\n':
            return False
    return True
