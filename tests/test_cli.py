"""Every command as it is typed, and the question before anything is stored."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from improv_partner import casting, scene
from improv_partner.check import check, state
from improv_partner.cli_options import SECTIONS, given
from improv_partner.crew import devices
from improv_partner.crew.devices import Device
from improv_partner.errors import SettingsError
from improv_partner.recording import read
from improv_partner.research.export.permitted import permitted
from improv_partner.sending import no_sending
from improv_partner.settings import MindSettings, Settings

from .commands import PROGRAM, QUICK, Ran, ended, here, improv, is_one_line, program
from .evening import write_wav
from .speech import TINY, frames
from .voices import espeak_is_here

__all__ = ["here"]
COMMANDS = ("play", "scenes", "show", "check", "devices", "doctor")
with_a_voice = pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal that was played once, for the commands that look at it."""
    if not espeak_is_here():
        pytest.skip("needs libespeak-ng1, for the built-in voice")
    out = tmp_path_factory.mktemp("cli") / "kept"
    ran = improv("play", *QUICK, "--out", str(out), "the-soup")
    assert ran.code == 0, ran.err
    (folder,) = out.iterdir()
    return folder


@pytest.fixture
def clip(here: Path) -> str:
    """A sentence as a sound file."""
    write_wav(here / "ticket.wav", b"".join(frames("2-awb.flac")))
    return "ticket.wav"


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "list_devices", lambda: [])


def test_help_and_no_words_name_every_command() -> None:
    for ran in (improv("--help"), improv()):
        for command in COMMANDS:
            assert f"  {command} " in ran.out + ran.err
    assert "Traceback" not in improv().err


def test_help_has_every_command_under_a_heading_and_no_sentence_is_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = improv("--help")
    headings = [row.strip(":") for row in ran.out.splitlines() if row.endswith(":")]
    assert headings == ["Options", *SECTIONS], "and none is among others"
    groups = [improv(name, "--help").out for name in ("suite", "probe-set")]
    for text in (ran.out, *groups):
        assert "..." not in text.partition("\n\n")[2]
        assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_what_it_takes(command: str) -> None:
    ran = improv(command, "--help")
    assert ran.code == 0 and "Usage:" in ran.out and ran.err == ""


def test_python_m_is_the_same_program(here: Path) -> None:
    ran = ended(program("scenes", folder=here))
    assert (ran.code, ran.err) == (0, "")
    assert all(name in ran.out for name in scene.names())


def test_scenes_lists_them_all_and_shows_one_card() -> None:
    listed = improv("scenes")
    assert listed.code == 0
    for one in scene.find():
        assert one.title.split()[0] in listed.out
    card = improv("scenes", "the-soup")
    assert card.code == 0 and "THE SOUP" in card.out
    secret = scene.load("the-soup").character.secret
    assert secret not in card.flat and secret.split(".")[0] not in card.flat


def test_a_scene_is_also_found_by_its_file(here: Path) -> None:
    file = scene.folder() / "the-soup.toml"
    (here / "mine.toml").write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    assert "THE SOUP" in improv("scenes", "mine.toml").out
    assert "THE SOUP" in improv("scenes", str(file)).out


@pytest.mark.parts
def test_a_rehearsal_is_played_shown_and_left_where_it_says(session: Path) -> None:
    header, entries = read(session)
    assert header["scene"]["key"] == "the-soup" and len(list(entries)) > 50
    again = improv("show", str(session))
    assert again.code == 0 and "this is really bad soup" in again.column(2)
    assert "disgust 3 under joy, hiding" in again.column(2)
    assert "The Soup" in again.out and "barge-in" in again.out and "s after you" in again.out
    assert "s after you" not in improv("show", "--no-timing", str(session)).out


