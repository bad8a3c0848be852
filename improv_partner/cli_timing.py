"""The command line for timing: improv timing. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import PlacesArgument, app, console, flag
from .errors import ImprovError, RecordingError


@app.command()
def timing(
    places: PlacesArgument,
    json_: Annotated[Path | None, typer.Option("--json", help="all of it, as a JSON file")] = None,
    csv: Annotated[Path | None, typer.Option(help="a CSV file, a row for each exchange")] = None,
    plot: Annotated[Path | None, typer.Option(help="a picture, .svg or .png")] = None,
    brief: Annotated[bool, flag("--brief", "only the figures of all sessions together")] = False,
) -> None:
    """Measure how quick the partner was, and who cut in.

    By the log and by the sound, beside figures of people.
    """
    from .research.timing import files, tables
    from .research.timing.figures import agreement, figures
    from .research.timing.measured import load
    from .survey import sessions

    found, whole = [], True
    for folder in sessions(places):
        try:
            found.append(load(folder))
        except RecordingError as error:
            whole = False
            console.print(str(error), style="red", markup=False, soft_wrap=True)
    if not found:
        raise ImprovError("timing: there is no session that can be read; give sessions, or folders")
    for session in found:
        if not brief:
            console.print(tables.exchange_table(session))
            if len(found) > 1:
                heard = None if session.silent else figures([session], True)
                console.print(tables.figure_table(session.name, figures([session]), heard))
        _warn(session.name, session.silent, session.unlogged_ms)
    loud = [session for session in found if not session.silent]
    title = f"{len(found)} session{'s' * (len(found) > 1)}, {figures(found).minutes:.1f} min"
    console.print(tables.figure_table(title, figures(found), figures(loud, True) if loud else None))
    if loud:
        console.print(tables.agreement_table(agreement(loud)))
    if json_:
        files.write_json(json_, found)
    if csv:
        files.write_csv(csv, found)
    if plot:
        from .research.timing.plot import plot as draw

        draw(found, plot)
    for file in (json_, csv, plot):
        if file:
            console.print(f"Written: {file}", markup=False, soft_wrap=True)
    if not whole:
        raise typer.Exit(1)


def _warn(name: str, silent: str, unlogged_ms: int) -> None:
    """What makes a session's figures less than they could be."""
    if silent:
        text = f"{name}: by the log alone: {silent}"
        console.print(text, style="yellow", markup=False, soft_wrap=True)
    if unlogged_ms:
        text = f"{name}: {unlogged_ms} ms of the partner's sound are not in the log"
        console.print(text, style="red", markup=False, soft_wrap=True)
