"""The program's end of the voice process: starts it, asks it, and ends it when it is late."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...errors import CrewError
from . import wire

CLOSED = "voice: it is closed; make a new one"


class ChildLost(Exception):
    """The process died, hung or babbled; it is ended, and the next question starts a new one."""


class Child:
    """A process that answers one request at a time. All but close() belong to one thread.

    Started through subprocess (never forked: the engine hangs in a forked process).
    start_s: the longest wait for the first word of a new process.
    """

    def __init__(self, command: Sequence[str], start_s: float) -> None:
        self._command = list(command)
        self._start_s = start_s
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self.engine = ""  # what the running process says it speaks with

    def start(self) -> None:
        """A process that is ready, if there is none. Raises ChildLost, CrewError."""
        if self._process and self._process.poll() is None:
            return
        self.end()
        if self._closed:
            raise CrewError(CLOSED)
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise CrewError(f"voice: {self._command[0]} cannot be started: {error}") from error
        with self._watched(self._process, self._start_s, "before it was ready"):
            assert self._process.stdout
            head, _ = wire.receive(self._process.stdout)
        if "error" in head:
            self.end()
            raise CrewError(f"voice: {head['error']}")
        self.engine = str(head.get("engine", ""))

    def ask(self, request: dict[str, Any], limit_s: float) -> tuple[dict[str, Any], bytes]:
        """Its answer. Raises ChildLost; CrewError with its own words if it says what is wrong."""
        self.start()
        process = self._process
        assert process and process.stdin and process.stdout
        with self._watched(process, limit_s, "in the middle of a clause"):
            wire.send(process.stdin, request)
            head, body = wire.receive(process.stdout)
        if "error" in head:
            raise CrewError(f"voice: {head['error']}")
        return head, body

    def end(self) -> None:
        """Kill it, wait for it (2 ms), close its pipes. It holds nothing that needs saving."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # what was not yet sent cannot be sent any more
                pipe.close()  # type: ignore[union-attr]

    def close(self) -> None:
        """From any thread: what is under way ends at once, nothing is started any more."""
        self._closed = True
        process = self._process
        if process:
            process.kill()

    @contextlib.contextmanager
    def _watched(
        self, process: subprocess.Popen[bytes], limit_s: float, when: str
    ) -> Iterator[None]:
        """Kills the process when it is late; that also ends every read and write of its pipes."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limit_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        except (EOFError, OSError) as error:
            self.end()
            how = f"ended with status {process.returncode}"
            if late.is_set():
                how = f"gave no answer for {limit_s:g} s"
            raise ChildLost(f"{how} {when}") from error
        except ValueError as error:
            self.end()
            raise ChildLost(f"sent what is no answer {when}") from error
        finally:
            timer.cancel()


def _environment() -> dict[str, str]:
    """Ours, and this very package can be imported, wherever the program was started."""
    paths = [str(Path(__file__).resolve().parents[3]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
