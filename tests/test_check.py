"""Whatever happens to a session's folder is found, named in one line, and mended if it may be."""

from __future__ import annotations

import random
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from improv_partner import archive, cli, exchanges, track
from improv_partner.check import STATES, check, state
from improv_partner.events import Answer, Curtain, Drafted, Listen, Played, Prepare, Words
from improv_partner.ledger import Ledger
from improv_partner.recording import ACTOR, LOG, Recording, read
from improv_partner.survey import FEW, sessions, survey
from tests.test_recording import FRAME, NOISE, long_session

SOUND = 40_000  # samples of either track: 2.5 s


def session(folder: Path, packed: bool = True, curtain: bool = True) -> Path:
    """A whole session of 2.5 s with one exchange; the tracks are noise."""
    recording, ledger = Recording(folder, {"scene": {"title": "test"}}), Ledger(folder)
    recording.actor(NOISE)
    recording.partner(0, NOISE[::-1])
    happened = [
        (10, Listen(1, 3)),
        (60, Words(1, "Who?", True, 1)),
        (60, Prepare(2, 1)),
        (70, Answer(2, 1)),
        (70, Drafted(2, 1, "Me.")),
        (120, Played(2, "Me.", 30_000, 8_000)),
        (125, Curtain("called")),
    ]
    for frame, what in happened if curtain else happened[:-1]:
        entry = recording.write(frame, frame / 50, what)
        assert entry
        ledger.watch(entry)
    ledger.close()
    recording.close()
    if not curtain:  # killed before the log was closed
        without_line(folder / LOG, len(happened) + 1)
    if packed:
        assert archive.to_flac(folder) == ""
    return folder


def told(folder: Path, repair: bool = True) -> list[str]:
    return [f"{finding.what} [{finding.state}]" for finding in check(folder, repair)]


def flip(file: Path, at: int, bit: int = 4) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1 << bit
    file.write_bytes(data)


def cut(file: Path, size: int) -> None:
    """To its first bytes, or without its last ones."""
    file.write_bytes(file.read_bytes()[:size])


def replace(file: Path, old: bytes, new: bytes) -> None:
    data = file.read_bytes()
    assert data.count(old) == 1
    file.write_bytes(data.replace(old, new))


def without_line(file: Path, number: int) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[: number - 1] + lines[number:]))


DAMAGE: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("log.torn", lambda s: cut(s / LOG, -30), [
        "session.jsonl: the last line is torn; its 60 bytes are left out [mended]",
        "session.jsonl: was never closed: the program was killed; the log ends at 2.50 s [killed]",
    ]),
    ("log.newline", lambda s: cut(s / LOG, -1), [
        "session.jsonl: the last line had no end [mended]",
    ]),
    ("log.word", lambda s: replace(s / LOG, b"Who?", b"Why?"), [
        "session.jsonl:3: its sum is wrong: it was changed, or one before is missing [damaged]",
    ]),
    ("log.header", lambda s: replace(s / LOG, b"test", b"best"), [
        "session.jsonl:1: its sum is wrong: it was changed, or one before is missing [damaged]",
    ]),
    ("log.line", lambda s: without_line(s / LOG, 5), [
        "session.jsonl:5: its sum is wrong: it was changed, or one before is missing [damaged]",
        "session.jsonl:5: entry 5 follows 3 [damaged]",
    ]),
    ("log.nonsense", lambda s: replace(s / LOG, b'{"n": 4,', b'<"n": 4,'), [
        "session.jsonl:5: its sum is wrong: it was changed, or one before is missing [damaged]",
        "session.jsonl:5: damaged line: Expecting value: line 1 column 1 (char 0) [damaged]",
        "session.jsonl:6: entry 5 follows 3 [damaged]",
    ]),
    ("log.gone", lambda s: (s / LOG).unlink(), [
        "session.jsonl: missing; what is left of the session: actor.flac, exchanges.jsonl, "
        "partner.flac [damaged]",
    ]),
    ("log.empty", lambda s: cut(s / LOG, 0), [
        "session.jsonl: empty: the program was killed before it began to record [damaged]",
    ]),
    ("log.half-a-header", lambda s: cut(s / LOG, 30), [
        "session.jsonl: not a session: the header line is damaged [damaged]",
    ]),
    ("log.newer", lambda s: replace(s / LOG, b'"format": 1', b'"format": 2'), [
        "session.jsonl: format 2 is newer than this program reads (1); update it [newer]",
    ]),
    ("flac.gone", lambda s: (s / "partner.flac").unlink(), [
        "partner.wav (or partner.flac) is missing [damaged]",
    ]),
    ("flac.cut", lambda s: cut(s / "actor.flac", 41_000), [
        "actor.flac: damaged or cut off 1.22 s after its beginning (of 2.50 s) [damaged]",
    ]),
    ("flac.byte", lambda s: flip(s / "actor.flac", 41_000), [
        "actor.flac: damaged or cut off 1.22 s after its beginning (of 2.50 s) [damaged]",
    ]),
    ("flac.sum", lambda s: flip(s / "actor.flac", 30), [
        "actor.flac: its sound is not what was written (wrong MD5) [damaged]",
    ]),
    ("flac.length", lambda s: flip(s / "actor.flac", 23), [
        "actor.flac: damaged or cut off 2.50 s after its beginning (of 68.04 s) [damaged]",
    ]),
    ("flac.other", lambda s: (s / "actor.flac").write_bytes(b"RIFF"), [
        "actor.flac: not a track (16-bit mono FLAC at 16000 Hz) [damaged]",
    ]),
    ("flac.part", lambda s: (s / "actor.flac.part").write_bytes(b"fLaC"), [
        "actor.flac.part: half made, is left out [mended]",
    ]),
    ("exchanges.gone", lambda s: (s / exchanges.FILE).unlink(), [
        "exchanges.jsonl: is missing [mended]",
    ]),
    ("exchanges.cut", lambda s: cut(s / exchanges.FILE, 40), [
        "exchanges.jsonl: is not what the log says [mended]",
    ]),
    ("exchanges.bytes", lambda s: (s / exchanges.FILE).write_bytes(b"\xff\xfe"), [
        "exchanges.jsonl: is not what the log says [mended]",
    ]),
]  # fmt: skip

