"""What all commands share: the app, its console, and the options that several of them have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from .errors import SettingsError

# What improv --help shows under which heading, in this order.
SECTIONS = {
    "Play": ("play", "scenes", "audition", "host", "devices", "doctor"),
    "One session": ("show", "replay", "check", "tag", "review", "withdraw"),
    "What went wrong": ("failures", "verdict", "judge-check", "suite", "probe", "probe-set"),
    "Measure and compare": ("timing", "agreement", "report", "rerun", "compare"),
    "Many sessions, other programs": ("index", "query", "export", "import-ratings", "schema"),
}


class Sections(TyperGroup):
    """The commands by what they are for; of each the first sentence of its help."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """See click.Group."""
        wide = max(map(len, self.commands))
        told = {name for names in SECTIONS.values() for name in names}
        others = tuple(name for name in self.commands if name not in told)
        for heading, names in {**SECTIONS, "Others": others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            limit = formatter.width - wide - 6
            rows = [(f"{name:{wide}}", one.get_short_help_str(limit)) for name, one in found if one]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


app = typer.Typer(
    cls=Sections,
    help="A real-time scene partner for improvised theatre, in audio.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
console = Console(highlight=False)
RECORDINGS = Path("recordings")

PlacesArgument = Annotated[
    list[Path], typer.Argument(metavar="PATH", help="sessions, or folders full of them")
]
UrlsArgument = Annotated[
    list[str], typer.Argument(metavar="PATH", help="sessions, folders of them, or s3://...")
]
# The words of --help, for options that several commands share or that are many.
MicOption = Annotated[str, typer.Option(help="a microphone (number, part of its name), or a file")]
SpeakerOption = Annotated[str, typer.Option(help="a loudspeaker (number or part of its name)")]
OutOption = Annotated[Path, typer.Option("--out", "-o", help="folder for recordings")]
ModelOption = Annotated[str, typer.Option(help="language model, as its server calls it")]
UrlOption = Annotated[str, typer.Option(help="OpenAI-compatible server; none: OpenAI")]
EarsOption = Annotated[str, typer.Option(help='"sphinx", a model ("base.en"), or its folder')]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="<key=value>", help="any setting, e.g. turns.patience_s=1.0"),
]
AgainOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="<key=values>", help="a setting and values, e.g. turns.patience_s=0.5,0.7,1.0"
    ),
]
ToneOption = Annotated[str, typer.Option(help='how you sound: "send" to the model, "log", "off"')]
ReadingOption = Annotated[str, typer.Option(help='"off": do not ask the model what it reads')]
SeedOption = Annotated[int | None, typer.Option(min=0, help="the understudy plays the same again")]
CLUSTER_WORDS = 'a Ray cluster: its address, "auto", or "local" for one of this machine alone'
DECK_EVERY = 3  # room to play one curveball out before the next
DeckOption = Annotated[bool, typer.Option("--deck", help="a curveball every few exchanges")]
JobsOption = Annotated[int, typer.Option(help="processes of this machine; 0: as many as help")]
ClusterOption = Annotated[str, typer.Option(help=CLUSTER_WORDS)]
SEND_WORDS = "a server that the consent does not name may get words, if all permit sharing"
KEEP_WORDS = "results stay in this folder as they come; the same command goes on with it"
# Which failures.
Several = list[str] | None
KindOption = Annotated[
    Several, typer.Option(metavar="<kind>", help="misread, comfort, ...; several times")
]
IntentOption = Annotated[
    Several, typer.Option(metavar="<intent>", help="tagged so: grief, ...; several times")
]
StanceOption = Annotated[
    Several, typer.Option(metavar="<stance>", help="played so: sarcastic, ...; several times")
]
CauseOption = Annotated[
    Several, typer.Option(metavar="<cause>", help="model, late, ...; several times")
]
OfModelOption = Annotated[str, typer.Option(help="part of the language model's name")]
OfSceneOption = Annotated[str, typer.Option(help="part of the scene's name")]
SeverityOption = Annotated[int, typer.Option(min=1, max=3, help="1 mild, 3 grave")]
# What a model is asked may cost.
BUDGET_WORDS = "stop before more is spent: money with a price, else tokens"
JudgeOption = Annotated[str, typer.Option(help="a model that judges what rules cannot see")]
BudgetOption = Annotated[float | None, typer.Option(min=0, help=BUDGET_WORDS)]
PriceInOption = Annotated[float, typer.Option(min=0, help="of a million tokens asked")]
PriceOutOption = Annotated[float, typer.Option(min=0, help="of a million tokens answered")]
YesOption = Annotated[bool, typer.Option("--yes", help=f"spend it; {SEND_WORDS}")]


def group(name: str, words: str) -> typer.Typer:
    """A command that has commands of its own: improv suite add, improv suite run."""
    commands = typer.Typer(help=words, no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(commands, name=name)
    return commands


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
