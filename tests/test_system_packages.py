"""Which libraries of the system are looked for, who installs them, and what a person has to type.

Nothing is really installed here: apt-get and sudo are small stand-ins.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"
sys.path.append(str(SCRIPTS))  # at the end: scripts/test.py must not hide Python's own "test"

import system_packages  # noqa: E402
from system_packages import Package  # noqa: E402

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")

THERE = Package("libthere1", "there", "being there", lambda: True)
LACKING = Package("liblacking1", "lacking", "nothing", lambda: False)


APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]


@pytest.mark.parametrize(
    ("programs", "root", "command"),
    [
        ({"apt-get": 0}, True, APT),
        ({"apt-get": 0, "sudo": 1}, True, APT),
        ({"apt-get": 0, "sudo": 0}, False, ["sudo", "-n", *APT]),
        ({"apt-get": 0, "sudo": 1}, False, None),  # sudo wants a password
        ({"apt-get": 0}, False, None),
        ({"sudo": 0}, False, None),
        ({"dnf": 0}, True, None),
        ({}, True, None),
    ],
)
def test_apt_is_used_only_where_nobody_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    programs: dict[str, int],
    root: bool,
    command: list[str] | None,
) -> None:
    for name, status in programs.items():
        file = tmp_path / name
        file.write_text(f'#!/bin/sh\n[ "$*" = "-n true" ] && exit {status}\nexit 99\n')
        file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    assert system_packages.apt() == command


class Apt:
    """Stands for apt-get: remembers what it is asked, and fails at these turns."""

    def __init__(self, *failing_turns: int) -> None:
        self.asked: list[str] = []
        self.failing_turns = failing_turns

    def run(self, command: list[str]) -> int:
        assert command[1] == "update" or {"-y", "--no-remove"} < set(command)
        self.asked.append(command[1] if command[1] == "update" else command[-1])
        return 100 if len(self.asked) in self.failing_turns else 0


@pytest.mark.parametrize(
    ("apt", "asked"),
    [
        (Apt(), ["liblacking1", "libthere1"]),
        (Apt(1), ["liblacking1", "update", "liblacking1", "libthere1"]),  # old lists of packages
        (Apt(1, 2, 3), ["liblacking1", "update", "liblacking1", "libthere1"]),  # it has no such one
        (
            Apt(1, 3, 4),
            ["liblacking1", "update", "liblacking1", "libthere1"],
        ),  # one update is enough
    ],
)
def test_each_package_is_installed_by_itself(
    monkeypatch: pytest.MonkeyPatch, apt: Apt, asked: list[str]
) -> None:
    monkeypatch.setattr(system_packages, "apt", lambda: ["apt-get"])
    system_packages.install([LACKING, THERE], apt.run)
    assert apt.asked == asked


def test_without_apt_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "apt", lambda: None)
    apt = Apt()
    system_packages.install([LACKING], apt.run)
    assert apt.asked == []


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "sudo apt-get install libportaudio2 libespeak-ng1"),
        ("dnf", "sudo dnf install portaudio espeak-ng"),
        ("pacman", "sudo pacman -S portaudio espeak-ng"),
        ("", "install portaudio espeak-ng with your system's package manager"),
    ],
)
def test_the_line_to_type(monkeypatch: pytest.MonkeyPatch, manager: str, line: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == manager else None)
    assert system_packages.advice(system_packages.TO_PLAY) == line


def test_macos_and_windows_lack_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for platform, lacks in (("linux", [LACKING]), ("darwin", []), ("win32", [])):
        monkeypatch.setattr(sys, "platform", platform)
        assert system_packages.missing([THERE, LACKING]) == lacks
