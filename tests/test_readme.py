"""What the documents for people say is true: commands parse, paths exist, settings are as told."""

from __future__ import annotations

import re
import shlex
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import typer

from improv_partner import scene
from improv_partner.cli import app, assignments
from improv_partner.settings import FILE_NAME, Settings

ROOT = Path(__file__).resolve().parent.parent
README, SETTINGS = ROOT / "README.md", ROOT / "docs" / "settings.md"
DOCUMENTS = sorted([README, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
PICTURES = sorted((ROOT / "docs").glob("*.svg"))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
ROW = re.compile(r"^\| `(\w+)` \| `([^`]*)` \| \S.* \|$", re.MULTILINE)
UsageError = typer.BadParameter.__mro__[1]  # typer shows no other of the errors of its parser


def blocks(file: Path, language: str) -> list[str]:
    return [text for word, text in BLOCK.findall(file.read_text("utf-8")) if word == language]


def commands() -> list[str]:
    """Every command line in the documents' shell blocks, without its comment."""
    lines = [
        line for file in DOCUMENTS for text in blocks(file, "sh") for line in text.splitlines()
    ]
    return sorted({shlex.join(shlex.split(line, comments=True)) for line in lines if line.strip()})


def parsed(words: list[str]) -> dict[str, Any]:
    """The arguments as the command would get them; nothing is run. Raises UsageError, KeyError."""
    group: Any = typer.main.get_command(app)
    params: dict[str, Any] = group.commands[words[0]].make_context(words[0], words[1:]).params
    return params


def test_the_two_commands_are_there() -> None:
    assert {"python3 scripts/play.py", "python3 scripts/test.py"} <= set(commands())


@pytest.mark.parametrize("line", commands())
def test_every_command_in_a_document_can_be_given(line: str) -> None:
    program, *words = shlex.split(line)
    if program != "improv":
        assert program in ("python3", ".venv/bin/python"), "or teach this test the program"
        assert (ROOT / words[0]).is_file(), f"{words[0]} does not exist"
        return
    given = parsed(words)
    Settings().with_values(assignments(given.get("set_") or []), line)
    of_scene = words[0] in ("play", "scenes", "audition")
    name = (given.get("scene") or given.get("name")) if of_scene else ""
    assert not name or name in [*scene.names(), "my-scene"]


def test_a_wrong_command_would_be_found() -> None:
    for wrong in (["play", "--rehearsal"], ["play", "--scene-seed", "x"], ["show"]):
        with pytest.raises(UsageError):
            parsed(wrong)
    with pytest.raises(KeyError):
        parsed(["perform"])


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_commands_in_a_sentence_exist(file: Path) -> None:
    known: Any = typer.main.get_command(app)
    for name in re.findall(r"`improv ([\w-]+)", file.read_text("utf-8")):
        assert name in known.commands


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_links_lead_somewhere(file: Path) -> None:
    for target in LINK.findall(file.read_text("utf-8")):
        assert target.startswith("https://") or (file.parent / target).exists(), target


def test_the_example_of_a_settings_file_can_be_loaded() -> None:
    examples = blocks(README, "toml")
    assert examples and FILE_NAME in README.read_text("utf-8")
    for text in examples:
        Settings().with_values(tomllib.loads(text), README.name)


def told() -> Iterator[tuple[str, dict[str, Any]]]:
    """Sections of the page of settings, with the defaults that it tells."""
    _, *parts = re.split(r"^## \[(\w+)\].*$", SETTINGS.read_text("utf-8"), flags=re.MULTILINE)
    for name, text in zip(parts[::2], parts[1::2], strict=True):
        yield name, {key: tomllib.loads(f"x = {value}")["x"] for key, value in ROW.findall(text)}


def test_the_page_of_settings_tells_each_with_its_default() -> None:
    assert dict(told()) == asdict(Settings())


@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.name)
def test_pictures_are_whole_and_fetch_nothing(file: Path) -> None:
    text = file.read_text("utf-8")
    assert ET.fromstring(text).tag.endswith("svg")
    assert "url(http" not in text and 'url("http' not in text
    assert set(re.findall(r'href="(.)', text)) <= {"#"}, "only to its own parts"
    assert any(file.name in page.read_text("utf-8") for page in DOCUMENTS)
