"""The command line for the review bench: improv review. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Annotated

import typer

from .cli_options import PlacesArgument, app, console, flag
from .errors import RecordingError, SettingsError

REVIEWER = "reviewer"
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="of the page; 0: any")]


@app.command()
def review(
    places: PlacesArgument,
    name: Annotated[str, typer.Option("--as", help="your name, for what you note")] = REVIEWER,
    port: PortOption = 0,
    show: Annotated[bool, flag("--open", "open the page in your browser")] = False,
) -> None:
    """Hear, judge and rate sessions in a browser.

    On this machine alone; Ctrl-C ends it.
    """
    import webbrowser

    from . import settings
    from .bench.server import Bench
    from .intents import KEY_MAP
    from .survey import sessions

    by = name.strip()
    if not by:
        raise SettingsError("what you note is somebody's: give your name with --as")
    if missing := [place for place in places if not place.exists()]:
        raise RecordingError(f"{missing[0]}: there is no such folder")
    chosen = settings.load(Path.cwd()).desk.keys
    keys = {meaning: key for meaning, key in chosen.items() if meaning in KEY_MAP.values()}
    with Bench(sessions(places), by, port, keys) as bench:
        _say(f"Review as {by}, on this machine alone: {bench.address}")
        _say("Ctrl-C: over.")
        if show:
            webbrowser.open(bench.address)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
    _say("")


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
