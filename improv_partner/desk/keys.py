"""Single keys from the terminal, without Enter, while an event loop runs.

Whatever happens within, the terminal is as before afterwards: a signal that would end the program
is told as a key instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator

Press = Callable[[str], None]
ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
WINDOWS_ARROWS = {"H": "up", "P": "down", "M": "right", "K": "left"}
KEY = re.compile("\x1b[\\[O](?P<parameters>[0-9;]*)(?P<last>[A-Za-z~])|\x1b|(?P<key>.)", re.DOTALL)
POLL_S = 0.03  # Windows has no file to wait for


def in_terminal(text: str) -> list[str]:
    """The keys in what a terminal sent: a sign, or the name of an arrow; others are left out.

    A sequence that comes in two pieces is taken for Escape and letters.
    """
    keys = []
    for found in KEY.finditer(text):
        if found["key"]:
            keys.append(found["key"])
        elif found["last"] in ARROWS and not found["parameters"]:
            keys.append(ARROWS[found["last"]])
    return keys


@contextlib.contextmanager
def pressed(press: Press, end: str = "q") -> Iterator[bool]:
    """Each key is told to `press`, within the running event loop. False: there is no terminal.

    end: what is told when the program shall end or the terminal is gone.
    """
    if not sys.stdin.isatty():
        yield False
    elif sys.platform == "win32":
        watching = asyncio.get_running_loop().create_task(_polled(press))
        try:
            yield True
        finally:
            watching.cancel()
    else:
        with _signals(press, end), _cbreak(press, end):
            yield True


if sys.platform == "win32":
    import msvcrt

    async def _polled(press: Press) -> None:
        while True:
            while msvcrt.kbhit():
                key = msvcrt.getwch()
                if key in ("\0", "\xe0"):  # a key without a sign: its code follows
                    key = WINDOWS_ARROWS.get(msvcrt.getwch(), "")
                if key:
                    press(key)
            await asyncio.sleep(POLL_S)

else:
    import termios
    import tty

    @contextlib.contextmanager
    def _cbreak(press: Press, end: str) -> Iterator[None]:
        loop, fd = asyncio.get_running_loop(), sys.stdin.fileno()
        before = termios.tcgetattr(fd)

        def read() -> None:
            try:
                sent = os.read(fd, 1024)
            except OSError:  # so some systems tell that the terminal is gone
                sent = b""
            if not sent:  # and so others
                loop.remove_reader(fd)
                press(end)
            for key in in_terminal(sent.decode(errors="ignore")):
                press(key)

        tty.setcbreak(fd)
        loop.add_signal_handler(signal.SIGCONT, tty.setcbreak, fd)  # after Ctrl-Z and fg
        loop.add_reader(fd, read)
        try:
            yield
        finally:
            loop.remove_reader(fd)
            loop.remove_signal_handler(signal.SIGCONT)
            with contextlib.suppress(termios.error):  # the terminal is gone
                termios.tcsetattr(fd, termios.TCSAFLUSH, before)

    @contextlib.contextmanager
    def _signals(press: Press, end: str) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for one in ends:
            loop.add_signal_handler(one, press, end)
        try:
            yield
        finally:
            for one in ends:
                loop.remove_signal_handler(one)