@pytest.mark.parts
def test_check_says_whole_and_finds_a_changed_letter(session: Path, tmp_path: Path) -> None:
    ran = improv("check", str(session))
    assert ran.code == 0 and "whole" in ran.out
    log = session / "session.jsonl"
    before = log.read_bytes()
    try:
        log.write_bytes(before.replace(b'"is": "words"', b'"is": "wordz"', 1))
        ran = improv("check", "--no-repair", str(session))
        assert ran.code == 1 and "damaged" in ran.out
    finally:
        log.write_bytes(before)
    assert improv("check", str(session)).code == 0


@pytest.mark.parametrize("command", ["show", "check"])
def test_what_is_no_session_is_told(command: str, here: Path) -> None:
    ran = improv(command, "nowhere")
    assert ran.code == 1 and "nowhere" in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_devices_without_any(no_device: None) -> None:
    ran = improv("devices")
    assert ran.code == 0 and "No microphone and no loudspeaker found" in ran.out
    is_one_line(improv("devices", "--mic", "built-in"), "no microphone found: plug one in")


def test_devices_are_listed_and_chosen_by_part_of_their_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = [
        Device(0, "Built-in Microphone", 1, 0, True, False, 48_000),
        Device(3, "USB Headset [analog]", 2, 2, False, True, 44_100),
    ]
    monkeypatch.setattr(devices, "list_devices", lambda: there)
    ran = improv("devices")
    assert ran.code == 0 and ran.column(2) == "Built-in Microphone USB Headset [analog]"
    ran = improv("devices", "--mic", "usb", "--speaker", "3")
    assert ran.out.count("3 USB Headset [analog]") == 2
    assert '[audio] mic = "USB Headset [analog]"' in ran.out
    is_one_line(improv("devices", "--speaker", "built-in"), "no loudspeaker is called")


@pytest.mark.parts
@with_a_voice
def test_doctor_names_what_to_mend_and_what_works(here: Path, no_device: None) -> None:
    ran = improv("doctor", "--ears", str(TINY), "--out", "kept")
    assert ran.code == 1
    rows = {cell.split("│")[1].strip(): cell for cell in ran.out.splitlines() if "│ ok" in cell}
    assert set(rows) == {"scenes", "recordings", "voice", "echo", "ears", "mind"}
    assert ran.out.count("│ mend") == 2 and "plug one in" in ran.out
    assert list(here.glob("kept/*")) == [], "nothing of the test is left"


@pytest.mark.parts
@with_a_voice
def test_without_devices_a_scene_is_rehearsed_and_said_so(here: Path, no_device: None) -> None:
    words = [word for word in QUICK if word != "--rehearse"]
    ran = improv("play", *words)
    assert ran.code == 0, ran.err
    assert "No microphone or loudspeaker here: a simulated actor rehearses" in ran.flat
    header, _ = read(here / ran.folder())
    assert header["source"] == "rehearsal" and not header["consent"]["asked"]


def test_nobody_there_to_agree_is_one_line_and_stores_nothing(here: Path, clip: str) -> None:
    ran = ended(program("play", "--fast", "--mic", clip, folder=here))
    is_one_line(ran, "nobody is there to agree", "--yes")
    assert "Stored on this machine" in ran.out
    assert not (here / "recordings").exists()


def asked(folder: Path, answer: bytes, *words: str) -> Ran:
    """improv play on a terminal of its own, where this is typed at the question."""
    pty = pytest.importorskip("pty", reason="a terminal to be asked on")
    here, there = pty.openpty()
    child = subprocess.Popen(
        [*PROGRAM, "play", "--fast", *words],
        **{"cwd": folder, "stdin": there, "stdout": there, "stderr": subprocess.PIPE},
        start_new_session=True,
    )
    os.close(there)
    shown = b""
    while b"Do you agree?" not in shown:
        shown += os.read(here, 4096)
    os.write(here, answer)
    while True:
        try:
            shown += os.read(here, 4096)
        except OSError:  # the other end is closed
            break
    os.close(here)
    _, errors = child.communicate(timeout=120)
    return Ran(child.returncode, shown.decode(), errors.decode())


