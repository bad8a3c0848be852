"""What a model reads in recorded lines, asked for nothing else and blind to what was meant."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from improv_partner.cli import app
from improv_partner.errors import SettingsError
from improv_partner.notes import FILE, ratings, read
from improv_partner.probe import probe
from improv_partner.research.parent import Parent
from improv_partner.settings import MindSettings, Settings

from .commands import improv
from .rerun_stories import chat_server, parent


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Parent:
    return parent(tmp_path_factory.mktemp("parent"), 1, 3)


def asked(model: str, url: str) -> Settings:
    return Settings(mind=MindSettings(model, url))


def test_each_line_is_read_once_and_the_reply_is_not_waited_for(first: Parent) -> None:
    with chat_server() as server:
        done = probe(first, asked("good", server.url), 0, agreed=False)
        prompts = [row["messages"] for row in server.asked]
    assert [one.exchange for one in done] == [1, 2, 3]
    assert [(one.reading.label, one.reading.intensity) for one in done if one.reading] == [
        ("grief", 3)
    ] * 3
    assert [one.meant for one in done] == ["disgust", "interest", "fear"]
    assert [one.level for one in done] == ["near", "miss", "miss"]
    for one, prompt in zip(done, prompts, strict=True):
        assert one.said in prompt[-1]["content"]
        assert "sarcastic" not in prompt[-1]["content"], "it is blind to the tag"


def test_the_readings_are_notes_of_a_model_and_no_ratings_of_people(first: Parent) -> None:
    rows = [row for row in read(first.folder) if row["is"] == "reading"]
    assert {row["role"] for row in rows} == {"model"} and rows[0]["label"] == "grief"
    assert ratings(read(first.folder)) == {}
    assert json.loads((first.folder / FILE).read_text().splitlines()[0])["exchange"] == 1


def test_a_model_that_gives_no_reading_and_one_that_fails_are_reported(first: Parent) -> None:
    with chat_server() as server:
        plain = probe(first, asked("plain", server.url), 0, agreed=False)
        failing = probe(first, asked("status-500", server.url), 0, agreed=False)
    assert [(one.reading, one.level) for one in plain] == [(None, "not read")] * 3
    assert all("the server failed (500)" in one.why for one in failing) and len(failing) == 3


def test_a_server_elsewhere_needs_a_yes(first: Parent) -> None:
    with pytest.raises(SettingsError, match=r"nobody agreed that api\.example\.org gets"):
        probe(first, asked("m", "https://api.example.org/v1"), 0, agreed=False)


def test_the_command_prints_what_was_meant_and_read(
    first: Parent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["probe", str(first.folder)])
    assert done.exit_code == 0, done.output
    assert "disgust" in done.output and "agreement" in done.output


def test_a_dead_server_is_told_once_and_soon_left(
    tmp_path: Path, first: Parent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("improv_partner.probe.GIVE_UP_AFTER", 2)
    shutil.copytree(first.folder, tmp_path / "again")
    there = (str(first.folder), str(tmp_path / "again"))
    ran = improv("probe", *there, "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert ran.code == 1 and ran.out.count("nothing answers there") == 1
    assert ran.out.count("no answer │") == 2, "of two sessions with three lines each"
    assert "again" not in ran.out and "lines in a row had no answer" in ran.out
