"""late.jsonl: who joined a scene after its beginning, and what they agreed to.

The header was written before them, and while a scene is recorded nobody may write it again. So
each gets a line here, on the disk before anything of them is recorded; readers of the header see it
as if it stood there, and when the scene is over it does (rehead.py).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import consent_record
from .errors import RecordingError

FILE = "late.jsonl"


def add(folder: Path, record: Mapping[str, Any], performer: Mapping[str, Any]) -> None:
    """One more. record: signed. performer: for the header. Raises RecordingError."""
    row = {"record": record, "performer": performer}
    try:
        with (folder / FILE).open("ab") as file:
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise RecordingError(f"{folder / FILE}: cannot be written: {error.strerror}") from error


def merged(folder: Path, header: dict[str, Any]) -> dict[str, Any]:
    """The header with those who are not in it yet. Raises RecordingError.

    A torn last line is left out: nothing of that performer was recorded.
    """
    path = folder / FILE
    try:
        rows = [json.loads(line) for line in path.read_bytes().splitlines(True) if _whole(line)]
        signed = consent_record.records(header.get("consent"))
        there = {record["who"] for record in signed}
        new = [row for row in rows if row["record"]["who"] not in there]
        if not new:
            return header
        consent = consent_record.together([*signed, *(row["record"] for row in new)])
        come = {row["record"]["who"]: dict(row["performer"]) for row in new}
        performers = dict(header["performers"])
        last = {who: performers.pop(who) for who in ("partner",) if who in performers}
    except FileNotFoundError:
        return header
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecordingError(f"{path}: who joined later cannot be read: {error}") from error
    return header | {
        "performers": performers | come | last,
        "consent": header["consent"] | consent,
    }


def _whole(line: bytes) -> bool:
    return line.endswith(b"\n")
