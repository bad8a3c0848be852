"""The command line of the judge: improv verdict, judge-check, and what failures --judge shares."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import (
    BudgetOption,
    JudgeOption,
    PlacesArgument,
    PriceInOption,
    PriceOutOption,
    UrlOption,
    YesOption,
    app,
    console,
)
from .errors import ImprovError, RecordingError, SettingsError

if TYPE_CHECKING:
    from .judge import Round
    from .research.failures.failure import Failure
    from .research.failures.session import Session
    from .research.judge.ask import Ask
    from .research.judge.cost import Bill, Purse
    from .settings import MindSettings


@app.command()
def verdict(
    session: Annotated[Path, typer.Argument(help="a session's folder")],
    exchange: Annotated[int, typer.Argument(min=1, help="its number")],
    kind: Annotated[str, typer.Argument(help="of failure: blocked, misread, ...")],
    answer: Annotated[str, typer.Argument(help='is it one? yes, no or "cannot tell"')],
    name: Annotated[str, typer.Option("--as", help="your name")],
) -> None:
    """Say whether a reply is a failure of some kind.

    What people say is what a judge is measured against, and what a suite is made of.
    """
    from . import notes
    from .research.failures.find import load
    from .research.failures.kinds import KINDS
    from .settings import nearest

    if kind not in KINDS:
        raise SettingsError(f'there is no kind "{kind}"; {nearest(kind, list(KINDS))}')
    if answer not in notes.VERDICTS:
        raise SettingsError(f'a verdict is yes, no or "cannot tell", not "{answer}"')
    if not name.strip():
        raise SettingsError("a verdict is somebody's: give your name with --as")
    known, _ = load(session)
    if exchange not in {one.number for one in known.exchanges}:
        raise RecordingError(f"{session}: has no exchange {exchange}; see improv show")
    notes.verdict(session, name.strip(), exchange, kind, answer)
    words = f"{session}: exchange {exchange}: {kind}: {answer}, says {name.strip()}"
    console.print(words, markup=False, soft_wrap=True)


@app.command("judge-check")
def judge_check(
    places: PlacesArgument,
    judge: JudgeOption,
    base_url: UrlOption = "",
    budget: BudgetOption = None,
    price_in: PriceInOption = 0.0,
    price_out: PriceOutOption = 0.0,
    yes: YesOption = False,
) -> None:
    """Measure a judge against the verdicts of people.

    Weighted kappa for each kind.
    """
    from .judge import address
    from .research.judge import measured
    from .research.judge.cost import Purse
    from .research.judge.labels import labelled
    from .research.judge.tables import check_table, doubts
    from .survey import sessions

    server, purse = judge_server(judge, base_url), Purse(price_in, price_out, budget)
    folders = sessions(places)
    known, all_open = opened(folders, server, yes)
    found, readable = labelled(known, say)
    done = judged([ask for ask, _ in found], server, purse, yes)
    people = {id(ask): said for ask, said in found}
    checks = measured.check((one, people[id(one.ask)]) for one in done.judged)
    if not done.stopped:
        beside = [Path(ask.session.name) for ask, _ in found]
        measured.keep(beside, server.model, address(server), checks)
    console.print(check_table(server.model, checks))
    for line in doubts(checks):
        console.print(line, markup=False, soft_wrap=True)
    if done.stopped or done.nothing or not (readable and all_open):
        raise typer.Exit(1)


def say(text: str) -> None:
    """One line beside what was asked for."""
    typer.echo(text, err=True)


def judge_server(model: str, base_url: str) -> MindSettings:
    """Where this judge is; the server is that of improv.toml if none is given."""
    from . import settings
    from .judge import server_of

    values = {"mind.model": model} | ({"mind.base_url": base_url} if base_url else {})
    return server_of(settings.load(Path.cwd()).with_values(values, "command line").mind)


def opened(
    folders: Sequence[Path], server: MindSettings, agreed: bool
) -> tuple[list[Session], bool]:
    """The sessions of which this server may get the words; of the others it is said why not.

    Also whether these are all, but for those that were withdrawn or are past their day.
    """
    from .research.export.permitted import Ended, ended_line
    from .research.failures.find import load
    from .sending import no_sending

    found: list[Session] = []
    ended: dict[str, str] = {}
    for folder in folders:
        try:
            session, _ = load(folder)
        except Ended as error:
            ended[str(folder)] = str(error)
            continue
        except RecordingError as error:
            say(str(error))
            continue
        if why := no_sending(folder, session.header, server, agreed):
            say(why)
        else:
            found.append(session)
    if ended:
        say(ended_line(ended))
    return found, len(found) + len(ended) == len(folders)


def judged(asks: list[Ask], server: MindSettings, purse: Purse, agreed: bool) -> Round:
    """Tells the cost and asks for a yes first.

    What does not count is told line by line, or in one if nothing does.
    """
    from rich.console import Console
    from rich.progress import Progress

    from .judge import bill, judge
    from .research.judge.tables import nothing, summary, troubles

    agree(f"{len(asks)} questions", bill(asks, server), server, purse, agreed)
    screen = Console(stderr=True)
    with Progress(console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("judging", total=len(asks))
        done = judge(asks, server, purse, lambda one: bar.advance(task))
    if done.nothing:
        say(nothing(done.judged))
    else:
        for line in troubles(done.judged):
            say(line)
    if done.stopped:
        say(f"stopped: {done.stopped}")
    say(f"{summary(done.judged)}; {purse.words(purse.spent)}")
    return done


def findings(done: Round, server: MindSettings) -> list[Failure]:
    """What the judge found, as failures."""
    from .judge import address
    from .research.judge.findings import finding

    found = [finding(one, server.model, address(server)) for one in done.judged]
    return [one for one in found if one]


def agree(asked: str, estimate: Bill, server: MindSettings, purse: Purse, agreed: bool) -> None:
    """Tells what it will cost, and asks, unless it costs nothing or was agreed to.

    Raises SettingsError if nobody is there who could agree, ImprovError if somebody does not.
    """
    from .consent import terms

    if not estimate.requests:
        return
    say(f"{server.model or 'the understudy'} is asked {asked}: {purse.words(estimate)}")
    here = not terms(server, Path(), False).hosts
    if agreed or (here and not purse.priced):
        return
    if not sys.stdin.isatty():
        raise SettingsError("nobody is here to be asked whether to spend that; add --yes")
    if not typer.confirm("Spend that?", err=True):
        raise ImprovError("nothing was asked, and nothing was spent")
