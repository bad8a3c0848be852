"""The bench on a thread of its own, reachable from this machine alone."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import ImprovError
from ..house.door import WORD_BYTES
from .shelf import Shelf
from .web import Web

HERE = "127.0.0.1"
CLOSE_S = 5.0
SHUTDOWN_S = 0.5


class Bench:
    """A context: open within it. port: the one that was got. by: who reviews.

    folders: of the sessions. changes: other keys for tags, see intents.key_map.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        by: str,
        port: int = 0,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        self.shelf, self.port = Shelf(folders), port
        self.token = secrets.token_urlsafe(WORD_BYTES)
        self._web = Web(self.shelf, self.token, by, changes or {})
        self._started = threading.Event()
        self._is_open = False
        self._error = ""
        self._thread = threading.Thread(target=self._run, name="bench", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event

    @property
    def address(self) -> str:
        """The token stands behind "#": browsers never send that part, so that it is in no log."""
        return f"http://{HERE}:{self.port}/#{self.token}"

    def __enter__(self) -> Bench:
        """Raises ImprovError: the port is taken."""
        self._thread.start()
        self._started.wait()
        if not self._is_open:
            why = self._error or "its thread ended"
            raise ImprovError(f"review: cannot open port {self.port}: {why}; see --port")
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(CLOSE_S)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._error = error.strerror or str(error)
        finally:
            self._started.set()

    async def _serve(self) -> None:
        from aiohttp import web

        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        runner = web.AppRunner(self._web.app(), access_log=None, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, HERE, self.port).start()
            self.port = runner.addresses[0][1]
            self._is_open = True
            self._started.set()
            await self._end.wait()
        finally:
            await runner.cleanup()
