"""Who connects to the house and then says nothing, or very slowly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from improv_partner.house import doorstep, server, web
from improv_partner.house.room import Room

from .house_room import Guest, loopback
from .test_house_web import answer, entered, visited

pytestmark = pytest.mark.usefixtures(loopback.__name__)


def test_who_connects_and_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorstep, "FIRST_WORD_S", 0.3)
    monkeypatch.setattr(doorstep, "MOST_OF_ONE", 5)
    monkeypatch.setattr(server, "IDLE_S", 0.3)
    monkeypatch.setattr(web, "BODY_WITHIN_S", 0.3)

    async def story(guest: Guest, here: Room) -> None:
        port = int(guest.base.rpartition(":")[2])
        crowd = [await asyncio.open_connection("127.0.0.1", port) for _ in range(12)]
        with pytest.raises(aiohttp.ClientConnectionError):  # there are too many of this address
            await answer(guest, "/")
        ends = [asyncio.create_task(reader.read()) for reader, _ in crowd]
        crowd[0][1].write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")  # and never ends
        crowd[1][1].write(b"GET /icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n")  # and stays
        said = await asyncio.gather(*ends, return_exceptions=True)
        for _, writer in crowd:
            writer.close()
        assert [one for one in said if isinstance(one, bytes) and one.startswith(b"HTTP/1.1 200")]
        assert all(isinstance(one, bytes | ConnectionError) for one in said)
        status, _ = await answer(guest, "/")  # they have made room
        assert status == 200
        _, row = await guest.post("/api/enter", guest.token)

        async def drips() -> AsyncIterator[bytes]:
            yield b'{"adult": '
            await asyncio.Event().wait()

        told = {"Authorization": f"Bearer {row['pass']}", "Content-Type": "application/json"}
        status, _ = await answer(guest, "/api/consent", "POST", data=drips(), headers=told)
        assert status == 408
        await entered(guest)  # a page that stays is not idle
        await asyncio.sleep(1.0)
        since = len(guest.told)
        await guest.until(lambda m: m["is"] == "level", since)
        assert not guest.wire.closed

    visited(story)
