"""What all commands share: the app, its console, and the options that several of them have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .errors import SettingsError

app = typer.Typer(
    help="A real-time scene partner for improvised theatre, in audio.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
console = Console(highlight=False)
RECORDINGS = Path("recordings")

# The words of --help, for options that several commands share or that are many.
MicOption = Annotated[str, typer.Option(help="a microphone (number, part of its name), or a file")]
SpeakerOption = Annotated[str, typer.Option(help="a loudspeaker (number or part of its name)")]
OutOption = Annotated[Path, typer.Option(help="folder for recordings")]
ModelOption = Annotated[str, typer.Option(help="language model, as its server calls it")]
UrlOption = Annotated[str, typer.Option(help="OpenAI-compatible server; none: OpenAI")]
EarsOption = Annotated[str, typer.Option(help='"sphinx", a model ("base.en"), or its folder')]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="any setting, e.g. turns.patience_s=1.0")
]
AgainOption = Annotated[
    list[str] | None, typer.Option(help="a setting and values, e.g. turns.patience_s=0.5,0.7,1.0")
]
ToneOption = Annotated[str, typer.Option(help='how you sound: "send" to the model, "log", "off"')]
ReadingOption = Annotated[str, typer.Option(help='"off": do not ask the model what it reads')]
SeedOption = Annotated[int | None, typer.Option(min=0, help="the understudy plays the same again")]
CLUSTER_WORDS = 'a Ray cluster: its address, "auto", or "local" for one of this machine alone'
DECK_EVERY = 3  # room to play one curveball out before the next
DeckOption = Annotated[bool, typer.Option("--deck", help="a curveball every few exchanges")]
JobsOption = Annotated[int, typer.Option(help="processes of this machine; 0: as many as help")]
ClusterOption = Annotated[str, typer.Option(help=CLUSTER_WORDS)]
KEEP_WORDS = "results stay in this folder as they come; the same command goes on with it"


def flag(name: str, words: str) -> Any:
    """An option that is on or not given."""
    return typer.Option(name, help=words)


def given(
    model: str,
    base_url: str,
    ears: str,
    speaker: str = "",
    tone: str = "",
    reading: str = "",
    deck: bool = False,
) -> dict[str, Any]:
    """The settings behind these options, of those that were given."""
    if reading not in ("", "on", "off"):
        raise SettingsError(f'--reading is "on" or "off", not "{reading}"')
    values = {"mind.model": model, "mind.base_url": base_url, "ears.model": ears}
    values |= {"audio.speaker": speaker, "mind.tone": tone}
    asked: dict[str, Any] = {"mind.header": reading == "on"} if reading else {}
    asked |= {"deck.every": DECK_EVERY} if deck else {}
    return {key: value for key, value in values.items() if value} | asked


def assignments(texts: list[str]) -> dict[str, Any]:
    """["turns.patience_s=1.0"] as values; numbers and true/false are read as TOML would."""
    import tomllib

    values: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise SettingsError(
                f'command line: "{text}" is not KEY=VALUE, e.g. turns.patience_s=1.0'
            )
        try:
            values[key.strip()] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            values[key.strip()] = value  # a text without quotation marks
    return values
