"""One export: sessions through consent into a format, and beside it a list of what went where.

The list, export-FORMAT.json, names session and consent ids with their files, so that a session that
is withdrawn later can be taken out of everything that was made of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...errors import ImprovError, RecordingError, SettingsError
from ...settings import nearest
from .formats import FORMATS, Format
from .permitted import PURPOSES, Ended
from .session import Pseudonyms, Session, load
from .training import Asked
from .writers import Writer, write

FORMAT = 1  # of the list


@dataclass(slots=True)
class Export:
    """files: all that are there. sessions: rows of the list. refused: why, a line for each.

    ended: the same, by folder, of those that were withdrawn or are past their day.
    """

    files: list[Path] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)


def chosen(name: str) -> Format:
    """Raises SettingsError for a format that is none, with the nearest."""
    if name not in FORMATS:
        raise SettingsError(f'--format: there is no "{name}"; {nearest(name, list(FORMATS))}')
    return FORMATS[name]


def export(
    folders: Iterable[Path],
    name: str,
    out: Path,
    asked: Asked,
    purposes: Iterable[str] = (),
    say: Callable[[str], None] = lambda text: None,
) -> Export:
    """Write all sessions that may be exported. purposes: needed beyond those of the format.

    say: is told at once why a session is refused; the rest goes on. If nothing of any session is
    to be written, nothing is left, so that the same can be tried again. Raises ImprovError if
    nothing can be written at all.
    """
    wanted = chosen(name)
    listed = out / f"export-{name}.json"
    if listed.exists():
        raise RecordingError(f"{listed} is already there: remove it, or choose another --out")
    needs, done, new = wanted.needs | frozenset(purposes), Export(), not out.exists()
    writer = wanted.make(out, asked)
    names, seen = Pseudonyms(), dict[str, str]()
    try:
        for folder in folders:
            try:
                _add(done, writer, _named(load(folder, needs, names, wanted.whole), seen), out)
            except Ended as error:
                done.ended[str(folder)] = str(error)
            except ImprovError as error:
                done.refused.append(str(error))
                say(str(error))
    finally:
        closing = writer.close()
    done.files += [path for path in closing if path not in done.files]
    if not any(row["files"] for row in done.sessions):
        _leave_nothing(done, out if new else None)
        return done
    about = {"note": wanted.note} if wanted.note else {}
    _list(done, listed, {"is": name, "needs": sorted(needs, key=list(PURPOSES).index), **about})
    return done


def _add(done: Export, writer: Writer, session: Session, out: Path) -> None:
    files = list(writer.add(session))
    done.files += [path for path in files if path not in done.files]
    done.sessions.append({
        "session": session.id,
        "consent": session.consent,
        "performer": session.performer,
        "permitted": list(session.purposes),
        "sum": session.sum,
        "files": [path.relative_to(out).as_posix() for path in files],
    })  # fmt: skip


def _leave_nothing(done: Export, folder: Path | None) -> None:
    """Empty files of this export go, and its folder if it was made for it. RecordingError."""
    try:
        for path in done.files:
            path.unlink(missing_ok=True)
        if folder and folder.is_dir():
            folder.rmdir()
    except OSError as error:
        raise RecordingError(f"{error.filename}: cannot be removed: {error.strerror}") from error
    done.files.clear()


def _named(session: Session, seen: dict[str, str]) -> Session:
    """Another folder of the same name gets another id. Raises RecordingError for a copy."""
    if session.sum in seen.values():
        raise RecordingError(f"{session.folder}: is the same session as another one; left out")
    if session.id in seen:
        session = replace(session, id=f"{session.id}-{session.sum}")
    seen[session.id] = session.sum
    return session


def _list(done: Export, path: Path, about: dict[str, Any]) -> None:
    """Of sessions that are not in it only the number: they are nobody's business elsewhere."""
    row = {
        "export": FORMAT,
        **about,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "refused": len(done.refused) + len(done.ended),
        "sessions": done.sessions,
    }
    write(path, json.dumps(row, ensure_ascii=False, indent=1) + "\n")
    done.files.append(path)
