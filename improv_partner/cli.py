"""The command line: improv play, scenes, show, check, devices, doctor. Thin: wiring and words.

Heavy libraries are imported inside the command that needs them, so that a researcher's command
runs on a machine without sound.
"""

from __future__ import annotations

import logging
import secrets
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from .errors import ImprovError

app = typer.Typer(
    help="A real-time scene partner for improvised theatre, in audio.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
console = Console(highlight=False)
RECORDINGS = Path("recordings")


def main() -> None:
    """Entry point: a failure that a person can mend is one line and exit code 1."""
    logging.basicConfig(level=logging.CRITICAL)  # parts that fail are told as Trouble, on screen
    try:
        app()
    except ImprovError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"improv: {error}", markup=False
        )
        sys.exit(1)


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
SeedOption = Annotated[int | None, typer.Option(min=0, help="the understudy plays the same again")]


def flag(name: str, words: str) -> Any:
    """An option that is on or not given."""
    return typer.Option(name, help=words)


@app.command()
def play(
    scene: Annotated[str, typer.Argument(help="name or file of a scene; none: the first one")] = "",
    mic: MicOption = "",
    speaker: SpeakerOption = "",
    rehearse: Annotated[bool, flag("--rehearse", "a simulated actor plays your part")] = False,
    fast: Annotated[bool, flag("--fast", "a file or rehearsal faster than it sounds")] = False,
    out: OutOption = RECORDINGS,
    scene_seed: SeedOption = None,
    model: ModelOption = "",
    base_url: UrlOption = "",
    ears: EarsOption = "",
    no_audio: Annotated[bool, flag("--no-audio", "record no sound")] = False,
    half_duplex: Annotated[bool, flag("--half-duplex", "loudspeakers: no interrupting")] = False,
    yes: Annotated[bool, flag("--yes", "agree to what is stored and sent")] = False,
    set_: SetOption = None,
) -> None:
    """Play a scene with the partner, aloud."""
    from . import casting
    from . import scene as scenes
    from .curtain_up import Wishes, curtain_up

    values = given(model, base_url, ears) | assignments(set_ or [])
    values |= {"audio.speaker": speaker} if speaker else {}
    if half_duplex:
        values["turns.barge_in_s"] = 0.0
    wishes = Wishes(
        scene=scenes.load(scene or scenes.FIRST_SCENE),
        values=values,
        source=casting.source(mic, rehearse),
        out=out,
        audio=not no_audio,
        seed=secrets.randbelow(2**31) if scene_seed is None else scene_seed,
        fast=fast,
        agreed=yes,
    )
    if not curtain_up(wishes, console):
        raise typer.Exit(1)


@app.command()
def scenes(
    name: Annotated[str, typer.Argument(help="show the actor's card of this scene")] = "",
) -> None:
    """List the scenes, or show one scene's card."""
    from . import scene as scene_files
    from .desk.tables import scene_table

    if name:
        console.print(scene_files.card(scene_files.load(name)), markup=False)
    else:
        console.print(scene_table(scene_files.load(n) for n in scene_files.names()))


@app.command()
def show(
    session: Annotated[Path, typer.Argument(help="a session's folder")],
    timing: Annotated[bool, typer.Option(help="with the times of each exchange")] = True,
) -> None:
    """Print the exchanges of a session."""
    from .desk.tables import exchange_table
    from .exchanges import exchanges
    from .recording import read

    header, entries = read(session)
    console.print(exchange_table(exchanges(entries), header, timing))


@app.command()
def check(
    sessions: Annotated[list[Path], typer.Argument(help="folders of sessions")],
    repair: Annotated[bool, typer.Option(help="mend what a killed program leaves")] = True,
) -> None:
    """Is a session whole? Mends the tail that a killed program leaves."""
    from .check import check as look

    bad = False
    for folder in sessions:
        findings = look(folder, repair)
        bad = bad or any(not (f.mended or f.harmless) for f in findings)
        mended = "mended" if repair else "can be mended"
        for finding in findings:
            state = mended if finding.mended else "harmless" if finding.harmless else "damaged"
            console.print(f"{folder.name}: {finding.what} [{state}]", markup=False)
        if not findings:
            console.print(f"{folder.name}: whole")
    if bad:
        raise typer.Exit(1)


@app.command()
def devices(
    mic: Annotated[str, typer.Option(help="which microphone would this text pick?")] = "",
    speaker: Annotated[str, typer.Option(help="which loudspeaker would this text pick?")] = "",
) -> None:
    """List microphones and loudspeakers; pick one by number or part of its name."""
    from .crew.devices import chosen, list_devices
    from .desk.tables import device_table

    found = list_devices()
    if not found:
        console.print("No microphone and no loudspeaker found. improv play will rehearse.")
        return
    if not mic and not speaker:
        console.print(device_table(found))
        console.print('Pick: improv play --mic NUMBER --speaker "PART OF NAME"', markup=False)
    for text, kind, key in ((mic, "input", "mic"), (speaker, "output", "speaker")):
        if text:
            device = chosen(text, kind)  # type: ignore[arg-type]
            console.print(f"{device.number} {device.name}", markup=False)
            console.print(
                f'to keep it, in improv.toml: [audio] {key} = "{device.name}"', markup=False
            )


@app.command()
def doctor(
    ears: EarsOption = "",
    model: ModelOption = "",
    base_url: UrlOption = "",
    out: OutOption = RECORDINGS,
) -> None:
    """Test every part for real, and say what to do about those that do not work."""
    from . import settings
    from .doctor import examine

    chosen = settings.load(Path.cwd()).with_values(given(model, base_url, ears), "command line")
    if not examine(chosen, out, console):
        raise typer.Exit(1)


def given(model: str, base_url: str, ears: str) -> dict[str, Any]:
    """The settings behind these options, of those that were given."""
    values = {"mind.model": model, "mind.base_url": base_url, "ears.model": ears}
    return {key: value for key, value in values.items() if value}


def assignments(texts: list[str]) -> dict[str, Any]:
    """["turns.patience_s=1.0"] as values; numbers and true/false are read as TOML would."""
    import tomllib

    from .errors import SettingsError

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
