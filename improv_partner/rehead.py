"""The header of a session, once it is over, with what could not be known when it began.

Only for who joined later: their names and what they agreed to. The lines after it stay as they are;
their sums are made anew, for each depends on the one before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .recording import LOG, SUM, chained, read_header
from .whole_file import replace


def rehead(folder: Path, changes: Mapping[str, Any]) -> None:
    """Fields of the header that are other now. Whole or not at all. Raises RecordingError."""
    header = {key: value for key, value in read_header(folder / LOG).items() if key != "sum"}
    replace(folder / LOG, _lines(folder / LOG, header | dict(changes)))


def _lines(log: Path, header: Mapping[str, Any]) -> Iterator[bytes]:
    content = json.dumps(header, ensure_ascii=False).encode()[:-1]
    with log.open("rb") as file:
        file.readline()
        total = ""
        while True:
            total = chained(total, content)
            yield content + SUM + total.encode() + b'"}\n'
            line = file.readline()
            if not line:
                return
            content, _, _ = line.rpartition(SUM)
