"""The command line of the blindness tests: improv probe-set build and run. Thin, like cli.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_judge import (
    BudgetOption,
    PlacesArgument,
    PriceInOption,
    PriceOutOption,
    YesOption,
    agree,
    say,
)
from .cli_options import ModelOption, UrlOption, app, console, given

SET_WORDS = "a file of a probe set"
probe_set = typer.Typer(
    help="Blindness tests: does what a model reads follow the tone of the same words?",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(probe_set, name="probe-set")


@probe_set.command()
def build(
    places: PlacesArgument,
    out: Annotated[Path, typer.Option(help=SET_WORDS)] = Path("probe-set.jsonl"),
    lines: Annotated[int, typer.Option(min=1, help="of each test at most")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="which lines, if there are more")] = 0,
) -> None:
    """Make a probe set of recorded sessions: prosody swap, intent ladder, sarcasm flip."""
    from collections import Counter

    from .probe_set import build as make
    from .research.blindness.sets import write
    from .survey import sessions

    made = make(sessions(places), out.parent, lines, seed, say)
    write(out, made)
    for test, count in Counter(item.test for item in made).items():
        different = len({item.line for item in made if item.test == test})
        console.print(f"{test}: {different} lines, {count} questions", markup=False)
    console.print(f"Written: {out}", markup=False, soft_wrap=True)


@probe_set.command()
def run(
    set_: Annotated[Path, typer.Argument(metavar="SET", help=SET_WORDS)],
    model: ModelOption = "",
    base_url: UrlOption = "",
    out: Annotated[Path | None, typer.Option(help="every reading, as JSON lines")] = None,
    seed: Annotated[int, typer.Option(min=0, help="of the understudy")] = 0,
    budget: BudgetOption = None,
    price_in: PriceInOption = 0.0,
    price_out: PriceOutOption = 0.0,
    yes: YesOption = False,
) -> None:
    """Ask any model what it reads in the lines of a probe set: does it hear the tone?"""
    from . import settings
    from .probe_set import ask, asking
    from .research.blindness.score import scores
    from .research.blindness.sets import read_set, write_lines
    from .research.blindness.tables import score_table
    from .research.judge.cost import Bill, Purse

    values = given(model, base_url, "")
    chosen = settings.load(Path.cwd()).with_values(values, "command line")
    purse, items = Purse(price_in, price_out, budget), read_set(set_)
    todo = asking(items, set_.parent, chosen, yes, say)
    estimate = sum((one.bill(chosen) for one in todo), Bill())
    agree(f"about {len(todo)} lines", estimate, chosen.mind, purse, yes)
    done, stopped = ask(todo, chosen, purse, seed)
    for one in done:
        if one.why:
            say(f"{one.item.session}: exchange {one.item.exchange}, {one.item.variant}: {one.why}")
    if out:
        write_lines(out, [one.as_dict() for one in done])
    name = chosen.mind.model or "the understudy"
    console.print(score_table(name, scores((one.item, one.reading) for one in done)))
    if stopped:
        say(f"stopped: {stopped}")
    if stopped or len(todo) < len(items) or any(one.why for one in done):
        raise typer.Exit(1)
