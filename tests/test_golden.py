"""The promise of the format: every recording that was ever kept here can still be read."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from improv_partner import check, track
from improv_partner.event_json import KINDS, Unknown, to_json
from improv_partner.events import Curtain, Played
from improv_partner.exchanges import exchanges
from improv_partner.recording import FORMAT, LOG, SUM, Entry, parse, read

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("format-*/*"))
FOR_EVER = 11  # recordings of format 1 that must be there; this number only grows


@pytest.fixture(params=GOLDEN, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def golden(request: pytest.FixtureRequest) -> Path:
    folder = request.param
    assert isinstance(folder, Path)
    return folder


def is_in(small: Any, big: Any) -> bool:
    """`big` says all that `small` says; it may have more keys."""
    if isinstance(small, dict):
        return isinstance(big, dict) and all(k in big and is_in(small[k], big[k]) for k in small)
    if isinstance(small, list):
        return len(small) == len(big) and all(map(is_in, small, big))
    return bool(small == big)


def lines(folder: Path) -> list[bytes]:
    """The whole lines of the log, without their sums; the header is the first."""
    whole = (folder / LOG).read_bytes().splitlines(keepends=True)
    return [line.rpartition(SUM)[0] + b"}" for line in whole if line.endswith(b"\n")]


def test_none_is_missing_and_all_are_small() -> None:
    assert len(GOLDEN) >= FOR_EVER
    files = [file for folder in GOLDEN for file in folder.iterdir()]
    assert sum(file.stat().st_size for file in files) < 300_000


def test_it_is_read_and_means_what_it_meant(golden: Path) -> None:
    header, entries = read(golden)
    assert golden.parent.name == f"format-{header['format']}" and header["format"] <= FORMAT
    then = [json.loads(row) for row in (golden / "expected.jsonl").read_text("utf-8").splitlines()]
    now = [exchange.as_dict() for exchange in exchanges(entries)]
    assert then and len(then) == len(now)
    for old, new in zip(then, now, strict=True):
        assert is_in(old, new), (old, new)


def test_every_line_can_be_written_again_byte_for_byte(golden: Path) -> None:
    passed_over = set()
    for content in lines(golden)[1:]:
        row: dict[str, Any] = json.loads(content)
        entry = parse(content, "")
        again = {"n": entry.n, "frame": entry.frame, "t": entry.t, **to_json(entry.what)}
        passed_over |= {f"{row['is']}.{name}" for name in row if name not in again}
        kept = {name: again[name] for name in row if name in again}  # a later field has a default
        assert json.dumps(kept, ensure_ascii=False) == json.dumps(
            {name: row[name] for name in kept}, ensure_ascii=False
        )
        if set(row) == set(again):
            assert json.dumps(again, ensure_ascii=False).encode() == content
    assert passed_over == ({"mark.colour"} if golden.name == "newer-program" else set())


def test_it_is_whole_but_for_the_killed_one_which_is_mended(golden: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(golden, tmp_path / "copy")
    expected = "killed" if golden.name == "killed" else "mended"
    assert check.STATES.index(check.state(check.check(copy))) <= check.STATES.index(expected)
    found = check.check(copy)
    assert [f.state for f in found] == (["killed"] if golden.name == "killed" else [])
    assert [e.what for e in read(copy)[1]] == [e.what for e in read(golden)[1]]


def test_what_was_played_is_in_the_partners_track(golden: Path) -> None:
    played = [e.what for e in read(golden)[1] if isinstance(e.what, Played)]
    assert played
    faded = 160 if golden.name in ("overlap", "director") else 0  # where it was hushed
    for what in played:
        heard = track.pcm(golden, "partner", what.sample, what.sample + what.samples)
        inside = heard[2 * faded : len(heard) - 2 * faded]
        assert inside == b"\x02\x00" * (what.samples - 2 * faded), "the scripted voice hums so"


def test_they_show_every_kind_of_thing_that_happens() -> None:
    entries: list[Entry] = [entry for folder in GOLDEN for entry in read(folder)[1]]
    seen = {type(entry.what).__name__.lower() for entry in entries}
    assert set(KINDS) - {"frame"} <= seen
    unknown = [e.what for e in entries if isinstance(e.what, Unknown)]
    assert Unknown("applause", {"loud": 0.5, "from": ["stalls", "circle"], "who": None}) in unknown
    ended = {folder.name for folder in GOLDEN if any_curtain(folder)}
    assert {folder.name for folder in GOLDEN} - ended == {"killed"}


def any_curtain(folder: Path) -> bool:
    return any(isinstance(entry.what, Curtain) for entry in read(folder)[1])


def test_making_them_again_touches_nothing() -> None:
    def sums() -> dict[Path, str]:
        files = [file for folder in GOLDEN for file in folder.iterdir()]
        return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    before = sums()
    script = [sys.executable, str(ROOT / "scripts" / "make_golden.py")]
    told = subprocess.run(script, check=True, capture_output=True, text=True).stdout
    assert set(line.rpartition(": ")[2] for line in told.splitlines()) == {"kept"}
    assert sums() == before
