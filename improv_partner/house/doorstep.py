"""Before the first word: connections that say nothing are closed, and nobody has too many of them.

What is said is answered by web.py; a connection comes there with its first bytes.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Protocol, cast

FIRST_WORD_S = 10.0  # browsers open a connection before they know what to ask on it
MOST_OF_ONE = 100  # six performers behind one router, or proxy, have some 60
MOST = 400  # of everybody; a process may have 1,024 files open


class Server(Protocol):
    """aiohttp's: makes a protocol for each connection, and knows them all."""

    def __call__(self) -> Any: ...

    @property
    def connections(self) -> Iterable[Any]: ...


class Doorstep:
    """A protocol factory for an event loop's create_server. On the house's loop."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._waiting: Counter[str] = Counter()

    def __call__(self) -> asyncio.Protocol:
        return _Waiting(self)

    def comes(self, address: str) -> bool:
        """One more; False if that is too many."""
        inside = Counter(of(one) for one in self._server.connections)
        total = inside.total() + self._waiting.total()
        if total >= MOST or inside[address] + self._waiting[address] >= MOST_OF_ONE:
            return False
        self._waiting[address] += 1
        return True

    def gone(self, address: str) -> None:
        """It waits no longer."""
        self._waiting[address] -= 1
        if not self._waiting[address]:
            del self._waiting[address]

    def speaks(self, transport: asyncio.Transport, data: bytes) -> None:
        """Its first words: from now on it is the server's."""
        protocol = self._server()
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        protocol.data_received(data)


class _Waiting(asyncio.Protocol):
    """One connection that has said nothing yet."""

    def __init__(self, doorstep: Doorstep) -> None:
        self._doorstep = doorstep
        self._leave: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        address = of(self._transport)
        if not self._doorstep.comes(address):
            self._transport.abort()
            return
        late = asyncio.get_running_loop().call_later(FIRST_WORD_S, self._transport.abort)

        def leave() -> None:
            late.cancel()
            self._doorstep.gone(address)
            self._leave = lambda: None

        self._leave = leave

    def data_received(self, data: bytes) -> None:
        self._leave()
        self._doorstep.speaks(self._transport, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()


def of(connection: Any) -> str:
    """The address at its other end, of a transport or of what the server made for it."""
    transport = getattr(connection, "transport", connection)
    name = transport.get_extra_info("peername") if transport else None
    return str(name[0]) if name else ""
