"""The command line for scenes: improv audition. Thin, like cli.py, whose app it joins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import SetOption, SpeakerOption, app, assignments, console

if TYPE_CHECKING:
    from .audition import Take
    from .crew import Delivery, Speaker
    from .scene import Scene
    from .settings import Settings

EmotionOption = Annotated[
    list[str] | None, typer.Option(help="a word of improv-16; may be given several times")
]
IntensityOption = Annotated[
    list[int] | None, typer.Option(min=1, max=3, help="may be given several times")
]


@app.command()
def audition(
    scene: Annotated[str, typer.Argument(help="name or file of a scene")],
    emotion: EmotionOption = None,
    intensity: IntensityOption = None,
    line: Annotated[str, typer.Option(help="what is said; none: an offer of the scene")] = "",
    out: Annotated[Path | None, typer.Option(help="a wav file, instead of a loudspeaker")] = None,
    speaker: SpeakerOption = "",
    set_: SetOption = None,
) -> None:
    """Hear a character say one line in several emotions."""
    import asyncio

    from . import scene as scenes
    from . import settings
    from .audition import deliveries, write

    chosen = settings.load(Path.cwd()).with_values(assignments(set_ or []), "command line")
    played = scenes.load(scene)
    wanted = deliveries(emotion or (), intensity or ())
    loud = None if out else _loudspeaker(speaker)
    if not loud:
        out = out or Path(f"audition-{played.key}.wav")
    done = asyncio.run(_hear(chosen, played, line or played.offers[0], wanted, loud))
    if out:
        write(out, done)
        console.print(f"Written: {out}", markup=False, soft_wrap=True)


def _loudspeaker(wanted: str) -> Speaker | None:
    """None if there is none, which is said. One that was asked for must be there: CrewError."""
    from . import casting
    from .errors import CrewError

    try:
        return casting.speaker(wanted, True)
    except CrewError as error:
        if wanted:
            raise
        console.print(f"{error}", style="yellow", markup=False, soft_wrap=True)
        return None


async def _hear(
    settings: Settings, scene: Scene, line: str, wanted: list[Delivery], loud: Speaker | None
) -> list[Take]:
    """Say it, and print each delivery as it is heard."""
    import asyncio

    from . import casting
    from .audition import GAP_S, takes

    voice = await casting.voice(settings, scene)
    done = []
    try:
        lacks = casting.cannot(voice)
        console.print(f"{scene.character.name} ({voice.name}): {line}", markup=False)
        if lacks:
            said = f"This voice does not take: {', '.join(lacks)}."
            console.print(said, style="yellow", markup=False)
        console.print(row("", "", "rate", "pitch", "range", "volume", "gap", "s"), style="dim")
        async for take in takes(voice, scene.character.voice, line, wanted):
            done.append(take)
            console.print(figures(take, lacks), markup=False)
            if loud:
                loud.play(take.pcm)
                await asyncio.sleep(take.length_s + GAP_S)
                loud.played()  # raises what went wrong
    finally:
        await voice.close()
        if loud:
            await loud.close()
    return done


def figures(take: Take, lacks: tuple[str, ...]) -> str:
    """One row: label, intensity, and what the engine was set to; "-" where it cannot be set."""
    how = take.manner
    values = {
        "rate": how.rate_wpm,
        "pitch": how.pitch,
        "range": how.pitch_range,
        "volume": how.volume,
        "gap": how.word_gap,
    }
    shown = ["-" if name in lacks else str(value) for name, value in values.items()]
    intensity = str(take.delivery.intensity or "")
    return row(take.delivery.emotion, intensity, *shown, f"{take.length_s:.1f}")


def row(emotion: str, intensity: str, *values: str) -> str:
    return f"{emotion:14}{intensity:>2}" + "".join(f"{value:>8}" for value in values)
