"""A room with an echo, on virtual time: its microphone hears its loudspeaker, later and quieter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import numpy as np

from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Trouble

LATENCY_S = 0.04  # from a sound to its frame: what a laptop's microphone needs at least


class Loudspeaker(PretendSpeaker):
    """Keeps what it is told to play, and when."""

    name = "laptop"

    def __init__(self) -> None:
        super().__init__()
        self.sounds: list[tuple[float, bytes]] = []

    def play(self, pcm: bytes) -> None:
        super().play(pcm)
        self.sounds.append((asyncio.get_running_loop().time(), pcm))


class EchoRoom:
    """The contract Mic in that room. actor: what is spoken there. gain: of the echo, 1 = as loud.

    Play each sound after the one before it is over. ends_s: when the microphone is closed.
    """

    name = "laptop"

    def __init__(
        self, speaker: Loudspeaker, gain: float, delay_s: float, ends_s: float, actor: bytes = b""
    ) -> None:
        self._speaker, self._gain, self._delay_s, self._ends_s = speaker, gain, delay_s, ends_s
        self._actor = np.frombuffer(actor, "<i2").astype(float)
        self.origin_s = 0.0

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        loop = asyncio.get_running_loop()
        self.origin_s = loop.time()
        for at in range(0, round(self._ends_s * RATE_HZ), FRAME_SAMPLES):
            due_s = self.origin_s + at / RATE_HZ + FRAME_S + LATENCY_S
            await asyncio.sleep(due_s - loop.time())
            yield self._heard(at)

    def _heard(self, at: int) -> bytes:
        sound = np.random.default_rng(at).standard_normal(FRAME_SAMPLES) * 10  # the room itself
        actor = self._actor[at : at + FRAME_SAMPLES]
        sound[: len(actor)] += actor
        for start_s, pcm in self._speaker.sounds:
            played = np.frombuffer(pcm, "<i2").astype(float)
            begin = at - round((start_s + self._delay_s - self.origin_s) * RATE_HZ)
            part = played[max(begin, 0) : max(begin + FRAME_SAMPLES, 0)]
            where = max(-begin, 0)
            sound[where : where + len(part)] += self._gain * part
        return sound.clip(-32768, 32767).astype("<i2").tobytes()
