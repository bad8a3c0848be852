"""Which microphones and loudspeakers there are, and which one a text means.

The only door to the library sounddevice: it is imported when it is first needed, because on Linux
its import fails where PortAudio is not installed, and replay or research never need it.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import CrewError
from ..settings import nearest

Kind = Literal["input", "output"]
WORDS: dict[str, str] = {"input": "microphone", "output": "loudspeaker"}
LIST_HINT = '"improv devices" lists them'

# The package that holds PortAudio, by family of system (ID and ID_LIKE of /etc/os-release).
INSTALL = {
    "debian": "sudo apt install libportaudio2",
    "fedora": "sudo dnf install portaudio",
    "arch": "sudo pacman -S portaudio",
    "suse": "sudo zypper install libportaudio2",
    "alpine": "sudo apk add portaudio",
}


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device. inputs, outputs: channels, 0 = none. rate_hz: the one it prefers."""

    number: int
    name: str
    inputs: int
    outputs: int
    default_in: bool
    default_out: bool
    rate_hz: int

    def channels(self, kind: Kind) -> int:
        return self.inputs if kind == "input" else self.outputs

    def is_default(self, kind: Kind) -> bool:
        return self.default_in if kind == "input" else self.default_out


def portaudio() -> Any:
    """The module sounddevice. Raises CrewError that tells how to install what is missing."""
    try:
        import sounddevice
    except ImportError as error:
        raise CrewError(
            "sound: the Python package sounddevice is missing; pip install sounddevice"
        ) from error
    except OSError as error:  # the package is there, PortAudio itself is not
        raise CrewError(f"sound: PortAudio is not installed; {_install_line()}") from error
    return sounddevice


def list_devices() -> list[Device]:
    """Every device with at least one channel, in PortAudio's order. Raises CrewError."""
    sounddevice = portaudio()
    try:
        default_in, default_out = sounddevice.default.device
        return [
            Device(
                number=row["index"],
                name=row["name"],
                inputs=row["max_input_channels"],
                outputs=row["max_output_channels"],
                default_in=row["index"] == default_in,
                default_out=row["index"] == default_out,
                rate_hz=int(row["default_samplerate"]),
            )
            for row in sounddevice.query_devices()
            if row["max_input_channels"] or row["max_output_channels"]
        ]
    except sounddevice.PortAudioError as error:
        raise CrewError(f"sound: the devices cannot be listed: {error}") from error


def available() -> tuple[bool, bool]:
    """Is there a microphone, is there a loudspeaker? Never raises, opens nothing."""
    try:
        devices = list_devices()
    except CrewError:
        return False, False
    return any(d.inputs for d in devices), any(d.outputs for d in devices)


def pick(text: str, kind: Kind) -> int | None:
    """The number of the device that a person means; None for "": the system's default.

    text: a number, or any part of the name in any case. Raises CrewError if none or several fit.
    """
    return chosen(text, kind).number if text.strip() else None


def chosen(text: str, kind: Kind) -> Device:
    """The device that `text` means, or the default ("" = default). Raises CrewError."""
    devices = [d for d in list_devices() if d.channels(kind)]
    word, text = WORDS[kind], text.strip()
    if not devices:
        raise CrewError(f"no {word} found: plug one in, or allow this program to use it")
    if not text:
        return next((d for d in devices if d.is_default(kind)), devices[0])
    if text.isdigit():
        fits = [d for d in devices if d.number == int(text)]
        known = ", ".join(str(d.number) for d in devices)
        if not fits:
            raise CrewError(f"there is no {word} number {text}; known: {known}; {LIST_HINT}")
        return fits[0]
    return _by_name(text, devices, kind)


def _by_name(text: str, devices: list[Device], kind: Kind) -> Device:
    fits = [d for d in devices if text.lower() in d.name.lower()]
    exact = [d for d in fits if d.name.lower() == text.lower()]
    if len(exact) == 1:
        return exact[0]
    if not fits:
        hint = nearest(text, [d.name for d in devices])
        raise CrewError(f'no {WORDS[kind]} is called "{text}"; {hint}; {LIST_HINT}')
    if len(fits) > 1:
        names = ", ".join(f"{d.number} {d.name}" for d in fits)
        raise CrewError(f'"{text}" may be several {WORDS[kind]}s: {names}; give the number')
    return fits[0]


def _install_line() -> str:
    if sys.platform != "linux":  # there the wheels bring PortAudio with them
        return "pip install --force-reinstall sounddevice"
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        system = {}
    families = [system.get("ID", ""), *system.get("ID_LIKE", "").split()]
    lines = [INSTALL[family] for family in families if family in INSTALL]
    return lines[0] if lines else f"{INSTALL['debian']} (or your system's PortAudio package)"
