"""The contract Screen for several pages: each sees all, and speaks for its own performer.

On the scene's thread. A page is in the scene from the moment its performer is, by the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from ..desk import Link
from ..events import Present
from ..recording import Entry
from ..scene import Scene
from ..settings import DeskSettings
from ..voices import FIRST
from .page_screen import PageScreen
from .peer import Peer
from .player import Player


class GroupScreen:
    """peers, players: by who they are. loop: the house's. origin_s: see PageScreen."""

    def __init__(
        self,
        scene: Scene,
        link: Link,
        peers: Mapping[str, Peer],
        players: Mapping[str, Player],
        loop: asyncio.AbstractEventLoop,
        desk: DeskSettings,
        origin_s: Callable[[], float],
    ) -> None:
        self._scene, self._link, self._loop, self._desk = scene, link, loop, desk
        self._origin_s = origin_s
        self._peers, self._players = peers, players
        self._pages: dict[str, PageScreen] = {}
        self._past: list[Entry] = []

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        """See Screen."""
        await story()

    def watch(self, entry: Entry) -> None:
        """See Screen."""
        for page in self._pages.values():
            page.watch(entry)
        self._past.append(entry)
        match entry.what:
            case Present(who=who, here=True) if who not in self._pages and who in self._peers:
                self._enter(who)

    def level(self, rms_db: float) -> None:
        """See Screen; each page shows its own."""
        for who, page in self._pages.items():
            page.level(rms_db if who == FIRST else self._players[who].voice.level_db)

    def note(self, text: str) -> None:
        """See Screen."""
        for page in self._pages.values():
            page.note(text)

    def close(self) -> None:
        for page in self._pages.values():
            page.close()

    def _enter(self, who: str) -> None:
        """Its keys click in its own microphone."""
        link = replace(self._link, pressed=self._players[who].voice.clicks.press)
        peer, origin_s = self._peers[who], self._origin_s
        page = PageScreen(self._scene, link, peer, self._loop, self._desk, origin_s)
        page.open()
        page.recall(self._past)
        self._pages[who] = page
