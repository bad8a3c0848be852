"""improv failures as a person types it, also with folders that are not as they should be."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from improv_partner.recording import LOG, Recording
from improv_partner.research.export import permitted
from improv_partner.research.failures.failure import Failure
from improv_partner.research.failures.show import as_csv, evidence_words

from .agreed import Later
from .commands import improv, is_one_line
from .planted import FLAWED, Act, Planted, made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sessions with three failures each."""
    place = tmp_path_factory.mktemp("evening")
    made(Planted("one", FLAWED), place / "one")
    other = {"crew": {"mind": "llama of somebody"}}
    made(Planted("two", FLAWED, header=other), place / "two")
    return place


def rows(*words: str) -> list[dict[str, object]]:
    ran = improv("failures", *words, "--format", "jsonl")
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def test_json_lines_have_everything(folder: Path) -> None:
    found = rows(str(folder))
    assert [(row["kind"], row["exchange"]) for row in found] == 2 * [
        ("took_it_straight", 1),
        ("misread", 2),
        ("character_break", 3),
    ]
    assert {key: found[0][key] for key in ("sub", "severity", "intent", "stances", "cause")} == {
        "sub": "sincere",
        "severity": 3,
        "intent": "contempt",
        "stances": ["sarcastic"],
        "cause": "model",
    }
    assert found[0]["said"] == "What a lovely day."
    assert found[0]["session"] == str(folder / "one")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--kind", "misread"], 2),
        (["--kind", "misread", "--kind", "character_break"], 4),
        (["--intent", "grief"], 2),
        (["--stance", "sarcastic"], 2),
        (["--model", "llama"], 3),
        (["--scene", "the-house"], 6),
        (["--scene", "the-soup"], 0),
        (["--min-severity", "3"], 4),
        (["--cause", "late"], 0),
    ],
)
def test_filters(folder: Path, words: list[str], count: int) -> None:
    assert len(rows(str(folder), *words)) == count


def test_csv_is_for_spreadsheets(folder: Path) -> None:
    ran = improv("failures", str(folder), "--format", "csv", "--sort", "severity")
    table = list(csv.DictReader(io.StringIO(ran.out)))
    assert [row["severity"] for row in table] == ["3", "3", "3", "3", "2", "2"]
    assert json.loads(table[0]["evidence"])["meant"] == "contempt"
    assert int(table[0]["begin_sample"]) < int(table[0]["end_sample"])
    sly = Failure("comfort", "formula", 1, "s", 1, (0, 1), quote='=HYPERLINK("x")')
    (row,) = csv.DictReader(io.StringIO(as_csv([sly])))
    assert row["quote"] == '\'=HYPERLINK("x")'


def test_the_table_shows_words_and_counts(folder: Path) -> None:
    ran = improv("failures", str(folder))
    assert ran.code == 0
    assert "6 failures in 6 exchanges" in ran.flat
    assert str(folder) in ran.out.replace("\n", ""), "to be given to improv show as it stands"
    for words in ("character_break", "sarcastic", "contempt", "model"):
        assert words in ran.flat
    assert evidence_words(Failure("a", "b", 1, "s", 1, (0, 1), {"gap_s": 2.5})) == "gap 2.5 s"


def test_exit_codes_for_machines(folder: Path, tmp_path: Path) -> None:
    assert improv("failures", str(folder), "--exit-code").code == 3
    assert improv("failures", str(folder), "--exit-code", "--kind", "comfort").code == 0
    assert improv("failures", str(tmp_path)).code == 1, "nothing there to be looked at"


def test_wrong_words_name_the_nearest(folder: Path) -> None:
    is_one_line(improv("failures", str(folder), "--kind", "misreed"), '"misreed"', '"misread"')
    is_one_line(improv("failures", str(folder), "--sort", "colour"), "--sort", "severity")


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "good")
    empty = tmp_path / "empty"
    empty.mkdir()
    newer = made(Planted("newer", FLAWED), tmp_path / "newer")
    log = newer / LOG
    log.write_text(log.read_text("utf-8").replace('"format": 1', '"format": 2', 1), "utf-8")
    made(Planted("no", FLAWED, header={"consent": {"answer": "no"}}), tmp_path / "refused")
    made(Planted("half", FLAWED, header={"consent": {"asked": True}}), tmp_path / "half")
    places = [str(tmp_path / name) for name in ("newer", "refused", "half", "empty", "good")]
    ran = improv("failures", *places, "--format", "jsonl")
    assert ran.code == 1 and len(ran.out.splitlines()) == 6
    told = ran.err.splitlines()
    assert len(told) == 4
    for words in ("format 2 is newer", "nobody agreed", "consent is incomplete", "not a session"):
        assert any(words in line for line in told), (words, told)


