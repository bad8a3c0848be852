"""Virtual time: it jumps when everyone waits, holds while a thread works, and stays in order."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from improv_partner import virtual


def test_an_hour_of_waiting_takes_no_time() -> None:
    async def story() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    began = time.monotonic()
    assert virtual.run(story()) == pytest.approx(3600)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("charge", [False, True])
def test_a_thread_at_work_wins_against_a_long_timer(charge: bool) -> None:
    """The clock holds while a thread works; only its real seconds may be charged."""
    release = threading.Event()

    async def story() -> tuple[str, float]:
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(None, release.wait)
        loop.call_later(0, release.set)
        timer = asyncio.create_task(asyncio.sleep(3600))
        done, _ = await asyncio.wait({job, timer}, return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()
        return ("thread" if job in done else "timer"), loop.time()

    winner, now_s = virtual.run(story(), charge=charge)
    assert winner == "thread" and now_s < 3600
    assert charge or now_s == 0.0, "an infinitely quick machine charges nothing"


def test_threads_that_are_done_do_not_hinder_the_end() -> None:
    for _ in range(5):
        assert virtual.run(asyncio.to_thread(sum, [1, 2])) == 3


def test_a_local_connection_works_on_virtual_time() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()
        await writer.wait_closed()

    async def story() -> bytes:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"who is there\n")
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
        return answer

    assert virtual.run(story()) == b"who is there\n"


def test_a_story_that_cannot_end_is_an_error_and_not_a_hang() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        await loop.create_future()

    loop = virtual.VirtualLoop()
    try:
        with pytest.raises(RuntimeError, match="nothing will ever happen"):
            loop.run_until_complete(story())
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def test_a_story_that_is_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError):
        virtual.run(asyncio.sleep(100), limit_s=10)