@pytest.mark.parametrize("answer", [b"n\n", b"\n", b"what?\n", b"\x04"])
def test_anything_but_yes_stores_nothing(here: Path, clip: str, answer: bytes) -> None:
    ran = asked(here, answer, "--mic", clip)
    assert ran.code == 1 and ran.err == ""
    assert "your voice and the partner's, as sound" in ran.flat
    assert "Nothing was stored and nothing was sent." in ran.flat
    assert os.listdir(here) == [clip]


@pytest.mark.parts
@with_a_voice
def test_a_yes_is_in_the_recording(here: Path, clip: str) -> None:
    ran = asked(here, b"y\n", "--mic", clip, "--ears", str(TINY))
    assert ran.code == 0, ran.err
    (folder,) = (here / "recordings").iterdir()
    header, _ = read(folder)
    consent = header["consent"]
    assert (consent["asked"], consent["answer"], consent["performer"]) == (True, "yes", "human")
    assert header["source"] == "file" and "share" not in permitted(consent)


@pytest.mark.parts
@with_a_voice
def test_a_yes_to_sharing_is_one_to_other_models(here: Path, clip: str) -> None:
    ran = asked(here, b"s\n", "--mic", clip, "--ears", str(TINY))
    assert ran.code == 0, ran.err
    assert "other researchers may get the recording" in ran.flat
    (folder,) = (here / "recordings").iterdir()
    header, _ = read(folder)
    assert {"replay", "share"} <= permitted(header["consent"])
    assert "train" not in permitted(header["consent"]) and state(check(folder)) == "whole"
    cloud = MindSettings(model="big", base_url="https://models.example/v1")
    assert no_sending(folder, header, cloud, agreed=True) == ""


def test_no_device_is_opened_before_the_yes(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "available", lambda: (True, True))
    monkeypatch.setattr(casting, "mic", lambda *_: pytest.fail("the microphone was opened"))
    monkeypatch.setattr(casting, "speaker", lambda *_: pytest.fail("the loudspeaker was opened"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("rich.console.Console.input", lambda *_, **__: "n")
    ran = improv("play")
    assert ran.code == 1 and "Nothing was stored" in ran.out
    assert os.listdir(here) == []


def test_a_live_microphone_cannot_be_hurried(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    monkeypatch.setattr(devices, "available", lambda: (True, True))
    is_one_line(improv("play", "--fast", "--yes"), "--fast", "--rehearse")


@pytest.mark.parts
@with_a_voice
def test_options_reach_the_recording(here: Path) -> None:
    (here / "improv.toml").write_text("[turns]\npatience_s = 0.9\n", encoding="utf-8")
    words = ("--no-audio", "--half-duplex", "--set", "turns.starts_s=0.08", "--out", "kept")
    ran = improv("play", *QUICK, *words)
    assert ran.code == 0, ran.err
    (folder,) = (here / "kept").iterdir()
    header, _ = read(folder)
    turns = header["settings"]["turns"]
    assert (turns["patience_s"], turns["barge_in_s"], turns["starts_s"]) == (0.9, 0.0, 0.08)
    assert header["seed"] == 3 and not header["audio"]
    assert {p.name for p in folder.iterdir()} == {"session.jsonl", "exchanges.jsonl"}
    assert "barge-in" not in json.dumps((folder / "exchanges.jsonl").read_text(encoding="utf-8"))
    assert improv("check", str(folder)).code == 0


def test_tone_and_reading_are_settings_and_wrong_words_are_told() -> None:
    assert given("", "", "", tone="log", reading="off") == {
        "mind.tone": "log",
        "mind.header": False,
    }
    assert given("", "", "", reading="on") == {"mind.header": True} and given("", "", "") == {}
    with pytest.raises(SettingsError, match='--reading is "on" or "off", not "maybe"'):
        given("", "", "", reading="maybe")
    with pytest.raises(SettingsError, match='cannot be "sent"; did you mean'):
        Settings().with_values(given("", "", "", tone="sent"), "command line")
