"""What test_sound_device runs in a process of its own: real PortAudio on a virtual device.

Facts go to stdout as JSON, one line each; sound goes to files. An end of stdin ends it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from array import array
from pathlib import Path
from typing import Any

from improv_partner.crew.mic import DeviceMic
from improv_partner.crew.speaker import DeviceSpeaker
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_SAMPLES, Trouble


def tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


async def ordered() -> None:
    """Until the parent writes a line."""
    await asyncio.to_thread(sys.stdin.readline)


async def listen(out: Path) -> None:
    """All frames into a file until a line comes on stdin; troubles and clock are told."""
    loop, mic, pcm = asyncio.get_running_loop(), DeviceMic(), bytearray()
    stop = asyncio.create_task(ordered())
    async for frame in mic.frames():
        frames = len(pcm) // 640
        if isinstance(frame, Trouble):
            tell(trouble=frame.what, frame=frames)
            continue
        assert len(frame) == 2 * FRAME_SAMPLES
        pcm += frame
        if not frames:
            tell(name=mic.name)
        if stop.done():
            break
    tell(frames=len(pcm) // 640, age_s=loop.time() - mic.origin_s)
    write(out, pcm)


async def play(sound: Path, out: Path, stop_after_s: float = 0.0) -> None:
    """A file through the loudspeaker; what it says it played goes to another one."""
    loop, speaker = asyncio.get_running_loop(), DeviceSpeaker()
    tell(name=speaker.name)
    pcm, played = read(sound), bytearray()
    began_s = loop.time()
    for at in range(0, len(pcm), 6400):  # as a voice gives it: in pieces
        speaker.play(pcm[at : at + 6400])
    stopped_s = 0.0
    while len(played) < len(pcm) and not stopped_s:
        await asyncio.sleep(0.02)
        if stop_after_s and loop.time() - began_s > stop_after_s:
            speaker.stop()
            stopped_s = loop.time()
        for output in speaker.played():
            tell(at_s=output.at_s, samples=len(output.pcm) // 2)
            played += output.pcm
    await asyncio.sleep(0.3)
    assert speaker.played() == []
    write(out, played)
    tell(began_s=began_s, stopped_s=stopped_s)
    await speaker.close()


async def hush(sound: Path, out: Path, after_s: float, for_s: float) -> None:
    """A file through the loudspeaker with a pause in it; what it says it played goes to another."""
    loop, speaker = asyncio.get_running_loop(), DeviceSpeaker()
    pcm, played = read(sound), bytearray()
    speaker.play(pcm)
    for on, pause_s in ((True, after_s), (False, for_s)):
        await asyncio.sleep(pause_s)
        asked_s = loop.time()
        speaker.hush(on)
        tell(hush=on, asked_s=asked_s)
    while len(played) < len(pcm):
        await asyncio.sleep(0.02)
        for output in speaker.played():
            tell(at_s=output.at_s, samples=len(output.pcm) // 2)
            played += output.pcm
    await asyncio.sleep(0.3)
    write(out, played)
    await speaker.close()


async def lose_speaker() -> None:
    """Plays until the device is lost, then until it is back."""
    speaker = DeviceSpeaker()
    tone = array("h", [3000, -3000] * 800).tobytes()
    tell(ready=True)
    told, refused = "", 0
    while not told:
        try:
            speaker.played()
        except CrewError as error:
            told = str(error)
        else:
            speaker.play(tone)
            await asyncio.sleep(0.05)
    assert speaker.played() is not None  # told once only
    tell(told=told)
    while True:
        try:
            speaker.play(tone)
            break
        except CrewError:
            refused += 1
            await asyncio.sleep(0.05)
    samples = 0
    while samples < len(tone) // 2:
        await asyncio.sleep(0.02)
        samples += sum(len(output.pcm) // 2 for output in speaker.played())
    tell(refused=refused, samples=samples)
    await speaker.close()


def read(path: Path) -> bytes:
    return path.read_bytes()


def write(path: Path, pcm: bytes) -> None:
    path.write_bytes(pcm)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["listen", out]:
            asyncio.run(listen(Path(out)))
        case ["play", sound, out, stop_after_s]:
            asyncio.run(play(Path(sound), Path(out), float(stop_after_s)))
        case ["hush", sound, out, after_s, for_s]:
            asyncio.run(hush(Path(sound), Path(out), float(after_s), float(for_s)))
        case ["lose_speaker"]:
            asyncio.run(lose_speaker())
