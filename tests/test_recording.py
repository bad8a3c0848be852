"""The session's folder: what goes in comes out; what is torn is mended; nothing is lost."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner import check, events, track
from improv_partner.errors import RecordingError
from improv_partner.events import Curtain, Drafted, Frame, Intent, Mark, Unknown, Voice, Words
from improv_partner.recording import ACTOR, LOG, PARTNER, Recording, read

FRAME = b"\x07\x00" * events.FRAME_SAMPLES


def record(folder: Path, frames: int = 100) -> Recording:
    """A short session with a word and a sound of the partner; not closed."""
    recording = Recording(folder, {"scene": {"title": "test"}})
    for frame in range(1, frames + 1):
        recording.actor(FRAME)
        recording.write(frame, frame * 0.02, Frame(frame > 10, frame > 12))
    recording.write(frames, frames * 0.02, Words(1, "Señor, ¿qué?", True, 1))
    recording.partner(frames * 320 - 800, b"\x09\x00" * 800)
    return recording


KINDS = [kind for kind in events.KINDS.values() if kind not in (Frame,)]


@given(st.one_of([st.from_type(kind) for kind in KINDS]))
def test_every_kind_survives_the_round_trip(what: Any) -> None:
    assert events.from_json(json.loads(json.dumps(events.to_json(what)))) == what


def test_an_unknown_kind_and_unknown_fields_of_a_newer_program_are_kept_or_passed_over() -> None:
    row = {"is": "applause", "n": 3, "frame": 7, "t": 0.1, "loud": 5}
    assert events.from_json(row) == Unknown("applause", {"loud": 5})
    assert events.to_json(Unknown("applause", {"loud": 5})) == {"is": "applause", "loud": 5}
    assert events.from_json({"is": "mark", "text": "here", "colour": "red"}) == Mark("here")


def test_what_was_written_is_read_in_order_with_its_counter(tmp_path: Path) -> None:
    recording = record(tmp_path / "s")
    recording.write(100, 2.0, Intent("grief", 3, "joy", ("hiding",), "beat"))
    recording.close()
    header, entries = read(tmp_path / "s")
    rows = list(entries)
    assert header["scene"] == {"title": "test"} and header["format"] == 1
    assert [e.n for e in rows] == [1, 2, 3, 4]
    assert [e.what for e in rows[:2]] == [Voice(True, False), Voice(True, True)]
    assert rows[0].frame == 11 and rows[3].what == Intent("grief", 3, "joy", ("hiding",), "beat")


def test_both_tracks_are_wav_files_of_the_same_length_on_one_clock(tmp_path: Path) -> None:
    record(tmp_path / "s").close()
    with wave.open(str(tmp_path / "s" / ACTOR)) as actor:
        assert (actor.getframerate(), actor.getnchannels(), actor.getsampwidth()) == (16000, 1, 2)
        assert actor.readframes(99999) == FRAME * 100
    with wave.open(str(tmp_path / "s" / PARTNER)) as partner:
        assert partner.readframes(99999) == bytes((32000 - 800) * 2) + b"\x09\x00" * 800


def test_sounds_that_follow_closely_have_no_seam_and_later_ones_are_placed_anew(
    tmp_path: Path,
) -> None:
    partner = track.Track(tmp_path / "p.wav")
    assert partner.place(1000, bytes(640)) == 1000
    assert partner.place(1000 + 320 + 900, bytes(640)) == 1320, "56 ms late: jitter of a clock"
    assert partner.place(1000, bytes(640)) == 1640, "early: never over what is there"
    assert partner.place(9000, bytes(640)) == 9000
    partner.fill(50_000)
    assert partner.place(20_000, b"\x01\x00" * 320) == 20_000, "silence written ahead gives way"
    partner.close()


def test_a_kill_in_the_middle_loses_at_most_a_second_and_check_mends_the_rest(
    tmp_path: Path,
) -> None:
    story = f"""
