"""The command line: improv play, scenes, show, replay, check and others. Thin: wiring and words.

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

from .cli_options import (
    RECORDINGS,
    AgainOption,
    DeckOption,
    EarsOption,
    MicOption,
    ModelOption,
    OutOption,
    PlacesArgument,
    ReadingOption,
    SeedOption,
    SetOption,
    SpeakerOption,
    ToneOption,
    UrlOption,
    app,
    assignments,
    console,
    flag,
    given,
)
from .errors import ImprovError

__all__ = ["app", "assignments", "console", "main"]


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
    tone: ToneOption = "",
    reading: ReadingOption = "",
    no_audio: Annotated[bool, flag("--no-audio", "record no sound")] = False,
    half_duplex: Annotated[bool, flag("--half-duplex", "loudspeakers: no interrupting")] = False,
    headphones: Annotated[bool, flag("--headphones", "your sound is recorded untouched")] = False,
    sound_check: Annotated[bool, flag("--sound-check", "20 s to know mic and voice")] = False,
    deck: DeckOption = False,
    yes: Annotated[bool, flag("--yes", "agree to what is stored and sent")] = False,
    share: Annotated[bool, flag("--share", "other researchers and models may get it")] = False,
    plain: Annotated[bool, flag("--plain", "lines of text, as screen readers like them")] = False,
    keys: Annotated[bool, flag("--keys", "print the keys for the scene, and play nothing")] = False,
    set_: SetOption = None,
) -> None:
    """Play a scene with the partner, aloud."""
    from . import casting
    from . import scene as scenes
    from .curtain_up import Wishes, curtain_up

    values = given(model, base_url, ears, speaker, tone, reading, deck) | assignments(set_ or [])
    values |= {"audio.echo": "headphones"} if headphones else {}
    values |= {"audio.echo": "half-duplex", "turns.barge_in_s": 0.0} if half_duplex else {}
    values |= {"audio.sound_check_s": 20.0} if sound_check else {}
    if keys:
        return _print_keys(values)
    wishes = Wishes(
        scene=scenes.load(scene or scenes.FIRST_SCENE),
        values=values,
        source=casting.source(mic, rehearse),
        out=out,
        audio=not no_audio,
        seed=secrets.randbelow(2**31) if scene_seed is None else scene_seed,
        fast=fast,
        agreed=yes,
        share=share,
        plain=plain,
    )
    if not curtain_up(wishes, console):
        raise typer.Exit(1)


def _print_keys(values: dict[str, Any]) -> None:
    from . import settings
    from .desk.strokes import Strokes

    chosen = settings.load(Path.cwd()).with_values(values, "command line")
    typer.echo(Strokes(chosen.desk.keys).help())


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
    timing: Annotated[
        bool | None, typer.Option(help="also a waterfall of each exchange; or no times at all")
    ] = None,
) -> None:
    """Print the exchanges of a session."""
    from .desk.tables import exchange_table
    from .exchanges import exchanges
    from .recording import read
    from .research.timing.waterfall import bars, totals
    from .tombstone import FILE

    header, entries = read(session)
    done = list(exchanges(entries))
    if (session / FILE).exists():
        console.print(f"{session}: was withdrawn; this is left", markup=False, soft_wrap=True)
    if not done:
        console.print(f"{session}: nothing was said in it", markup=False, soft_wrap=True)
        return
    console.print(exchange_table(done, header, timing is not False))
    if timing:
        console.print(bars(done), markup=False, soft_wrap=True)
        console.print(f"\n{totals(done)}", markup=False, soft_wrap=True)


@app.command()
def replay(
    session: Annotated[Path, typer.Argument(help="a session's folder")],
    from_: Annotated[
        str, typer.Option("--from", help='an exchange ("3") or a time ("12.5s", "1:05")')
    ] = "",
    speed: Annotated[float, typer.Option(min=0.5, max=2.0, help="at the same pitch")] = 1.0,
    fast: Annotated[bool, flag("--fast", "the text alone, as quick as it prints")] = False,
    no_sound: Annotated[bool, flag("--no-sound", "the text alone, in time")] = False,
    speaker: SpeakerOption = "",
    verify: Annotated[bool, flag("--verify", "prove that the log is complete and true")] = False,
    again: AgainOption = None,
    out: OutOption = Path("reruns"),
    plot: Annotated[Path | None, typer.Option(help="of --again: a picture, .svg or .png")] = None,
) -> None:
    """Hear and see a session again.

    Or prove that it is whole (--verify), or play its actor to other settings (--again).
    """
    from . import proof
    from .desk.replay_screen import Wishes
    from .desk.replay_screen import replay as play_again

    if verify and not proof.prove(session, console):
        raise typer.Exit(1)
    if again:
        rows = proof.what_if(session, again, assignments(again), out, console)
        if plot:
            proof.draw(rows, plot, console)
    if verify or again:
        return
    play_again(session, Wishes(from_, speed, fast, not no_sound, speaker), console)


@app.command()
def check(
    places: PlacesArgument,
    repair: Annotated[bool, typer.Option(help="mend what a killed program leaves")] = True,
) -> None:
    """Tell whether sessions are whole.

    Mends the tail that a killed program leaves; exits with 1 at damage.
    """
    from collections import Counter

    from rich.progress import Progress
    from rich.table import Table

    from .check import HARMLESS, STATES
    from .survey import sessions, survey

    folders = sessions(places)
    counts = Counter({state: 0 for state in STATES})
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        for report in bar.track(survey(folders, repair), len(folders), description="checking"):
            counts[report.state] += 1
            for finding in report.findings:
                state = finding.state
                state = "can be mended" if state == "mended" and not repair else state
                line = f"{report.folder}: {finding.what} [{state}]"
                console.print(line, markup=False, soft_wrap=True)
    if len(folders) > 1:
        table = Table("state", "sessions")
        for state, count in counts.items():
            table.add_row(state, str(count))
        console.print(table)
    elif counts["whole"]:
        console.print(f"{folders[0]}: whole", markup=False, soft_wrap=True)
    if sum(counts.values()) > sum(counts[state] for state in HARMLESS):
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the lines of session.jsonl."""
    import json

    from .schema import schema as lines

    typer.echo(json.dumps(lines(), indent=2))


@app.command()
def devices(
    mic: Annotated[str, typer.Option(help="which microphone would this text pick?")] = "",
    speaker: Annotated[str, typer.Option(help="which loudspeaker would this text pick?")] = "",
) -> None:
    """List microphones and loudspeakers.

    Pick one by number or part of its name.
    """
    from .crew.devices import chosen, list_devices
    from .desk.tables import device_table

    found = list_devices()
    if not (found or mic or speaker):
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
    """Test every part for real.

    Says what to do about those that do not work.
    """
    from . import settings
    from .doctor import examine

    chosen = settings.load(Path.cwd()).with_values(given(model, base_url, ears), "command line")
    if not examine(chosen, out, console):
        raise typer.Exit(1)


# They add their commands after these.
from . import (  # noqa: E402
    cli_export,  # noqa: F401
    cli_failures,  # noqa: F401
    cli_house,  # noqa: F401
    cli_judge,  # noqa: F401
    cli_notes,  # noqa: F401
    cli_probe_set,  # noqa: F401
    cli_query,  # noqa: F401
    cli_report,  # noqa: F401
    cli_research,  # noqa: F401
    cli_review,  # noqa: F401
    cli_scene,  # noqa: F401
    cli_suite,  # noqa: F401
    cli_timing,  # noqa: F401
    cli_withdraw,  # noqa: F401
)
