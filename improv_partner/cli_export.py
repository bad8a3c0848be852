"""The command line for formats of other programs: improv export, import-ratings. Thin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import app, console, flag
from .errors import SettingsError

SHARE_WORDS = "it leaves this place: only sessions whose performers agreed to that"


@app.command()
def export(
    places: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="sessions, or folders of them")
    ] = None,
    format_: Annotated[
        list[str] | None, typer.Option("--format", "-f", help="one of --formats; or several")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="folder for the files")] = Path("export"),
    share: Annotated[bool, flag("--share", SHARE_WORDS)] = False,
    formats: Annotated[bool, flag("--formats", "list the formats, and what each needs")] = False,
) -> None:
    """Write sessions in the formats of other programs: Praat, ELAN, TRL, datasets, and more."""
    from .asked import asked
    from .made_of import remember
    from .research.export.run import chosen
    from .research.export.run import export as write
    from .survey import sessions

    if formats:
        _print_formats()
        return
    if not places or not format_:
        raise SettingsError("export: give sessions and --format; --formats lists them")
    for name in format_:
        chosen(name)  # a wrong one is told before anything is written
    whole = True
    folders, purposes = sessions(places), ["share"] if share else []
    for name in dict.fromkeys(format_):
        done = write(folders, name, out, asked, purposes, _refused)
        names = {row["session"] for row in done.sessions}
        remember([folder for folder in folders if folder.resolve().name in names], out)
        whole = whole and not done.refused
        rows = f"{name}: {len(done.sessions)} of {len(folders)} sessions in {out}"
        console.print(rows, markup=False, soft_wrap=True)
    if not whole:
        raise typer.Exit(1)


@app.command("import-ratings")
def import_ratings(
    file: Annotated[Path, typer.Argument(help="what Label Studio exports as JSON")],
    places: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="the sessions, or folders of them")
    ],
) -> None:
    """Put listeners' ratings from Label Studio into the notes of the sessions they are about."""
    from .research.export.ratings_in import import_ratings as put
    from .survey import sessions

    done = put(file, sessions(places))
    for why in done.refused:
        _refused(why)
    known = f", {done.known} stood already" if done.known else ""
    console.print(f"{done.written} ratings written{known}", markup=False)
    if done.refused:
        raise typer.Exit(1)


def _print_formats() -> None:
    from rich.table import Table

    from .research.export.formats import FORMATS
    from .research.export.permitted import PURPOSES

    table = Table("format", "what it is", "needs a yes to")
    for name, one in FORMATS.items():
        table.add_row(name, one.words, ", ".join(p for p in PURPOSES if p in one.needs))
    console.print(table)


def _refused(why: str) -> None:
    console.print(why, style="red", markup=False, soft_wrap=True)
