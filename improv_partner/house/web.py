"""The house's pages and requests: a fixed table, checks before everything, nothing logged.

POST /api/enter, /api/consent, /api/back, /api/offer and the WebSocket /api/live; see docs/house.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib import resources
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from . import Refused
from .board import Message
from .director import Director
from .door import Bucket, Buckets
from .guard import bearer, check_host, check_origin, headers
from .messages import Said, said
from .peer import Peer
from .room import Room

PAGES = {  # path: file in pages/, type. No path of a request is ever looked for on the disk.
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/main.js": ("main.js", "text/javascript"),
    "/calls.js": ("calls.js", "text/javascript"),
    "/door.js": ("door.js", "text/javascript"),
    "/sound.js": ("sound.js", "text/javascript"),
    "/kept.js": ("kept.js", "text/javascript"),
    "/scene.js": ("scene.js", "text/javascript"),
    "/grid.js": ("grid.js", "text/javascript"),
    "/hold.js": ("hold.js", "text/javascript"),
    "/own_copy.js": ("own_copy.js", "text/javascript"),
    "/director": ("director.html", "text/html"),
    "/director.css": ("director.css", "text/css"),
    "/director.js": ("director.js", "text/javascript"),
}
BODY_BYTES = 32_000  # an offer is the largest thing that is sent here
BODY_WITHIN_S = 10.0
MESSAGE_BYTES = 8_000
ENTER_WITHIN_S = 5.0
CLOCK_EVERY_S = 2.0
PAGES_AT_ONCE = 3  # of one performer: a page that was loaded again, while the old one fades
HEARTBEAT_S = 10.0
TOO_FAST = "that was too fast; try again in a moment"


class Web:
    """names: under which this machine may be asked for, besides IP addresses."""

    def __init__(self, room: Room, names: tuple[str, ...] = ()) -> None:
        self._room, self._names = room, names
        self._knocks = Buckets(lambda: Bucket(60, 10))
        self._tries = Buckets(lambda: Bucket(10, 0.2))  # wrong tokens

    def app(self) -> web.Application:
        made = web.Application(client_max_size=BODY_BYTES, middlewares=[self._guarded])
        folder = resources.files(__package__) / "pages"
        for path, (name, kind) in PAGES.items():
            made.router.add_get(path, _page((folder / name).read_bytes(), kind))
        made.router.add_post("/api/enter", self._enter)
        made.router.add_post("/api/direct", self._direct)
        made.router.add_post("/api/consent", self._consent)
        made.router.add_post("/api/back", self._back)
        made.router.add_post("/api/offer", self._offer)
        made.router.add_get("/api/live", self._live)
        made.on_response_prepare.append(_forbidding(self._room.form.video))
        return made

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every request, before and after; what is refused is one line of JSON."""
        try:
            if not self._knocks.take(request.remote or ""):
                raise Refused(429, TOO_FAST)
            check_host(request.host, self._names)
            if request.path.startswith("/api/"):
                live = request.path == "/api/live"
                check_origin(request.headers, self._room.house.address, needed=live)
            answer: web.StreamResponse = await handler(request)
        except Refused as refused:
            return web.json_response({"why": str(refused)}, status=refused.status)
        except web.HTTPException as refused:
            return web.json_response({"why": refused.reason.lower()}, status=refused.status)
        return answer

    async def _enter(self, request: web.Request) -> web.Response:
        if not self._tries.take(request.remote or ""):
            raise Refused(429, TOO_FAST)
        return web.json_response(self._room.enter(bearer(request.headers)))

    async def _direct(self, request: web.Request) -> web.Response:
        if not self._tries.take(request.remote or ""):
            raise Refused(429, TOO_FAST)
        return web.json_response({"pass": self._room.director.enter(bearer(request.headers))})

    async def _consent(self, request: web.Request) -> web.Response:
        peer = self._room.peer(bearer(request.headers))
        return web.json_response(self._room.agree(peer, await _body(request)))

    async def _back(self, request: web.Request) -> web.Response:
        return web.json_response(await self._room.back(self._room.peer(bearer(request.headers))))

    async def _offer(self, request: web.Request) -> web.Response:
        peer = self._room.peer(bearer(request.headers))
        sdp = (await _body(request)).get("sdp")
        if not isinstance(sdp, str):
            raise Refused(400, "there is no offer in that")
        return web.json_response({"sdp": await peer.answer(sdp)})

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        """The page's pass comes as its first message, for browsers cannot send it otherwise."""
        wire = web.WebSocketResponse(
            max_msg_size=MESSAGE_BYTES, heartbeat=HEARTBEAT_S, compress=False
        )
        await wire.prepare(request)
        try:
            async with asyncio.timeout(ENTER_WITHIN_S):
                first = said(await wire.receive_str())
            peer = self._room.visitor(first.text if first.kind == "enter" else "")
            if peer.consent is None or peer.board.readers >= PAGES_AT_ONCE:
                raise Refused(403, "this page cannot be here: open the address again")
        except (Refused, TimeoutError, TypeError) as error:
            why = str(error) if isinstance(error, Refused) else "the page did not say who it is"
            await wire.close(code=1008, message=why.encode()[:120])
            return wire
        await _Visit(self._room, peer, wire).stay()
        return wire