WAV_DAMAGE: list[tuple[str, Callable[[Path], object], list[str]]] = [
    ("wav.cut", lambda s: cut(s / ACTOR, 44 + 48_001), [
        "actor.wav: cut off: 1.50 s of 2.50 s are there [damaged]",
    ]),
    ("wav.length", lambda s: flip(s / ACTOR, 41, 6), [
        "actor.wav: its header told 3.01 s, 2.50 s are there [mended]",
    ]),
    ("wav.riff", lambda s: flip(s / ACTOR, 5), [
        "actor.wav: its header told 2.50 s, 2.50 s are there [mended]",
    ]),
    ("wav.rate", lambda s: flip(s / ACTOR, 25), [
        "actor.wav: not a track (16-bit mono WAV at 16000 Hz) [damaged]",
    ]),
    ("wav.empty", lambda s: cut(s / ACTOR, 0), [
        "actor.wav: not a track (16-bit mono WAV at 16000 Hz) [damaged]",
    ]),
    ("wav.more", lambda s: (s / ACTOR).open("ab").write(FRAME + b"\x01"), [
        "actor.wav: its header told 2.50 s, 2.52 s are there [mended]",
    ]),
    ("wav.gone", lambda s: (s / ACTOR).unlink(), [
        "actor.wav (or actor.flac) is missing [damaged]",
    ]),
]  # fmt: skip

CASES = [(*case, True) for case in DAMAGE] + [(*case, False) for case in WAV_DAMAGE]


@pytest.mark.filterwarnings("ignore:unclosed file")  # of the lambda that appends
@pytest.mark.parametrize(("name", "harm", "findings", "packed"), CASES, ids=[c[0] for c in CASES])
def test_each_damage_has_its_own_words_and_is_mended_only_if_nothing_recorded_changes(
    tmp_path: Path, name: str, harm: Callable[[Path], object], findings: list[str], packed: bool
) -> None:
    folder = session(tmp_path / "s", packed)
    assert told(folder) == []
    harm(folder)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    assert told(folder, repair=False) == findings
    assert {file: file.read_bytes() for file in folder.iterdir()} == before, "only looked"
    assert told(folder) == findings, "the same is told when it is mended"
    left = [line for line in findings if not line.endswith("[mended]")]
    assert told(folder) == left, "what was mended is not found again, what was not stays"


def test_exchanges_of_a_log_that_was_damaged_later_are_kept(tmp_path: Path) -> None:
    folder = session(tmp_path / "s")
    replace(folder / LOG, b"Who?", b"Why?")
    assert state(check(folder)) == "damaged"
    assert '"said": "Who?"' in (folder / exchanges.FILE).read_text()


