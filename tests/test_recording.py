"""The session's folder: what goes in comes out; what is torn is mended; nothing is lost."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import sys
import tracemalloc
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from improv_partner import archive, event_json, events, flac, track
from improv_partner.errors import RecordingError
from improv_partner.event_json import Unknown
from improv_partner.events import Curtain, Drafted, Frame, Intent, Mark, Voice, Words
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


KINDS = [kind for kind in event_json.KINDS.values() if kind not in (Frame,)]


@given(st.one_of([st.from_type(kind) for kind in KINDS]))
def test_every_kind_survives_the_round_trip(what: Any) -> None:
    text = json.dumps(event_json.to_json(what))
    assume("NaN" not in text)  # which is not even equal to itself
    assert event_json.from_json(json.loads(text)) == what


def test_an_unknown_kind_and_unknown_fields_of_a_newer_program_are_kept_or_passed_over() -> None:
    row = {"is": "applause", "n": 3, "frame": 7, "t": 0.1, "loud": 5}
    assert event_json.from_json(row) == Unknown("applause", {"loud": 5})
    assert event_json.to_json(Unknown("applause", {"loud": 5})) == {"is": "applause", "loud": 5}
    assert event_json.from_json({"is": "mark", "text": "here", "colour": "red"}) == Mark("here")


def test_what_was_written_is_read_in_order_with_its_counter(tmp_path: Path) -> None:
    recording = record(tmp_path / "s")
    recording.write(100, 2.0, Intent("grief", 3, "joy", ("hiding",), source="beat"))
    recording.close()
    header, entries = read(tmp_path / "s")
    rows = list(entries)
    assert header["scene"] == {"title": "test"} and header["format"] == 1
    assert [e.n for e in rows] == [1, 2, 3, 4, 5]
    assert [e.what for e in rows[:2]] == [Voice(True, False), Voice(True, True)]
    assert rows[0].frame == 11 and rows[3].what == Intent(
        "grief", 3, "joy", ("hiding",), source="beat"
    )


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


def test_without_audio_there_are_the_same_positions_and_no_tracks(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "s", {}, audio=False)
    recording.actor(FRAME)
    with_audio = track.Track(tmp_path / "p.wav")
    for at, begin in ((100, 100), (100, 420), (1600, 740), (9000, 9000)):
        assert recording.partner(at, FRAME) == with_audio.place(at, FRAME) == begin
    recording.close()
    with_audio.close()
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == [LOG]


NOISE = random.Random(1).randbytes(2 * 40_000)


def closed(folder: Path) -> Path:
    """A closed session whose tracks are noise of 2.5 s."""
    recording = Recording(folder, {})
    recording.actor(NOISE)
    recording.partner(0, NOISE[::-1])
    recording.write(125, 2.5, Curtain("called"))
    recording.close()
    return folder


def test_after_the_curtain_the_tracks_become_flac_and_say_the_same(tmp_path: Path) -> None:
    folder = closed(tmp_path / "s")
    log = (folder / LOG).read_bytes()
    as_wav = {who: track.pcm(folder, who) for who in track.PLAYERS}
    assert archive.to_flac(folder) == ""
    assert sorted(p.name for p in folder.iterdir()) == ["actor.flac", "partner.flac", LOG]
    assert {who: track.pcm(folder, who) for who in track.PLAYERS} == as_wav
    assert as_wav == {"actor": NOISE, "partner": NOISE[::-1]}
    assert track.length(track.find(folder, "actor")) == (40_000, 40_000)
    assert (folder / LOG).read_bytes() == log
    assert archive.to_flac(folder) == "", "once more: nothing to do"


@pytest.mark.parametrize("packed", [False, True])
def test_any_span_can_be_read(tmp_path: Path, packed: bool) -> None:
    folder = closed(tmp_path / "s")
    if packed:
        assert archive.to_flac(folder) == ""
    dice = random.Random(2)
    spans = [tuple(sorted(dice.choices(range(40_001), k=2))) for _ in range(20)]
    for begin, end in [(0, 1), (39_999, 40_000), (0, 40_000), (7, 7), (16_000, 32_000), *spans]:
        assert track.pcm(folder, "actor", begin, end) == NOISE[2 * begin : 2 * end]
    assert track.pcm(folder, "actor", 30_000) == NOISE[60_000:]
    assert track.pcm(folder, "actor", 39_000, 99_000) == NOISE[78_000:]
    assert track.pcm(folder, "actor", 99_000) == b""


def test_a_wav_file_stays_where_flac_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unclosed = record(tmp_path / "unclosed", 75)
    assert "actor.wav stays as it is: it was not closed" in archive.to_flac(unclosed.folder)
    unclosed.close()
    folder = closed(tmp_path / "s")
    (folder / "partner.flac.part").mkdir()  # in the way
    reason = archive.to_flac(folder)
    assert reason.startswith("partner.wav stays as it is:") and "\n" not in reason
    assert (folder / "actor.flac").exists() and (folder / PARTNER).exists()
    assert track.pcm(folder, "partner") == NOISE[::-1]
    folder = closed(tmp_path / "t")
    monkeypatch.setitem(sys.modules, "av", None)  # as where PyAV is not installed
    assert archive.to_flac(folder).count("FLAC needs PyAV") == 2
    assert sorted(p.name for p in folder.iterdir()) == [ACTOR, PARTNER, LOG]


def test_a_flac_file_that_is_not_the_same_sound_never_replaces_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = flac.write

    def forgetful(path: Path, blocks: Iterable[bytes]) -> None:
        right(path, list(blocks)[:-1])

    folder = closed(tmp_path / "s")
    monkeypatch.setattr(flac, "write", forgetful)
    assert "is not the sound of actor.wav" in archive.to_flac(folder)
    assert sorted(p.name for p in folder.iterdir()) == [ACTOR, PARTNER, LOG]


def test_a_long_session_is_opened_at_once_and_read_as_a_stream(tmp_path: Path) -> None:
    folder = long_session(tmp_path / "s", 100_000)
    log = folder / LOG
    size = log.stat().st_size
    header, entries = read(folder)
    assert header["format"] == 1
    with log.open("r+b") as file:  # what comes later has not been looked at
        file.seek(size // 2)
        file.write(b"\x00")
    tracemalloc.start()
    count = 0
    with pytest.raises(RecordingError, match=r"damaged line: .*; see improv check /.*s$"):
        for entry in entries:
            count += 1
            assert entry.n == count
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 40_000 < count < 60_000
    assert peak < 500_000 < size / 10


def long_session(folder: Path, lines: int) -> Path:
    """Two hours, by its log."""
    recording = Recording(folder, {}, audio=False)
    step = 2 * 3600 * 50 / lines
    for n in range(lines - 1):
        recording.write(int(n * step), n * step / 50, Words(n // 20 + 1, "as it goes on and on"))
    recording.write(2 * 3600 * 50, 7200.0, Curtain("time"))
    recording.close()
    return folder
