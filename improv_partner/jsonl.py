"""A file of JSON lines that several programs append to: a line is there whole, or not at all."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .errors import RecordingError

Row = dict[str, Any]
LONGEST = 1 << 16  # bytes of a line; what is longer is not looked at by append()


def append(path: Path, row: Row) -> None:
    """One whole line at the end, or nothing: also when others write or the disk is full.

    Raises RecordingError.
    """
    line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
    try:
        with path.open("a+b", buffering=0) as file, _alone(file.fileno()):
            size = _mended(file.fileno())
            try:
                if file.write(line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except OSError:
                with suppress(OSError):  # else the next append() cuts the torn line off
                    os.truncate(file.fileno(), size)
                raise
    except OSError as error:
        raise RecordingError(
            f"{path}: cannot be written: {error.strerror}; what it holds is kept: "
            "make room, and go on with the same command"
        ) from error


def rows(path: Path) -> Iterator[Row]:
    """Every line, lazily; none if there is no such file. A torn last line is left out.

    Raises RecordingError.
    """
    try:
        with suppress(FileNotFoundError), path.open("rb") as file:
            for number, line in enumerate(file, 1):
                row = _parsed(line)
                if row is not None:
                    yield row
                elif line.endswith(b"\n"):
                    raise RecordingError(f"{path}:{number}: damaged line: mend it or take it out")
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from error


def _parsed(line: bytes) -> Row | None:
    """An object that tells what it is, or None."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("is"), str) else None


def _mended(fd: int) -> int:
    """The file's size once its last line is whole: what a kill tore is cut off."""
    size = os.fstat(fd).st_size
    os.lseek(fd, max(size - LONGEST, 0), os.SEEK_SET)
    tail = os.read(fd, LONGEST).rpartition(b"\n")[2]
    if not tail:
        return size
    if _parsed(tail) is None:
        os.truncate(fd, size - len(tail))
        return size - len(tail)
    return size + os.write(fd, b"\n")  # somebody's editor has left it out


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # a lock keeps readers out there: so it is where nobody reads

    @contextmanager
    def _alone(fd: int) -> Iterator[None]:
        os.lseek(fd, FAR, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(fd, FAR, os.SEEK_SET)
            msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    @contextmanager
    def _alone(fd: int) -> Iterator[None]:
        """Nobody else appends meanwhile. Where a disk has no locks, a single write has to do."""
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX)
        yield  # closing the file gives it back
