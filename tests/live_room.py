"""A room for a live scene: improv play in a process of its own, with a virtual sound card.

We are the actor: we speak into its microphone, follow its log while it is written, and keep what
passes through the microphone and the loudspeaker, both on the clock of this machine.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from improv_partner.errors import RecordingError
from improv_partner.recording import LOG, Entry, read

from .pulse import PCM, Pulse
from .tracks import Samples

PATIENCE_S = 90.0  # a machine may have other things to do
POLL_S = 0.02


class Tap:
    """All that passes a sink, and when: at_s(sample) is on the clock time.monotonic()."""

    def __init__(self, sound: Pulse, sink: str) -> None:
        command = ["parec", f"--device={sink}.monitor", *PCM, "--latency-msec=20"]
        self._process = subprocess.Popen(command, env=sound.env, stdout=subprocess.PIPE)
        self._pcm = bytearray()
        self._start_s = float("inf")
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def at_s(self, sample: int) -> float:
        """When this sample passed, a few ms late. No piece can come before it has sounded."""
        return self._start_s + sample / 16_000

    def samples(self) -> Samples:
        return np.frombuffer(bytes(self._pcm[: len(self._pcm) // 2 * 2]), np.int16)

    def close(self) -> Samples:
        time.sleep(0.1)  # the last of it is on its way
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()
        return self.samples()

    def _listen(self) -> None:
        assert self._process.stdout
        while piece := os.read(self._process.stdout.fileno(), 65536):
            self._pcm += piece
            self._start_s = min(self._start_s, time.monotonic() - len(self._pcm) / 32_000)


class Room:
    """improv play with these words, its microphone open. folder: of the session."""

    def __init__(self, sound: Pulse, out: Path, *words: str) -> None:
        self.sound = sound
        self.child = sound.start("improv_partner", "play", *words, "--out", str(out))
        self._out = out
        self.folder = self._session()
        self.shown = self.errors = ""

    def entries(self) -> list[Entry]:
        """The log so far."""
        return list(read(self.folder)[1])

    def until(self, what: Callable[[Entry], object], after: int = 0) -> Entry:
        """The first entry of this kind behind number `after`, as soon as it is there."""
        found: list[Entry] = []

        def there() -> bool:
            found[:] = [e for e in self.entries() if e.n > after and what(e)][:1]
            return bool(found)

        self._wait(there)
        return found[0]

    def curtain(self) -> int:
        """Ctrl-C, and to the end; the exit status. What was printed is in shown and errors."""
        self.child.send_signal(signal.SIGINT)
        out, errors = self.child.communicate(timeout=PATIENCE_S)
        self.shown, self.errors = out.decode(), errors.decode()
        return self.child.returncode

    def _session(self) -> Path:
        """The session's folder, once the microphone gives sound."""

        def there() -> bool:
            tracks = list(self._out.glob("*/actor.*"))
            return bool(tracks) and tracks[0].stat().st_size > 16_000

        self._wait(there)
        return next(self._out.glob(f"*/{LOG}")).parent

    def _wait(self, there: Callable[[], bool]) -> None:
        until_s = time.monotonic() + PATIENCE_S
        while not there():
            if self.child.poll() is not None or time.monotonic() > until_s:
                self.child.kill()
                out, errors = self.child.communicate()
                raise AssertionError(f"it never came: {out.decode()}\n{errors.decode()}")
            time.sleep(POLL_S)


def checked(sound: Pulse, folder: Path) -> str:
    """What improv check says."""
    try:
        return sound.run("improv_partner", "check", str(folder))
    except RecordingError as error:
        raise AssertionError(str(error)) from error
