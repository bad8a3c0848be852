"""A suite inside inspect_ai, with its own mock model; skipped where inspect_ai is not installed."""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

inspect_ai = pytest.importorskip("inspect_ai", reason="needs the extra [inspect]")

from inspect_ai._util.registry import registry_info  # noqa: E402
from inspect_ai.model import Model, ModelOutput, ModelUsage, get_model  # noqa: E402

from improv_partner.inspect_task import improv_suite  # noqa: E402
from improv_partner.research.suite import suite_file  # noqa: E402

from .judged_evening import evening, labels  # noqa: E402
from .suite_room import COMFORTS, PLAYS, confirmed, frozen  # noqa: E402

# Its own libraries use each other's deprecated ways; ours are judged by the other tests.
pytestmark = pytest.mark.filterwarnings("ignore")


def saying(text: str, asked: list[Any]) -> Model:
    """A model that always answers this; asked: what it gets."""

    def answer(messages: list[Any], *_: object) -> ModelOutput:
        asked.append([{"role": one.role, "content": one.content} for one in messages])
        output = ModelOutput.from_content("mockllm/model", text)
        output.usage = ModelUsage()  # else a tokenizer is downloaded to count
        return output

    chosen: Callable[..., Model] = get_model
    return chosen("mockllm/model", custom_outputs=answer, memoize=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    sessions = [confirmed(tmp_path / "recordings"), evening(tmp_path / "recordings")]
    labels(sessions[1])
    suite_file.write(tmp_path / "suite.jsonl", frozen(*sessions))
    return tmp_path / "suite.jsonl"


def tried(file: Path, model: Model, **more: Any) -> dict[str, Any]:
    task = improv_suite(str(file), recordings=str(file.parent / "recordings"), **more)
    place = str(file.parent / "logs")
    (log,) = inspect_ai.eval(task, model=model, display="none", log_dir=place)
    assert log.status == "success", log.error
    found = {one.id: one.scores["not_again"] for one in log.samples}
    found["metrics"] = {key: one.value for key, one in log.results.scores[0].metrics.items()}
    return found


def test_the_messages_go_out_as_they_are_and_the_rules_score(file: Path) -> None:
    asked: list[Any] = []
    found = tried(file, saying(COMFORTS, asked))
    assert found["cat-1-comfort"].value == "I" and found["cat-1-misread"].value == "C"
    assert "formula" in found["cat-1-comfort"].explanation
    assert found["metrics"]["comfort"] == 0.0 and found["metrics"]["all"] == 0.5
    case = next(one for one in suite_file.read(file) if one.id == "cat-1-comfort")
    assert asked == [list(case.messages)] * 2
    assert not any(name.startswith("one-") for name in found), "they need a judge"


def test_what_cannot_be_told_is_not_scored(file: Path) -> None:
    found = tried(file, saying(PLAYS.partition("] ")[2], []))
    assert math.isnan(found["cat-1-misread"].value) and found["cat-1-comfort"].value == "C"
    assert "misread" not in found["metrics"] and found["metrics"]["all"] == 1.0


def test_a_judge_of_its_own_votes_three_times(file: Path) -> None:
    votes: list[Any] = []
    vote = '{"answer": "denies it", "quote": "She took my slipper"}'
    found = tried(file, saying(PLAYS, []), judge=saying(vote, votes))
    assert found["one-1-blocked"].value == "I" and len(votes) == 3 * 3
    assert math.isnan(found["one-2-took_it_straight"].value), "not one of its answers"


def test_a_server_that_nobody_agreed_to_gets_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("improv_partner.inspect_task.IN_PROCESS", ())
    found = tried(file, saying(PLAYS, asked), agreed=True)
    assert asked == [] and math.isnan(found["cat-1-comfort"].value)
    assert "does not say yes to" in found["cat-1-comfort"].explanation


def test_inspect_knows_the_suite_by_its_name() -> None:
    """improv_partner/suite: by the entry point of what is installed, and the name of the task."""
    (known,) = entry_points(group="inspect_ai", name="improv_partner")
    assert known.load().improv_suite is improv_suite
    assert registry_info(improv_suite).name.rpartition("/")[2] == "suite"
