"""What test_echo runs in a process of its own: a voice through a real PortAudio loudspeaker, and
what the microphone of the same room hears of it, as it is and without its echo, as three files."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from improv_partner.crew.echo import EchoFreeMic, TappedSpeaker
from improv_partner.crew.echo_canceller import WebRtcCanceller
from improv_partner.crew.mic import DeviceMic
from improv_partner.crew.speaker import DeviceSpeaker
from improv_partner.events import FRAME_S, RATE_HZ

QUIET_S = 1.0  # before the voice and after it


class Witness:
    """An EchoCanceller that keeps both sides."""

    def __init__(self) -> None:
        self.near, self.far, self.clear = bytearray(), bytearray(), bytearray()
        self._canceller = WebRtcCanceller()
        self.name = self._canceller.name

    def clean(self, near: bytes, far: bytes) -> bytes:
        self.near += near
        self.far += far
        clear = self._canceller.clean(near, far)
        self.clear += clear
        return clear


async def hear(pcm: bytes) -> Witness:
    witness, speaker = Witness(), TappedSpeaker(DeviceSpeaker())
    mic, heard_s, told = EchoFreeMic(DeviceMic(), speaker, witness), 0.0, 0
    async for _ in mic.frames():
        heard_s += FRAME_S
        if abs(heard_s - QUIET_S) < FRAME_S / 2:
            speaker.play(pcm)
        told += sum(len(output.pcm) for output in speaker.played())
        if heard_s > len(pcm) / 2 / RATE_HZ + 2 * QUIET_S:
            break
    assert told == len(pcm)  # whoever else listens is told it, too
    await speaker.close()
    return witness


if __name__ == "__main__":
    heard = asyncio.run(hear(Path(sys.argv[1]).read_bytes()))
    for side in ("near", "far", "clear"):
        (Path(sys.argv[2]) / side).write_bytes(bytes(getattr(heard, side)))
