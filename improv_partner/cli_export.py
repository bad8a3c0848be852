"""The command line for formats of other programs: improv export, import-ratings. Thin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import PlacesArgument, app, console, flag
from .errors import SettingsError

ROWS = {  # what a row is, and of what one comes: of most replies none does
    "dpo": ("pair", "one comes of a reply that a new choice rejected and a better one followed"),
    "kto": ("row", "one comes of a reply that a new choice rejected or put there, or marked wrong"),
    "sft": ("scene", "one comes of a session, up to the reply before the first marked wrong"),
}
SHARE_WORDS = "it leaves this place: only sessions whose performers agreed to that"


@app.command()
def export(
    places: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH", help="sessions, or folders full of them")
    ] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option("--format", "-f", metavar="<format>", help="one of --formats; or several"),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="folder for the files")] = Path("export"),
    share: Annotated[bool, flag("--share", SHARE_WORDS)] = False,
    formats: Annotated[bool, flag("--formats", "list the formats, and what each needs")] = False,
) -> None:
    """Write sessions in the formats of other programs.

    Praat, ELAN, TRL, datasets, and more: see --formats.
    """
    from .asked import asked
    from .made_of import remember
    from .research.export.permitted import ended_line
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
    whole, ended = True, dict[str, str]()
    folders, purposes = sessions(places), ["share"] if share else []
    for name in dict.fromkeys(format_):
        done = write(folders, name, out, asked, purposes, _refused)
        names = {row["session"] for row in done.sessions}
        if done.files:
            remember([folder for folder in folders if folder.resolve().name in names], out)
        whole = whole and not done.refused
        ended |= done.ended
        where = f"in {out}" if done.files else "and nothing to write"
        told = f"{name}: {len(names)} of {len(folders)} sessions {where}{_rows(out, name)}"
        console.print(told, markup=False, soft_wrap=True)
    if ended:
        console.print(ended_line(ended), style="dim", markup=False, soft_wrap=True)
    if not whole:
        raise typer.Exit(1)


@app.command("import-ratings")
def import_ratings(
    file: Annotated[Path, typer.Argument(help="what Label Studio exports as JSON")],
    places: PlacesArgument,
) -> None:
    """Put ratings from Label Studio into the sessions' notes."""
    from .research.export.ratings_in import import_ratings as put
    from .survey import sessions

    done = put(file, sessions(places))
    for why in done.refused:
        _refused(why)
    known = f", {done.known} stood already" if done.known else ""
    console.print(f"{done.written} ratings written{known}", markup=False)
    if done.refused:
        raise typer.Exit(1)


def _rows(out: Path, name: str) -> str:
    """How many rows there are for training, and of what one comes; "" for other formats."""
    if name not in ROWS:
        return ""
    path, count = out / f"{name}.jsonl", 0
    if path.exists():
        with path.open("rb") as file:
            count = sum(1 for _ in file)
    what, why = ROWS[name]
    return f": {count} {what}{'s' * (count != 1)}; {why}"


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
