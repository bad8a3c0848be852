"""The command line for the house: improv host. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import (
    RECORDINGS,
    DeckOption,
    EarsOption,
    ModelOption,
    OutOption,
    ReadingOption,
    SeedOption,
    SetOption,
    ToneOption,
    UrlOption,
    app,
    assignments,
    console,
    flag,
    given,
)

if TYPE_CHECKING:
    from .house.host import Wishes

BindOption = Annotated[str, typer.Option(help="address of this machine; 0.0.0.0: for others, too")]
PlayersOption = Annotated[
    int, typer.Option(min=1, max=6, help="performers; the address lets in so many")
]
PortOption = Annotated[int | None, typer.Option(min=0, max=65535, help="of the page; 0: any")]
CertOption = Annotated[Path | None, typer.Option(help="TLS certificate (PEM)")]
KeyOption = Annotated[Path | None, typer.Option(help="its key (PEM)")]


@app.command()
def host(
    scene: Annotated[str, typer.Argument(help="name or file of a scene; none: the first one")] = "",
    players: PlayersOption = 1,
    bind: BindOption = "127.0.0.1",
    port: PortOption = None,
    cert: CertOption = None,
    key: KeyOption = None,
    self_signed: Annotated[bool, flag("--self-signed", "TLS with a certificate made now")] = False,
    out: OutOption = RECORDINGS,
    scene_seed: SeedOption = None,
    model: ModelOption = "",
    base_url: UrlOption = "",
    ears: EarsOption = "",
    tone: ToneOption = "",
    reading: ReadingOption = "",
    deck: DeckOption = False,
    video: Annotated[bool, flag("--video", "ask to film the performers")] = False,
    no_audio: Annotated[bool, flag("--no-audio", "record no sound")] = False,
    set_: SetOption = None,
) -> None:
    """Let an actor join from a browser and play a scene."""
    from . import scene as scenes
    from . import settings
    from .house.host import Wishes

    values = given(model, base_url, ears, "", tone, reading, deck) | assignments(set_ or [])
    values |= {} if port is None else {"house.port": port}
    wishes = Wishes(
        scene=scenes.load(scene or scenes.FIRST_SCENE),
        settings=settings.load(Path.cwd()).with_values(values, "command line"),
        out=out,
        audio=not no_audio,
        seed=secrets.randbelow(2**31) if scene_seed is None else scene_seed,
        bind=bind,
        cert=cert,
        key=key,
        self_signed=self_signed,
        players=players,
        video=video,
    )
    _open(wishes)


def _open(wishes: Wishes) -> None:
    """Until a scene is over, and what was played; or until Ctrl-C."""
    from .desk.tables import exchange_table
    from .exchanges import exchanges
    from .house.host import NOTHING, host
    from .recording import read

    try:
        folder = host(wishes, _say)
    except KeyboardInterrupt:
        _say("The house is closed.")
        return
    if folder is None:
        _say(NOTHING)
        return
    header, entries = read(folder)
    console.print(exchange_table(exchanges(entries), header))
    _say(f"Recorded in {folder}")


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
