"""Ask an index in SQL: its five tables are views over the Parquet files, read by DuckDB."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import ImprovError
from .parts import NAME, SUFFIX
from .tables import TABLES

AT_ONCE = 1000  # rows that are fetched together


@dataclass(frozen=True, slots=True)
class Answer:
    """columns: their names. rows: one by one, as they are needed; raises ImprovError."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def ask(index: Path, sql: str) -> Answer:
    """What DuckDB answers. Raises ImprovError: no index there, no DuckDB, wrong SQL."""
    try:
        import duckdb
    except ImportError as error:
        raise ImprovError('query needs DuckDB: pip install "improv-partner[index]"') from error
    parts = sorted(index.glob(NAME))
    if not parts:
        raise ImprovError(f"{index}: no index there; make it: improv index recordings")
    connection = duckdb.connect()
    try:
        for table in TABLES:
            files = [str(part / f"{table}{SUFFIX}") for part in parts]
            connection.read_parquet(files, union_by_name=True).create_view(table)
        cursor = connection.execute(sql)
        columns = tuple(str(column[0]) for column in cursor.description or ())
    except duckdb.Error as error:
        raise ImprovError(f"query: {_first_line(error)}") from error

    def rows() -> Iterator[tuple[Any, ...]]:
        try:
            while some := cursor.fetchmany(AT_ONCE):
                yield from some
        except duckdb.Error as error:
            raise ImprovError(f"query: {_first_line(error)}") from error
        finally:
            connection.close()

    return Answer(columns, rows())


def as_jsonl(answer: Answer) -> Iterator[str]:
    """A JSON object for each row; what JSON does not know (dates, ...) as text."""
    for row in answer.rows:
        named = dict(zip(answer.columns, row, strict=True))
        yield json.dumps(named, ensure_ascii=False, default=str) + "\n"


def as_csv(answer: Answer) -> Iterator[str]:
    """A header and a row for each; NULL is empty.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    yield _csv_line(answer.columns)
    for row in answer.rows:
        yield _csv_line(map(_safe, row))


def _csv_line(values: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def _first_line(error: Exception) -> str:
    """DuckDB's own words, without the picture below them."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    hint = next((line for line in lines[1:] if line.startswith(("Did you mean", "Candidate"))), "")
    return " ".join([*lines[:1], *([hint] if hint else [])])