def test_what_was_withdrawn_is_no_fault(folder: Path, tmp_path: Path) -> None:
    place = shutil.copytree(folder, tmp_path / "evening")
    (place / "one" / "withdrawn.json").write_text("{}", "utf-8")
    ran = improv("failures", str(place), "--format", "jsonl")
    assert ran.code == 0 and len(ran.out.splitlines()) == 3
    (told,) = ran.err.splitlines()
    assert told == f"{place / 'one'}: was withdrawn; nothing of it is used"
    assert improv("failures", str(place), "--exit-code").code == 3, "by what it is asked for"
    for name in "abcdef":
        consent = {"answer": "yes", "keep_until": "2001-01-01"}
        made(Planted(name, FLAWED, header={"consent": consent}), place / name)
    alone = improv("failures", *(str(place / name) for name in ("one", *"abcdef")), "--exit-code")
    assert alone.code == 0 and alone.out == ""
    (told,) = alone.err.splitlines()
    assert told.startswith("7 sessions were withdrawn") and "a, b, c, d, e and 2 others" in told
    (place / "two" / LOG).write_bytes(b"")
    assert improv("failures", str(place)).code == 1, "damage is one"


def test_kept_results_are_not_shown_once_the_day_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.now(UTC).date().isoformat()
    consent = {"answer": "yes", "keep_until": today}
    made(Planted("day", FLAWED, header={"consent": consent}), tmp_path / "day")
    words = (str(tmp_path / "day"), "--keep", str(tmp_path / "kept"), "--format", "jsonl")
    assert len(rows(*words)) == len(rows(*words)) == 3
    kept = (tmp_path / "kept" / "results.jsonl").read_bytes()

    monkeypatch.setattr(permitted, "datetime", Later)
    ran = improv("failures", *words)
    assert (ran.code, ran.out) == (0, "") and f"was to be kept until {today}" in ran.err
    assert (tmp_path / "kept" / "results.jsonl").read_bytes() == kept, "it was not looked at anew"


def test_of_a_damaged_session_what_is_there_is_judged(tmp_path: Path) -> None:
    folder = made(Planted("damaged", FLAWED), tmp_path / "damaged")
    log = folder / LOG
    lines = log.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"is": "voice"' in line and n > 3)
    lines[at] = b'{"n": 7, "is": \n'
    log.write_bytes(b"".join(lines) + b'{"torn')
    ran = improv("failures", str(folder), "--format", "jsonl")
    kinds = [json.loads(line)["kind"] for line in ran.out.splitlines()]
    assert "misread" in kinds and "character_break" in kinds
    assert f"{LOG}:{at + 1}: damaged; 1 line left out" in ran.err, "a torn end is as usual"
    assert ran.code == 0


def test_damaged_notes_are_left_out(tmp_path: Path) -> None:
    folder = made(Planted("notes", FLAWED), tmp_path / "noted")
    (folder / "notes.jsonl").write_text('{"is": "tag", "by": "actor"}\n', "utf-8")
    ran = improv("failures", str(folder), "--format", "jsonl")
    assert len(ran.out.splitlines()) == 3 and "judged without its notes" in ran.err


def test_nothing_said_and_nothing_tagged_is_told(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "silent", {"consent": {"answer": "yes"}}, audio=False)
    recording.close()
    made(Planted("untagged", [Act("Who are you?", "The roofer.")]), tmp_path / "untagged")
    ran = improv("failures", str(tmp_path), "--format", "jsonl")
    assert ran.code == 0 and ran.out == ""
    assert "0 exchanges" in ran.err and "no tags" in ran.err


def test_headers_that_tell_nothing_are_no_trouble(tmp_path: Path) -> None:
    odd = {"scene": {"covers": [], "facts": 7}, "settings": {}, "crew": None, "source": 3}
    folder = made(Planted("odd", FLAWED), tmp_path / "odd")
    log = folder / LOG
    first, *rest = log.read_text("utf-8").splitlines(keepends=True)
    header = json.loads(first) | odd
    log.write_text(json.dumps(header) + "\n" + "".join(rest), "utf-8")
    assert len(rows(str(folder))) == 3


def test_where_nothing_was_read_there_is_no_table(tmp_path: Path) -> None:
    ran = improv("failures", str(tmp_path / "nowhere"))
    assert (ran.code, ran.out) == (1, "") and ran.err.count("\n") == 1
    made(Planted("fine", [Act("Who are you?", "Ivy. And you?")]), tmp_path / "fine")
    assert improv("failures", str(tmp_path / "fine")).out == "no failures in 1 exchanges\n"
