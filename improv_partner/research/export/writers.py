"""How an export is put on the disk: a file for each session, or one for all.

Nothing is overwritten. A session that fails leaves nothing in a file that others share, so that
the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ...errors import RecordingError
from .session import Session

Row = Mapping[str, Any]


class Writer(Protocol):
    """One format. Both give the files they have written."""

    def add(self, session: Session) -> Sequence[Path]:
        """Raises ImprovError: nothing of this session is in the export."""

    def close(self) -> Sequence[Path]:
        """After the last session. Raises RecordingError."""


class Texts:
    """A text file for each session, with its name."""

    def __init__(self, out: Path, suffix: str, text: Callable[[Session], str]) -> None:
        self._out, self._suffix, self._text = out, suffix, text

    def add(self, session: Session) -> Sequence[Path]:
        path = self._out / f"{session.id}{self._suffix}"
        write(path, self._text(session))
        return [path]

    def close(self) -> Sequence[Path]:
        return []


class Files:
    """A file for each session that its format writes itself."""

    def __init__(self, out: Path, suffix: str, do: Callable[[Session, Path], None]) -> None:
        self._out, self._suffix, self._do = out, suffix, do

    def add(self, session: Session) -> Sequence[Path]:
        path = self._out / f"{session.id}{self._suffix}"
        part = path.with_name(f"{path.name}.part")
        try:
            if path.exists():
                raise FileExistsError
            self._out.mkdir(parents=True, exist_ok=True)
            self._do(session, part)
            part.replace(path)
        except OSError as error:
            raise unwritten(path, error) from error
        finally:
            part.unlink(missing_ok=True)  # of a session that failed half-way
        return [path]

    def close(self) -> Sequence[Path]:
        return []


class Lines:
    """JSON lines of all sessions in one file."""

    def __init__(self, path: Path, rows: Callable[[Session], Iterable[Row]]) -> None:
        self._path, self._rows = path, rows
        write(path, "")

    def add(self, session: Session) -> Sequence[Path]:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self._rows(session))
        try:
            with self._path.open("ab") as file:
                file.write(encoded(text))
        except OSError as error:
            raise unwritten(self._path, error) from error
        return [self._path] if text else []

    def close(self) -> Sequence[Path]:
        return [self._path]


def write(path: Path, text: str) -> None:
    """A new file. Raises RecordingError if there is one, or none can be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(encoded(text))
    except OSError as error:
        raise unwritten(path, error) from error


def encoded(text: str) -> bytes:
    """UTF-8; half of a sign, which no program can write, becomes a question mark."""
    return text.encode("utf-8", errors="replace")


def unwritten(path: Path, error: OSError) -> RecordingError:
    """The error in one line."""
    if isinstance(error, FileExistsError):
        return RecordingError(f"{path} is already there: remove it, or choose another --out")
    return RecordingError(f"{path}: cannot be written: {error.strerror or error}")
