"""A real speech server on loopback that sends sound well or badly, by model name."""

from __future__ import annotations

import array
import asyncio
import io
import json
import math
import wave
from collections.abc import Awaitable, Callable
from typing import Any

from .chat_server import ChatServer, Talk, never

RATE_HZ = 24_000
TONE_HZ, TONE_S = 440.0, 1.0
PCM_TYPE = "audio/pcm"


def tone(rate_hz: int = RATE_HZ, seconds: float = TONE_S) -> bytes:
    """A sine of TONE_HZ at half of full scale, int16 mono."""
    step = 2 * math.pi * TONE_HZ / rate_hz
    wave = (round(16_000 * math.sin(n * step)) for n in range(round(rate_hz * seconds)))
    return array.array("h", wave).tobytes()


async def begin(talk: Talk, kind: str = PCM_TYPE) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
    await talk.send(head.encode())


async def piece(talk: Talk, data: bytes) -> None:
    await talk.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")


async def whole(talk: Talk, pcm: bytes, chunk: int = 4801, kind: str = PCM_TYPE) -> None:
    """In chunks of an odd number of bytes, so that samples are torn."""
    await begin(talk, kind)
    for at in range(0, len(pcm), chunk):
        await piece(talk, pcm[at : at + chunk])
    await talk.send(b"0\r\n\r\n")


async def crumbs(talk: Talk) -> None:
    await begin(talk)
    for byte in tone(seconds=0.01):
        await piece(talk, bytes([byte]))
        await asyncio.sleep(0)
    await talk.send(b"0\r\n\r\n")


async def torn(talk: Talk) -> None:
    await whole(talk, tone() + b"\x01")


async def no_sound(talk: Talk) -> None:
    await begin(talk)
    await never(talk)


async def stalls(talk: Talk) -> None:
    await begin(talk)
    await piece(talk, tone(seconds=0.3))
    await never(talk)


async def drops(talk: Talk) -> None:
    await begin(talk)
    await piece(talk, tone(seconds=0.3))
    talk.writer.transport.abort()


async def endless(talk: Talk) -> None:
    await begin(talk)
    while True:
        await piece(talk, tone())


async def wav(talk: Talk) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        out.writeframes(tone())
    await talk.answer(200, file.getvalue(), PCM_TYPE)


def refuses(name: str, status: int) -> Callable[[Talk], Awaitable[None]]:
    """As servers do that check what they are sent."""

    async def answer(talk: Talk) -> None:
        if name in talk.asked:
            said = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Not permitted"}]
            await talk.answer(status, json.dumps({"detail": said}).encode())
        else:
            await whole(talk, tone())

    return answer


SPOKEN: dict[str, Callable[[Talk], Awaitable[None]]] = {
    "good": lambda talk: whole(talk, tone()),
    "cd": lambda talk: whole(talk, tone(44_100)),
    "same": lambda talk: whole(talk, tone(16_000)),
    "tells-rate": lambda talk: whole(talk, tone(), kind="audio/pcm; rate=44100"),
    "empty": lambda talk: whole(talk, b""),
    "one-byte": lambda talk: whole(talk, b"\x01"),
    "html": lambda talk: talk.answer(200, b"<html><body>Welcome</body></html>", "text/html"),
    "html-as-pcm": lambda talk: talk.answer(200, b"<!DOCTYPE html><html></html>", PCM_TYPE),
    "json": lambda talk: talk.answer(200, b'{"status": "queued"}'),
    "json-as-pcm": lambda talk: talk.answer(200, b'{"status": "queued"}', PCM_TYPE),
    "mp3": lambda talk: talk.answer(200, b"\xff\xfb\x90\x44" * 100, "audio/mpeg"),
    "quiet-words": refuses("instructions", 422),
    "one-pace": refuses("speed", 400),
    "crumbs": crumbs, "torn": torn, "no-sound": no_sound, "stalls": stalls, "drops": drops,
    "endless": endless, "wav": wav, "silent": never,
}  # fmt: skip


class SpeechServer(ChatServer):
    """`async with SpeechServer() as server`, as a ChatServer.

    Models: the names of SPOKEN, "status-418" for any status, "once-500" and "once-lost", which fail
    the first time only, and "half", which sends 0.3 s and the rest when go_on is set.
    """

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()

    async def _answer(self, model: str, talk: Talk) -> None:
        before = [asked["model"] for asked in self.asked].count(model) > 1
        if self.wedged:
            await never(talk)
        elif model.startswith("once-") and before:
            await whole(talk, tone())
        elif model == "once-lost":
            talk.writer.transport.abort()
        elif model.startswith(("status-", "once-")):
            await talk.error(int(model.split("-")[1]), message="the server's own words")
        elif model == "half":
            await self._half(talk)
        else:
            await SPOKEN[model](talk)

    async def _half(self, talk: Talk) -> None:
        sound = tone()
        first = 2 * round(0.3 * RATE_HZ)
        await begin(talk)
        await piece(talk, sound[:first])
        await self.go_on.wait()
        await piece(talk, sound[first:])
        await talk.send(b"0\r\n\r\n")

    def heads(self) -> list[dict[str, Any]]:
        """The header fields of each request, names in small letters."""
        rows = [asked["head"].split("\r\n")[1:] for asked in self.asked]
        pairs = [[row.partition(": ") for row in head if row] for head in rows]
        return [{name.lower(): value for name, _, value in head} for head in pairs]
