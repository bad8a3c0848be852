"""improv suite as a person types it: add, run with good and bad models, compare, withdraw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from improv_partner import cli_suite, tombstone
from improv_partner.recording import LOG

from . import chat_server
from .chat_server import ChatServer
from .commands import Ran, improv, is_one_line
from .judged_evening import evening, labels
from .judges import judges
from .planted import Act, Planted, made
from .suite_room import MODELS, PLAYS, confirmed, many

SUITE = "suites/suite.jsonl"
CLOUD = "https://mind.example.org/v1"
assert cli_suite.suite  # the command has joined the app


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    for name, model in MODELS.items():
        monkeypatch.setitem(chat_server.FAULTS, name, model)
    with judges(monkeypatch) as running:
        yield running


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def cat(here: Path) -> Path:
    """A session of which two cases were made, in suite.jsonl."""
    folder = confirmed(here / "recordings")
    assert "2 cases added" in improv("suite", "add", "recordings").out
    return folder


def run(server: ChatServer, model: str, *more: str) -> Ran:
    return improv("suite", "run", SUITE, "--model", model, "--base-url", server.url, *more)


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_suite_is_made_of_what_was_confirmed_and_grows(cat: Path, here: Path) -> None:
    again = improv("suite", "add", "recordings", "--kind", "comfort")
    assert again.code == 0 and f"0 cases added, 2 in {SUITE}" in again.out
    assert "cat: exchange 1, comfort: is in it already" in again.err
    more = improv("suite", "add", "recordings", "--unconfirmed", "--min-severity", "1")
    assert f"2 cases added, 4 in {SUITE}" in more.out
    none = improv("suite", "add", "recordings", "--kind", "stuck", "--out", "other.jsonl")
    assert "0 cases added" in none.out and "only what people confirmed" in none.err
    assert not Path("other.jsonl").exists()
    is_one_line(improv("suite", "add", "recordings", "--kind", "comfrt"), 'did you mean "comfort"?')
    missing = improv("suite", "add", "nowhere")
    assert missing.code == 1 and "nowhere" in missing.err


def test_show_tells_the_cases_and_what_is_asked(cat: Path) -> None:
    shown = improv("suite", "show", SUITE)
    assert "2 cases" in shown.out and "My cat is gone." in shown.out
    asked = improv("suite", "show", SUITE, "--case", "cat-1-comfort")
    assert "How you play:" in asked.out and asked.out.rstrip().endswith("My cat is gone.")
    is_one_line(improv("suite", "show", SUITE, "--case", "cat-1-comfrt"), "did you mean")
    is_one_line(improv("suite", "show", str(cat / LOG)), "is no suite")


def test_a_model_that_fails_again_and_one_that_does_not(cat: Path, server: ChatServer) -> None:
    bad = run(server, "comforts", "--out", "r.jsonl")
    assert bad.code == 0 and len(server.asked) == 2 * 3
    assert {one["seed"] for one in server.asked} == {1, 2, 3}
    assert server.asked[0]["messages"][0]["role"] == "system"
    assert server.asked[0]["temperature"] == 0.9 and server.asked[0]["max_tokens"] == 160
    good = run(server, "plays", "--out", "r.jsonl")
    assert "100% (34% to 100%)" in good.flat
    kinds = {(row["run"]["model"], row["kind"], row["verdict"]) for row in lines(Path("r.jsonl"))}
    assert kinds == {
        ("comforts", "comfort", "fail"),
        ("comforts", "misread", "pass"),
        ("plays", "comfort", "pass"),
        ("plays", "misread", "pass"),
    }
    shown = improv("suite", "show", "r.jsonl")
    assert "comforts" in shown.column(1) and "0%" in shown.column(2)


def test_some_takes_may_fail(cat: Path, server: ChatServer) -> None:
    ran = run(server, "one-of-three", "--out", "r.jsonl")
    assert "67%" in ran.flat
    failed = [row for row in lines(Path("r.jsonl")) if row["verdict"] == "fail"]
    assert [(row["case"], row["take"]) for row in failed] == [("cat-1-comfort", 2)]
    assert failed[0]["why"].startswith("formula: ") and failed[0]["reply"]


def test_a_reading_that_is_kept_back_is_told_and_counts_as_nothing(
    cat: Path, server: ChatServer
) -> None:
    ran = run(server, "keeps-quiet", "--times", "1")
    assert ran.code == 0
    assert "cat-1-misread, take 1: cannot tell: no reading of the actor's line" in ran.err


def test_a_run_goes_on_where_it_was_and_asks_again_what_had_no_answer(
    cat: Path, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = chat_server.FAULTS["plays"]
    monkeypatch.setitem(chat_server.FAULTS, "plays", chat_server.FAULTS["quota"])
    failed = run(server, "plays", "--times", "1", "--out", "r.jsonl")
    assert failed.code == 1 and "cat-1-comfort and 1 other case: no answer: " in failed.err
    monkeypatch.setitem(chat_server.FAULTS, "plays", good)
    assert run(server, "plays", "--times", "1", "--out", "r.jsonl").code == 0
    before = len(server.asked)
    again = run(server, "plays", "--times", "2", "--out", "r.jsonl")
    assert again.code == 0 and len(server.asked) - before == 2, "only the second takes"
    server.wedged = True
    assert run(server, "plays", "--times", "2", "--out", "r.jsonl").flat == again.flat


def test_one_case_that_fails_does_not_end_the_run(here: Path, server: ChatServer) -> None:
    many(here / "recordings")
    improv("suite", "add", "recordings")
    ran = run(server, "status-500", "--times", "1")
    assert ran.code == 1 and " and 4 other cases: no answer: " in ran.err
    assert "stopped: 5 cases in a row had no answer; 4 are left" in ran.err
    assert ran.out == "" and "status-500: no case has an answer" in ran.err, "and no empty table"


def test_worse_than_the_baseline_is_an_exit_status(here: Path, server: ChatServer) -> None:
    many(here / "recordings")
    improv("suite", "add", "recordings")
    assert run(server, "plays", "--times", "1", "--out", "good.jsonl").code == 0
    compare = ("--times", "1", "--baseline", "good.jsonl", "--exit-code")
    bad = run(server, "comforts", *compare)
    assert bad.code == 3 and "comforts against plays" in bad.flat and "worse" in bad.flat
    same = run(server, "plays", *compare)
    assert same.code == 0 and "worse" not in same.flat
    is_one_line(run(server, "plays", "--exit-code"), "worse than what?")
    is_one_line(run(server, "plays", "--baseline", "none.jsonl"), "there are no results")


def test_other_rules_are_another_run(cat: Path, here: Path, server: ChatServer) -> None:
    (here / "rules.txt").write_text("You are {name}. Never comfort {actor}.\n")
    run(server, "plays", "--times", "1", "--prompt", "rules.txt", "--out", "r.jsonl")
    system = server.asked[-1]["messages"][0]["content"]
    assert "You are Margaret Hale. Never comfort Anna." in system and "How you play" not in system
    run(server, "plays", "--times", "1", "--out", "r.jsonl")
    names = {row["run"]["prompt"].partition(" ")[0] for row in lines(here / "r.jsonl")}
    assert names == {"rules.txt", ""}
    assert "plays with rules.txt" in improv("suite", "show", "r.jsonl").out
    is_one_line(run(server, "plays", "--prompt", "no.txt"), "--prompt: no.txt: cannot be read")


def test_what_only_a_judge_sees_is_judged(here: Path, server: ChatServer) -> None:
    labels(evening(here / "recordings"))
    improv("suite", "add", "recordings")
    alone = run(server, "plays", "--times", "1")
    assert alone.code == 1 and alone.err.count("only a judge sees whether it passes") == 3
    before = len(server.asked)
    ran = run(server, "plays", "--times", "1", "--judge", "perfect", "--out", "r.jsonl")
    assert ran.code == 0 and len(server.asked) - before == 3 * (1 + 3)
    assert {row["verdict"] for row in lines(here / "r.jsonl")} == {"pass"}
    assert {row["rule"] for row in lines(here / "r.jsonl")} >= {"judge/blocked/1 by perfect"}
    bad = run(server, "plays", "--times", "1", "--judge", "contrary", "--out", "bad.jsonl")
    assert bad.code == 0 and {row["verdict"] for row in lines(here / "bad.jsonl")} == {"fail"}
    unsure = run(server, "plays", "--times", "1", "--judge", "nonsense")
    assert "cannot tell: 3 of 3 votes: no answer in the form asked for" in unsure.err
    down = run(server, "plays", "--times", "1", "--judge", "status-500")
    assert down.code == 1 and "no answer: 3 of 3 votes" in down.err


def test_withdrawn_sessions_are_left_out(cat: Path, server: ChatServer) -> None:
    stone = tombstone.Tombstone("cat", "2026-01-01", "asked", ("actor",), "", True)
    tombstone.put(cat, stone)
    ran = run(server, "plays")
    assert server.asked == [] and ran.err.count("was withdrawn; nothing of it is used") == 2


def test_improv_withdraw_takes_the_cases_out(here: Path, server: ChatServer) -> None:
    gone = confirmed(here / "recordings", "gone")
    confirmed(here / "recordings", "stays", seed=2)  # another log
    improv("suite", "add", "recordings")
    suite = here / SUITE
    file, out = str(suite), str(here / "suites" / "r.jsonl")
    model = ("--model", "plays", "--base-url", server.url, "--times", "1", "--out", out)
    assert improv("suite", "run", file, *model).code == 0
    ran = improv("withdraw", str(gone), "--yes")
    assert ran.code == 0, ran.err
    for path in (suite, Path(out)):
        rows = [row for row in lines(path) if row["is"] != "suite"]
        assert {row["session"] for row in rows} == {"stays"} and len(rows) == 2
    assert "2 cases" in improv("suite", "show", file).out


def test_a_session_that_was_changed_is_left_out(cat: Path, server: ChatServer) -> None:
    log = cat / LOG
    log.write_bytes(b"".join(log.read_bytes().splitlines(True)[:-1]))
    ran = run(server, "plays")
    assert server.asked == [] and "its session was changed since; add it again" in ran.err


def test_words_leave_only_where_they_may(here: Path) -> None:
    free = {"answer": "yes", "purposes": {"replay": True, "share": True}}
    confirmed(here / "recordings", "plain")
    confirmed(here / "recordings", "free", consent=free)
    improv("suite", "add", "recordings")
    cloud = ("suite", "run", SUITE, "--model", "m", "--base-url", CLOUD)
    is_one_line(
        Ran(1, "", improv(*cloud).err.splitlines(True)[-1]), "nobody agreed that mind.example.org"
    )
    ran = improv(*cloud, "--yes", "--times", "1")
    assert ran.err.count("plain: exchange 1") == 2 and "does not say yes to" in ran.err
    assert "is asked 2 cases, once each" in ran.err and ran.code == 1


def test_the_budget_is_kept(cat: Path, server: ChatServer) -> None:
    ran = run(server, "plays", "--budget", "1")
    assert ran.code == 1 and server.asked == []
    assert "stopped: the budget is used up; 2 cases are not done" in ran.err
    is_one_line(improv("suite", "run", SUITE), "which model?")
    is_one_line(improv("suite", "run", "no.jsonl", "--model", "m"), "make it: improv suite add")


def test_no_reply_is_in_a_suite(cat: Path, here: Path, server: ChatServer) -> None:
    run(server, "plays", "--out", "r.jsonl")
    assert PLAYS.partition("] ")[2] in (here / "r.jsonl").read_text()
    assert "slipper" not in (here / SUITE).read_text()


def test_an_id_is_shown_whole_however_narrow_the_terminal_is(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "2026-11-20T18-56-57_a-funeral-for-the-admiral_4ecc09-of-a-very-long-evening"
    confirmed(here / "recordings", name)
    improv("suite", "add", "recordings")
    monkeypatch.setenv("COLUMNS", "60")
    shown = improv("suite", "show", SUITE)
    assert f"{name}-1-comfort" in shown.out.splitlines()


def test_what_can_be_no_case_is_counted_not_listed(here: Path) -> None:
    slow = Act("It is late.", "Yes, and the lamp hums.", mind_s=9.0)
    for name in ("one", "two"):
        made(Planted(name, [slow, slow]), here / "recordings" / name)
    ran = improv("suite", "add", "recordings", "--unconfirmed", "--kind", "floor_timing")
    told = [line for line in ran.err.splitlines() if "no case" in line]
    assert ran.code == 0 and told == [
        "4 failures, floor_timing: no case: its rule goes by times, which no new reply has"
    ]


def test_a_dead_server_is_told_once(cat: Path) -> None:
    improv("suite", "add", "recordings", "--unconfirmed")
    ran = improv("suite", "run", SUITE, "--model", "m", "--base-url", "http://127.0.0.1:9/v1")
    assert ran.code == 1 and ran.err.count("nothing answers there") == 1
    assert "cat-1-comfort and 3 other cases: no answer: " in ran.err
