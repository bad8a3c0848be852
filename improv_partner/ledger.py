"""exchanges.jsonl beside the log, while the scene is played."""

from __future__ import annotations

from pathlib import Path

from .exchanges import FILE, Exchange, Fold, as_text
from .recording import Entry


class Ledger:
    """One line as each exchange becomes whole."""

    def __init__(self, folder: Path) -> None:
        self._fold = Fold()
        self._path = folder / FILE
        self.broken = ""

    def watch(self, entry: Entry) -> None:
        if done := self._fold.add(entry):
            self._write([done])

    def close(self) -> None:
        self._write(self._fold.end())

    def _write(self, done: list[Exchange]) -> None:
        """A disk that is full is told by the recording; this file can be made anew from the log."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(as_text(done))
        except OSError as error:
            self.broken = str(error)
