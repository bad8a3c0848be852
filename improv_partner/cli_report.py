"""The command line for a report: improv report. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from .cli_options import PlacesArgument, app, console, flag
from .errors import SettingsError

SHARE_WORDS = "it is handed on: only sessions whose performers agreed to that, without names"
FORMATS = {"html": ".html", "md": ".md"}


@app.command()
def report(
    places: PlacesArgument,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="the file to write")] = None,
    format_: Annotated[
        str, typer.Option("--format", help="html (with sound) or md; none: by the file's name")
    ] = "",
    share: Annotated[bool, flag("--share", SHARE_WORDS)] = False,
    title: Annotated[str, typer.Option(help="of the page")] = "",
) -> None:
    """Write one page on sessions.

    Meant and read, failures, timing beside people's, and the worst cases.
    """
    from . import __version__
    from .research.export.permitted import ended_line
    from .research.report.gather import gather
    from .research.report.markdown import markdown
    from .research.report.opened import open_all
    from .research.report.page import page
    from .research.report.worst import worst
    from .survey import sessions
    from .whole_file import replace

    if format_ and format_ not in FORMATS:
        raise SettingsError(f'--format is html or md, not "{format_}"')
    suffix = out.suffix if out else ""
    kind = format_ or ("md" if suffix in (".md", ".markdown") else "html")
    file = out or Path(f"report{FORMATS[kind]}")
    folders = sessions(places)
    opening = open_all(folders, share)
    for why in opening.left_out:
        typer.echo(why, err=True)
    if opening.ended:
        typer.echo(ended_line(opening.ended), err=True)
    told = gather(opening, share)
    cases = worst(opening.sessions)
    made = f"{datetime.now(UTC).date().isoformat()}, improv-partner {__version__}"
    text = (page if kind == "html" else markdown)(told, cases, title or "Improv report", made)
    _remember([one.folder for one in opening.sessions], file)
    replace(file, [text.encode()])
    size = f"{told.all.sessions} of {len(folders)} sessions, {_size(len(text.encode()))}"
    console.print(f"Written: {file} ({size})", markup=False, soft_wrap=True)
    if opening.left_out:
        raise typer.Exit(1)


def _size(count: int) -> str:
    """Bytes for people: "812 kB", "3.4 MB"."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1000:.0f} kB"


def _remember(folders: list[Path], file: Path) -> None:
    """So that a withdrawal finds the page; where sessions can only be read, it cannot."""
    from .errors import RecordingError
    from .made_of import remember

    try:
        remember(folders, file)
    except RecordingError as error:
        typer.echo(f"{error}; a withdrawal will not find {file}: delete it yourself", err=True)
