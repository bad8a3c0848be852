"""Answers that were given once are kept beside the sessions, so that a re-run costs nothing.

One file for each answer, named by the content of its question, in a folder for each session: to
forget a session, delete its folder here, too. A file is there whole or not at all, and several
programs may write at the same time.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ...errors import RecordingError

FOLDER = ".judge-cache"


def place(session: Path) -> Path:
    """The folder for all sessions that lie beside this one."""
    return session.resolve().parent / FOLDER


def find(session: Path, key: str) -> str | None:
    """The answer with this key; None if there is none, or it cannot be read."""
    try:
        row = json.loads(_file(session, key).read_bytes())
    except (OSError, ValueError):
        return None
    text = row.get("text") if isinstance(row, dict) else None
    return text if isinstance(text, str) else None


def keep(session: Path, key: str, model: str, text: str) -> None:
    """Raises RecordingError if it cannot be written."""
    file = _file(session, key)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    row = json.dumps({"model": model, "at": at, "text": text}, ensure_ascii=False)
    draft = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(suffix=".part", dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(row)
        os.replace(draft, file)
    except OSError as error:
        with suppress(OSError):
            os.unlink(draft)
        if find(session, key) is not None:  # another program was quicker, and is reading it
            return
        raise RecordingError(
            f"{file.parent}: an answer cannot be kept there: {error.strerror}; make room, or let "
            "this program write there: what is there is used when you ask again"
        ) from error


def _file(session: Path, key: str) -> Path:
    return place(session) / session.resolve().name / f"{key}.json"
