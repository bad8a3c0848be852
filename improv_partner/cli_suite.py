"""The command line of suites: improv suite add, run and show. Thin, like cli.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_failures import wanted
from .cli_judge import agree, judge_server, say
from .cli_options import (
    RECORDINGS,
    BudgetOption,
    CauseOption,
    IntentOption,
    KindOption,
    ModelOption,
    OfModelOption,
    OfSceneOption,
    PlacesArgument,
    PriceInOption,
    PriceOutOption,
    SeverityOption,
    StanceOption,
    UrlOption,
    YesOption,
    console,
    flag,
    given,
    group,
)
from .errors import SettingsError

if TYPE_CHECKING:
    from .research.suite.results import Result, Run
    from .suite import Trial

WORSE = 3  # exit status with --exit-code; 1 is for what could not be done
SUITE_WORDS = "a file of a suite"
RecordingsOption = Annotated[
    Path, typer.Option(help="where the sessions are: what was withdrawn is left out")
]
suite = group("suite", "Try a model on failures that people confirmed. Do they come again?")


@suite.command()
def add(
    places: PlacesArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help=SUITE_WORDS)] = Path(
        "suites/suite.jsonl"
    ),
    unconfirmed: Annotated[
        bool, flag("--unconfirmed", "also failures of which no person said anything")
    ] = False,
    kind: KindOption = None,
    intent: IntentOption = None,
    stance: StanceOption = None,
    cause: CauseOption = None,
    model: OfModelOption = "",
    scene: OfSceneOption = "",
    min_severity: SeverityOption = 1,
) -> None:
    """Freeze confirmed failures as cases of a suite.

    Those that a person confirmed (improv verdict).
    """
    from .made_of import remember
    from .research.suite import suite_file
    from .suite_cases import cases
    from .survey import sessions

    choice = wanted(kind, intent, stance, cause, model, scene, min_severity)
    folders = sessions(places)
    known = suite_file.read(out) if out.exists() else []
    new, whole = cases(folders, choice, unconfirmed, say)
    both, told = suite_file.together(known, new)
    for line in told:
        say(line)
    if new:
        out.parent.mkdir(parents=True, exist_ok=True)
        names = {case.session for case in new}
        remember([one for one in folders if one.resolve().name in names], out.parent)
        suite_file.write(out, both)
    told_of = f"{len(both) - len(known)} cases added, {len(both)} in {out}"
    console.print(told_of, markup=False, soft_wrap=True)
    if not new and not unconfirmed:
        say("only what people confirmed is added: improv verdict; or add --unconfirmed")
    if not whole:
        raise typer.Exit(1)


@suite.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="SUITE", help=SUITE_WORDS)],
    model: ModelOption = "",
    base_url: UrlOption = "",
    times: Annotated[int, typer.Option(min=1, help="replies to each case")] = 3,
    prompt: Annotated[Path | None, typer.Option(help="other rules of play, as a text")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="results, as JSON lines; goes on there")
    ] = None,
    judge: Annotated[str, typer.Option(help="a model, for cases that only a judge sees")] = "",
    judge_url: Annotated[str, typer.Option(help="its server; none: that of the model")] = "",
    baseline: Annotated[Path | None, typer.Option(help="earlier results to compare with")] = None,
    exit_code: Annotated[
        bool, flag("--exit-code", f"exit with {WORSE} if it is worse than the baseline")
    ] = False,
    recordings: RecordingsOption = RECORDINGS,
    budget: BudgetOption = None,
    price_in: PriceInOption = 0.0,
    price_out: PriceOutOption = 0.0,
    yes: YesOption = False,
) -> None:
    """Try a model, or other rules, on a suite. How many cases pass?"""
    from .research.judge.cost import Purse
    from .research.suite import suite_file
    from .research.suite.results import baseline as earlier
    from .research.suite.results import stored
    from .suite import estimate, load, todo
    from .suite_run import run as try_all

    if exit_code and not baseline:
        raise SettingsError("--exit-code: worse than what? give --baseline FILE")
    place = recordings if recordings.is_dir() else None
    cases = load(file, place, say)
    trial = _trial(model, base_url, times, prompt, (judge, judge_url), place or file.parent, out)
    before = earlier(stored(baseline), trial.run, baseline) if baseline else None
    rows, purse = todo(cases, trial, yes, say), Purse(price_in, price_out, budget)
    asked = f"{len(rows)} cases, {f'{times} times' if times > 1 else 'once'} each"
    agree(asked, estimate(rows, trial), trial.server, purse, yes)
    if out and rows:
        suite_file.listed(out, [one.case for one in rows])
    done, stopped = try_all(rows, trial, purse)
    _tell(done, stopped)
    answered = _rates(trial.run.name, done)
    worse = _compare(before, done, trial.run, baseline) if before and baseline else False
    if worse and exit_code:
        raise typer.Exit(WORSE)
    if stopped or not answered or len(rows) < len(cases):
        raise typer.Exit(1)


@suite.command()
def show(
    file: Annotated[Path, typer.Argument(help="a suite, or results")],
    case: Annotated[str, typer.Option(help="what the model is asked in this case")] = "",
) -> None:
    """Show the cases of a suite, or results of one.

    Of results: which model passes how many of each kind.
    """
    import difflib

    from rich.text import Text

    from .jsonl import rows
    from .research.suite import suite_file, tables
    from .research.suite.results import stored

    first = next(rows(file), {})
    if first.get("is") == "result":
        console.print(tables.matrix(stored(file)))
        return
    cases = {one.id: one for one in suite_file.read(file)}
    if not case:
        for row in tables.case_list(list(cases.values())):
            console.print(row, soft_wrap=isinstance(row, Text))
        return
    if case not in cases:
        near = difflib.get_close_matches(case, cases, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"they are in: improv suite show {file}"
        raise SettingsError(f'--case: there is no "{case}"; {hint}')
    for message in cases[case].messages:
        console.print(f"{message['role']}:\n{message['content']}\n", markup=False)


def _trial(
    model: str,
    base_url: str,
    times: int,
    prompt: Path | None,
    judge: tuple[str, str],
    place: Path,
    out: Path | None,
) -> Trial:
    """Raises SettingsError: no model, or no such text."""
    import hashlib
    from dataclasses import replace

    from . import settings
    from .consent import mind_host
    from .judge import server_of
    from .research.suite.results import Run
    from .suite import Trial

    chosen = settings.load(Path.cwd()).with_values(given(model, base_url, ""), "command line").mind
    if not chosen.model:
        raise SettingsError("which model? name it with --model, or in improv.toml: [mind] model")
    rules = _text(prompt) if prompt else ""
    digest = hashlib.blake2b(rules.encode(), digest_size=4).hexdigest()
    named = f"{prompt.name} {digest}" if prompt else ""
    patient = server_of(chosen)  # nobody waits for it on a stage
    server = replace(patient, temperature=chosen.temperature, max_tokens=chosen.max_tokens)
    run_ = Run(chosen.model, mind_host(chosen), named, chosen.temperature)
    sits = judge_server(judge[0], judge[1] or base_url) if judge[0] else None
    return Trial(run_, server, times, rules, sits, place, out)


def _text(prompt: Path) -> str:
    try:
        text = prompt.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"--prompt: {prompt}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"--prompt: {prompt}: is no text in UTF-8") from error
    if not text:
        raise SettingsError(f"--prompt: {prompt}: is empty")
    return text


def _tell(done: Sequence[Result], stopped: str) -> None:
    """A line for what could not be told of a case, with the takes of which it is true.

    Of cases without an answer one for each reason: mostly it is the server, and not the case.
    """
    takes: dict[tuple[str, str, str], list[str]] = {}
    silent: dict[str, set[str]] = {}
    for one in done:
        if one.verdict == "no answer":
            silent.setdefault(one.why, set()).add(one.case)
        elif one.verdict not in ("pass", "fail"):
            takes.setdefault((one.case, one.verdict, one.why), []).append(str(one.take))
    for why, cases in silent.items():
        first, others = min(cases), len(cases) - 1
        more = f" and {others} other case{'s' * (others > 1)}" if others else ""
        say(f"{first}{more}: no answer: {why}")
    for (case, verdict, why), numbers in takes.items():
        say(f"{case}, take {', '.join(numbers)}: {verdict}: {why}")
    if stopped:
        say(f"stopped: {stopped}")


def _rates(name: str, done: Sequence[Result]) -> bool:
    """Prints what passes, unless nothing can be told; gives whether every reply came."""
    from .research.suite.results import answered
    from .research.suite.score import NO_ANSWER
    from .research.suite.tables import rate_table

    if all(one.verdict == NO_ANSWER for one in done):
        say(f"{name}: no case has an answer: there is nothing to tell")
    else:
        console.print(rate_table(name, done))
    return answered(done)


def _compare(
    before: tuple[Run, list[Result]], done: Sequence[Result], now: Run, file: Path
) -> bool:
    """Whether it is worse beyond chance. Raises SettingsError: no case is in both."""
    from .research.suite.rates import changes
    from .research.suite.tables import change_table

    run_, rows = before
    found = changes(rows, done)
    if not found:
        raise SettingsError(f"{file}: has none of these cases; compare runs of the same suite")
    console.print(change_table(run_.name, now.name, found))
    return any(one.regressed for one in found)
