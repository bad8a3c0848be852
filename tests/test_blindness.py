"""Blindness tests: the same words in other tones, made of sessions and put to models."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from improv_partner.events import Reading
from improv_partner.recording import LOG
from improv_partner.research.blindness.items import FLIP, LADDER, SWAP, Item
from improv_partner.research.blindness.score import Score, scores
from improv_partner.research.blindness.sets import read_set
from improv_partner.research.blindness.tones import DRY, LIVELY, LOW, SINCERE, ladder

from .chat_server import ChatServer
from .commands import Ran, improv, is_one_line
from .judges import judges
from .planted import Act, Planted, made

LINES = 12


def evening(folder: Path, **header: Any) -> Path:
    """Twelve tagged lines with a tone, by turns loud and quiet; three have pleasant words."""
    acts = [
        Act(
            f"What a lovely day, number {n}." if n % 4 == 0 else f"The train number {n} is late.",
            f"Answer number {n}.",
            "anger 2" if n % 2 else "grief 2",
            z=1.5 + n / 10 if n % 2 else -1.5 - n / 10,
        )
        for n in range(LINES)
    ]
    return made(Planted("tones", acts, header=header), folder / "tones")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with judges(monkeypatch) as running:
        yield running


@pytest.fixture
def probes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set of this evening."""
    monkeypatch.chdir(tmp_path)
    evening(tmp_path / "recordings")
    ran = improv("probe-set", "build", "recordings", "--out", "set.jsonl")
    assert ran.code == 0, ran.err
    assert "prosody swap: 12 lines, 48 questions" in ran.flat
    assert "intent ladder: 12 lines, 36 questions" in ran.flat
    assert "sarcasm flip: 3 lines, 6 questions" in ran.flat
    return tmp_path / "set.jsonl"


def run(probes: Path, model: str, server: ChatServer, *more: str) -> Ran:
    words = ("--model", model, "--base-url", server.url, *more)
    return improv("probe-set", "run", str(probes), *words)


def test_a_set_has_other_tones_for_the_same_lines_and_no_words_that_were_said(
    probes: Path,
) -> None:
    items = read_set(probes)
    swap = {item.variant: item.tone for item in items if item.line == (SWAP, SESSION, 1)}
    assert swap == {
        "recorded": "quieter than usual",
        "again": "quieter than usual",
        "removed": "",
        "exchanged": "louder than usual",
    }
    steps = {item.exchange: [] for item in items if item.test == LADDER}
    for item in items:
        if item.test == LADDER:
            steps[item.exchange].append((item.variant, item.tone))
    assert steps[1] == list(zip("123", LOW, strict=True))
    assert steps[2] == list(zip("123", LIVELY, strict=True))
    flip = [(i.variant, i.tone) for i in items if i.line == (FLIP, SESSION, 1)]
    assert flip == [("sincere", SINCERE), ("dry", DRY)]
    assert "lovely" not in probes.read_text() and "train" not in probes.read_text()


SESSION = "recordings/tones"


def test_tones_are_sounds_and_never_feelings() -> None:
    assert ladder("anger") == LIVELY and ladder("tenderness") == LOW
    assert ladder("neutral") == ladder("other") == ladder("") == ()


def test_a_model_that_hears_and_one_that_is_deaf(probes: Path, server: ChatServer) -> None:
    hears = run(probes, "hears", server, "--out", "heard.jsonl")
    assert hears.code == 0, hears.err
    assert len(server.asked) == 90
    told = [line for line in hears.out.splitlines() if "hears it" in line]
    assert len(told) == 3 and "too few lines" in hears.out, "three lines are no flip test"
    deaf = run(probes, "deaf", server)
    assert deaf.out.count("is deaf to it") == 3 and "hears it" not in deaf.out
    rows = [json.loads(line) for line in Path("heard.jsonl").read_text().splitlines()]
    assert len(rows) == 90 and rows[0]["label"] == "grief" and rows[0]["meant"] == "grief"
    dry = next(row for row in rows if row["variant"] == "dry")
    assert (dry["stance"], dry["label"]) == ("sarcastic", "contempt")


def test_only_the_tone_of_the_one_line_changes(probes: Path, server: ChatServer) -> None:
    run(probes, "deaf", server)
    swap = [row["messages"] for row in server.asked[4:8]]  # of the second line
    before = {json.dumps(messages[:-1]) for messages in swap}
    assert len(before) == 1, "what came before is as it was in the scene"
    assert [messages[-1]["content"].splitlines()[-1] for messages in swap] == [
        "The train number 1 is late. (louder than usual)",
        "The train number 1 is late. (louder than usual)",
        "The train number 1 is late.",
        "The train number 1 is late. (quieter than usual)",
    ]
    assert "anger" not in swap[0][-1]["content"], "it is blind to the tag"


def test_the_understudy_goes_by_words_alone(probes: Path) -> None:
    improv("probe-set", "build", "recordings", "--lines", "1", "--out", "set.jsonl")
    ran = improv("probe-set", "run", str(probes))
    assert ran.code == 0, ran.err
    assert "hears it" not in ran.flat and "the understudy" in ran.flat