import os, signal, sys
sys.path.insert(0, {str(Path.cwd())!r})
from pathlib import Path
from tests.test_recording import record
recording = record(Path({str(tmp_path / "s")!r}), 175)
recording._log.write(b'{{"n": 99, "fra')
os.kill(os.getpid(), signal.SIGKILL)
"""
    code = subprocess.run([sys.executable, "-c", story], check=False).returncode
    assert code in (-signal.SIGKILL, 1)
    folder = tmp_path / "s"
    assert [e.n for e in read(folder)[1]] == [1, 2, 3], "a torn session can be read before mending"
    found = check.check(folder, repair=False)
    assert [f.mended for f in found].count(True) == 4
    assert [f.what for f in check.check(folder)] == [f.what for f in found], (
        "looking changes nothing"
    )
    assert [f.what for f in check.check(folder)] == [f"{LOG}: no curtain: the program was killed"]
    counted, there = track.length(folder / ACTOR)
    assert counted == there == 175 * 320


def test_damage_is_named_and_not_hidden(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    recording = record(folder)
    recording.write(100, 2.0, Curtain("called"))
    recording.close()
    assert [f.what for f in check.check(folder)] == ["exchanges.jsonl: written anew from the log"]
    assert check.check(folder) == []
    lines = (folder / LOG).read_bytes().splitlines(keepends=True)
    (folder / LOG).write_bytes(b"".join([lines[0], *lines[2:]]))
    assert f"{LOG}:2: entry 2 follows 0" in [f.what for f in check.check(folder)]
    changed = lines[1].replace(b'"frame": 11', b'"frame": 12')
    (folder / LOG).write_bytes(b"".join([lines[0], changed, *lines[2:]]))
    wrong = f"{LOG}:2: its sum is wrong: changed, or one is missing"
    assert [f.what for f in check.check(folder)] == [wrong]
    (folder / LOG).write_bytes(b"".join([lines[0], b"{nonsense\n", *lines[1:]]))
    assert any("damaged line" in f.what for f in check.check(folder))
    with pytest.raises(RecordingError, match=r"session\.jsonl:2: damaged line"):
        list(read(folder)[1])
    (folder / ACTOR).unlink()
    assert any(f"{ACTOR}: cannot be read" in f.what for f in check.check(folder))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "not a session"),
        (b"", "header line is damaged"),
        (b"[1]\n", "header line is damaged"),
        (b'{"format": 99}\n', "format 99 is newer"),
    ],
)
def test_a_folder_that_is_no_session_is_one_clear_line(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / LOG).write_bytes(content)
    with pytest.raises(RecordingError, match=message) as caught:
        read(tmp_path)
    assert "\n" not in str(caught.value)


def test_an_unwritable_folder_is_told_before_the_scene(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordingError, match="choose another folder with --out"):
        Recording(tmp_path / "file" / "s", {})


class FullDisk(io.RawIOBase):
    """A file on a disk with no room left."""

    def write(self, data: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_once_and_keeps_what_is_there(tmp_path: Path) -> None:
    recording = record(tmp_path / "s")
    log, recording._log = recording._log, FullDisk()  # type: ignore[assignment]
    with pytest.raises(RecordingError, match="No space left on device; what was recorded"):
        recording.write(101, 2.02, Drafted(2, 1, "lost?"))
    recording.write(102, 2.04, Drafted(2, 1, "no second error"))
    recording.actor(FRAME)
    recording.close()
    log.close()
    assert len(list(read(tmp_path / "s")[1])) == 3
    assert track.length(tmp_path / "s" / ACTOR) == (32000, 32000)


def test_without_audio_there_are_positions_and_no_tracks(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "s", {}, audio=False)
    recording.actor(FRAME)
    assert recording.partner(100, FRAME) == 100
    assert recording.partner(100, FRAME) == 420
    recording.close()
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == [LOG]
