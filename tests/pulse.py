"""A private PulseAudio: a virtual microphone and loudspeaker for real PortAudio, without hardware.

    with pulse() as sound:
        child = sound.start("tests.sound_child", "listen", out)  # a Python module, with its devices
        sound.speak(pcm)  # into the microphone
        heard = sound.record()  # what the loudspeaker gives out, until sound.heard(...)

The program under test runs in a child process, because PortAudio reads where its devices are when
it is imported, and because a crash of it must not take the tests along.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDED = ("pulseaudio", "pacat", "parec", "pactl")
PCM = ("--rate=16000", "--channels=1", "--format=s16le", "--raw")
STARTS_S = 20.0  # at most; 20-230 ms are usual


class Pulse:
    """The daemon in a folder of its own. env: for every process that shall use its devices.

    rate_hz: of its devices. What we say and hear through pipes has 16 kHz.
    """

    def __init__(self, folder: Path, rate_hz: int = 16_000) -> None:
        self.folder, self.rate_hz = folder, rate_hz
        self.env = os.environ | {
            "HOME": str(folder),  # no settings of the person who runs the tests
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_SOURCE": "mic",
            "PULSE_SINK": "speaker",
        }
        self._processes: list[subprocess.Popen[bytes]] = []
        self.up()

    def up(self) -> None:
        """Start the daemon (again). norewinds=1: else an idle sink makes blocks of 2 s."""
        sink = f"rate={self.rate_hz} channels=1 norewinds=1"
        modules = (
            "module-native-protocol-unix auth-anonymous=1 auth-cookie-enabled=0",
            f"module-null-sink sink_name=speaker {sink}",
            f"module-null-sink sink_name=mic_in {sink}",
            "module-remap-source source_name=mic master=mic_in.monitor",
        )
        for left_over in (self.folder / "native", self.folder / "pid"):
            left_over.unlink(missing_ok=True)
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-level=error"]
        for module in modules:
            command += ["-L", module]
        with (self.folder / "log").open("ab") as log:
            self._daemon = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)
        until_s = time.monotonic() + STARTS_S
        while subprocess.run(["pactl", "info"], env=self.env, capture_output=True).returncode:
            if self._daemon.poll() is not None or time.monotonic() > until_s:
                raise RuntimeError("pulseaudio: " + (self.folder / "log").read_text())
            time.sleep(0.01)

    def down(self) -> None:
        """Kill the daemon: all devices are gone from one moment to the next."""
        self._daemon.send_signal(signal.SIGKILL)
        self._daemon.wait()

    def echoes(self, delay_ms: int, gain_db: float) -> None:
        """From now on the microphone hears the loudspeaker, so much later and so loud."""
        loop = f"source=speaker.monitor sink=mic_in latency_msec={delay_ms} adjust_time=0"
        self._pactl("load-module", "module-loopback", *loop.split())
        (number,) = (row.split()[0] for row in self._pactl("list", "short", "sink-inputs"))
        self._pactl("set-sink-input-volume", number, f"{gain_db}dB")

    def start(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        """Run a Python module with these devices; stdin, stdout and stderr are pipes."""
        command = [sys.executable, "-W", "error", "-m", module, *words]
        return self._popen(command, stdin=True)

    def run(self, module: str, *words: str) -> str:
        """The same to its end; its stdout. Fails the test with its stderr if it fails."""
        child = self.start(module, *words)
        out, errors = child.communicate()
        assert child.returncode == 0, errors.decode()
        return out.decode()

    def speak(self, pcm: bytes) -> None:
        """Into the microphone, in real time; returns when it is over. 0.2-0.3 s until it begins."""
        command = ["pacat", "--playback", "--device=mic_in", *PCM, "--latency-msec=500"]
        subprocess.run(command, env=self.env, input=pcm, check=True, capture_output=True)

    def record(self) -> subprocess.Popen[bytes]:
        """Begin to record what the loudspeaker gives out; give it to heard()."""
        recorder = self._popen(["parec", "--device=speaker.monitor", *PCM, "--latency-msec=20"])
        assert recorder.stdout
        recorder.stdout.read(2)  # it runs: nothing of what follows is missed
        return recorder

    def heard(self, recorder: subprocess.Popen[bytes]) -> bytes:
        """All that the recorder has heard; ends it."""
        time.sleep(0.1)  # the last of it is on its way
        recorder.terminate()
        return recorder.communicate()[0]

    def close(self) -> None:
        for process in (*self._processes, self._daemon):
            if process.poll() is None:
                process.kill()
            process.communicate()

    def _pactl(self, *words: str) -> list[str]:
        command = ["pactl", *words]
        done = subprocess.run(command, env=self.env, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def _popen(self, command: list[str], stdin: bool = False) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env=self.env,
            cwd=ROOT,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._processes.append(process)
        return process


@contextmanager
def pulse(rate_hz: int = 16_000) -> Iterator[Pulse]:
    """A daemon of one's own; skips the test where PulseAudio or PortAudio cannot be had."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if find_library("portaudio") is None:
        missing.append("PortAudio")
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: apt install pulseaudio libportaudio2")
    folder = Path(tempfile.mkdtemp(prefix="pulse-"))  # short: a socket's path has 108 bytes at most
    folder.chmod(0o700)
    sound = Pulse(folder, rate_hz)
    try:
        yield sound
    finally:
        sound.close()
        shutil.rmtree(folder, ignore_errors=True)
