"""improv replay as a person meets it: what is printed, on a terminal and in a pipe."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from improv_partner.desk.replay_screen import Wishes, minutes, replay
from improv_partner.errors import RecordingError
from improv_partner.recording import Recording

from .replay_room import session
from .scene_sample import sample_scene
from .test_exchanges import SPOKEN, log


def shown(folder: Path, wishes: Wishes, terminal: bool = False, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=width, color_system=None)
    replay(folder, wishes, console)
    return out.getvalue()


def test_fast_is_the_whole_text_at_once(tmp_path: Path) -> None:
    text = shown(session(tmp_path / "s"), Wishes(fast=True))
    for words in ("I am fine.", "You are not.", "grief 3 under joy", "[laugh]", "Well?", "0.70 s"):
        assert words in text


def test_fast_from_an_exchange_tells_where_it_begins(tmp_path: Path) -> None:
    text = shown(session(tmp_path / "s"), Wishes(from_="2", fast=True))
    assert text.startswith("— exchange 2, 0:04.7 —") and "I am." in text
    assert "I am fine." not in text and "You are not." not in text


def test_the_last_line_of_the_actor_is_shown_though_nobody_answered(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "s", {"scene": sample_scene().as_dict()}, audio=False)
    for entry in log(*SPOKEN):
        recording.write(entry.frame, entry.t, entry.what)
    recording.close()
    assert "   1.0  Anna" in shown(tmp_path / "s", Wishes(fast=True))


def test_a_session_without_sound_is_text_in_time(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", audio=False)
    text = shown(folder, Wishes(from_="10.4s"))
    assert text.splitlines()[0] == "Recorded without sound: the text alone, in time."
    assert "Well?" in text


def test_a_terminal_shows_where_we_are_and_the_keys(tmp_path: Path) -> None:
    text = shown(session(tmp_path / "s"), Wishes(from_="10.45s", sound=False), terminal=True)
    assert "exchange 3 of 3   0:10.4 of 0:12.0" in text and "space n p + - q" in text
    assert "Margaret Hale speaks." in text and "Ctrl-C" not in text


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_of_the_panel_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    text = shown(session(tmp_path / "s"), Wishes(from_="11.9s", sound=False), True, width)
    lines = re.split(r"[\r\n]", re.sub(r"\x1b\[[?0-9]*[A-Za-z]", "", text))
    assert any("replay  exchange" in line for line in lines)
    assert max(map(len, lines)) <= width


def test_what_is_no_session_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="not a session"):
        shown(tmp_path, Wishes())
    Recording(tmp_path / "s", {"scene": {}}, audio=False).close()
    with pytest.raises(RecordingError, match="its header does not hold the scene"):
        shown(tmp_path / "s", Wishes())


def test_times_are_minutes_and_tenths() -> None:
    assert [minutes(s) for s in (0, 9.99, 65.25, 600.0, 3671.3)] == [
        *("0:00.0", "0:09.9", "1:05.2", "10:00.0", "61:11.3")
    ]
