"""Results on the disk as they come: what is done stays done, and memory does not grow with it.

One file, a JSON line for each result, appended at once. A run that was stopped goes on with the
same file; a torn last line is cut off.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from ...errors import RecordingError
from . import Engine, Lost, Task

FILE = "results.jsonl"


class Kept:
    """Results by their keys. Of each only its place in the file is in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """None: a file of this run alone. Raises RecordingError if the file cannot be had."""
        self._places: dict[str, int] = {}
        self._lost: dict[str, Lost] = {}
        try:
            if folder is None:
                self._file: IO[bytes] = tempfile.TemporaryFile("a+b", buffering=0)  # noqa: SIM115
                return
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / FILE).open("a+b", buffering=0)
        except OSError as error:
            raise RecordingError(f"{folder}: results cannot be kept there: {error}") from error
        self._find()

    def __contains__(self, key: str) -> bool:
        return key in self._places or key in self._lost

    def __len__(self) -> int:
        return len(self._places)

    def put(self, key: str, result: Any) -> None:
        """On the disk at once; a Lost only for this run. Raises RecordingError."""
        if isinstance(result, Lost):
            self._lost[key] = result
            return
        line = json.dumps({"key": key, "result": result}, ensure_ascii=False).encode() + b"\n"
        try:
            if self._file.write(line) != len(line):
                raise OSError("the disk is full")
            self._places[key] = self._file.tell() - len(line)
        except OSError as error:
            raise RecordingError(
                f"{FILE}: cannot be written: {error}; what it holds is kept: make room, and go on "
                "with the same command"
            ) from error

    def get(self, key: str) -> Any:
        """The result, or Lost. Raises KeyError if there is none."""
        if key in self._lost:
            return self._lost[key]
        self._file.seek(self._places[key])
        with open(self._file.fileno(), "rb", closefd=False) as lines:
            return json.loads(lines.readline())["result"]

    def close(self) -> None:
        self._file.close()

    def _find(self) -> None:
        """Where each whole line begins; what a kill tore is cut off."""
        at = 0
        self._file.seek(0)
        with open(self._file.fileno(), "rb", closefd=False) as lines:
            for line in lines:
                try:
                    key = json.loads(line)["key"] if line.endswith(b"\n") else None
                except (ValueError, KeyError, TypeError):
                    key = None
                if isinstance(key, str):
                    self._places[key] = at
                elif not line.endswith(b"\n"):
                    self._file.truncate(at)
                    return
                at += len(line)


def over(
    engine: Engine, work: Callable[[Any], Any], tasks: Sequence[Task], kept: Kept
) -> Iterator[Any]:
    """The result of each task (JSON-able), or Lost, in the order of the tasks.

    What is kept already is not done again. Raises RecordingError, and what work raises.
    """
    coming = engine.each(work, (task for task in tasks if task.key not in kept))
    for task in tasks:
        while task.key not in kept:
            done, result = next(coming)
            kept.put(done.key, result)
        yield kept.get(task.key)
