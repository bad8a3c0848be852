"""What is noted beside a recording: appended, whole, by several people at a time."""

from __future__ import annotations

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from improv_partner.errors import RecordingError
from improv_partner.events import Intent
from improv_partner.intents import TAG_SET, Meant
from improv_partner.jsonl import append, rows
from improv_partner.notes import FILE, LISTENER, Notes, Rater, Rating, ratings, read, tags

from .replay_room import session

BEN = Rater("Ben", LISTENER, True)
HIDDEN = Intent("grief", 3, "joy", ("hiding",))  # as played in the first exchange


def test_each_answer_is_a_line_with_all_that_tells_whose_it_is(tmp_path: Path) -> None:
    notes = Notes(tmp_path, BEN)
    notes.tag(1, 1, Meant("fear", 3, "joy", ("hiding",), "self", "down"), corrects=False)
    notes.tag(1, 1, Meant("grief"), corrects=True)
    notes.audible(1, 1, None)
    notes.skipped(2, 3)
    first, second, third, fourth = read(tmp_path)
    assert first.pop("at").endswith("+00:00")
    assert first == {
        "is": "tag",
        "by": "Ben",
        "role": "listener",
        "blind": True,
        "exchange": 1,
        "line": 1,
        "label": "fear",
        "intensity": 3,
        "surface": "joy",
        "stances": ["hiding"],
        "target": "self",
        "status": "down",
        "tag_set": TAG_SET,
        "session": tmp_path.name,
    }
    assert [row["is"] for row in (second, third, fourth)] == ["correction", "audible", "skipped"]
    grief = Intent("grief", source="review", who="Ben")
    stands = {1: Rating(1, grief, None, True), 3: Rating(2, None, None, True)}
    assert notes.ratings == stands == Notes(tmp_path, BEN).ratings
    assert not Notes(tmp_path, Rater("Ben", LISTENER)).ratings, "not blind is another rating"


def test_unknown_kinds_and_fields_are_kept_and_passed_over(tmp_path: Path) -> None:
    append(tmp_path / FILE, {"is": "applause", "loud": 5})
    Notes(tmp_path, BEN).tag(1, 1, Meant("joy"), corrects=False)
    assert next(read(tmp_path)) == {"is": "applause", "loud": 5}
    row = list(read(tmp_path))[1] | {"colour": "red"}
    assert ratings([row])[BEN][1].tag == Intent("joy", source="review", who="Ben")
    for wrong in ({"intensity": "loud"}, {"exchange": None}):
        with pytest.raises(RecordingError, match="a note without its fields"):
            ratings([row | wrong])


def test_without_notes_there_are_none(tmp_path: Path) -> None:
    assert list(read(tmp_path)) == []


def test_the_newest_correction_of_the_actor_wins(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", audio=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert tags(folder) == {1: HIDDEN}
    actor, blind = Notes(folder, Rater()), Notes(folder, Rater(blind=True))
    Notes(folder, BEN).tag(1, 1, Meant("anger"), corrects=False)
    assert tags(folder) == {1: HIDDEN}, "a listener does not know what was meant"
    actor.tag(1, 1, Meant("fear", 1), corrects=True)
    blind.tag(1, 1, Meant("guilt", 3), corrects=True)
    actor.tag(2, 3, Meant("relief"), corrects=False)
    own = {"source": "review", "who": "actor"}
    assert tags(folder) == {1: Intent("guilt", 3, **own), 2: Intent("relief", **own)}
    actor.tag(1, 1, Meant(""), corrects=True)
    assert tags(folder)[1] == HIDDEN, "taken back: what was played stands"
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != FILE}
    assert after == before, "the recording is as it was"


def test_a_torn_line_is_left_out_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / FILE
    append(path, {"is": "a"})
    with path.open("ab") as file:
        file.write(b'{"is": "tag", "by": "B\xc3')
    assert list(rows(path)) == [{"is": "a"}]
    append(path, {"is": "b"})
    with path.open("ab") as file:
        file.write(b'{"is": "by an editor"}')
    append(path, {"is": "c"})
    assert [row["is"] for row in rows(path)] == ["a", "b", "by an editor", "c"]
    assert path.read_bytes().endswith(b'"b"}\n{"is": "by an editor"}\n{"is": "c"}\n')


def test_a_damaged_line_in_the_middle_is_told_with_its_number(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"is": "a"}\n["no note"]\n{"is": "b"}\n')
    with pytest.raises(RecordingError, match=r"notes.jsonl:2: damaged line"):
        list(read(tmp_path))


def write_many(path: Path, by: str, count: int) -> None:
    for n in range(count):
        append(path, {"is": "tag", "by": by, "n": n, "text": by * (n % 300)})


def test_two_raters_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    path, count = tmp_path / FILE, 400
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=write_many, args=(path, by, count)) for by in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
        assert one.exitcode == 0
    found = [json.loads(line) for line in path.read_bytes().splitlines()]
    for by in "ab":
        assert [row["n"] for row in found if row["by"] == by] == list(range(count))


@pytest.mark.skipif(os.name == "nt", reason="files of a limited size are POSIX")
def test_a_full_disk_is_one_line_and_nothing_is_lost_or_torn(tmp_path: Path) -> None:
    import resource

    notes = Notes(tmp_path, BEN)
    notes.tag(1, 1, Meant("joy"), corrects=False)
    before = notes.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 50, limits[1]))
    try:
        with pytest.raises(RecordingError, match=r"cannot be written: .*is kept") as told:
            notes.audible(1, 1, True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "\n" not in str(told.value) and notes.path.read_bytes() == before
    assert not notes.ratings[1].done, "what is not on the disk was not answered"
    notes.audible(1, 1, True)
    assert len(list(read(tmp_path))) == 2
