"""The index on the disk: folders of some hundred sessions each, with a Parquet file for each table.

A folder appears under its name with all its files or not at all, and is never changed: what is out
of date goes by writing the rest of the folder anew. Killed in between, the index lacks sessions
(the next build brings them), and never tells one twice for long.
"""

from __future__ import annotations

import secrets
import shutil
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import ImprovError, RecordingError
from .rows import Rows
from .tables import TABLES

if TYPE_CHECKING:
    import pyarrow

FULL = 256  # sessions: at 8 exchanges each some 0.3 MB on the disk, and 20 MB of memory
NAME, PART = "part-*", ".part"  # a folder of the index; one in the making, worthless if killed
SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows of a session; the columns are explained in tables.py."""

    part: Path
    stamp: str
    content: str
    rules: str
    keep_until: str | None


class Parts:
    """The folders of one index."""

    def __init__(self, folder: Path) -> None:
        """Raises ImprovError without pyarrow."""
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise ImprovError('the index needs pyarrow: pip install "improv-partner[index]"') from (
                error
            )
        self.folder = folder
        self._pa, self._parquet = pyarrow, parquet
        self._schemas = {name: _schema(pyarrow, name) for name in TABLES}

    def known(self) -> dict[str, Known]:
        """Every session of the index; of one that stands in two folders nothing is known."""
        found: dict[str, Known] = {}
        for part in sorted(self.folder.glob(NAME)):
            table = self._read(part, "sessions")
            for row in table.to_pylist() if table else ():
                name = row["session"]
                twice = name in found
                rest = (row["stamp"], row["content"], row["rules"], row["keep_until"])
                found[name] = Known(part, *(("", "", "", None) if twice else rest))
        return found

    def writer(self, drop: Collection[str]) -> Writer:
        """Takes these sessions out as it goes, and new rows in. Raises RecordingError."""
        return Writer(self, drop)

    def _read(self, part: Path, table: str) -> Any:
        """The table in this folder; None if it is of another version, or damaged."""
        try:
            found = self._parquet.ParquetFile(part / f"{table}{SUFFIX}").read()
        except (OSError, self._pa.ArrowException):
            return None
        return found if found.schema.equals(self._schemas[table]) else None

    def rest(self, part: Path, drop: Collection[str]) -> dict[str, pyarrow.Table] | None:
        """What stays of a folder without these sessions; None: nothing of it can be kept."""
        tables = {name: self._read(part, name) for name in TABLES}
        if any(table is None for table in tables.values()):
            return None
        gone = self._pa.array(sorted(drop), self._pa.string())
        compute = self._pa.compute
        return {
            name: table.filter(compute.invert(compute.is_in(table["session"], value_set=gone)))
            for name, table in tables.items()
        }

    def table(self, name: str, rows: list[dict[str, Any]]) -> pyarrow.Table:
        return self._pa.Table.from_pylist(rows, schema=self._schemas[name])

    def write(self, tables: Mapping[str, list[pyarrow.Table]], instead: Collection[Path]) -> None:
        """A folder of these rows in place of those. Raises RecordingError."""
        new = self.folder / f"{NAME[:-1]}{secrets.token_hex(6)}"
        part = new.with_name(f"{PART}-{new.name}")
        try:
            if any(table.num_rows for table in tables["sessions"]):
                part.mkdir(parents=True)
                for name, some in tables.items():
                    whole = self._pa.concat_tables([self._schemas[name].empty_table(), *some])
                    self._parquet.write_table(whole, part / f"{name}{SUFFIX}", compression="zstd")
            for old in instead:
                shutil.rmtree(old)
            if part.exists():
                part.rename(new)
        except OSError as error:
            raise RecordingError(f"{self.folder}: cannot be written: {error}") from error

    def sweep(self) -> None:
        """Remove what a killed build has left."""
        for left in self.folder.glob(f"{PART}-*"):
            shutil.rmtree(left, ignore_errors=True)


class Writer:
    """Collects rows until a folder is full. Folders that are not, or hold what goes, are redone."""

    def __init__(self, parts: Parts, drop: Collection[str]) -> None:
        """drop: sessions whose rows of before go."""
        self._parts = parts
        self._count = 0
        self._rows: Rows = {name: [] for name in TABLES}
        self._tables: dict[str, list[pyarrow.Table]] = {name: [] for name in TABLES}
        self._instead: list[Path] = []
        self._take_up(set(drop))

    def add(self, rows: Rows) -> None:
        """One session. Raises RecordingError."""
        for name, some in rows.items():
            self._rows[name] += some
        self._counted(1)

    def close(self) -> None:
        """Write what is left. Raises RecordingError."""
        if self._count or self._instead:
            self._write()

    def _take_up(self, drop: set[str]) -> None:
        known = self._parts.known()
        sizes = Counter(one.part for one in known.values())
        stale = {one.part for name, one in known.items() if name in drop}
        for part in sorted(self._parts.folder.glob(NAME)):
            if part in stale or sizes[part] < FULL // 2:
                self._instead.append(part)
                if (rest := self._parts.rest(part, drop)) is not None:
                    for name, table in rest.items():
                        self._tables[name].append(table)
                    self._counted(rest["sessions"].num_rows)

    def _counted(self, sessions: int) -> None:
        self._count += sessions
        if self._count >= FULL:
            self._write()

    def _write(self) -> None:
        for name, rows in self._rows.items():
            self._tables[name].append(self._parts.table(name, rows))
        self._parts.write(self._tables, self._instead)
        self._count, self._instead = 0, []
        self._rows = {name: [] for name in TABLES}
        self._tables = {name: [] for name in TABLES}


def _schema(pa: Any, table: str) -> pyarrow.Schema:
    return pa.schema([(name, pa.type_for_alias(kind)) for name, (kind, _) in TABLES[table].items()])
