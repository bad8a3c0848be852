"""Which device a person means, and what is said where there is none or no PortAudio."""

from __future__ import annotations

import builtins
import platform
import subprocess
import sys
from typing import Any

import pytest

from improv_partner.crew.devices import available, list_devices, pick
from improv_partner.errors import CrewError

from .fake_sound import FakeSound, install


def studio(sound: FakeSound) -> None:
    sound.plug(0, "HDA Intel PCH", inputs=2, outputs=2, rates=(44_100,))
    sound.plug(2, "USB Headset: Audio", inputs=1, outputs=2)
    sound.plug(3, "USB Headset: Audio 2", inputs=1, outputs=2)
    sound.plug(7, "Monitor", inputs=0, outputs=8)


def test_every_device_is_listed_with_the_defaults(monkeypatch) -> None:
    install(monkeypatch, studio)
    devices = list_devices()
    assert [(d.number, d.inputs, d.outputs, d.rate_hz) for d in devices] == [
        (0, 2, 2, 44_100),
        (2, 1, 2, 48_000),
        (3, 1, 2, 48_000),
        (7, 0, 8, 48_000),
    ]
    assert [d.number for d in devices if d.default_in] == [0]
    assert [d.number for d in devices if d.default_out] == [0]
    assert available() == (True, True)


@pytest.mark.parametrize(
    ("text", "number"),
    [("", None), (" ", None), ("2", 2), ("pch", 0), ("AUDIO 2", 3), ("usb headset: audio", 2)],
)
def test_a_device_is_picked_by_number_or_part_of_its_name(monkeypatch, text, number) -> None:
    install(monkeypatch, studio)
    assert pick(text, "input") == number


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("headset", "input", "2 USB Headset: Audio, 3 USB Headset: Audio 2; give the number"),
        ("Moniter", "output", 'no loudspeaker is called "Moniter"; did you mean "Monitor"?'),
        ("Monitor", "input", 'no microphone is called "Monitor"'),  # it has no inputs
        ("9", "input", "there is no microphone number 9; known: 0, 2, 3"),
        ("7", "input", "there is no microphone number 7; known: 0, 2, 3"),
    ],
)
def test_a_wrong_device_is_one_line_that_helps(monkeypatch, text, kind, line) -> None:
    install(monkeypatch, studio)
    with pytest.raises(CrewError) as caught:
        pick(text, kind)
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("system", "line"),
    [
        ({"ID": "debian"}, "sudo apt install libportaudio2"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install libportaudio2"),
        ({"ID": "fedora"}, "sudo dnf install portaudio"),
        ({"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, "sudo zypper install libportaudio2"),
        ({"ID": "mine"}, "or your system's PortAudio package"),
    ],
)
def test_a_missing_portaudio_says_what_to_install(monkeypatch, system, line) -> None:
    really_import = builtins.__import__

    def without_portaudio(name: str, *rest: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return really_import(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_portaudio)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: system)
    with pytest.raises(CrewError, match="PortAudio is not installed") as caught:
        list_devices()
    assert line in str(caught.value)
    assert available() == (False, False)


def test_the_sound_files_load_no_library_before_it_is_needed() -> None:
    code = (
        "import sys; from improv_partner.crew import capture, clip_mic, devices, mic, pretend, "
        "sound_file, speaker, streams; print({'sounddevice', 'av', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
