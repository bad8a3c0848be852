"""An evening of sessions as tables: made once, kept up to date, asked in SQL."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from improv_partner.intents import Meant
from improv_partner.notes import Notes, Rater
from improv_partner.recording import LOG
from improv_partner.research.cluster import Alone, Lost
from improv_partner.research.index import build as building
from improv_partner.research.index import parts as storing
from improv_partner.research.index.parts import NAME, Parts
from improv_partner.research.index.query import ask
from improv_partner.research.index.tables import TABLES, as_markdown

from .agreed import Later
from .commands import improv, is_one_line
from .planted import FLAWED, Planted, made

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five sessions, three exchanges and three failures each."""
    place = tmp_path_factory.mktemp("evening")
    first = made(Planted("0", FLAWED), place / "0")
    for name in "1234":
        shutil.copytree(first, place / name)
    return place


@pytest.fixture
def evening(stage: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stage, tmp_path / "evening"))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def brought(place: Path | None, index: Path) -> building.Built:
    parts = Parts(index)
    return building.build(building.plan([str(place)] if place else [], parts), parts, Alone())


def asked(index: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(ask(index, sql).rows)


def names(index: Path) -> list[str]:
    return [name for (name,) in asked(index, "select name from sessions order by name")]


def test_an_evening_can_be_asked(evening: Path, index: Path) -> None:
    assert brought(evening, index) == building.Built(read=5)
    assert names(index) == list("01234")
    kinds = "select kind, count(*), count(distinct session) from failures group by 1 order by 1"
    assert asked(index, kinds) == [
        ("character_break", 5, 5),
        ("misread", 5, 5),
        ("took_it_straight", 5, 5),
    ]
    joined = """select e.said, e.intent, e.reading, e.agreement, f.kind from exchanges e
        join failures f using (session, exchange) join sessions s using (session)
        where s.name = '2' and e.intent = 'grief'"""
    said = "The train leaves at nine."
    assert asked(index, joined) == [(said, "grief", "joy", "miss", "misread")]
    tags = "select exchange, rater, played, intent, intensity, stances from intents"
    first = f"{tags} join sessions using (session) where name = '0' order by exchange limit 1"
    assert asked(index, first) == [(1, "actor", True, "contempt", 3, "sarcastic")]
    assert asked(index, "select count(*), min(feeling), bool_or(rejected) from readings") == [
        (15, "interest", False)
    ]
    about = "select exchanges, tagged, failures, scene, mind, ended, remarks from sessions limit 1"
    ended = "microphone closed"
    assert asked(index, about) == [(3, 3, 3, "the-house", "planted mind", ended, None)]


def test_only_what_has_changed_is_read_again(evening: Path, index: Path) -> None:
    brought(evening, index)
    before = sorted(index.glob(NAME))
    assert brought(evening, index) == building.Built(kept=5)
    assert sorted(index.glob(NAME)) == before, "nothing is written if nothing is new"
    os.utime(evening / "1" / LOG)
    assert brought(evening, index) == building.Built(kept=5), "other times, the same content"
    Notes(evening / "2", Rater()).tag(2, 3, Meant("relief", 1), corrects=True)
    shutil.rmtree(evening / "3")
    shutil.copytree(evening / "0", evening / "5")
    assert brought(evening, index) == building.Built(read=2, kept=3, removed=1)
    assert names(index) == list("01245")
    noted = "select intent, played, source from intents where role = 'actor' and not played"
    assert asked(index, noted) == [("relief", False, "review")]
    corrected = """select name, intent from exchanges join sessions using (session)
        where exchange = 2 and intent != 'grief'"""
    assert asked(index, corrected) == [("2", "relief")], "a correction stands for the tag"


def test_without_a_place_what_is_known_is_brought_up_to_date(evening: Path, index: Path) -> None:
    brought(evening, index)
    shutil.rmtree(evening / "3")
    assert brought(None, index) == building.Built(kept=4, removed=1)
    assert names(index) == list("0124")


def rewritten(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """The header with this change."""
    log = folder / LOG
    first, *rest = log.read_text("utf-8").splitlines(keepends=True)
    header = json.loads(first)
    change(header)
    log.write_text(json.dumps(header) + "\n" + "".join(rest), "utf-8")


def test_what_nobody_agreed_to_is_not_in_it(evening: Path, index: Path) -> None:
    brought(evening, index)
    today = datetime.now(UTC).date().isoformat()
    no = {"answer": "yes", "purposes": {"run": True, "keep_text": True, "replay": False}}
    rewritten(evening / "0", lambda header: header.update(consent=no))
    (evening / "1" / "withdrawn.json").write_text("{}", "utf-8")
    until = {"answer": "yes", "keep_until": "2001-01-01"}
    rewritten(evening / "2", lambda header: header.update(consent=until))
    still = {"answer": "yes", "keep_until": today}
    rewritten(evening / "3", lambda header: header.update(consent=still))
    done = brought(evening, index)
    assert names(index) == list("34")
    (told,) = done.refused
    assert "replay" in told and done.removed == 1
    (over,) = done.ended.values()
    assert "2001-01-01" in over and "delete it" in over
    assert asked(index, "select count(distinct session) from exchanges") == [(2,)]


def test_what_was_withdrawn_is_no_fault_however_often_it_is_indexed(
    evening: Path, index: Path
) -> None:
    place = (str(evening), "--index", str(index))
    (evening / "1" / "withdrawn.json").write_text("{}", "utf-8")
    for _ in range(2):
        ran = improv("index", *place)
        assert ran.code == 0 and ran.out.count(f"{evening / '1'}: was withdrawn") == 1
    (evening / "1" / LOG).unlink()
    until = {"answer": "yes", "keep_until": "2001-01-01"}
    rewritten(evening / "2", lambda header: header.update(consent=until))
    ran = improv("index", *place)
    assert ran.code == 0
    assert "2 sessions were withdrawn, or their day is over: left out: 1, 2" in ran.flat
    (evening / "3" / LOG).write_bytes(b"")
    assert improv("index", *place).code == 1, "damage is one"


def test_a_day_that_is_over_takes_a_session_out(
    evening: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime.now(UTC).date().isoformat()
    rewritten(evening / "3", lambda h: h.update(consent={"answer": "yes", "keep_until": today}))
    brought(evening, index)
    assert names(index) == list("01234")

    monkeypatch.setattr(building, "datetime", Later)
    assert brought(evening, index).removed == 1
    assert names(index) == list("0124")


def test_damaged_sessions_are_told_and_the_rest_goes_on(evening: Path, index: Path) -> None:
    log = evening / "1" / LOG
    lines = log.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"is": "voice"' in line and n > 3)
    lines[at] = b'{"n": 7, "is": \n'
    log.write_bytes(b"".join(lines) + b'{"torn')
    (evening / "2" / LOG).write_bytes(b"")
    done = brought(evening, index)
    assert done.read == 4 and len(done.refused) == 1 and "header" in done.refused[0]
    ((remarks,),) = asked(index, "select remarks from sessions where remarks is not null")
    assert f"{LOG}:{at + 1}: damaged" in remarks
    assert brought(evening, index).kept == 4, "but it is not read again and again"


def test_another_rule_and_it_is_indexed_again(
    evening: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(evening, index)
    monkeypatch.setattr(building, "rules", lambda: "of tomorrow")
    assert brought(None, index).read == 5


def test_folders_are_filled_and_thinned(
    evening: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "FULL", 2)
    brought(evening, index)
    assert len(list(index.glob(NAME))) == 3
    shutil.rmtree(evening / "0")
    Notes(evening / "4", Rater()).tag(2, 3, Meant("relief", 1), corrects=True)
    brought(evening, index)
    assert names(index) == list("1234")
    assert len(list(index.glob(NAME))) <= 3


def test_what_a_killed_build_leaves_is_no_harm(evening: Path, index: Path) -> None:
    brought(evening, index)
    (whole,) = index.glob(NAME)
    half = index / f"{storing.PART}-part-0"
    half.mkdir()
    (half / "sessions.parquet").write_bytes(b"PAR1")
    shutil.copytree(whole, index / "part-twice")  # it was killed before the old one went
    assert len(names(index)) == 10
    assert brought(evening, index).read == 5
    assert names(index) == list("01234") and not half.exists()
    for file in next(index.glob(NAME)).glob("exchanges*"):
        file.write_bytes(b"no parquet")
    assert brought(evening, index).kept == 5, "the table of sessions is whole"
    Notes(evening / "4", Rater()).tag(2, 3, Meant("relief", 1), corrects=True)
    brought(evening, index)
    assert brought(evening, index).read == 4, "what was thrown away with it comes back"
    assert names(index) == list("01234")


def test_a_lost_session_is_told(evening: Path, index: Path) -> None:
    class Broken(Alone):
        def each(self, work: Any, tasks: Any) -> Any:
            for task, result in super().each(work, tasks):
                yield task, Lost("its worker died") if task.what.endswith("2") else result

    parts = Parts(index)
    done = building.build(building.plan([str(evening)], parts), parts, Broken())
    assert done.read == 4 and done.refused == [f"{evening / '2'}: its worker died"]


def test_the_commands(evening: Path, index: Path) -> None:
    place = ("--index", str(index))
    is_one_line(improv("query", "select 1", *place), "no index there", "improv index recordings")
    ran = improv("index", str(evening), *place)
    assert ran.code == 0 and "5 sessions read, 0 as they were, 0 removed" in ran.flat
    sql = "select name, exchanges as n, null as nothing from sessions order by name limit 2"
    ran = improv("query", sql, *place)
    assert "│ 0" in ran.out and "│ 3" in ran.out and "nothing" in ran.out
    ran = improv("query", sql, *place, "--format", "csv")
    assert list(csv.reader(io.StringIO(ran.out))) == [
        ["name", "n", "nothing"],
        ["0", "3", ""],
        ["1", "3", ""],
    ]
    ran = improv("query", "select '=1' as a, date '2026-01-02' as b", *place, "--format", "csv")
    assert ran.out == "a,b\n'=1,2026-01-02\n"
    ran = improv("query", "select date '2026-01-02' as b", *place, "--format", "jsonl")
    assert json.loads(ran.out) == {"b": "2026-01-02"}
    is_one_line(improv("query", "select knd from failures", *place), "knd", '"kind"')
    ran = improv("query", "select * from exchanges order by exchange limit 1", *place)
    assert "actor_end_s" in ran.flat, "too many columns for a line stand below each other"
    is_one_line(improv("query", "select 1", "--format", "xml"), "table, csv, jsonl")
    (evening / "0" / LOG).write_bytes(b"")
    ran = improv("index", str(evening), *place)
    assert ran.code == 1 and "damaged" in ran.out


def test_every_column_is_told(evening: Path, index: Path) -> None:
    told = improv("query", "--tables").flat
    brought(evening, index)
    page = (ROOT / "docs" / "query.md").read_text("utf-8")
    assert "\n".join(as_markdown()).strip() in page, "paste what tables.as_markdown() gives"
    for table, columns in TABLES.items():
        assert ask(index, f"select * from {table}").columns == tuple(columns)
        assert all(f"│ {name}" in told or name in told for name in columns)


def test_the_questions_of_the_page_can_be_asked(evening: Path, index: Path) -> None:
    is_one_line(improv("index", "--index", str(index)), "knows no session")
    Notes(evening / "2", Rater()).tag(1, 1, Meant("relief", 1), corrects=True)
    brought(evening, index)
    page = (ROOT / "docs" / "query.md").read_text("utf-8")
    answers = [asked(index, sql) for sql in re.findall(r"```sql\n(.*?)```", page, re.DOTALL)]
    assert answers[0] == [("planted mind", "joy", 5)]
    assert [row[0] for row in answers[1]] == ["grief"] and len(answers) == 3


def test_many_rows_are_not_all_shown(evening: Path, index: Path) -> None:
    brought(evening, index)
    ran = improv("query", "select * from range(2000)", "--index", str(index))
    assert "The first 500 rows" in ran.flat and "│ 499" in ran.out and "│ 500" not in ran.out
