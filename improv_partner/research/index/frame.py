"""Rows of a table as a DataFrame, of pandas or of polars, with the types that tables.py tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...errors import ImprovError
from .tables import TABLES

LIBRARIES = ("pandas", "polars")
_PANDAS = {"string": "string", "bool": "boolean", "int32": "Int32", "int64": "Int64"}
_POLARS = {"string": "String", "bool": "Boolean", "int32": "Int32", "int64": "Int64"}


def frame(table: str, rows: Iterable[Mapping[str, Any]], library: str = "pandas") -> Any:
    """A DataFrame with the columns of this table, also of no rows at all.

    Raises ImprovError: no such table or library, or it is not installed.
    """
    if table not in TABLES:
        raise ImprovError(f'there is no table "{table}"; there are: {", ".join(TABLES)}')
    if library not in LIBRARIES:
        raise ImprovError(f'there are frames of {" and ".join(LIBRARIES)}, not of "{library}"')
    kinds = {name: kind for name, (kind, _) in TABLES[table].items()}
    try:
        return _pandas(rows, kinds) if library == "pandas" else _polars(rows, kinds)
    except ImportError as error:
        raise ImprovError(f"a frame of {library} needs it: pip install {library}") from error


def _pandas(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> Any:
    import pandas

    found = pandas.DataFrame.from_records(list(rows), columns=list(kinds))
    return found.astype({name: _PANDAS.get(kind, kind) for name, kind in kinds.items()})


def _polars(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> Any:
    import polars

    schema = {name: getattr(polars, _POLARS.get(kind, "Float64")) for name, kind in kinds.items()}
    return polars.DataFrame(list(rows), schema=schema)
