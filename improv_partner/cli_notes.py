"""The command line for what is learnt afterwards: improv tag, agreement. Thin, like cli.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .cli_options import PlacesArgument, SpeakerOption, app, console, flag
from .errors import ImprovError

NameOption = Annotated[str, typer.Option("--as", help="your name, if you are not the actor")]
BLIND_WORDS = "without the actor's own tags and what the partner read"


@app.command()
def tag(
    session: Annotated[Path, typer.Argument(help="a session's folder")],
    name: NameOption = "",
    blind: Annotated[bool, flag("--blind", BLIND_WORDS)] = False,
    from_: Annotated[int, typer.Option("--from", min=0, help="begin with this exchange")] = 0,
    speed: Annotated[float, typer.Option(min=0.5, max=2.0, help="at the same pitch")] = 1.0,
    no_sound: Annotated[bool, flag("--no-sound", "by the words alone")] = False,
    speaker: SpeakerOption = "",
) -> None:
    """Hear the actor's lines again and tag them.

    As the actor, or as a listener (--as NAME).
    """
    from . import settings
    from .desk.tagging import Wishes
    from .desk.tagging import tag as tag_lines
    from .intents import KEY_MAP

    chosen = settings.load(Path.cwd()).desk.keys
    keys = {meaning: key for meaning, key in chosen.items() if meaning in KEY_MAP.values()}
    wishes = Wishes(name.strip(), blind, from_, speed, not no_sound, speaker, keys)
    tag_lines(session, wishes, console)


@app.command()
def agreement(
    places: PlacesArgument,
) -> None:
    """Tell how far raters agree on what was played.

    The actor and listeners: Krippendorff's alpha, and raters two at a time.
    """
    from .research.agreement import alphas, collect, pairs
    from .research.agreement_tables import alpha_table, pair_table
    from .survey import sessions

    def refused(why: str) -> None:
        console.print(why, style="red", markup=False, soft_wrap=True)

    found = collect(sessions(places), refused)
    table = pairs(found)
    if not table:
        raise ImprovError(
            "nothing to compare: there is no line that two raters have tagged; let another one: "
            "improv tag SESSION --as NAME --blind"
        )
    console.print(alpha_table(alphas(found)))
    console.print(pair_table(table))
