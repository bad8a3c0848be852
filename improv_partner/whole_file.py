"""A file that is there whole or not at all, and one that is gone: what a kill may not leave half.

No link is ever followed: it is the link itself that is replaced or deleted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from .errors import RecordingError

PART = ".part"  # a file in the making; worthless if the program was killed there
AS_USUAL = 0o666  # less what the system's umask takes away
GO_ON = "mend that, and go on with the same command"
MINE = 0o600  # nobody else on this machine may read it


def replace(path: Path, pieces: Iterable[bytes], mode: int = AS_USUAL) -> None:
    """Put these bytes in the place of the file, or make it. Raises RecordingError."""
    part = path.with_name(path.name + PART)
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be written: {error.strerror}; {GO_ON}") from error


def remove(path: Path) -> bool:
    """Delete a file or a link; False if there was none. Raises RecordingError."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise RecordingError(f"{path}: cannot be deleted: {error.strerror}; {GO_ON}") from error
    return True
