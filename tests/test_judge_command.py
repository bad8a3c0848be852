"""improv failures --judge as a person types it, with judges of every sort on a real server."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from improv_partner import judge as judging
from improv_partner.research.failures.find import load
from improv_partner.research.judge import answered
from improv_partner.research.judge.cost import Purse
from improv_partner.research.judge.questions import QUESTIONS, questions
from improv_partner.settings import MindSettings

from . import chat_server
from .chat_server import ChatServer, Talk
from .commands import improv
from .judged_evening import evening
from .judges import JUDGES, asked_about, judges, perfect

SEEN = {(1, "blocked"), (2, "took_it_straight"), (3, "tone_deaf")}
KINDS = [word for kind in ("blocked", "took_it_straight", "tone_deaf") for word in ("--kind", kind)]
ALL = 7  # questions of these kinds
CLOUD = "https://judge.example.org/v1"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with judges(monkeypatch) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return evening(tmp_path / "recordings")


class Judging:
    """improv failures --judge on this session. found: the failures."""

    def __init__(self, folder: Path, server: ChatServer, model: str, *more: str) -> None:
        words = ("--judge", model, "--base-url", server.url, "--format", "jsonl", *KINDS, *more)
        before = len(server.asked)
        ran = improv("failures", str(folder), *words)
        self.code, self.err, self.requests = ran.code, ran.err, len(server.asked) - before
        self.found: list[dict[str, Any]] = [json.loads(line) for line in ran.out.splitlines()]

    @property
    def seen(self) -> set[tuple[int, str]]:
        return {(row["exchange"], row["kind"]) for row in self.found}


def test_it_finds_what_no_rule_sees_with_evidence(folder: Path, server: ChatServer) -> None:
    assert improv("failures", str(folder), "--format", "jsonl", *KINDS).out == ""
    ran = Judging(folder, server, "perfect")
    assert ran.code == 0 and ran.requests == 3 * ALL
    # The judge goes by words that are in all three: also what was only one kind is "blocked".
    assert ran.seen == SEEN | {(2, "blocked"), (3, "blocked")}
    (one,) = [row for row in ran.found if row["kind"] == "took_it_straight"]
    assert one["severity"] == 3 and one["sub"] == "judged" and one["intent"] == "contempt"
    assert one["evidence"] == {
        "answer": "only the words",
        "words": "Lovely, I will fetch three of them.",
        "why": "So it stands there.",
        "votes": "3 of 3",
        "experimental": "not measured",
    }
    assert one["detector"] == "judge perfect: took_it_straight/1"
    assert "7 questions judged: 5 yes, 2 no; 21 requests" in ran.err


def test_a_second_run_costs_nothing_and_needs_no_server(folder: Path, server: ChatServer) -> None:
    first = Judging(folder, server, "perfect")
    again = Judging(folder, server, "perfect")
    assert again.requests == 0 and again.found == first.found
    assert "0 requests" in again.err
    server.wedged = True
    assert Judging(folder, server, "perfect", "--budget", "0").found == first.found


def test_what_one_process_writes_the_other_may_use_or_write(
    folder: Path, server: ChatServer
) -> None:
    Judging(folder, server, "perfect")
    place = answered.place(folder) / folder.name
    assert len(list(place.iterdir())) == 3 * ALL
    names = {file.stem for file in place.iterdir()}
    key = sorted(names)[0]
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=answered.keep, args=(folder, key, "m", str(n) * 100_000))
        for n in range(2)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert answered.find(folder, key) in ("0" * 100_000, "1" * 100_000)
    assert {file.stem for file in place.iterdir()} == names, "no drafts are left"


@pytest.mark.parametrize("model", ["thoughtful", "two-of-three"])
def test_clumsy_judges_are_understood(folder: Path, server: ChatServer, model: str) -> None:
    assert Judging(folder, server, model).seen == SEEN | {(2, "blocked"), (3, "blocked")}


@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("favourite", "7 questions judged"),
        ("unsure", "7 questions judged: 7 cannot tell"),
    ],
)
def test_bad_judges_find_nothing(folder: Path, server: ChatServer, model: str, told: str) -> None:
    ran = Judging(folder, server, model)
    assert ran.code == 0 and told in ran.err
    assert ran.seen <= {(number, "blocked") for number in range(6)} and ran.requests == 3 * ALL
    if model != "favourite":
        assert ran.found == []
        assert Judging(folder, server, model).requests == 0, "nonsense is not paid for twice"


def test_what_it_cannot_judge_is_told_item_by_item(
    folder: Path, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_a_loss(talk: Talk) -> None:
        blocked = "puts forward" in asked_about(talk)[1]
        await (JUDGES["nonsense"] if blocked else perfect)(talk)

    monkeypatch.setitem(chat_server.FAULTS, "at-a-loss", at_a_loss)
    ran = Judging(folder, server, "at-a-loss")
    told = "exchange 4, blocked: not judged: 3 of 3 votes: no answer in the form"
    assert ran.code == 0 and told in ran.err and ran.seen == SEEN - {(1, "blocked")}


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("nonsense", "no answer in the form asked for"),
        ("refusing", "it refused"),
        ("inventive", "its quote is not in"),
    ],
)
def test_a_judge_of_whom_nothing_counts_is_one_line_and_a_failure(
    folder: Path, server: ChatServer, model: str, why: str
) -> None:
    ran = Judging(folder, server, model)
    assert ran.code == 1 and ran.found == [] and ran.requests == 3 * ALL
    _, told, _ = ran.err.splitlines()
    assert told.startswith("none of 7 questions could be judged (first: ") and why in told
    assert Judging(folder, server, model).requests == 0, "nonsense is not paid for twice"


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("status-500", "the server failed (500)"),
        ("status-429", "too many requests"),
        ("drops", "the connection was lost"),
        ("only-thinks", "it only thinks and says nothing"),
        ("html", "does not speak the chat protocol"),
    ],
)
def test_a_server_that_fails_is_told_and_soon_left(
    folder: Path, server: ChatServer, model: str, words: str
) -> None:
    ran = Judging(folder, server, model)
    assert words in ran.err and ran.found == [] and ran.code == 1
    assert "stopped: 5 questions in a row had no answer; 2 of 7 questions" in ran.err
    again = Judging(folder, server, model)
    assert again.requests >= 5 * 3, "no failure is kept as an answer"


def test_a_slow_judge_is_a_vote_that_does_not_count(folder: Path, server: ChatServer) -> None:
    session, _ = load(folder)
    asks = questions(session, ["blocked"], set())[:2]
    slow = MindSettings("no-token", server.url, first_token_s=0.1, warm_up_s=0.1)
    done = judging.judge(asks, slow, Purse())
    assert [one.verdict for one in done.judged] == ["not judged"] * 2 and not done.stopped
    assert "sent no word within 0.1 s" in done.judged[0].faults[0]
    good = MindSettings("perfect", server.url)
    assert [one.verdict for one in judging.judge(asks, good, Purse()).judged] == ["yes", "yes"]


def test_nothing_was_stopped_if_nothing_is_left(
    folder: Path, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "GIVE_UP_AFTER", ALL)
    ran = Judging(folder, server, "status-500")
    assert ran.code == 1 and "could be judged" in ran.err and "stopped:" not in ran.err


def test_it_stops_cleanly_at_the_budget_and_goes_on_with_another(
    folder: Path, server: ChatServer
) -> None:
    ran = Judging(folder, server, "perfect", "--budget", "6000")
    assert ran.code == 1 and 0 < ran.requests < 3 * ALL and ran.requests % 3 == 0
    assert "stopped: the budget is used up" in ran.err
    rest = Judging(folder, server, "perfect", "--budget", "100000")
    assert rest.code == 0 and rest.requests + ran.requests == 3 * ALL


def test_money_is_asked_for_before_it_is_spent(folder: Path, server: ChatServer) -> None:
    ran = Judging(folder, server, "perfect", "--price-in", "3", "--price-out", "15")
    assert ran.code == 1 and ran.requests == 0
    assert "nobody is here to be asked" in ran.err and "at most 0." in ran.err
    prices = ("--price-in", "3", "--price-out", "15", "--yes")
    cheap = Judging(folder, server, "perfect", *prices, "--budget", "0.02")
    assert cheap.code == 1 and 0 < cheap.requests < 3 * ALL
    assert Judging(folder, server, "perfect", *prices).code == 0


def test_the_command_keeps_to_it_and_the_rest_goes_on(folder: Path, server: ChatServer) -> None:
    purposes = {"replay": False, "share": False}
    evening(folder.parent, "private", consent={"answer": "yes", "purposes": purposes})
    ran = Judging(folder.parent, server, "perfect")
    assert ran.code == 1 and "private: its consent says no to" in ran.err
    assert {row["session"] for row in ran.found} == {str(folder)} and ran.requests == 3 * ALL
    cloud = improv("failures", str(folder), "--judge", "m", "--base-url", CLOUD, "--yes")
    assert cloud.code == 1 and "does not say yes to" in cloud.err


def test_a_judge_that_cannot_be_had_is_one_line(folder: Path) -> None:
    words = ("failures", str(folder), "--judge", "m", *KINDS)
    wrong = improv(*words, "--base-url", "localhost:11434/v1", "--yes")
    assert wrong.code == 1 and wrong.err.splitlines()[-1].startswith('improv: mind.base_url "loc')
    ran = improv(*words, "--base-url", "http://127.0.0.1:9/v1")
    assert ran.code == 1 and "nothing answers there" in ran.err


def test_all_kinds_of_the_judge_are_kinds_of_failures() -> None:
    from improv_partner.research.failures.kinds import KINDS as RULES

    assert set(QUESTIONS) <= set(RULES)
