"""Tests every part for real, one after another, and says what to do about those that do not work.

The voice speaks a word, the ears hear that same word, the microphone listens for half a second, the
loudspeaker plays the word, the language model gives one token, the disk takes a recording.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import casting, echo_choice, scene
from .crew import Delivery
from .crew.devices import chosen
from .crew.loudness import rms_db
from .errors import CrewError, ImprovError
from .events import FRAME_SAMPLES, RATE_HZ
from .recording import Recording
from .settings import Settings

WORD = "Hello, my brother."
LISTEN_FRAMES = 25  # half a second
DEAD_DB = -85.0  # a working microphone is never quieter: its own noise is louder
CLIPPED_DB = -3.0
ROOM_BYTES = 200_000_000  # about 50 minutes of two tracks
FRAME_BYTES = 2 * FRAME_SAMPLES

Say = Callable[[str], None]


def examine(settings: Settings, out: Path, console: Console) -> bool:
    """Every part with ok or what to do; True if all are ok."""
    return asyncio.run(_examine(settings, out, console))


async def _examine(settings: Settings, out: Path, console: Console) -> bool:
    spoken: list[bytes] = []
    notes: list[str] = []
    tests: list[tuple[str, Callable[[], Awaitable[str]]]] = [
        ("scenes", _scenes),
        ("recordings", lambda: _recordings(out)),
        ("microphone", lambda: _mic(settings)),
        ("voice", lambda: _voice(settings, spoken)),
        ("loudspeaker", lambda: _speaker(settings, b"".join(spoken))),
        ("echo", lambda: _echo(settings)),
        ("ears", lambda: _ears(settings, b"".join(spoken), notes.append)),
        ("mind", lambda: _mind(settings)),
    ]
    table = Table(show_lines=True)
    for heading in ("part", "", "found, or what to do"):
        table.add_column(heading)
    healthy = True
    for part, test in tests:
        console.print(f"{part} ...", style="dim")
        try:
            found, ok = await test(), True
        except ImprovError as error:
            found, ok = str(error), False
        healthy = healthy and ok
        table.add_row(part, Text("ok", "green") if ok else Text("mend", "bold red"), Text(found))
    console.print(table)
    for note in notes:
        console.print(note, style="yellow", markup=False)
    return healthy


async def _scenes() -> str:
    names = scene.names()
    for name in names:
        scene.load(name)
    return f"{len(names)} scenes"


async def _recordings(out: Path) -> str:
    trial = out / f".doctor-{id(out)}"
    try:
        recording = Recording(trial, {"trial": True})
        recording.actor(bytes(FRAME_BYTES))
        recording.close()
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    free = shutil.disk_usage(out).free
    if free < ROOM_BYTES:
        raise CrewError(f"{out}: only {free // 1_000_000} MB are free; 50 minutes take 200 MB")
    return f"{out} can be written, {free // 1_000_000_000} GB free"


async def _mic(settings: Settings) -> str:
    device = chosen(settings.audio.mic, "input")
    from .crew.mic import DeviceMic

    heard = bytearray()
    async with aclosing(DeviceMic(settings.audio.mic).frames()) as frames:
        async for frame in frames:
            if not isinstance(frame, bytes):
                raise CrewError(frame.what)
            heard += frame
            if len(heard) >= LISTEN_FRAMES * FRAME_BYTES:
                break
    level_db = rms_db(bytes(heard))
    if level_db < DEAD_DB:
        raise CrewError(
            f"{device.name}: no sound at all; is it muted, or forbidden to this program?"
        )
    if level_db > CLIPPED_DB:
        raise CrewError(f"{device.name}: far too loud ({level_db:.0f} dB); lower its input level")
    return f"{device.name}, {level_db:.0f} dB"


async def _voice(settings: Settings, spoken: list[bytes]) -> str:
    voice = await casting.voice(settings, scene.load(scene.FIRST_SCENE))
    try:
        async with aclosing(voice.speak(WORD, Delivery())) as sounds:
            spoken += [sound.pcm async for sound in sounds]
    finally:
        await voice.close()
    length_s = sum(len(pcm) for pcm in spoken) / 2 / RATE_HZ
    lacks = ", ".join(casting.cannot(voice))
    told = f"; it does not take: {lacks}" if lacks else ""
    return f'{voice.name}: spoke "{WORD}" in {length_s:.1f} s{told}'


async def _speaker(settings: Settings, pcm: bytes) -> str:
    device = chosen(settings.audio.speaker, "output")
    speaker = casting.speaker(settings.audio.speaker, there=True)
    try:
        speaker.play(pcm)
        played = 0
        for _ in range(300):
            played += sum(len(output.pcm) for output in speaker.played())
            if played >= len(pcm):
                return f'{device.name}: played "{WORD}"; did you hear it?'
            await asyncio.sleep(0.02)
    finally:
        await speaker.close()
    raise CrewError(f"{device.name}: takes no sound; choose another with --speaker")


async def _echo(settings: Settings) -> str:
    choice = echo_choice.choose(settings)
    if canceller := echo_choice.against(choice.mode):
        canceller.clean(bytes(FRAME_BYTES), bytes(FRAME_BYTES))
    return choice.why


async def _ears(settings: Settings, pcm: bytes, say: Say) -> str:
    ears = await casting.ears(settings, scene.load(scene.FIRST_SCENE), say)
    try:
        async for frame in _frames(pcm + bytes(20 * FRAME_BYTES)):
            ears.feed(frame)
        ears.open(len(pcm) // FRAME_BYTES + 20)
        heard = await ears.finish()
    finally:
        await ears.close()
    return f'{ears.name}: heard "{heard}" for "{WORD}"'


async def _frames(pcm: bytes) -> AsyncGenerator[bytes, None]:
    for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES):
        yield pcm[at : at + FRAME_BYTES]


async def _mind(settings: Settings) -> str:
    notes: list[str] = []
    mind = await casting.mind(settings, scene.load(scene.FIRST_SCENE), 0, notes.append)
    try:
        answer = await mind.check()
    finally:
        await mind.close()
    return ". ".join([answer, *notes])
