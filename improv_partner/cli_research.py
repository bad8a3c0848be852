"""The command line for research: improv rerun, compare. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import (
    CLUSTER_WORDS,
    SEND_WORDS,
    ModelOption,
    OutOption,
    PlacesArgument,
    SetOption,
    UrlOption,
    UrlsArgument,
    app,
    assignments,
    console,
    flag,
    given,
)
from .errors import ImprovError, SettingsError

if TYPE_CHECKING:
    from .reperform import Outcome
    from .reruns import Played
    from .research.items import Wishes
    from .research.parent import Parent

ModelsOption = Annotated[
    list[str] | None,
    typer.Option(metavar="<model>", help='language model, or "understudy"; several times'),
]
EarsAgainOption = Annotated[
    str, typer.Option(help='"recorded" words, or ears that hear the sound again ("sphinx", ...)')
]
SeedAgainOption = Annotated[int | None, typer.Option(min=0, help="of take 1; none: the session's")]
LOCKED_WORDS = "line by line in the recorded scene, or on from the new replies, as it was spoken"


@app.command()
def rerun(
    sessions: UrlsArgument,
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
    yes: Annotated[bool, flag("--yes", SEND_WORDS)] = False,
    jobs: Annotated[int, typer.Option(min=1, help="processes of this machine")] = 1,
    cluster: Annotated[str, typer.Option(help=CLUSTER_WORDS)] = "",
) -> None:
    """Play recorded actors to another model or settings.

    Or to other ears, or with another voice. New sessions come of it.
    """
    from . import settings
    from .reperform import minds
    from .research.items import UNDERSTUDY, Wishes
    from .research.remote import is_url

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
    if cluster or jobs > 1 or any(is_url(place) for place in sessions):
        whole = _play_spread(sessions, wishes, out, yes, (jobs, cluster))
    else:
        whole = _play_all([Path(place) for place in sessions], wishes, out, yes)
    if not whole:
        raise typer.Exit(1)


def _play_spread(
    places: list[str], wishes: Wishes, out: Path, agreed: bool, where: tuple[int, str]
) -> bool:
    """As _play_all(), on so many processes or on a cluster."""
    from rich.progress import Progress

    from .reruns import plan, play_all
    from .research import cluster, remote
    from .research.export.permitted import ended_line

    todo = plan(remote.sessions(places), wishes, agreed)
    for row in sorted(todo.leaves):
        console.print(f"Leaves this machine: {row}", style="dim", markup=False, soft_wrap=True)
    for fault in todo.faults:
        console.print(fault, style="red", markup=False, soft_wrap=True)
    if todo.ended:
        console.print(ended_line(todo.ended), style="dim", markup=False, soft_wrap=True)
    engine = cluster.engine(len(todo.todo), *where)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            played = play_all(todo.todo, out, engine)
            outcomes = list(bar.track(played, len(todo.todo), description="playing again"))
    finally:
        engine.close()
    return _told(outcomes) and not todo.faults


def _play_all(places: list[Path], wishes: Wishes, out: Path, agreed: bool) -> bool:
    """Every item, with a bar, then a table; False if one failed."""
    from rich.progress import Progress

    from .reperform import Series
    from .reruns import may_play

    parents, whole = _parents(places, lambda parent: may_play(parent, wishes, agreed))
    series = Series(parents, wishes, out)
    for row in series.leaves:
        console.print(f"Leaves this machine: {row}", style="dim", markup=False, soft_wrap=True)
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
    return _told(outcomes) and whole


def _told(outcomes: Sequence[Outcome | Played]) -> bool:
    """The table, and a line for each; False if one failed."""
    from .research.tables import outcome_table

    if outcomes:
        console.print(outcome_table(outcomes))
    for outcome in outcomes:
        why = f": {outcome.why}" if outcome.why else ""
        style = "red" if why else "dim"
        console.print(f"{outcome.folder}{why}", style=style, markup=False, soft_wrap=True)
    return all(outcome.state in ("done", "was done") for outcome in outcomes)


def _parents(places: list[Path], may: Callable[[Parent], None]) -> tuple[list[Parent], bool]:
    """Sessions that can be heard again; and whether all can. What cannot is said.

    One that was withdrawn or is past its day is no fault. may: raises RecordingError for one that
    may not be used, SettingsError if somebody's yes is missing.
    """
    from .research.export.permitted import Ended, ended_line
    from .research.parent import load
    from .survey import sessions

    parents: list[Parent] = []
    ended: dict[str, str] = {}
    folders = sessions(places)
    for folder in folders:
        try:
            parent = load(folder)
            may(parent)
            parents.append(parent)
        except SettingsError:
            raise
        except Ended as error:
            ended[str(folder)] = str(error)
        except ImprovError as error:
            console.print(str(error), style="red", markup=False, soft_wrap=True)
    if ended:
        console.print(ended_line(ended), style="dim", markup=False, soft_wrap=True)
    return parents, len(parents) + len(ended) == len(folders)


@app.command()
def compare(
    sessions: Annotated[
        list[Path],
        typer.Argument(metavar="A B", help="a session; others, or folders of re-runs"),
    ],
    html: Annotated[Path | None, typer.Option(help="also as a web page with sound")] = None,
    json_: Annotated[bool, flag("--json", "as JSON, and nothing else")] = False,
) -> None:
    """Put sessions side by side, exchange by exchange.

    And say in figures what differs.
    """
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
        from .made_of import remember
        from .research.compare_html import write

        write(html, all_sides, table)
        remember([side.folder for side in all_sides], html)
        if not json_:
            console.print(f"Written: {html}", markup=False, soft_wrap=True)


@app.command()
def probe(
    sessions: PlacesArgument,
    model: ModelOption = "",
    base_url: UrlOption = "",
    seed: SeedAgainOption = None,
    yes: Annotated[bool, flag("--yes", SEND_WORDS)] = False,
) -> None:
    """Ask a model what it reads in the lines of an actor.

    It is blind to the tags, and asked for nothing else.
    """
    from . import settings
    from .judge import GIVE_UP_AFTER
    from .probe import gave_up, may_probe
    from .probe import probe as ask
    from .research.tables import probed_table

    values = given(model, base_url, "")
    chosen = settings.load(Path.cwd()).with_values(values, "command line")
    parents, whole = _parents(sessions, lambda parent: may_probe(parent, chosen, yes))
    told = set[str]()
    for parent in parents:
        done = ask(parent, chosen, seed or 0, yes)
        whole = whole and not any(one.why for one in done)
        if not done:
            say = f"{parent.folder}: the actor said nothing in this session"
            console.print(say, markup=False, soft_wrap=True)
            continue
        console.print(probed_table(parent.name, done))
        for why in dict.fromkeys(one.why for one in done if one.why and one.why not in told):
            told.add(why)
            console.print(why, style="red", markup=False, soft_wrap=True)
        if gave_up(done):
            stopped = f"stopped: {GIVE_UP_AFTER} lines in a row had no answer"
            console.print(stopped, style="red", markup=False, soft_wrap=True)
            break
    if not whole:
        raise typer.Exit(1)
