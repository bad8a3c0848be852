"""A real chat server on loopback that speaks the OpenAI protocol well or badly, by model name."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest

GOOD = "[grief 3 > tenderness 2] Come here. Sit down by me, and tell me."
JSON_TYPE, SSE_TYPE = "application/json", "text/event-stream"


class Talk:
    """One request and the connection on which it is answered."""

    def __init__(
        self, asked: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.asked, self.reader, self.writer = asked, reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, status: int, body: bytes, kind: str = JSON_TYPE) -> None:
        head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        await self.send(head.encode() + body)

    async def error(self, status: int, **error: Any) -> None:
        await self.answer(status, json.dumps({"error": error}).encode())

    async def begin(self) -> None:
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked"
        await self.send(head.encode() + b"\r\n\r\n")

    async def raw(self, text: str) -> None:
        """A piece of the body, as it is."""
        data = text.encode()
        await self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def chunk(self, finish: str | None = None, **delta: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        await self.raw(f"data: {json.dumps({'id': 'x', 'choices': [choice]})}\n\n")

    async def text(self, text: str) -> None:
        for i in range(0, len(text), 5):
            await self.chunk(content=text[i : i + 5])

    async def done(self) -> None:
        await self.raw("data: [DONE]\n\n")
        await self.send(b"0\r\n\r\n")

    async def whole(self, text: str) -> None:
        await self.begin()
        await self.text(text)
        await self.chunk("stop")
        await self.done()


Fault = Callable[[Talk], Awaitable[None]]


async def never(talk: Talk) -> None:
    """Wait until the other side hangs up."""
    while await talk.reader.read(100):
        pass


async def silent(talk: Talk) -> None:
    await never(talk)


async def no_token(talk: Talk) -> None:
    await talk.begin()
    await talk.chunk(role="assistant", content="")
    await never(talk)


async def heartbeat(talk: Talk) -> None:
    await talk.begin()
    while True:
        await talk.raw(": processing\n\n")
        await asyncio.sleep(0.02)


async def thinks(talk: Talk) -> None:
    await talk.begin()
    await talk.chunk(reasoning_content="The actor is sad.")
    await never(talk)


async def only_thinks(talk: Talk) -> None:
    await talk.begin()
    await talk.chunk(reasoning_content="The actor is sad.")
    await talk.chunk("length")
    await talk.done()


async def stalls(talk: Talk) -> None:
    await talk.begin()
    await talk.text("[grief 3 > tenderness 2] Come here. Sit do")
    await never(talk)


async def drops(talk: Talk) -> None:
    await talk.begin()
    await talk.text("[grief 3 > tenderness 2] Come here. Sit do")
    talk.writer.transport.abort()


async def error_event(talk: Talk) -> None:
    await talk.begin()
    await talk.text("Come here. ")
    await talk.raw('data: {"error": {"message": "out of memory"}}\n\n')
    await never(talk)


async def broken_json(talk: Talk) -> None:
    await talk.begin()
    await talk.text("Come here. ")
    await talk.raw('data: {"choices": [\n\n')
    await never(talk)


async def no_done(talk: Talk) -> None:
    await talk.begin()
    await talk.text(GOOD)
    await talk.send(b"0\r\n\r\n")


async def odd_chunks(talk: Talk) -> None:
    await talk.begin()
    await talk.raw(": a comment\n\n")
    await talk.chunk(role="assistant")
    await talk.chunk(reasoning_content="I shall be tender.", content=None)
    for choices in ("[]", "null"):
        await talk.raw(f'data: {{"id": "x", "choices": {choices}}}\n\n')
    await talk.raw('data: {"id": "x"}\n\n')
    await talk.raw('data: {"id": "x", "choices": [{"index": 0, "delta": null}]}\n\n')
    await talk.text(GOOD)
    await talk.chunk("stop")
    await talk.done()


async def endless(talk: Talk) -> None:
    await talk.begin()
    while True:
        await talk.chunk(content="and so on ")
        await asyncio.sleep(0)


async def html(talk: Talk) -> None:
    await talk.answer(200, b"<html><body>Welcome to Router</body></html>", "text/html")


async def no_stream(talk: Talk) -> None:
    reply = {"choices": [{"message": {"role": "assistant", "content": "Come here."}}]}
    await talk.answer(200, json.dumps(reply).encode())


async def new_limit(talk: Talk) -> None:
    if "max_tokens" in talk.asked:
        said = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
        await talk.error(400, message=said, param="max_tokens", code="unsupported_parameter")
    else:
        await talk.whole(GOOD)


async def no_effort(talk: Talk) -> None:
    if "reasoning_effort" in talk.asked:
        await talk.error(400, message="Unrecognized request argument: reasoning_effort")
    else:
        await talk.whole(GOOD)


async def slow_to_hang_up(talk: Talk) -> None:
    await talk.begin()
    await talk.text(GOOD)
    await talk.chunk("stop")
    await never(talk)


FAULTS: dict[str, Fault] = {
    "good": lambda talk: talk.whole(GOOD),
    "plain": lambda talk: talk.whole("Come here, sit down."),
    "long": lambda talk: talk.whole("[joy 1 > joy 1] " + "You came back to me. " * 30),
    "only-header": lambda talk: talk.whole("[grief 3 > tenderness 2] "),
    "no-text": lambda talk: talk.whole(""),
    "shifts": lambda talk: talk.whole("[joy 2 > joy 2] You came [fear 2 > grief 3] too late."),
    "quota": lambda talk: talk.error(429, message="You have no quota", code="insufficient_quota"),
    "bad-key-400": lambda talk: talk.error(
        400, message="Authentication Error, Invalid proxy server token passed."
    ),
    "detail": lambda talk: talk.answer(422, b'{"detail": "field required: top_k"}'),
    "silent": silent, "no-token": no_token, "heartbeat": heartbeat, "thinks": thinks,
    "only-thinks": only_thinks, "stalls": stalls, "drops": drops, "error-event": error_event,
    "broken-json": broken_json, "no-done": no_done, "odd-chunks": odd_chunks, "endless": endless,
    "html": html, "no-stream": no_stream, "new-limit": new_limit, "no-effort": no_effort,
    "slow-to-hang-up": slow_to_hang_up,
}  # fmt: skip


class ChatServer:
    """`async with ChatServer() as server`. url: for mind.base_url; asked: requests so far.

    Models: the names of FAULTS, "status-418" for any status, and "once-500" and "once-lost", which
    fail the first time only. hung_up: set when the other side left before the answer was complete.
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.connections = 0
        self.hung_up = asyncio.Event()
        self.was_asked = asyncio.Event()
        self.wedged = False  # from now on it answers nobody

    async def __aenter__(self) -> ChatServer:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                asked = json.loads(await reader.readexactly(length))
                self.asked.append({**asked, "head": head.decode()})
                self.was_asked.set()
                await self._answer(asked["model"], Talk(asked, reader, writer))
                if reader.at_eof():
                    self.hung_up.set()
        except asyncio.IncompleteReadError:
            pass  # the other side left between two requests
        except ConnectionError:
            self.hung_up.set()
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, model: str, talk: Talk) -> None:
        before = [asked["model"] for asked in self.asked].count(model) > 1
        if self.wedged:
            await never(talk)
        elif model.startswith("once-") and before:
            await talk.whole(GOOD)
        elif model == "once-lost":
            talk.writer.transport.abort()
        elif model.startswith(("status-", "once-")):
            await talk.error(int(model.split("-")[1]), message="the server's own words")
        else:
            await FAULTS[model](talk)


Server = TypeVar("Server", bound=ChatServer)


@contextlib.contextmanager
def in_a_thread(server: Server) -> Iterator[Server]:
    """The server on a loop of its own, as another program would be."""
    there, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with server:
            there.set()
            await asyncio.get_running_loop().run_in_executor(None, over.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    there.wait()
    try:
        yield server
    finally:
        over.set()
        thread.join()


async def hangs_up(server: ChatServer) -> None:
    """The other side leaves before it has its answer."""
    async with asyncio.timeout(10):
        await server.hung_up.wait()


async def cancelled(server: ChatServer, asking: Coroutine[Any, Any, object]) -> None:
    """What asks this server is cancelled once it has asked, and hangs up."""
    task = asyncio.create_task(asking)
    await server.was_asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await hangs_up(server)
