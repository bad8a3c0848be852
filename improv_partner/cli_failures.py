"""The command line for finding failures: improv failures. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from .cli_options import app, console, flag
from .errors import SettingsError

FOUND = 3  # exit status with --exit-code; 1 is for what could not be read
FORMATS = ["table", "jsonl", "csv"]
Many = list[str] | None


@app.command()
def failures(
    places: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="sessions, or folders full of them")
    ],
    kind: Annotated[Many, typer.Option(help="misread, comfort, ...; several times")] = None,
    intent: Annotated[Many, typer.Option(help="tagged so: grief, ...; several times")] = None,
    stance: Annotated[Many, typer.Option(help="played so: sarcastic, ...; several times")] = None,
    cause: Annotated[Many, typer.Option(help="model, late, ...; several times")] = None,
    model: Annotated[str, typer.Option(help="part of the language model's name")] = "",
    scene: Annotated[str, typer.Option(help="part of the scene's name")] = "",
    min_severity: Annotated[int, typer.Option(min=1, max=3, help="1 mild, 3 grave")] = 1,
    sort: Annotated[str, typer.Option(help="session, severity, kind, cause or model")] = "session",
    format_: Annotated[str, typer.Option("--format", help="table, jsonl or csv")] = "table",
    exit_code: Annotated[bool, flag("--exit-code", f"exit with {FOUND} if any is found")] = False,
) -> None:
    """Where did the partner not answer what was meant? Twelve kinds, with evidence and cause."""
    from .intents import LABELS, STANCES
    from .research.failures import show
    from .research.failures.cause import CAUSES
    from .research.failures.find import find
    from .research.failures.kinds import KINDS
    from .survey import sessions

    _known("--kind", kind, KINDS)
    _known("--intent", intent, LABELS)
    _known("--stance", stance, STANCES)
    _known("--cause", cause, CAUSES)
    _known("--sort", [sort], show.SORTS)
    _known("--format", [format_], FORMATS)
    wanted = show.Wanted(
        kind or (), intent or (), stance or (), cause or (), model, scene, min_severity
    )
    found, exchanges, whole = [], 0, True
    for report in find(sessions(places), kind or KINDS):
        for line in [*([report.why] if report.why else []), *report.remarks]:
            typer.echo(line, err=True)
        found += [one for one in report.failures if wanted.fits(one)]
        exchanges += report.exchanges
        whole = whole and not report.why
    found.sort(key=show.SORTS[sort])
    if format_ == "table":
        if found:
            console.print(show.failure_table(found))
        console.print(show.count_table(found, exchanges))
    else:
        typer.echo((show.as_jsonl if format_ == "jsonl" else show.as_csv)(found), nl=False)
    if found and exit_code:
        raise typer.Exit(FOUND)
    if not whole:
        raise typer.Exit(1)


def _known(option: str, given: list[str] | None, known: Iterable[str]) -> None:
    """Raises SettingsError that names the nearest."""
    from .settings import nearest

    names = list(known)
    for word in given or []:
        if word not in names:
            raise SettingsError(f'{option}: there is no "{word}"; {nearest(word, names)}')
