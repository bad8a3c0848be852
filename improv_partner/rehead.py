"""The header of a session, once it is over, with what could not be known when it began.

Only for who joined later (late.py) and what of the sound was lost on its way. The lines after it
stay as they are; their sums are made anew, for each depends on the one before.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import late
from .recording import LOG, SUM, chained, read_header
from .whole_file import remove, replace

LIVE_S = 3.0  # a track that is recorded grows every 20 ms


def rehead(folder: Path, more: Mapping[str, Any] | None = None) -> None:
    """Who joined later is in the header from now on. Whole or not at all. Raises RecordingError.

    more: further fields that are other now. The log must be whole but for its last line: a torn
    one is left out.
    """
    header = {key: value for key, value in read_header(folder / LOG).items() if key != "sum"}
    replace(folder / LOG, _lines(folder / LOG, header | dict(more or {})))
    remove(folder / late.FILE)


def is_live(folder: Path) -> bool:
    """Is it being recorded? Some file of it has just grown, and the log has no end."""
    try:
        ages = [time.time() - path.lstat().st_mtime for path in folder.iterdir()]
        with (folder / LOG).open("rb") as log:
            log.seek(max((folder / LOG).stat().st_size - 200, 0))
            sealed = b'"is": "sealed"' in log.read()
    except OSError:
        return False
    return not sealed and min(ages, default=LIVE_S) < LIVE_S


def _lines(log: Path, header: Mapping[str, Any]) -> Iterator[bytes]:
    content = json.dumps(header, ensure_ascii=False).encode()[:-1]
    with log.open("rb") as file:
        file.readline()
        total = ""
        while True:
            total = chained(total, content)
            yield content + SUM + total.encode() + b'"}\n'
            line = file.readline()
            if not line.endswith(b"\n"):
                return
            content, _, _ = line.rpartition(SUM)
