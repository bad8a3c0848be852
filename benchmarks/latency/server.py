"""A language model that always takes the same time: an OpenAI-compatible server on loopback.

Both systems ask this one. Its answers are lines of the scene lost-property, by turns.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from typing import Any

TOKEN_S = 0.02  # 50 tokens a second: a small local model
REPLIES = (
    "Take your time. The shelves are not going anywhere.",
    "I have my pen ready, and the ledger is open.",
    "I put a red ticket on it. Nobody has asked for it yet.",
    "Mind your elbow, that is somebody's violin.",
)
HEADER = "[grief 2 > tenderness 2] "
WITH_HEADER = "writes-headers"  # the model that begins as improv-partner asks it to
PLAIN = "plain"
HEAD = (
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
    "cache-control: no-cache\r\n\r\n"
)


class Server:
    """`with Server() as server`: in a thread of its own. url: for base_url. asked: requests so far.

    first_token_s: may be changed between two sessions.
    """

    def __init__(self) -> None:
        self.first_token_s = 0.0
        self.asked = 0
        self.url = ""

    def __enter__(self) -> Server:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main(ready)), daemon=True)
        self._thread.start()
        ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _main(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._talks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        ready.set()
        await self._over.wait()
        server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = re.search(r"content-length: (\d+)", head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                self.asked += 1
                await self._answer(json.loads(body), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the other side left, perhaps in the middle of an answer it no longer wants
        finally:
            writer.close()

    async def _answer(self, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        """Every token at its time, however long the ones before took."""
        loop = asyncio.get_running_loop()
        at_s = loop.time() + self.first_token_s
        writer.write(HEAD.encode())
        for token in tokens(asked):
            await asyncio.sleep(max(0.0, at_s - loop.time()))
            _chunk(writer, {"content": token}, None)
            await writer.drain()
            at_s += TOKEN_S
        _chunk(writer, {}, "stop")
        _data(writer, "[DONE]")
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def tokens(asked: dict[str, Any]) -> list[str]:
    """The reply to this request. Which one depends on how many lines the actor has spoken."""
    turns = sum(message["role"] == "user" for message in asked["messages"])
    reply = REPLIES[turns % len(REPLIES)]
    header = re.findall(r"\[|\w+ ?|> |\] ", HEADER) if asked["model"] == WITH_HEADER else []
    return header + re.findall(r" ?\S+", reply)


def _chunk(writer: asyncio.StreamWriter, delta: dict[str, str], finish: str | None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    row = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "x"}
    _data(writer, json.dumps({**row, "choices": [choice]}))


def _data(writer: asyncio.StreamWriter, text: str) -> None:
    data = f"data: {text}\n\n".encode()
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