def test_damaged_sound_can_be_read_up_to_the_damage(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", packed=False)
    cut(folder / ACTOR, 44 + 48_001)
    assert track.pcm(folder, "actor") == NOISE[:48_000]


def test_a_kill_between_two_files_of_archiving_loses_neither(tmp_path: Path) -> None:
    folder, other = session(tmp_path / "s", packed=False), session(tmp_path / "other")
    shutil.copy(other / "actor.flac", folder)
    assert told(folder) == ["actor.wav: is whole in actor.flac, was left out [mended]"]
    assert told(folder) == [] and track.pcm(folder, "actor") == NOISE
    wrong = session(tmp_path / "wrong", packed=False)
    shutil.copy(other / "partner.flac", wrong / "actor.flac")
    assert told(wrong) == ["actor.wav and actor.flac: both there, and not the same sound [damaged]"]
    assert (wrong / ACTOR).exists()


def test_a_killed_session_is_whole_up_to_its_end(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", curtain=False)
    assert told(folder) == [
        "session.jsonl: was never closed: the program was killed; the log ends at 2.40 s [killed]"
    ]
    assert state(check(folder)) == "killed"


def test_what_is_no_log_at_all_is_told_briefly(tmp_path: Path) -> None:
    folder = session(tmp_path / "s")
    header = (folder / LOG).read_bytes().splitlines(keepends=True)[0]
    (folder / LOG).write_bytes(header + b"what is this?\n" * 5000)
    found = told(folder)
    assert len(found) < 30 and any("and 9980 more lines like that" in line for line in found)


def test_random_harm_never_stops_the_check_and_never_goes_unseen(tmp_path: Path) -> None:
    dice = random.Random(seed := random.randrange(2**32))
    whole = session(tmp_path / "whole")
    files = [file.name for file in sorted(whole.iterdir())]
    for turn in range(60):
        folder = shutil.copytree(whole, tmp_path / str(turn))
        file = folder / dice.choice(files)
        flip(file, dice.randrange(42 if file.suffix == ".flac" else 0, file.stat().st_size), 3)
        found = check(folder, repair=False)
        # FLAC has a few bytes that mean nothing for the sound: sums of frames, padding.
        assert found or (file.suffix == ".flac" and track.pcm(folder, file.stem)), (
            seed,
            turn,
            file,
        )


def test_memory_stays_small_whatever_the_length(tmp_path: Path) -> None:
    folder = long_session(tmp_path / "s", 20_000)
    check(folder)
    size = (folder / LOG).stat().st_size
    tracemalloc.start()
    assert told(folder) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 700_000 < size / 2


def improv(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_a_folder_of_sessions_is_looked_through_and_counted(tmp_path: Path) -> None:
    first = session(tmp_path / "2026" / "05" / "one")
    for name in ("two", "three"):
        shutil.copytree(first, tmp_path / "2026" / name)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readme.txt").write_text("no session, and none of our business")
    found = sessions([tmp_path])
    assert [folder.name for folder in found] == ["one", "three", "two"]
    assert sessions([first, tmp_path]) == found, "none twice"
    assert improv("check", tmp_path)[0] == 0
    (found[1] / exchanges.FILE).unlink()
    cut(found[2] / LOG, -30)
    status, out = improv("check", "--no-repair", tmp_path)
    assert status == 0 and "exchanges.jsonl: is missing [can be mended]" in out
    assert [row.split()[-2] for row in out.splitlines() if row.startswith("│ ")] == [
        "1", "1", "1", "0", "0", "0", "0"
    ]  # fmt: skip
    replace(found[0] / LOG, b"test", b"best")
    status, out = improv("check", tmp_path)
    assert status == 1 and "one: session.jsonl:1: its sum is wrong" in out


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda place: place.mkdir(), "an empty folder [not a session]"),
        (lambda place: (place / "x").mkdir(parents=True), "not a session: no session.jsonl in it"),
        (lambda place: None, "there is no such folder [not a session]"),
        (lambda place: place.write_text("x"), "there is no such folder [not a session]"),
    ],
)
def test_what_is_no_session_is_said_so(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    make(tmp_path / "place")
    status, out = improv("check", tmp_path / "place")
    assert status == 1 and words in out and out.count("\n") == 1


def test_many_sessions_are_checked_by_all_processors(tmp_path: Path) -> None:
    whole = session(tmp_path / "0")
    for number in range(1, FEW + 3):
        shutil.copytree(whole, tmp_path / str(number))
    flip(tmp_path / "7" / "actor.flac", 41_000)
    reports = list(survey(sessions([tmp_path])))
    assert [r.folder.name for r in reports if r.state == "damaged"] == ["7"]
    assert len(reports) == FEW + 3 and {r.state for r in reports} == {"whole", "damaged"}
    assert STATES.index("damaged") > STATES.index("killed") > STATES.index("mended")


def test_a_disk_that_does_not_let_us_mend_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = session(tmp_path / "s")
    (folder / exchanges.FILE).unlink()
    (folder / exchanges.FILE).mkdir()  # cannot be read or written as a file
    status, out = improv("check", folder)
    assert status == 1 and "cannot be checked or mended: Is a directory" in out
    assert len(list(read(folder)[1])) == 8


def test_what_an_older_version_derived_is_told_as_that_and_made_anew(tmp_path: Path) -> None:
    folder = session(tmp_path / "old")
    derived = folder / exchanges.FILE
    text = derived.read_text("utf-8")
    derived.write_text(text.replace('"backchannels"', '"chirps"'), "utf-8")
    words = "exchanges.jsonl: is of an older version of improv-partner, or was changed"
    assert told(folder, repair=False) == [f"{words} [mended]"], "can be, as the command says"
    assert told(folder) == [f"{words}; it was made anew [mended]"]
    assert told(folder) == [] and derived.read_text("utf-8") == text
