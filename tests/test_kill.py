"""kill -9 at any moment: a session that can be read, with all that had been told to be written."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from improv_partner import track
from improv_partner.check import check, state
from improv_partner.events import FRAME_SAMPLES, RATE_HZ, Drafted, Frame, Played
from improv_partner.ledger import Ledger
from improv_partner.recording import LOG, Recording, read

ROOT = Path(__file__).resolve().parents[1]
KILLS = 20  # real ones
CRASHES = 200  # pretended: what is on the disk is cut in the middle of a write
REPORT = struct.Struct("<IIII")  # frames, lines of the log, samples of either track
MOST_LOST = RATE_HZ  # samples


class Session:
    """A session in a hurry: every frame of microphone, now and then words, a sound, a line."""

    def __init__(self, folder: Path) -> None:
        self.recording = Recording(folder, {"scene": {"title": "in a hurry"}})
        self.ledger = Ledger(folder)
        self.frame = self.lines = self.played = 0

    def step(self) -> None:
        self.frame += 1
        n = self.frame
        self.recording.actor(sound(n))
        self._write(Frame(n % 14 < 7, n % 22 < 9))
        if n % 10 == 0:
            self._write(Drafted(n // 50, 1, f"Clause {n} — and on."))
        if n % 50 < 25:
            pcm = sound(-n)
            start = self.recording.partner((n - 1) * FRAME_SAMPLES, pcm)
            self.played = start + len(pcm) // 2
            if n % 50 == 24:
                self._write(Played(n // 50, "Clause.", start, len(pcm) // 2))

    def report(self) -> bytes:
        """What has been written so far."""
        return REPORT.pack(self.frame, self.lines, self.frame * FRAME_SAMPLES, self.played)

    def _write(self, what: Any) -> None:
        if entry := self.recording.write(self.frame, self.frame / 50, what):
            self.ledger.watch(entry)
            self.lines = entry.n


def sound(n: int) -> bytes:
    """A frame that is told from every other one."""
    return struct.pack("<h", n % 30_000 - 15_000) * FRAME_SAMPLES


def partner_sound(samples: int) -> bytes:
    """The partner's track up to there, as Session plays it."""
    frames = range(1, samples // FRAME_SAMPLES + 2)
    pcm = b"".join(sound(-n) if n % 50 < 25 else bytes(2 * FRAME_SAMPLES) for n in frames)
    return pcm[: 2 * samples]


def assert_mended(folder: Path, report: bytes) -> list[str]:
    """It is readable, and nothing that was reported is lost; gives what was found."""
    frames, lines, actor, partner = REPORT.unpack(report)
    found = check(folder)
    assert state(found) == "killed", found
    assert [f.state for f in check(folder)] == ["killed"], "mended once and for all"
    entries = list(read(folder)[1])
    assert [e.n for e in entries] == list(range(1, len(entries) + 1)) and len(entries) >= lines
    assert frames - entries[-1].frame <= 50, "a line is written at least once a second"
    heard, spoken = track.pcm(folder, "actor"), track.pcm(folder, "partner")
    assert len(heard) // 2 >= actor and len(spoken) // 2 >= partner
    for pcm, told in ((heard, actor), (spoken, actor)):
        assert len(pcm) // 2 >= told - MOST_LOST
    assert heard[: 2 * actor] == b"".join(map(sound, range(1, frames + 1)))
    assert spoken[: 2 * partner] == partner_sound(partner)
    return [f.what for f in found]


CHILD = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.test_kill import Session
session = Session(Path(sys.argv[1]))
while True:
    session.step()
    sys.stdout.buffer.write(session.report())
    sys.stdout.buffer.flush()
"""


def test_a_killed_program_loses_nothing_that_it_had_written(tmp_path: Path) -> None:
    dice = random.Random(seed := random.randrange(2**32))
    print("seed", seed)
    torn = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        command = [sys.executable, "-c", CHILD, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout
            before = child.stdout.read(REPORT.size * dice.randrange(1, 2000))
            child.kill()
            told = before + child.stdout.read()
        whole = len(told) // REPORT.size * REPORT.size
        report = told[whole - REPORT.size : whole]
        counted, _ = track.length(folder / "actor.wav")
        assert counted > REPORT.unpack(report)[2] - MOST_LOST, "any player of sound finds the rest"
        found = assert_mended(folder, report)
        torn += any("its header told" in what for what in found)
        assert "was never closed: the program was killed; the log ends at" in " ".join(found)
    assert torn, "a kill between two countings of the header is found"


class Tape:
    """A file that also remembers each write: (which, where, what)."""

    def __init__(self, which: str, file: Any, writes: list[tuple[str, int, bytes]]) -> None:
        self._which, self._file, self._writes = which, file, writes

    def write(self, data: bytes) -> int:
        self._writes.append((self._which, self._file.tell(), bytes(data)))
        return int(self._file.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def test_a_crash_in_the_middle_of_any_write_is_mended(tmp_path: Path) -> None:
    dice = random.Random(seed := random.randrange(2**32))
    print("seed", seed)
    session = Session(tmp_path / "whole")
    recording = session.recording
    disk = {file.name: file.read_bytes() for file in recording.folder.iterdir()}
    writes: list[tuple[str, int, bytes]] = []
    recording._log = Tape(LOG, recording._log, writes)  # type: ignore[assignment]
    for name, one in (("actor.wav", recording._actor), ("partner.wav", recording._partner)):
        assert one
        one._file = Tape(name, one._file, writes)  # type: ignore[assignment]
    reports = {}  # after so many writes
    for _ in range(300):
        session.step()
        reports[len(writes)] = session.report()
    recording.close()
    first = min(reports)
    crashes = sorted(dice.sample(range(first, max(reports)), CRASHES))
    crashes[:5] = [n for n, (_, at, data) in enumerate(writes) if at == 0 and n > first][:5]
    torn = 0
    done = 0
    for number in sorted(crashes):
        for which, at, data in writes[done:number]:
            disk[which] = patched(disk[which], at, data)
        done = number
        which, at, data = writes[number]
        half = patched(disk[which], at, data[: dice.randrange(len(data))])
        folder = tmp_path / "crashed"
        folder.mkdir(exist_ok=True)
        for name, content in (disk | {which: half}).items():
            (folder / name).write_bytes(content)
        told = reports[max(n for n in reports if n <= number)]
        found = assert_mended(folder, told)
        torn += any("the last line" in what for what in found)
    assert torn > CRASHES // 20, "some were in the middle of a line"


def patched(content: bytes, at: int, data: bytes) -> bytes:
    return content[:at] + data + content[at + len(data) :]


@pytest.mark.parametrize("size", [0, 1, 40])
def test_a_kill_before_the_first_line_leaves_nothing_and_is_said_so(
    tmp_path: Path, size: int
) -> None:
    folder = tmp_path / "s"
    session = Session(folder)
    session.recording.close()
    (folder / LOG).write_bytes((folder / LOG).read_bytes()[:size])
    found = check(folder)
    assert len(found) == 1 and found[0].state == "damaged"
    assert ("before it began to record" if not size else "header line") in found[0].what