def test_a_model_that_fails_is_told_once_and_soon_left(probes: Path, server: ChatServer) -> None:
    ran = run(probes, "status-500", server)
    assert ran.code == 1 and ran.err.count("the server failed (500)") == 1
    assert "5 questions without an answer: model" in ran.err and "stopped: 5 in a row" in ran.err
    assert ran.out == "" and "no question has an answer" in ran.err
    plain = run(probes, "plain", server)
    assert plain.code == 0 and "too few lines" in plain.flat, "it never tells what it read"


def test_a_budget_holds(probes: Path, server: ChatServer) -> None:
    ran = run(probes, "hears", server, "--budget", "10000")
    assert ran.code == 1 and "the budget is used up" in ran.err and 0 < len(server.asked) < 30


def test_consent_holds_when_it_is_made_and_when_it_is_run(
    probes: Path, server: ChatServer, tmp_path: Path
) -> None:
    cloud = ("--model", "m", "--base-url", "https://api.example.org/v1", "--yes")
    ran = improv("probe-set", "run", str(probes), *cloud)
    assert ran.code == 1 and "does not say yes to" in ran.err
    no = {"answer": "yes", "purposes": {"replay": False}}
    place = evening(tmp_path / "private", consent=no)
    refused = improv("probe-set", "build", str(place), "--out", "other.jsonl")
    assert refused.code == 1 and "says no to" in refused.err
    shutil.rmtree("recordings")
    gone = run(probes, "deaf", server)
    assert gone.code == 1 and "not a session" in gone.err and server.asked == []


def test_a_set_that_does_not_fit_its_sessions_or_is_none(
    probes: Path, server: ChatServer, tmp_path: Path
) -> None:
    log = tmp_path / SESSION / LOG
    log.write_bytes(b"".join(log.read_bytes().splitlines(True)[:-1]))
    ran = run(probes, "deaf", server)
    assert ran.code == 1 and "its log is not what the set was made of" in ran.err
    other = tmp_path / "other.jsonl"
    is_one_line(run(other, "deaf", server), "no such file", "probe-set build")
    other.write_text('{"is": "item"}\n')
    is_one_line(run(other, "deaf", server), "is no probe set")
    other.write_text('{"is": "probe set", "version": 2}\n')
    is_one_line(run(other, "deaf", server), "its version is not 1")
    other.write_text('{"is": "probe set", "version": 1}\n{"is": "item", "test": "x"}\n')
    is_one_line(run(other, "deaf", server), "an item is damaged")


def test_a_sample_is_the_same_for_the_same_seed(probes: Path) -> None:
    sets = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        words = ("recordings", "--lines", "3", "--seed", seed, "--out", f"{name}.jsonl")
        assert improv("probe-set", "build", *words).code == 0
        sets.append(read_set(Path(f"{name}.jsonl")))
    assert sets[0] == sets[1] != sets[2] and len(sets[0]) == 3 * 4 + 3 * 3 + 3 * 2


def read(label: str, intensity: int = 2, stance: str = "") -> Reading:
    return Reading(1, 1, label, intensity, stance)


def scored(test: str, *lines: dict[str, Reading | None]) -> list[Score]:
    answers = [
        (Item(test, "s", "sum", number, variant, ""), reading)
        for number, line in enumerate(lines)
        for variant, reading in line.items()
    ]
    return scores(answers)


def test_what_moves_by_chance_is_taken_off() -> None:
    restless = {"recorded": read("joy"), "again": read("fear"), "removed": read("anger"),
                "exchanged": read("joy")}  # fmt: skip
    removed, exchanged = scored(SWAP, *[restless] * 12)
    assert (removed.moved, removed.chance, removed.effect) == (1.0, 1.0, 0.0)
    assert removed.verdict == "is deaf to it" and exchanged.effect == -1.0
    missing: dict[str, Reading | None] = {**restless, "removed": None}
    assert scored(SWAP, missing, restless)[0].left_out == 1


def test_a_ladder_is_climbed_in_its_direction() -> None:
    up = {"1": read("anger", 1), "2": read("anger", 2), "3": read("anger", 3)}
    down = {"1": read("anger", 3), "2": read("anger", 2), "3": read("anger", 1)}
    assert scored(LADDER, *[up] * 10)[0].verdict == "hears it"
    assert scored(LADDER, *[down] * 10)[0].effect == -1.0
    assert scored(LADDER, *[up] * 5, *[down] * 5)[0].verdict == "unclear"
    assert scored(LADDER, *[up] * 9)[0].verdict == "too few lines"


@pytest.mark.parametrize(
    ("sincere", "dry", "effect"),
    [
        (read("joy"), read("contempt"), 1),
        (read("joy"), read("joy", 2, "sarcastic"), 1),
        (read("joy"), read("amusement", 2, "joking"), 1),
        (read("joy"), read("amusement"), 0),
        (read("joy"), read("other"), 0),
        (read("contempt"), read("joy"), -1),
        (read("joy", 2, "sarcastic"), read("joy"), -1),
        (read("joy", 2, "sarcastic"), read("contempt", 2, "joking"), 1),
    ],
)
def test_sarcasm_turns_a_reading(sincere: Reading, dry: Reading, effect: int) -> None:
    (score,) = scored(FLIP, {"sincere": sincere, "dry": dry})
    assert score.effect == effect and score.verdict == "too few lines"
