"""The command line for research: improv rerun, compare. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import (
    ModelOption,
    OutOption,
    SetOption,
    UrlOption,
    app,
    assignments,
    console,
    flag,
    given,
)
from .errors import ImprovError, SettingsError

if TYPE_CHECKING:
    from .research.items import Wishes
    from .research.parent import Parent

SessionsArgument = Annotated[
    list[Path], typer.Argument(metavar="SESSION...", help="sessions, or folders full of them")
]
ModelsOption = Annotated[
    list[str] | None,
    typer.Option(help='language model, or "understudy"; may be given several times'),
]
EarsAgainOption = Annotated[
    str, typer.Option(help='"recorded" words, or ears that hear the sound again ("sphinx", ...)')
]
SeedAgainOption = Annotated[int | None, typer.Option(min=0, help="of take 1; none: the session's")]
LOCKED_WORDS = "line by line in the recorded scene, or on from the new replies, as it was spoken"


@app.command()
def rerun(
    sessions: SessionsArgument,
    model: ModelsOption = None,
    base_url: UrlOption = "",
    partner: Annotated[str, typer.Option(help='"understudy": rules, no language model')] = "",
    ears: EarsAgainOption = "recorded",
    voice: Annotated[str, typer.Option(help='the character\'s, e.g. "en-us+f3"')] = "",
    set_: SetOption = None,
    seed: SeedAgainOption = None,
    times: Annotated[int, typer.Option(min=1, help="takes of each")] = 1,
    locked: Annotated[bool, typer.Option("--locked/--free", help=LOCKED_WORDS)] = True,
    real_time: Annotated[bool, flag("--real-time", "as slowly as it was spoken")] = False,
    out: OutOption = Path("reruns"),
    yes: Annotated[bool, flag("--yes", "a server may get words it was not agreed to get")] = False,
) -> None:
    """Play recorded actors to another model, ears, voice or settings; new sessions come of it."""
    from . import settings
    from .reperform import minds
    from .research.items import UNDERSTUDY, Wishes

    if partner not in ("", UNDERSTUDY):
        raise SettingsError(f'--partner is "{UNDERSTUDY}" or nothing; for "{partner}" see --model')
    models = [*(model or []), *([partner] if partner else [])]
    wishes = Wishes(
        models=minds(models, base_url, settings.load(Path.cwd()).mind),
        ears=ears,
        voice=voice,
        values=assignments(set_ or []),
        seed=seed,
        times=times,
        locked=locked,
        real_time=real_time,
    )
    if not _play_all(sessions, wishes, out, yes):
        raise typer.Exit(1)


def _play_all(places: list[Path], wishes: Wishes, out: Path, agreed: bool) -> bool:
    """Every item, with a bar, then a table; False if one failed."""
    from rich.progress import Progress

    from .reperform import Series
    from .research.tables import outcome_table

    parents, whole = _parents(places)
    series = Series(parents, wishes, out)
    for row in series.leaves:
        console.print(f"Leaves this machine: {row}", style="dim", markup=False, soft_wrap=True)
    series.check(agreed)
    said, outcomes = set(), []

    def say(text: str) -> None:
        if text not in said:
            said.add(text)
            console.print(text, style="yellow", markup=False)

    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        for item in bar.track(series.todo, description="playing again"):
            outcomes.append(series.play(item, say))
            if outcomes[-1].state == "stopped":
                break
    console.print(outcome_table(outcomes))
    for outcome in outcomes:
        why = f": {outcome.why}" if outcome.why else ""
        style = "red" if why else "dim"
        console.print(f"{outcome.folder}{why}", style=style, markup=False, soft_wrap=True)
    return whole and all(outcome.state in ("done", "was done") for outcome in outcomes)


def _parents(places: list[Path]) -> tuple[list[Parent], bool]:
    """Sessions that can be played again; and whether all can. What cannot is said."""
    from .research.parent import load
    from .survey import sessions

    parents = []
    folders = sessions(places)
    for folder in folders:
        try:
            parents.append(load(folder))
        except ImprovError as error:
            console.print(str(error), style="red", markup=False, soft_wrap=True)
    return parents, len(parents) == len(folders)


@app.command()
def compare(
    sessions: Annotated[
        list[Path], typer.Argument(metavar="A B...", help="the others are compared with the first")
    ],
    html: Annotated[Path | None, typer.Option(help="also as a web page with sound")] = None,
    json_: Annotated[bool, flag("--json", "as JSON, and nothing else")] = False,
) -> None:
    """Put sessions side by side, exchange by exchange, and say what differs in figures."""
    import json

    from .research.compare import as_dict, summary
    from .research.sides import rows, sides
    from .research.tables import comparison_table, legend, summary_table

    if len(sessions) < 2:
        raise SettingsError("compare: give two sessions or more")
    all_sides = sides(sessions)
    table = rows(all_sides)
    if json_:
        typer.echo(json.dumps(as_dict(all_sides), ensure_ascii=False, indent=2))
    else:
        console.print(legend(all_sides))
        console.print(comparison_table(all_sides, table))
        for column, side in enumerate(all_sides[1:], 1):
            console.print(summary_table(all_sides[0], side, summary(table, column)))
    if html:
        from .research.compare_html import write

        write(html, all_sides, table)
        if not json_:
            console.print(f"Written: {html}", markup=False, soft_wrap=True)


@app.command()
def probe(
    sessions: SessionsArgument,
    model: ModelOption = "",
    base_url: UrlOption = "",
    seed: SeedAgainOption = None,
    yes: Annotated[bool, flag("--yes", "a server may get words it was not agreed to get")] = False,
) -> None:
    """Ask a model what it reads in each line of the actor, blind to the tags; nothing else."""
    from . import settings
    from .probe import probe as ask
    from .research.tables import probed_table

    values = given(model, base_url, "")
    chosen = settings.load(Path.cwd()).with_values(values, "command line")
    parents, whole = _parents(sessions)
    for parent in parents:
        done = ask(parent, chosen, seed or 0, yes)
        whole = whole and not any(one.why for one in done)
        console.print(probed_table(parent.name, done))
    if not whole:
        raise typer.Exit(1)
