"""What pip cannot bring: shared libraries and programs of the system, and how to get them.

Only Linux lacks any; the wheels for macOS and Windows carry PortAudio, and their voices are built
in. Where apt-get may be used without asking, it is used; elsewhere a person is told what to type.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """name: on Debian and Ubuntu. elsewhere: on Fedora and Arch. present: is it there already?

    use: what does not work without it.
    """

    name: str
    elsewhere: str
    use: str
    present: Callable[[], bool]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _can_make_venvs() -> bool:
    importlib.invalidate_caches()  # apt may just have brought it
    return importlib.util.find_spec("ensurepip") is not None


PORTAUDIO = Package(
    "libportaudio2", "portaudio", "microphone and loudspeaker", lambda: _loads("libportaudio.so.2")
)
ESPEAK = Package(
    "libespeak-ng1", "espeak-ng", "the built-in voice", lambda: _loads("libespeak-ng.so.1")
)
PULSEAUDIO = Package(
    "pulseaudio", "pulseaudio", "tests with sound", lambda: shutil.which("pulseaudio") is not None
)
VENV_MAKER = Package(  # Debian keeps it apart from Python, one package for each version
    f"python{sys.version_info[0]}.{sys.version_info[1]}-venv",
    "python3",
    "virtual environments",
    _can_make_venvs,
)

TO_PLAY = (PORTAUDIO, ESPEAK)
TO_TEST = (*TO_PLAY, PULSEAUDIO)


def missing(packages: Sequence[Package]) -> list[Package]:
    if not sys.platform.startswith("linux"):
        return []
    return [package for package in packages if not package.present()]


def apt() -> list[str] | None:
    """The command before apt-get's arguments, or None if it cannot be used without asking."""
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return command
    if shutil.which("sudo") is None:
        return None
    silent = subprocess.DEVNULL
    asked = subprocess.run(
        ["sudo", "-n", "true"], stdin=silent, stdout=silent, stderr=silent, check=False
    )
    return ["sudo", "-n", *command] if asked.returncode == 0 else None


def install(packages: Sequence[Package], run: Callable[[list[str]], int]) -> None:
    """Install each by itself, so that one which cannot be had does not keep the others away.

    run: executes a command and returns its exit status. A failure is not told here: look for what
    is missing() afterwards. Nothing that is installed is ever removed for it: on a desktop with
    PipeWire, pulseaudio would replace the sound of the whole machine.
    """
    command = apt() if packages else None
    if command is None:
        return
    options = ["-y", "--no-install-recommends", "--no-remove", "-o", "DPkg::Lock::Timeout=60"]
    updated = False
    for package in packages:
        wanted = [*command, "install", *options, package.name]
        if run(wanted) != 0 and not updated:  # no package lists yet, or old ones
            updated = True
            run([*command, "update"])
            run(wanted)


def advice(packages: Sequence[Package]) -> str:
    """The line that a person has to type to get these."""
    here = " ".join(package.name for package in packages)
    elsewhere = " ".join(package.elsewhere for package in packages)
    if shutil.which("apt-get"):
        return f"sudo apt-get install {here}"
    if shutil.which("dnf"):
        return f"sudo dnf install {elsewhere}"
    if shutil.which("pacman"):
        return f"sudo pacman -S {elsewhere}"
    return f"install {elsewhere} with your system's package manager"
