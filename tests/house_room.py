"""A house with a guest: improv host in this process, and a browser made of aiortc and aiohttp.

The scene is played in the main thread, as always; the guest lives in a thread of its own. Both find
each other on 127.0.0.1, whatever network this machine has.
"""

from __future__ import annotations

import asyncio
import contextlib
import fractions
import re
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import aioice.ice
import pytest
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av.audio.frame import AudioFrame

from improv_partner.crew.resample import Resampler
from improv_partner.house.form import PURPOSES
from improv_partner.house.host import Wishes, host
from improv_partner.scene import Scene
from improv_partner.settings import EarsSettings, HouseSettings, Settings

from . import speech
from .scene_sample import sample_scene

PATIENCE_S = 30.0
ALL_YES = {"adult": True, "name": "Ann", "purposes": dict.fromkeys(PURPOSES, True)}
Message = dict[str, Any]


@pytest.fixture
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


def wishes(out: Path, scene: Scene | None = None, **house: Any) -> Wishes:
    settings = Settings(
        ears=EarsSettings(model=str(speech.TINY)), house=HouseSettings(port=0, **house)
    )
    return Wishes(scene or sample_scene(), settings, out, audio=True, seed=3)


class Microphone(MediaStreamTrack):
    """Silence, and what is said into it, in time. Raises nothing if it is killed: it just stops."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._queue = bytearray()
        self._start_s = 0.0
        self._samples = 0

    def says(self, pcm: bytes) -> None:
        self._queue += pcm

    @property
    def silent(self) -> bool:
        return not self._queue

    async def recv(self) -> AudioFrame:
        self._start_s = self._start_s or time.monotonic()
        await asyncio.sleep(self._start_s + self._samples / 16_000 - time.monotonic())
        pcm = bytes(self._queue[:640])
        del self._queue[:640]
        frame = AudioFrame(format="s16", layout="mono", samples=320)
        frame.planes[0].update(pcm.ljust(640, b"\0"))
        frame.sample_rate, frame.pts = 16_000, self._samples
        frame.time_base = fractions.Fraction(1, 16_000)
        self._samples += 320
        return frame


@dataclass
class Guest:
    """A page and its browser. told: what the house said; heard: the partner, int16 mono 16 kHz.

    directs: the director's address.
    """

    where: str
    directs: str = ""
    told: list[Message] = field(default_factory=list)
    heard: bytearray = field(default_factory=bytearray)
    word: str = ""
    mic: Microphone = field(default_factory=Microphone)
    camera: MediaStreamTrack | None = None
    connection: Any = None
    http: Any = None
    wire: Any = None
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return self.where.partition("/#")[0]

    @property
    def token(self) -> str:
        return self.where.partition("#")[2]

    async def post(self, path: str, word: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {word}", "Origin": self.base, **more}
        async with self.http.post(self.base + path, json=body or {}, headers=headers) as answer:
            return answer.status, await answer.json()

    async def joins(self, answers: Message | None = None) -> None:
        """As far as the sound check."""
        status, entered = await self.post("/api/enter", self.token)
        assert status == 200, entered
        self.word = entered["pass"]
        status, row = await self.post("/api/consent", self.word, answers or ALL_YES)
        assert status == 200, row
        await self.listens()
        await self.connects()

    async def listens(self) -> None:
        """The WebSocket."""
        headers = {"Origin": self.base}
        self.wire = await self.http.ws_connect(self.base + "/api/live", headers=headers)
        await self.says({"is": "enter", "text": self.word})
        self._tasks.append(asyncio.create_task(self._read()))

    async def connects(self) -> None:
        """The sound."""
        self.connection, status, row = await self.offers()
        assert status == 200, row
        await self.connection.setRemoteDescription(RTCSessionDescription(row["sdp"], "answer"))

    async def offers(self) -> tuple[Any, int, Any]:
        made = RTCPeerConnection(RTCConfiguration([]))
        made.on("track", lambda track: self._tasks.append(asyncio.create_task(self._hear(track))))
        made.addTrack(self.mic)
        if self.camera:
            made.addTrack(self.camera)
        await made.setLocalDescription(await made.createOffer())
        status, row = await self.post("/api/offer", self.word, {"sdp": made.localDescription.sdp})
        return made, status, row

    async def says(self, message: Message) -> None:
        await self.wire.send_json(message)

    async def strikes(self, *keys: str) -> None:
        for key in keys:
            at_ms = time.perf_counter() * 1000
            await self.says({"is": "key", "text": key, "at_ms": at_ms, "typed": True})

    async def until(self, what: Callable[[Message], object], since: int = 0) -> Message:
        """The first message of this kind after number `since`, as soon as it is there."""
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            for message in self.told[since:]:
                if what(message):
                    return message
            await asyncio.sleep(0.02)
        raise AssertionError(f"never told; but: {[m for m in self.told if m['is'] != 'level']}")

    async def plays(self) -> None:
        """From the sound check to the open floor."""
        await self.until(lambda m: m["is"] == "level")
        await self.says({"is": "ready"})
        await self.until(lambda m: m == {"is": "phase", "phase": "scene"})
        await self.until(lambda m: m["is"] == "seconds" and m["s"] >= 1)

    async def vanishes(self) -> None:
        """As if its power had gone: no goodbye on any wire."""
        transport = self.connection.getSenders()[0].transport.transport
        ice = transport._connection
        for protocol in list(ice._protocols):
            protocol.transport.abort()
        self.wire._response.connection.transport.abort()

    async def leaves(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.wire:
            await self.wire.close()
        if self.connection:
            await self.connection.close()

    async def _read(self) -> None:
        async for message in self.wire:
            row = message.json()
            self.told.append(row)
            if row["is"] == "clock":
                at_ms = time.perf_counter() * 1000
                answer = {"is": "clock", "number": row["number"], "at_ms": at_ms}
                with contextlib.suppress(ConnectionError):
                    await self.says(answer)

    async def _hear(self, track: Any) -> None:
        graph = Resampler(48_000, 2)
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.heard += graph.feed(bytes(frame.planes[0])[: 4 * frame.samples])


def hosted(
    what: Wishes, story: Callable[[Guest], Awaitable[None]]
) -> tuple[Path | None, list[str]]:
    """The whole evening with this guest; the session's folder, and what was printed."""
    said: list[str] = []
    opened = threading.Event()
    faults: list[BaseException] = []

    def say(text: str) -> None:
        said.append(text)
        if "The actor opens:" in text:
            opened.set()

    async def visit() -> None:
        (where,) = re.findall(r"The actor opens: (\S+)", "\n".join(said))
        async with aiohttp.ClientSession() as http:
            (directs,) = re.findall(r"director.*opens:\s+(\S+)", "\n".join(said))
            guest = Guest(where, directs, http=http)
            try:
                await story(guest)
            finally:
                await guest.leaves()

    def run() -> None:
        opened.wait(PATIENCE_S)
        try:
            asyncio.run(visit())
        except BaseException as fault:  # noqa: BLE001  (told in the main thread)
            faults.append(fault)
            import _thread

            _thread.interrupt_main()  # nobody will ever be ready

    thread = threading.Thread(target=run)
    thread.start()
    folder = None
    try:
        folder = host(what, say)
    except KeyboardInterrupt:
        pass
    finally:
        thread.join(PATIENCE_S)
    if faults:
        raise faults[0]
    assert not thread.is_alive(), "the scene is over, and its guest still waits for something"
    return folder, said
