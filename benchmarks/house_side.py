"""The house's side of benchmarks/house.py, in a process of its own: rooms of performers, no ears.

Every performer's packets are decoded, placed, heard by both detectors, mixed for the others and
sent as in a scene; only recognition, partner and disk are missing. Times are time.monotonic()'s,
which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aioice.ice
import numpy as np
from aiortc.jitterbuffer import JitterBuffer

from improv_partner.crew import Hearing
from improv_partner.crew.scripted import ScriptedActor
from improv_partner.events import RATE_HZ
from improv_partner.house import peer as peer_file
from improv_partner.house.metronome import Metronome
from improv_partner.house.peer import Peer
from improv_partner.house.seat import Seat
from improv_partner.settings import HouseSettings
from improv_partner.voices import Voice

LOUD = 3_000  # a click of the clients is louder, all else is silence


def loopback() -> None:
    """Only this machine, and nobody is asked."""
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


def pin(cores: set[int]) -> None:
    """This process and its threads run on no others. Only Linux can."""
    if cores:
        os.sched_setaffinity(0, cores)


def apart() -> None:
    """A session of its own, and before others if that is allowed: Linux deals out by sessions.

    In that of the clients the house would be given next to nothing of a busy core, for they are
    more threads.
    """
    if hasattr(os, "setsid"):
        os.setsid()
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("-10", encoding="ascii")


class Watched(Seat):
    """A seat that notes when a click came in. clicks: time of its packet, place in it (s)."""

    def __init__(self, origin_s: float) -> None:
        super().__init__(origin_s)
        self.clicks: list[float] = []

    def heard(self, pcm: bytes, sample: int, samples: int, way_s: float = 0.0) -> None:
        super().heard(pcm, sample, samples, way_s)
        if onset(pcm) >= 0:
            self.clicks.append(time.monotonic())


def onset(pcm: bytes) -> int:
    """The first loud sample, -1 = none: cheap, for the house is what is measured."""
    sound = np.frombuffer(pcm, "<i2")
    return int(np.argmax(sound > LOUD)) if sound.size and sound.max() > LOUD else -1


class OwnBuffer(JitterBuffer):
    """aiortc's own, in place of packets.py."""

    def __init__(self, take: Callable[[bytes, int], None]) -> None:
        super().__init__(capacity=16, prefetch=4)
        self._take = take

    def add(self, packet: Any) -> tuple[bool, None]:
        _, frame = super().add(packet)
        if frame:
            self._take(frame.data, frame.timestamp)
        return False, None


class Room:
    """Up to six performers, and a scene that only listens."""

    def __init__(self, size: int) -> None:
        who = [f"p{number}" for number in range(size)]
        self.clock = Metronome(HouseSettings().wait_s, who)
        self.clock.seats = {one: Watched(self.clock.origin_s) for one in who}
        nobody = Hearing(ScriptedActor((), 0.0))
        self.voices = {one: Voice(nobody) for one in who}
        self.ticks: list[float] = []
        self.clicks: dict[str, list[int]] = {one: [] for one in who}  # samples of the room

    def give(self, number: int, frames: dict[str, bytes]) -> None:
        self.ticks.append(time.monotonic())
        for who, pcm in frames.items():
            self.voices[who].hear(pcm)
            before = self.clicks[who][-1:] or [-RATE_HZ]
            at = onset(pcm)
            if at >= 0 and number * 320 + at - before[0] > RATE_HZ // 5:
                self.clicks[who].append(number * 320 + at)


async def serve(pipe: Connection, sizes: list[int], own_buffer: bool) -> None:
    """Offers come, answers go; then "begin" and "end", which is answered with what was measured."""
    if own_buffer:
        peer_file.Packets = OwnBuffer
    rooms = [Room(size) for size in sizes]
    peers: list[Peer] = []
    for room in rooms:
        room.clock.start()
        for who, seat in room.clock.seats.items():
            peers.append(Peer(who, who, HouseSettings(), seat))
            peers[-1].consent = {}
            peers[-1].begin()
            seat.ready = True
    begun_s = used_s = 0.0
    while True:
        asked: Any = await asyncio.to_thread(pipe.recv)
        if asked == "begin":
            for room in rooms:
                room.clock.begin(room.give)
            begun_s, used_s = time.monotonic(), time.process_time()
        elif asked == "end":
            took_s = time.monotonic() - begun_s
            pipe.send(measured(rooms) | {"cpu": (time.process_time() - used_s) / took_s})
            break
        else:
            number, sdp = asked
            pipe.send(await peers[number].answer(sdp))
    for peer in peers:
        await peer.hang_up()


def measured(rooms: list[Room]) -> dict[str, Any]:
    """gaps: between two frames of a room (s). clicks: of each seat, places in the room's clock."""
    seats = [seat for room in rooms for seat in room.clock.seats.values()]
    return {
        "gaps": [gap for room in rooms for gap in np.diff(room.ticks).tolist()],
        "clicks": [room.clicks[who] for room in rooms for who in room.clicks],
        "came_s": [seat.clicks for seat in seats],
        "lost": sum(seat.placing.lost for seat in seats),
        "late": sum(seat.timeline.late for seat in seats) / RATE_HZ,
    }


def run(pipe: Connection, sizes: list[int], own_buffer: bool, cores: set[int]) -> None:
    """The whole process, on these cores; {} = anywhere."""
    pin(cores)
    apart()
    loopback()
    asyncio.run(serve(pipe, sizes, own_buffer))