class _Visit:
    """One page that stays: what is told it, and what it says."""

    def __init__(self, room: Room, peer: Peer | Director, wire: web.WebSocketResponse) -> None:
        self._room, self._peer, self._wire = room, peer, wire
        self._asked: dict[int, float] = {}  # clock questions: when
        self._bucket = Bucket(100, 50)  # a person taps 10 times a second at most
        self._refusals = Bucket(20, 5)

    async def stay(self) -> None:
        with self._peer.board.reading() as news:
            tasks = [asyncio.create_task(self._tell(news)), asyncio.create_task(self._ask())]
            try:
                async for message in self._wire:
                    if message.type is WSMsgType.TEXT:
                        await self._heard(message.data)
                    else:
                        await self._refuse(Refused(400, "messages are text"))
            finally:
                self._room.left(self._peer)
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    async def _heard(self, text: str) -> None:
        came_s = time.monotonic()
        try:
            if not self._bucket.take():
                raise Refused(429, TOO_FAST)
            what = said(text, self._peer.fields)
            clock = self._peer.clock
            if what.kind == "clock":
                self._answered(what, came_s)
            elif what.kind == "enter":
                raise Refused(400, "this page has entered")
            else:
                await self._room.hear(self._peer, what, clock.at_s(what.at_ms, came_s))
        except Refused as refused:
            await self._refuse(refused)

    def _answered(self, what: Said, came_s: float) -> None:
        asked_s = self._asked.pop(what.number, None)
        if asked_s is None:
            raise Refused(400, "nobody asked for that time")
        self._peer.clock.answered(asked_s, what.at_ms, came_s)

    async def _refuse(self, refused: Refused) -> None:
        """Told, but not a thousand times."""
        if self._refusals.take():
            await self._send({"is": "refused", "why": str(refused)})

    async def _tell(self, news: asyncio.Queue[Message | None]) -> None:
        while message := await news.get():
            await self._send(message)
        await self._wire.close()

    async def _ask(self) -> None:
        """What time is it on your page?"""
        for number in range(1 << 31):
            self._asked[number] = time.monotonic()
            for old in [n for n in self._asked if n < number - 10]:
                del self._asked[old]
            await self._send({"is": "clock", "number": number})
            await asyncio.sleep(CLOCK_EVERY_S if number > 3 else CLOCK_EVERY_S / 10)

    async def _send(self, message: Mapping[str, Any]) -> None:
        with contextlib.suppress(ConnectionError):  # it has gone; the loop above ends
            await self._wire.send_str(json.dumps(message))


def _forbidding(camera: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """What a page must not do is told with every answer."""
    with_all = headers(camera)

    async def tell(request: web.Request, answer: web.StreamResponse) -> None:
        answer.headers.update(with_all)

    return tell


def _page(data: bytes, kind: str) -> Any:
    async def page(request: web.Request) -> web.Response:
        return web.Response(body=data, content_type=kind, charset="utf-8")

    return page


async def _body(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request. Raises Refused. A foreign form cannot send this type."""
    if request.content_type != "application/json":
        raise Refused(415, "requests here are JSON")
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            found = json.loads(await request.read())
    except TimeoutError as error:
        raise Refused(408, "that came too slowly") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, "that is not JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "that is not a JSON object")
    return found
