"""The command line for many sessions: improv index, query. Thin, like cli.py."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from .cli_options import RECORDINGS, ClusterOption, JobsOption, app, console, flag
from .errors import SettingsError

INDEX = RECORDINGS / "index"
FORMATS = ("table", "csv", "jsonl")
MOST_SHOWN = 500  # rows of a table
NARROWEST = 8  # signs of a column with its frame; in less there is nothing to be read
IndexOption = Annotated[Path, typer.Option("--index", help="folder of the index")]


@app.command()
def index(
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="sessions, folders of them, or s3://..."),
    ] = None,
    index: IndexOption = INDEX,
    jobs: JobsOption = 0,
    cluster: ClusterOption = "",
) -> None:
    """Make tables of many sessions, for improv query.

    A second time only what is new is read; without PATH what is known is brought up to date.
    """
    from rich.progress import Progress

    from .research import cluster as engines
    from .research.export.permitted import ended_line
    from .research.index.build import build, plan
    from .research.index.parts import Parts

    parts = Parts(index)
    if not places and not parts.known():
        raise SettingsError(f"{index}: knows no session; give some: improv index recordings")
    todo = plan(places or [], parts)
    engine = engines.engine(len(todo.fresh), jobs, cluster)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("reading", total=len(todo.fresh))
            done = build(todo, parts, engine, lambda: bar.advance(task))
    finally:
        engine.close()
    for why in done.refused:
        console.print(why, style="red", markup=False, soft_wrap=True)
    if done.ended:
        console.print(ended_line(done.ended), style="dim", markup=False, soft_wrap=True)
    counts = f"{done.read} sessions read, {done.kept} as they were, {done.removed} removed"
    console.print(f"{index}: {counts}", markup=False, soft_wrap=True)
    if done.refused:
        raise typer.Exit(1)


@app.command()
def query(
    sql: Annotated[
        str, typer.Argument(help='"select kind, count(*) from failures group by 1"')
    ] = "",
    index: IndexOption = INDEX,
    format_: Annotated[str, typer.Option("--format", help="table, csv or jsonl")] = "table",
    tables: Annotated[bool, flag("--tables", "what there is to be asked: every column")] = False,
) -> None:
    """Ask the index in SQL.

    --tables tells its tables: sessions, exchanges, failures and others.
    """
    from .research.index import query as asked

    if format_ not in FORMATS:
        raise SettingsError(f'--format is {", ".join(FORMATS)}, not "{format_}"')
    if tables or not sql:
        _print_tables()
        return
    answer = asked.ask(index, sql)
    if format_ != "table":
        for line in (asked.as_csv if format_ == "csv" else asked.as_jsonl)(answer):
            sys.stdout.write(line)
        return
    _print_answer(answer.columns, list(islice(answer.rows, MOST_SHOWN + 1)))


def _print_answer(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    shown = [["" if value is None else str(value) for value in row] for row in rows]
    if len(columns) * NARROWEST > console.width:  # a table of its own for each row
        for row in shown[:MOST_SHOWN]:
            upright = Table(show_header=False)
            for name, value in zip(columns, row, strict=True):
                upright.add_row(Text(name), Text(value, overflow="fold"))
            console.print(upright)
    else:
        table = Table()
        for name in columns:
            table.add_column(Text(name), overflow="fold")
        for row in shown[:MOST_SHOWN]:
            table.add_row(*map(Text, row))
        console.print(table)
    if len(rows) > MOST_SHOWN:
        console.print(f"The first {MOST_SHOWN} rows; all of them: --format csv", markup=False)


def _print_tables() -> None:
    from rich.table import Table
    from rich.text import Text

    from .research.index.tables import TABLES

    for name, columns in TABLES.items():
        table = Table("column", "type", "", title=name, title_justify="left")
        for column, (kind, words) in columns.items():
            table.add_row(column, kind, Text(words))
        console.print(table)
