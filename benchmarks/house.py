"""How much the house carries, and how well: performers on one machine, over real WebRTC.

    python benchmarks/house.py [--seconds 6] [--peers 6,12,20] [--times 3]

The house is a process on one core, the clients (aiortc) are another on the other cores; both cost
about the same, so two cores are the least. Loss and jitter are put into the way to the house.
Printed for each case, as the median of several times: frames of the room's clock (gap p50, p99,
longest), inbound = from a click's time to its packet in the house, ear-ear = to another client's
ear (without the 40 to 80 ms of a browser's own buffer), aligned = how far the same moment lies
apart on the tracks (median, p99), lost = gaps between packets, late = share of the sound that came
after its turn, cpu = share of the core that the house used for each performer, tardy = share of
the clients' frames that they themselves gave 40 ms late: the machine was too busy to tell much.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fractions
import multiprocessing
import os
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
from av.audio.frame import AudioFrame

from improv_partner.house.opus import Decoder
from improv_partner.house.packets import Packets

ROOM = 6
TRACK_HZ = 16_000
RATE_HZ, FRAME = 48_000, 960  # a browser's; from another rate aiortc's resampler costs it 20 ms
CLICK = (np.sin(np.arange(480) * 0.3) * 16_000).astype("<i2")  # 10 ms, begins loud enough
EVERY_S = 0.5
WARM_S = 2.5  # connections settle
HEAD = f"""\
{"":<24} gap ms              inbound ear-ear  aligned ms     lost   late  cpu %  tardy
{"":<24}   p50   p99 longest      ms      ms    p50   p99              %   each      %"""
ROW = "{:<24}{:6.1f}{:6.1f}{:8.1f}{:8.0f}{:8.0f}{:7.1f}{:6.1f}{:9.0f}{:7.1f}{:7.1f}{:7.1f}"
TARDY_S = 0.04


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
        self.frames = self.tardy = 0

    async def recv(self) -> AudioFrame:
        self._start_s = self._start_s or time.monotonic()
        due_s = self._start_s + self._sent / RATE_HZ
        await asyncio.sleep(due_s - time.monotonic())
        self.frames += 1
        self.tardy += time.monotonic() - due_s > TARDY_S
        begin_s = due_s - 0.02
        sound = np.zeros(FRAME, "<i2")
        at = round((-begin_s % EVERY_S) * RATE_HZ)
        for place in (at, at - round(EVERY_S * RATE_HZ)):
            piece = CLICK[max(-place, 0) : max(FRAME - place, 0)]
            if place < FRAME and len(piece):
                sound[max(place, 0) : max(place, 0) + len(piece)] = piece
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update(sound.tobytes())
        frame.sample_rate, frame.pts = RATE_HZ, self._sent
        frame.time_base = fractions.Fraction(1, RATE_HZ)
        self._sent += FRAME
        return frame


@dataclass
class Client:
    """heard_s: when a click was first heard."""

    connection: Any = None
    heard_s: list[float] = field(default_factory=list)
    decoder: Decoder = field(default_factory=Decoder)
    mic: Microphone = field(default_factory=Microphone)

    async def offer(self) -> str:
        self.connection = RTCPeerConnection(RTCConfiguration([]))
        self.connection.addTrack(self.mic)
        receiver = self.connection.getReceivers()[0]
        receiver._RTCRtpReceiver__jitter_buffer = Packets(self._hear)
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return str(self.connection.localDescription.sdp)

    def _hear(self, data: bytes, ticks: int) -> None:
        if house_side.onset(self.decoder.sound(data)[0]) >= 0:
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
            wait_s = dice.random() * case.jitter_s
            loop.call_later(wait_s, lambda: asyncio.ensure_future(late(data)))

        if case.loss or case.jitter_s:
            way._send = through


async def play(case: Case, seconds: float, cores: set[int]) -> dict[str, Any]:
    """cores: the house's; {} = any."""
    sizes = [min(ROOM, case.peers - at) for at in range(0, case.peers, ROOM)]
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    side = context.Process(target=house_side.run, args=(theirs, sizes, case.own_buffer, cores))
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
            client.mic.frames = client.mic.tardy = 0
        ours.send("begin")
        begun_s = time.monotonic()
        await asyncio.sleep(seconds)
        ours.send("end")
        found: dict[str, Any] = await asyncio.to_thread(ours.recv)
    finally:
        for client in clients:
            await client.connection.close()
        side.join(10)
        side.kill()
    found["tardy"] = sum(client.mic.tardy for client in clients)
    found["frames"] = sum(client.mic.frames for client in clients)
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
            if near is not None and abs(near - place) < TRACK_HZ // 10:
                out.append((place - near) / TRACK_HZ)
    return out


def figures(case: Case, found: dict[str, Any], seconds: float) -> list[float]:
    """The columns of HEAD; nan = nothing was heard."""
    gaps = 1000 * np.array(found["gaps"] or [np.nan])
    inbound = 1000 * np.array(since_click(found["came_s"]) or [np.nan])
    ears = 1000 * np.array(since_click(found["ears_s"]) or [np.nan])
    off = 1000 * np.abs(apart(found["clicks"]) or [np.nan])
    late = 100 * found["late"] / (case.peers * seconds)
    return [
        *(np.median(gaps), np.percentile(gaps, 99), gaps.max(), np.median(inbound)),
        *(np.median(ears), np.median(off), np.percentile(off, 99)),
        *(found["lost"], late, 100 * found["cpu"] / case.peers),
        100 * found["tardy"] / max(found["frames"], 1),
    ]


def cores() -> tuple[set[int], set[int]]:
    """The house's, and the clients'; {} where a process cannot be told, or there is one only."""
    known = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return (set(known[:1]), set(known[1:])) if len(known) > 1 else (set(), set())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--peers", default="6,12,20")
    parser.add_argument("--times", type=int, default=3)
    wishes = parser.parse_args()
    house_side.loopback()
    house_cores, client_cores = cores()
    house_side.pin(client_cores)
    counts = [int(text) for text in wishes.peers.split(",")]
    cases = [Case(f"{count} performers", count) for count in counts]
    cases += [Case(f"6, loss {percent} %", loss=percent / 100) for percent in (2, 5, 10)]
    cases += [Case("6, jitter 0-30 ms", jitter_s=0.03)]
    cases += [Case("6, aiortc's own buffer", own_buffer=True)]
    print(HEAD)
    for case in cases:
        runs = [
            figures(case, asyncio.run(play(case, wishes.seconds, house_cores)), wishes.seconds)
            for _ in range(wishes.times)
        ]
        print(ROW.format(case.name, *np.median(runs, axis=0)), flush=True)


if __name__ == "__main__":
    main()
