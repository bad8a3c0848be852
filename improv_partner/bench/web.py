"""The bench's pages and requests: a fixed table, checks before everything, nothing logged.

Every request shows the token of the address; sessions are numbers, tracks are names of a header, so
no path of a request reaches the disk. See docs/review.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from ..errors import RecordingError
from ..house import Refused
from ..house.door import same
from ..house.guard import HEADERS, bearer, check_origin
from . import notes_in
from .beside import beside
from .clip import clip
from .facts import card, facts, standing, summary, vocabulary
from .opened import COMMENT, Opened
from .shelf import Shelf
from .waves import Waves

SCRIPTS = (
    *("main", "calls", "list", "session", "timeline", "detail", "waterfall"),
    *("plane", "matrix", "rating", "beside", "sound", "keys"),
)
PAGES = {  # path: file in pages/, type. No path of a request is ever looked for on the disk.
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    **{f"/{name}.js": (f"{name}.js", "text/javascript") for name in SCRIPTS},
}
BODY_BYTES = 16_000
HOSTS = frozenset({"127.0.0.1", "localhost"})
ALLOWED = HEADERS | {"Permissions-Policy": "microphone=(), camera=(), geolocation=(), payment=()"}
Answer = web.Response
Json = dict[str, Any]


class Web:
    """by: who reviews. changes: other keys for tags, see intents.key_map."""

    def __init__(self, shelf: Shelf, token: str, by: str, changes: Mapping[str, str]) -> None:
        self._shelf, self._token, self._by, self._changes = shelf, token, by, changes
        self._waves, self._vocabulary = Waves(), vocabulary(changes)
        self._warming: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        made = web.Application(client_max_size=BODY_BYTES, middlewares=[self._guarded])
        folder = resources.files(__package__) / "pages"
        for path, (name, kind) in PAGES.items():
            made.router.add_get(path, _page((folder / name).read_bytes(), kind))
        one = "/api/sessions/{number:[0-9]{1,6}}"
        made.router.add_get("/api/sessions", self._list)
        made.router.add_get(f"{one}/summary", self._summary)
        made.router.add_get(one, self._facts)
        made.router.add_get(f"{one}/wave/{{who}}", self._wave)
        made.router.add_get(f"{one}/clip/{{who}}", self._clip)
        made.router.add_get(f"{one}/beside/{{other:[0-9]{{1,6}}}}", self._beside)
        made.router.add_post(f"{one}/verdict", self._verdict)
        made.router.add_post(f"{one}/comment", self._comment)
        made.router.add_post(f"{one}/rating", self._rating)
        made.router.add_post("/api/keys", self._keys)
        made.on_response_prepare.append(_headers)
        return made

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every request; what is refused is one line of JSON."""
        try:
            # A foreign name that leads here is another site's page (DNS rebinding).
            if urlsplit(f"//{request.host}").hostname not in HOSTS:
                raise Refused(421, "the bench is asked for as 127.0.0.1 or localhost")
            if request.path.startswith("/api/"):
                check_origin(request.headers, "", needed=request.method != "GET")
                if not same(bearer(request.headers), self._token):
                    raise Refused(403, "this address is no longer valid: see the terminal")
            return await handler(request)
        except Refused as refused:
            return web.json_response({"why": str(refused)}, status=refused.status)
        except RecordingError as error:
            return web.json_response({"why": str(error)}, status=409)
        except web.HTTPException as refused:
            return web.json_response({"why": refused.reason.lower()}, status=refused.status)

    async def _list(self, request: web.Request) -> Answer:
        rows = await asyncio.to_thread(self._cards)
        told = {"by": self._by, "vocabulary": self._vocabulary, "sessions": rows}
        return web.json_response(told)

    def _cards(self) -> list[Json]:
        """What may not be used is told with the reason, and nothing else of it."""
        out = []
        for number, folder in enumerate(self._shelf.folders):
            name = folder.resolve().name
            try:
                out.append(card(name, self._shelf.header(number)))
            except Refused as refused:
                out.append({"name": name, "why": str(refused)})
        return out

    async def _summary(self, request: web.Request) -> Answer:
        return web.json_response(summary(await self._opened(request)))

    async def _facts(self, request: web.Request) -> Answer:
        number, one = _number(request), await self._opened(request)
        task = asyncio.create_task(self._warm(one))
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)
        if request.query.get("blind") == "1":
            seen = number in self._shelf.shown
            return web.json_response(facts(one, self._by, self._unrated(one), seen))
        self._shelf.shown.add(number)
        return web.json_response(facts(one, self._by))

    async def _warm(self, one: Opened) -> None:
        """The page will want the waves of all of it, and shall not wait for them then."""
        with contextlib.suppress(RecordingError):  # told where a wave is asked for
            await asyncio.to_thread(self._waves.warm, one.folder, one.tracks)

    async def _wave(self, request: web.Request) -> Answer:
        one, who = await self._opened(request), request.match_info["who"]
        if who not in one.tracks:
            raise Refused(404, "there is no such track")
        begin, end = _span(request)
        bins = _integer(request.query.get("bins", "1000"))
        data = await asyncio.to_thread(self._waves.span, one.folder, who, begin, end, bins)
        return web.Response(body=data, content_type="application/octet-stream")

    async def _clip(self, request: web.Request) -> Answer:
        one, who = await self._opened(request), request.match_info["who"]
        data = await asyncio.to_thread(clip, one.folder, one.tracks, who, *_span(request))
        return web.Response(body=data, content_type="audio/wav")

    async def _beside(self, request: web.Request) -> Answer:
        pair = _number(request), int(request.match_info["other"])
        one, other = [await asyncio.to_thread(self._shelf.opened, number) for number in pair]
        self._shelf.shown.update(pair)
        return web.json_response(await asyncio.to_thread(beside, one, other))

    async def _verdict(self, request: web.Request) -> Answer:
        row = await _body(request)
        after = await self._noted(request, lambda one: notes_in.verdict(one, self._by, row))
        return web.json_response({"verdicts": standing(after, row["exchange"], row["kind"])})

    async def _comment(self, request: web.Request) -> Answer:
        row = await _body(request)
        await self._noted(request, lambda one: notes_in.comment(one, self._by, row))
        return web.json_response({"by": self._by, "text": row["text"].strip()})

    async def _rating(self, request: web.Request) -> Answer:
        row, number = await _body(request), _number(request)
        blind = False

        def write(one: Opened) -> None:
            nonlocal blind
            blind = number not in self._shelf.shown and self._is_unseen(one, row.get("line"))
            notes_in.rating(one, self._by, blind, row, self._changes)

        after = await self._noted(request, write)
        left = len(self._unrated(after))
        return web.json_response({"blind": blind, "left": left})

    async def _keys(self, request: web.Request) -> Answer:
        meant = notes_in.tagged(await _body(request), self._changes)
        told = {"words": notes_in.words(meant), "label": meant.label if meant else ""}
        more = {"surface": meant.surface, "stances": meant.stances} if meant else {}
        return web.json_response(told | more)

    async def _opened(self, request: web.Request) -> Opened:
        return await asyncio.to_thread(self._shelf.opened, _number(request))

    async def _noted(self, request: web.Request, write: Callable[[Opened], None]) -> Opened:
        """The session with one more note."""
        await asyncio.to_thread(write, await self._opened(request))
        return await self._opened(request)

    def _unrated(self, one: Opened) -> frozenset[int]:
        """Exchanges with a line that this reviewer has not rated yet."""
        done = one.rated_by(self._by)
        return frozenset(number for line, number in one.lines().items() if line not in done)

    def _is_unseen(self, one: Opened, line: Any) -> bool:
        """Nothing of the line was shown to this reviewer, in this run or, by the notes, before."""
        number = one.lines().get(line)
        return number in self._unrated(one) and not any(
            row.get("is") in ("verdict", COMMENT)
            and (row.get("by"), row.get("exchange")) == (self._by, number)
            for row in one.notes
        )


async def _headers(request: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.update(ALLOWED)


def _page(data: bytes, kind: str) -> Any:
    async def page(request: web.Request) -> web.Response:
        return web.Response(body=data, content_type=kind, charset="utf-8")

    return page


def _number(request: web.Request) -> int:
    return int(request.match_info["number"])


def _span(request: web.Request) -> tuple[int, int]:
    """Raises Refused."""
    begin, end = (_integer(request.query.get(name, "")) for name in ("begin", "end"))
    if not begin < end:
        raise Refused(400, "a span ends after it begins")
    return begin, end


def _integer(text: str) -> int:
    """From 0 to what the longest session has. Raises Refused."""
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Refused(400, "begin, end and bins are whole numbers")
    return int(text)


async def _body(request: web.Request) -> Json:
    """The JSON object of a request. Raises Refused. A foreign form cannot send this type."""
    if request.content_type != "application/json":
        raise Refused(415, "requests here are JSON")
    try:
        found = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise Refused(400, "that is not JSON") from error
    if not isinstance(found, dict):
        raise Refused(400, "that is not a JSON object")
    return found
