"""Verdicts of people, and judges that are measured against them: improv verdict, judge-check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from improv_partner import notes
from improv_partner.notes import FILE, read, verdicts
from improv_partner.research.judge import answered, measured
from improv_partner.research.judge.measured import Check

from .chat_server import ChatServer
from .commands import Ran, improv, is_one_line
from .judged_evening import evening, labels
from .judges import judges
from .planted import Act, Planted, made

CALM = ("interest 2", "interest 2", "interest 2")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with judges(monkeypatch) as running:
        yield running


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "recordings"


def offers(folder: Path) -> Path:
    """Twelve offers; those with an odd number are denied, and a person has said so."""
    acts = [
        Act(
            f"Here is present number {number}.",
            f"Nonsense, I see nothing of {number}." if number % 2 else f"I open box {number}.",
            *CALM,
        )
        for number in range(1, 13)
    ]
    session = made(Planted("offers", acts), folder / "offers")
    for number in range(1, 13):
        notes.verdict(session, "Ben", number, "blocked", "yes" if number % 2 else "no")
    return session


def check(place: Path, model: str, server: ChatServer, *more: str) -> Ran:
    return improv("judge-check", str(place), "--judge", model, "--base-url", server.url, *more)


def test_a_person_says_whether_it_is_a_failure(here: Path) -> None:
    session = evening(here)
    words = ("verdict", str(session), "1", "blocked")
    assert improv(*words, "yes", "--as", "Ben").code == 0
    assert improv(*words, "cannot tell", "--as", "Ada").code == 0
    told = improv(*words, "no", "--as", "Ben")
    assert told.code == 0 and "exchange 1: blocked: no, says Ben" in told.flat, "the newest stands"
    assert verdicts(read(session)) == {(1, "blocked"): {"Ben": "no", "Ada": "cannot tell"}}
    row = json.loads((session / FILE).read_text().splitlines()[0])
    assert row["is"] == "verdict" and row["by"] == "Ben" and row["at"] and row["session"] == "one"
    assert notes.ratings(read(session)) == {}, "it is no tag"
    is_one_line(improv(*words[:3], "blocks", "no", "--as", "B"), 'did you mean "blocked"?')
    is_one_line(improv(*words, "maybe", "--as", "B"), 'yes, no or "cannot tell"')
    is_one_line(improv(*words[:2], "9", "blocked", "no", "--as", "B"), "no exchange 9")


def test_a_good_judge_is_trusted_and_a_contrary_one_is_not(here: Path, server: ChatServer) -> None:
    session = offers(here)
    good = check(session, "perfect", server)
    assert good.code == 0, good.err
    assert "1.00" in good.flat and "trusted" in good.flat and "100%" in good.flat
    contrary = check(session, "contrary", server)
    assert "-1.00" in contrary.flat and "experimental" in contrary.flat
    for model, doubt in (("perfect", None), ("contrary", "kappa -1.00 with people")):
        words = ("--judge", model, "--base-url", server.url, "--format", "jsonl")
        ran = improv("failures", str(session), "--kind", "blocked", *words)
        found = [json.loads(line) for line in ran.out.splitlines()]
        judged = [row for row in found if row["detector"].startswith("judge")]
        assert len(judged) == 6
        assert all(row["evidence"].get("experimental") == doubt for row in judged)
    assert len(server.asked) == 2 * 3 * 12, "the check has paid for the search"


def test_a_judge_that_says_nothing_is_counted_as_silent(here: Path, server: ChatServer) -> None:
    session = offers(here)
    ran = check(session, "nonsense", server)
    assert ran.code == 1 and "too few verdicts of people (0)" in ran.flat
    assert "none of 12 questions could be judged" in ran.err
    assert "experimental" in ran.flat


def test_few_labels_and_questions_that_cannot_be_asked(here: Path, server: ChatServer) -> None:
    session = evening(here)
    count = labels(session)
    notes.verdict(session, "Ben", 4, "tone_deaf", "no")  # there is no tone
    notes.verdict(session, "Ben", 4, "misread", "no")  # nothing for a judge
    ran = check(here, "perfect", server)
    assert ran.code == 0 and len(server.asked) == 3 * count
    assert "exchange 4, tone_deaf: cannot be asked; it needs a tag, a tone" in ran.err
    assert "too few verdicts of people" in ran.flat


def test_damaged_and_missing_labels(here: Path, server: ChatServer) -> None:
    session = evening(here)
    is_one_line(check(here, "perfect", server), "nothing to measure a judge against")
    offers(here)
    (session / FILE).write_text('{"is": "verdict", "by": "Ben", "exchange": 1}\n', "utf-8")
    ran = check(here, "perfect", server)
    assert ran.code == 1 and "a verdict without its fields" in ran.err and "trusted" in ran.flat


def test_a_check_that_was_cut_short_is_not_kept(here: Path, server: ChatServer) -> None:
    session = offers(here)
    ran = check(session, "perfect", server, "--budget", "5000")
    assert ran.code == 1 and "the budget is used up" in ran.err
    assert not (answered.place(session) / measured.FILE).exists()


def test_the_newest_check_of_this_judge_and_question_counts(tmp_path: Path) -> None:
    session = tmp_path / "one"
    answered.keep(session, "k", "m", "x")

    def doubt(model: str = "m", kind: str = "blocked") -> str:
        return measured.doubt(session, model, "host", kind)

    assert doubt() == "not measured"
    measured.keep([session], "m", "host", [Check("blocked", 1, 30, kappa=0.3)])
    measured.keep([session], "m", "host", [Check("tone_deaf", 99, 30, kappa=0.9)])
    assert doubt() == "kappa 0.30 with people" and doubt("other") == "not measured"
    assert doubt(kind="tone_deaf") == "not measured", "it was another question"
    measured.keep([session], "m", "host", [Check("blocked", 1, 30, kappa=0.7)])
    assert doubt() == ""
