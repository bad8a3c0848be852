"""The command line of the blindness tests: improv probe-set build and run. Thin, like cli.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_judge import agree, say
from .cli_options import (
    BudgetOption,
    ModelOption,
    PlacesArgument,
    PriceInOption,
    PriceOutOption,
    UrlOption,
    YesOption,
    console,
    given,
    group,
)

SET_WORDS = "a file of a probe set"
probe_set = group(
    "probe-set", "Test whether a model hears tone. Same words, other tones: what is read?"
)


@probe_set.command()
def build(
    places: PlacesArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help=SET_WORDS)] = Path("probe-set.jsonl"),
    lines: Annotated[int, typer.Option(min=1, help="of each test at most")] = 60,
    seed: Annotated[int, typer.Option(min=0, help="which lines, if there are more")] = 0,
) -> None:
    """Make a probe set of recorded sessions.

    Prosody swap, intent ladder, sarcasm flip.
    """
    from collections import Counter

    from .probe_set import build as make
    from .research.blindness.sets import write
    from .survey import sessions

    made, whole = make(sessions(places), out.parent, lines, seed, say)
    write(out, made)
    for test, count in Counter(item.test for item in made).items():
        different = len({item.line for item in made if item.test == test})
        console.print(f"{test}: {different} lines, {count} questions", markup=False)
    console.print(f"Written: {out}", markup=False, soft_wrap=True)
    if not whole:
        raise typer.Exit(1)


@probe_set.command()
def run(
    set_: Annotated[Path, typer.Argument(metavar="SET", help=SET_WORDS)],
    model: ModelOption = "",
    base_url: UrlOption = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="every reading, as JSON lines")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="of the understudy")] = 0,
    budget: BudgetOption = None,
    price_in: PriceInOption = 0.0,
    price_out: PriceOutOption = 0.0,
    yes: YesOption = False,
) -> None:
    """Ask a model what it reads in a probe set. Does it hear the tone?"""
    from collections import Counter

    from . import settings
    from .probe_set import ask, asking
    from .research.blindness.score import scores
    from .research.blindness.sets import read_set, write_lines
    from .research.blindness.tables import score_table
    from .research.judge.cost import Bill, Purse

    values = given(model, base_url, "")
    chosen = settings.load(Path.cwd()).with_values(values, "command line")
    purse, items = Purse(price_in, price_out, budget), read_set(set_)
    todo, whole = asking(items, set_.parent, chosen, yes, say)
    estimate = sum((one.bill(chosen) for one in todo), Bill())
    agree(f"about {len(todo)} lines", estimate, chosen.mind, purse, yes)
    done, stopped = ask(todo, chosen, purse, seed)
    for why, count in Counter(one.why for one in done if one.why).items():
        say(f"{count} question{'s' * (count > 1)} without an answer: {why}")
    if out:
        write_lines(out, [one.as_dict() for one in done])
    name = chosen.mind.model or "the understudy"
    if any(not one.why for one in done):
        console.print(score_table(name, scores((one.item, one.reading) for one in done)))
    else:
        say(f"{name}: no question has an answer: there is nothing to tell")
    if stopped:
        say(f"stopped: {stopped}")
    if stopped or not whole or any(one.why for one in done):
        raise typer.Exit(1)
