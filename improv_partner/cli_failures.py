"""The command line for finding failures: improv failures. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import cli_judge
from .cli_options import (
    KEEP_WORDS,
    BudgetOption,
    CauseOption,
    ClusterOption,
    IntentOption,
    JobsOption,
    JudgeOption,
    KindOption,
    OfModelOption,
    OfSceneOption,
    PriceInOption,
    PriceOutOption,
    Several,
    SeverityOption,
    StanceOption,
    UrlOption,
    UrlsArgument,
    YesOption,
    app,
    console,
    flag,
)
from .errors import SettingsError

if TYPE_CHECKING:
    from .research.failures.failure import Failure
    from .research.failures.find import Report
    from .research.failures.show import Wanted
    from .research.failures.stream import Stream
    from .research.judge.cost import Purse

FOUND = 3  # exit status with --exit-code; 1 is for what could not be read
FORMATS = ["table", "jsonl", "csv"]


@app.command()
def failures(
    places: UrlsArgument,
    kind: KindOption = None,
    intent: IntentOption = None,
    stance: StanceOption = None,
    cause: CauseOption = None,
    model: OfModelOption = "",
    scene: OfSceneOption = "",
    min_severity: SeverityOption = 1,
    sort: Annotated[str, typer.Option(help="session, severity, kind, cause or model")] = "session",
    format_: Annotated[str, typer.Option("--format", help="table, jsonl or csv")] = "table",
    exit_code: Annotated[bool, flag("--exit-code", f"exit with {FOUND} if any is found")] = False,
    judge: JudgeOption = "",
    base_url: UrlOption = "",
    budget: BudgetOption = None,
    price_in: PriceInOption = 0.0,
    price_out: PriceOutOption = 0.0,
    yes: YesOption = False,
    jobs: JobsOption = 0,
    cluster: ClusterOption = "",
    keep: Annotated[Path | None, typer.Option(help=KEEP_WORDS)] = None,
) -> None:
    """Find replies that do not answer what was meant.

    Twelve kinds, with evidence and cause.
    """
    from .research.failures import show
    from .research.failures.kinds import KINDS
    from .research.failures.stream import Stream
    from .research.judge.cost import Purse

    choice = wanted(kind, intent, stance, cause, model, scene, min_severity)
    _known("--sort", [sort], show.SORTS)
    _known("--format", [format_], FORMATS)
    with _reports(places, kind or list(KINDS), (jobs, cluster), keep) as reports:
        all_judged = True
        if judge:
            purse = Purse(price_in, price_out, budget)
            known = list(reports)
            more, all_judged = _judged(known, kind or KINDS, (judge, base_url), purse, yes)
            reports = _with(known, more)
        stream = Stream(reports, choice, lambda line: typer.echo(line, err=True))
        _print(stream, format_, sort)
    found, whole = stream.tally.kinds.total(), stream.whole and all_judged
    if found and exit_code:
        raise typer.Exit(FOUND)
    if not whole:
        raise typer.Exit(1)


def wanted(
    kind: Several,
    intent: Several,
    stance: Several,
    cause: Several,
    model: str,
    scene: str,
    min_severity: int,
) -> Wanted:
    """The choice behind these options. Raises SettingsError for a word that is none of them."""
    from .intents import LABELS, STANCES
    from .research.failures.cause import CAUSES
    from .research.failures.kinds import KINDS
    from .research.failures.show import Wanted

    _known("--kind", kind, KINDS)
    _known("--intent", intent, LABELS)
    _known("--stance", stance, STANCES)
    _known("--cause", cause, CAUSES)
    return Wanted(kind or (), intent or (), stance or (), cause or (), model, scene, min_severity)


def _print(stream: Stream, format_: str, sort: str) -> None:
    if format_ == "table":
        for table in stream.tables(sort):
            console.print(table)
        return
    for text in stream.text(format_, sort):
        typer.echo(text, nl=False)


@contextmanager
def _reports(
    places: list[str], kinds: list[str], where: tuple[int, str], keep: Path | None
) -> Iterator[Iterable[Report]]:
    """As they come, in order; the work is done on so many processes, or on a cluster."""
    from .research import cluster, remote
    from .research.cluster.kept import Kept
    from .research.failures.many import reports

    folders = sorted(remote.sessions(places))
    engine = cluster.engine(len(folders), *where)
    with closing(engine), closing(Kept(keep)) as kept:
        yield reports(folders, kinds, engine, kept)


def _with(reports: Iterable[Report], more: Iterable[Failure]) -> Iterator[Report]:
    """What a judge has found, each to the report of its session."""
    by_session: dict[str, list[Failure]] = {}
    for one in more:
        by_session.setdefault(one.session, []).append(one)
    for report in reports:
        judged = by_session.get(str(report.folder), ())
        yield replace(report, failures=(*report.failures, *judged))


def _judged(
    reports: Sequence[Report],
    kinds: Iterable[str],
    model_at: tuple[str, str],
    purse: Purse,
    agreed: bool,
) -> tuple[list[Failure], bool]:
    """What a judge sees besides, and whether all was judged. model_at: which model, and where."""
    from .research.judge.questions import questions

    server = cli_judge.judge_server(*model_at)
    by_rule = {
        str(report.folder): {(one.exchange, one.kind) for one in report.failures}
        for report in reports
    }
    folders = [report.folder for report in reports if not report.why]
    sessions, all_open = cli_judge.opened(folders, server, agreed)
    asks = [ask for one in sessions for ask in questions(one, kinds, by_rule[one.name])]
    done = cli_judge.judged(asks, server, purse, agreed)
    whole = not (done.stopped or done.nothing) and all_open
    return cli_judge.findings(done, server), whole


def _known(option: str, given: list[str] | None, known: Iterable[str]) -> None:
    """Raises SettingsError that names the nearest."""
    from .settings import nearest

    names = list(known)
    for word in given or []:
        if word not in names:
            raise SettingsError(f'{option}: there is no "{word}"; {nearest(word, names)}')
