"""How much the house carries, and how well: performers on one machine, over real WebRTC.

    python benchmarks/house.py [--seconds 6] [--peers 6,12,20]

Clients (aiortc) and the house are two processes on this machine; both cost about the same, so a
machine with two cores is the least. Loss and jitter are put into the way from client to house.
Printed for each case: frames of the room's clock (gap p50, p99, longest), inbound = from a click's
time to its packet in the house, ear-ear = to another client's ear (whose buffer takes 80 ms of it),
aligned = how far the same moment lies apart on the tracks (median), lost = packets, late = share of
the sound that came after its turn, cpu = share of a core that the house used for each performer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fractions
import multiprocessing
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import house_side
import numpy as np
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av.audio.frame import AudioFrame

ROOM = 6
RATE_HZ = 16_000
CLICK = (np.sin(np.arange(160) * 0.9) * 16_000).astype("<i2")  # 10 ms, begins loud enough
EVERY_S = 0.5
WARM_S = 2.5  # connections settle


@dataclass(frozen=True)
class Case:
    name: str
    peers: int = ROOM
    loss: float = 0.0
    jitter_s: float = 0.0
    own_buffer: bool = False


class Microphone(MediaStreamTrack):
    """Silence, and a click whenever the clock is at a whole number of EVERY_S."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._start_s, self._sent = 0.0, 0

    async def recv(self) -> AudioFrame:
        self._start_s = self._start_s or time.monotonic()
        await asyncio.sleep(self._start_s + self._sent / RATE_HZ - time.monotonic())
        begin_s = self._start_s + self._sent / RATE_HZ - 0.02
        sound = np.zeros(320, "<i2")
        at = round((-begin_s % EVERY_S) * RATE_HZ)
        for place in (at, at - round(EVERY_S * RATE_HZ)):
            piece = CLICK[max(-place, 0) : max(320 - place, 0)]
            if place < 320 and len(piece):
                sound[max(place, 0) : max(place, 0) + len(piece)] = piece
        frame = AudioFrame(format="s16", layout="mono", samples=320)
        frame.planes[0].update(sound.tobytes())
        frame.sample_rate, frame.pts = RATE_HZ, self._sent
        frame.time_base = fractions.Fraction(1, RATE_HZ)
        self._sent += 320
        return frame


@dataclass
class Client:
    """heard_s: when a click was first heard."""

    connection: Any = None
    heard_s: list[float] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def offer(self) -> str:
        self.connection = RTCPeerConnection(RTCConfiguration([]))
        self.connection.on("track", self._track)
        self.connection.addTrack(Microphone())
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return str(self.connection.localDescription.sdp)

    def _track(self, track: Any) -> None:
        self.tasks.append(asyncio.create_task(self._hear(track)))

    async def _hear(self, track: Any) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                left = np.frombuffer(bytes(frame.planes[0])[: 4 * frame.samples], "<i2")[0::2]
                if np.abs(left.astype(int)).max() > house_side.LOUD:
                    self.heard_s.append(time.monotonic())

    def disturb(self, case: Case, dice: random.Random) -> None:
        """Some of what this client sends is lost, or late."""
        way = self.connection.getSenders()[0].transport.transport
        send, loop = way._send, asyncio.get_running_loop()

        async def late(data: bytes) -> None:
            with contextlib.suppress(ConnectionError):  # the scene is over
                await send(data)

        async def through(data: bytes) -> None:
            if dice.random() < case.loss:
                return
            if not case.jitter_s:
                await send(data)
                return
            loop.call_later(dice.random() * case.jitter_s, asyncio.ensure_future, late(data))

        if case.loss or case.jitter_s:
            way._send = through


async def play(case: Case, seconds: float) -> dict[str, Any]:
    sizes = [min(ROOM, case.peers - at) for at in range(0, case.peers, ROOM)]
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    side = context.Process(target=house_side.run, args=(theirs, sizes, case.own_buffer))
    side.start()
    clients, dice = [Client() for _ in range(case.peers)], random.Random(7)
    try:
        for number, client in enumerate(clients):
            ours.send((number, await client.offer()))
            answer = await asyncio.to_thread(ours.recv)
            description = RTCSessionDescription(answer, "answer")
            await client.connection.setRemoteDescription(description)
        await asyncio.sleep(WARM_S)
        for client in clients:
            client.disturb(case, dice)
        ours.send("begin")
        begun_s = time.monotonic()
        await asyncio.sleep(seconds)
        ours.send("end")
        found: dict[str, Any] = await asyncio.to_thread(ours.recv)
    finally:
        for client in clients:
            for task in client.tasks:
                task.cancel()
            await client.connection.close()
        side.join(10)
        side.kill()
    found["ears_s"] = [[s for s in client.heard_s if s > begun_s + 0.5] for client in clients]
    return found


def since_click(times_s: Sequence[Sequence[float]]) -> list[float]:
    """Of each time, how long ago the newest click was; the first time after each click counts."""
    out: list[float] = []
    for one in times_s:
        firsts = {int(at_s / EVERY_S): at_s for at_s in sorted(one, reverse=True)}
        out += [at_s % EVERY_S for at_s in firsts.values()]
    return out


def apart(clicks: Sequence[Sequence[int]]) -> list[float]:
    """How far the same click lies apart between the first performer of a room and each other, s."""
    out: list[float] = []
    for at, one in enumerate(clicks):
        first = clicks[at - at % ROOM]
        for place in one if at % ROOM else ():
            near = min(first, key=lambda other, place=place: abs(other - place), default=None)
            if near is not None and abs(near - place) < RATE_HZ // 10:
                out.append((place - near) / RATE_HZ)
    return out


def row(case: Case, found: dict[str, Any], seconds: float) -> str:
    gaps = 1000 * np.array(found["gaps"] or [0.0])
    inbound = 1000 * np.array(since_click(found["came_s"]) or [np.nan])
    ears = 1000 * np.array(since_click(found["ears_s"]) or [np.nan])
    off = 1000 * np.abs(apart(found["clicks"]) or [np.nan])
    late = found["late"] / (case.peers * seconds)
    return (
        f"{case.name:<28} {np.median(gaps):5.1f} {np.percentile(gaps, 99):6.1f} {gaps.max():7.1f}"
        f"{np.median(inbound):9.0f} {np.median(ears):9.0f} {np.median(off):8.1f}"
        f" {found['lost']:6d} {100 * late:6.1f} {100 * found['cpu'] / case.peers:7.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--peers", default="6,12,20")
    wishes = parser.parse_args()
    house_side.loopback()
    counts = [int(text) for text in wishes.peers.split(",")]
    cases = [Case(f"{count} performers", count) for count in counts]
    cases += [Case(f"6, loss {percent} %", loss=percent / 100) for percent in (2, 5, 10)]
    cases += [Case("6, jitter 0-30 ms", jitter_s=0.03)]
    cases += [Case("6, aiortc's own buffer", own_buffer=True)]
    print(f"{'':<28}   gap ms: p50    p99 longest  inbound  ear-ear  aligned   lost   late   cpu %")
    print(f"{'':<28} {'':>20}{'ms':>10} {'ms':>9} {'ms':>8} {'':>6} {'%':>6} {'a head':>7}")
    for case in cases:
        found = asyncio.run(play(case, wishes.seconds))
        print(row(case, found, wishes.seconds), flush=True)


if __name__ == "__main__":
    main()
