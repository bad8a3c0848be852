"""The house's own thread: its event loop, its pages, its peers; for a scene in the main thread."""

from __future__ import annotations

import asyncio
import os
import ssl
import threading
from collections.abc import Coroutine
from typing import Any

from ..errors import CrewError
from .doorstep import FIRST_WORD_S, Doorstep
from .room import Room
from .web import Web

CLOSE_S = 5.0
SHUTDOWN_S = 1.0  # pages that still listen then are let go
IDLE_S = 75.0  # a connection between two requests; proxies keep theirs for a minute
LAST_WORDS_S = 0.5  # so long the pages have to hear that the scene is over


class House:
    """A context: open within it. port: the one that was got. bind: an address of this machine."""

    def __init__(
        self,
        room: Room,
        bind: str,
        port: int,
        names: tuple[str, ...] = (),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._room, self._bind, self.port, self._names, self._tls = room, bind, port, names, tls
        self._started = threading.Event()
        self._is_open = False
        self._error = ""
        self._thread = threading.Thread(target=self._run, name="house", daemon=True)
        self.loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event

    def __enter__(self) -> House:
        """Raises CrewError: the port is taken, the address not ours."""
        self._thread.start()
        self._started.wait()
        if not self._is_open:
            why = self._error or "its thread ended"
            raise CrewError(
                f"house: cannot open {self._bind} port {self.port}: {why}; see --bind and --port"
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self._end.set)
            self._thread.join(CLOSE_S)

    def over(self, words: str) -> None:
        """The pages are told that the scene is over."""
        self._soon(self._room.over(words))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(CLOSE_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            known = error.errno is not None and error.errno > 0
            self._error = os.strerror(error.errno or 0) if known else error.strerror or str(error)
        finally:
            self._started.set()

    async def _serve(self) -> None:
        from aiohttp import web

        self.loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        pages = Web(self._room, self._names).app()
        runner = web.AppRunner(
            pages, access_log=None, shutdown_timeout=SHUTDOWN_S, keepalive_timeout=IDLE_S
        )
        await runner.setup()
        assert runner.server, "it was set up"
        within_s = FIRST_WORD_S if self._tls else None
        try:
            site = await self.loop.create_server(
                Doorstep(runner.server), self._bind, self.port,
                ssl=self._tls, ssl_handshake_timeout=within_s,
            )  # fmt: skip
            self.port = site.sockets[0].getsockname()[1]
            self._is_open = True
            self._started.set()
            await self._end.wait()
            await asyncio.sleep(LAST_WORDS_S)
        finally:
            await self._room.close()
            if self._is_open:
                site.close()
            await runner.cleanup()
