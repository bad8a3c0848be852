"""Single keys from a terminal, and the terminal afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from improv_partner.desk.keys import in_terminal, pressed

termios = pytest.importorskip("termios", reason="terminals of Windows have no other side to play")
pty = pytest.importorskip("pty")


class Terminal:
    """A terminal whose keyboard we are."""

    def __init__(self) -> None:
        self.keyboard, self.fd = pty.openpty()

    def modes(self) -> list[object]:
        return list(termios.tcgetattr(self.fd))

    def type(self, keys: bytes) -> None:
        os.write(self.keyboard, keys)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    terminal = Terminal()
    with os.fdopen(terminal.fd, closefd=False) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield terminal
    for fd in (terminal.keyboard, terminal.fd):
        os.close(fd)


async def told(keys: asyncio.Queue[str], count: int) -> list[str]:
    return [await keys.get() for _ in range(count)]


def test_keys_are_told_at_once_and_the_terminal_is_as_before(terminal: Terminal) -> None:
    before = terminal.modes()

    async def story() -> None:
        keys: asyncio.Queue[str] = asyncio.Queue()
        with pressed(keys.put_nowait) as there:
            assert there and terminal.modes() != before
            terminal.type(b"n \x1b[C\x1b[D\x1bOC+")
            assert await told(keys, 6) == ["n", " ", "right", "left", "right", "+"]
        assert terminal.modes() == before

    asyncio.run(story())


def test_the_terminal_is_as_before_after_a_failure(terminal: Terminal) -> None:
    before = terminal.modes()

    async def story() -> None:
        with pressed(lambda key: None):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(story())
    assert terminal.modes() == before


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_a_q_and_the_handlers_of_before_are_back(terminal: Terminal, name: str) -> None:
    number = signal.Signals[name]
    before = signal.getsignal(number)

    async def story() -> None:
        keys: asyncio.Queue[str] = asyncio.Queue()
        with pressed(keys.put_nowait):
            os.kill(os.getpid(), number)
            assert await keys.get() == "q"

    asyncio.run(story())
    assert signal.getsignal(number) == before


def test_after_a_stop_keys_come_without_enter_again(terminal: Terminal) -> None:
    """A shell puts the terminal right when a program is stopped, and does not undo that."""
    before = terminal.modes()

    async def story() -> None:
        keys: asyncio.Queue[str] = asyncio.Queue()
        with pressed(keys.put_nowait):
            termios.tcsetattr(terminal.fd, termios.TCSANOW, before)
            os.kill(os.getpid(), signal.SIGCONT)
            os.kill(os.getpid(), signal.SIGTERM)
            assert await keys.get() == "q", "both signals were seen"
            terminal.type(b"p")
            assert await keys.get() == "p"

    asyncio.run(story())
    assert terminal.modes() == before


def test_a_terminal_that_goes_away_is_a_q(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()

    async def story() -> None:
        keys: asyncio.Queue[str] = asyncio.Queue()
        with pressed(keys.put_nowait):
            os.close(terminal.keyboard)
            assert await keys.get() == "q"

    with os.fdopen(terminal.fd) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        asyncio.run(story())


def test_without_a_terminal_there_are_no_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "in").write_text("q")

    async def story() -> None:
        with pressed(lambda key: pytest.fail("a key")) as there:
            assert not there
            await asyncio.sleep(0.01)

    with (tmp_path / "in").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        asyncio.run(story())


def test_what_a_terminal_sends_is_read_as_keys() -> None:
    assert in_terminal("é\x1b[A\x1b[B") == ["é", "up", "down"]
    assert in_terminal("\x1b[1;5C\x1b[3~\x1bOP\x1b") == [], "no key of ours"
