"""Preferences, verdicts, scenes and tables, as the libraries that train on them load them."""

from __future__ import annotations

import io
import wave
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from datasets import Audio, Dataset, disable_progress_bars
from pyarrow import parquet

from improv_partner.events import Mark, NewChoice
from improv_partner.intents import WRONG
from improv_partner.research.export.parquet import COLUMNS

from .export_stories import (
    FLAGGED,
    HUM,
    SAID,
    STORY,
    exported,
    golden,
    json_lines,
    record,
)
from .scene_sample import sample_scene

disable_progress_bars()
BETTER, LAST = "I never meant to.", "No, you are not."
# What TRL's guide "Dataset formats and types" asks of conversational rows.
MESSAGE = {
    "type": "object",
    "required": ["role", "content"],
    "additionalProperties": False,
    "properties": {
        "role": {"enum": ["system", "user", "assistant"]},
        "content": {"type": "string", "minLength": 1},
    },
}
MESSAGES = {"type": "array", "minItems": 1, "items": MESSAGE}
SHAPES = {
    "dpo": {"prompt": MESSAGES, "chosen": MESSAGES, "rejected": MESSAGES},
    "kto": {"prompt": MESSAGES, "completion": MESSAGES, "label": {"type": "boolean"}},
    "sft": {"messages": MESSAGES},
}


def rows_of(folder: Path, name: str, out: Path) -> list[dict[str, Any]]:
    done = exported([folder], name, out)
    return json_lines(out / f"{name}.jsonl") if done.files else []


def said(messages: list[dict[str, str]]) -> str:
    (message,) = messages
    assert message["role"] == "assistant"
    return message["content"]


@pytest.mark.parametrize("name", SHAPES)
def test_rows_have_the_shape_that_trl_asks_for(tmp_path: Path, name: str) -> None:
    rows = rows_of(record(tmp_path / "a", FLAGGED), name, tmp_path)
    shape = {"type": "object", "required": list(SHAPES[name]), "properties": SHAPES[name]}
    for row in rows:
        jsonschema.validate(row, shape)
        prompt = row.get("prompt") or row["messages"][:-1]
        roles = [message["role"] for message in prompt]
        assert roles[0] == "system" and roles[-1] == "user"
        assert all(one != other for one, other in pairwise(roles))
    file, cache = str(tmp_path / f"{name}.jsonl"), str(tmp_path / "cache")
    found = Dataset.from_json(file, cache_dir=cache)
    assert isinstance(found, Dataset) and found.num_rows == len(rows)
    assert set(SHAPES[name]) <= set(found.column_names)


@pytest.mark.parametrize("name", SHAPES)
def test_trl_itself_sees_conversations(tmp_path: Path, name: str) -> None:
    """Where it is installed: it is not among the tests' requirements."""
    trl = pytest.importorskip("trl.data_utils")
    for row in rows_of(record(tmp_path / "a", FLAGGED), name, tmp_path):
        assert trl.is_conversational(row)


def test_a_rejected_reply_is_worse_than_what_took_its_place(tmp_path: Path) -> None:
    first, second = rows_of(record(tmp_path / "a"), "dpo", tmp_path)
    assert said(first["rejected"]) == "Lovely to hear. I am so glad."
    assert first["rejected_heard"] == "Lovely to hear. I am"
    assert said(first["chosen"]) == LAST and first["chosen_by"] == "model"
    assert said(second["rejected"]) == "Fine."
    assert said(second["chosen"]) == BETTER and second["chosen_by"] == "actor"
    assert (first["intent"], first["intensity"], first["surface"]) == ("grief", 3, "joy")
    assert first["stances"] == "hiding sarcastic" and second["intent"] == ""
    assert first["model"] == "tiny-model" and first["session"] == "a"


def test_a_prompt_tells_what_was_heard_and_never_what_was_meant(tmp_path: Path) -> None:
    first, second = rows_of(record(tmp_path / "a"), "dpo", tmp_path)
    system, heard = first["prompt"]
    assert sample_scene().character.name in system["content"]
    assert heard["content"] == f"{SAID} (much quieter than your usual)"
    told = "\n".join(message["content"] for message in second["prompt"][1:])
    assert "grief" not in told and "hiding" not in told and "[tender" not in told
    assert "Lovely" not in told, "a rejected line was never said"
    assert [message["content"] for message in second["prompt"][2:]] == [
        LAST,
        "Who told you?",
        "Your mother—",
        "[cuts you off] Stop!",
    ]


def test_only_judged_replies_have_a_verdict(tmp_path: Path) -> None:
    rows = rows_of(record(tmp_path / "a", FLAGGED), "kto", tmp_path)
    assert [(said(row["completion"]), row["label"]) for row in rows] == [
        (LAST, True),
        ("Lovely to hear. I am so glad.", False),
        (BETTER, True),
        ("Fine.", False),
        ("As an AI, I cannot.", False),
    ]


def test_a_scene_stands_without_what_was_rejected_and_ends_before_what_was_wrong(
    tmp_path: Path,
) -> None:
    (whole,) = rows_of(record(tmp_path / "a"), "sft", tmp_path / "1")
    (flagged,) = rows_of(record(tmp_path / "b", FLAGGED), "sft", tmp_path / "2")
    assert whole["messages"] == flagged["messages"] and whole["exchanges"] == 3
    spoken = [m["content"] for m in whole["messages"] if m["role"] == "assistant"]
    assert spoken == [LAST, "Your mother—", BETTER]


def test_a_reply_that_nobody_heard_to_its_end_is_no_example(tmp_path: Path) -> None:
    cut = [row for row in STORY if row[0] < 174 or row[0] > 350]
    assert rows_of(record(tmp_path / "a", cut[:17]), "sft", tmp_path / "1") == []
    flagged = [*STORY[:24], (231, Mark(WRONG)), *STORY[24:]]
    pairs = rows_of(record(tmp_path / "b", flagged), "dpo", tmp_path / "2")
    assert [said(row["chosen"]) for row in pairs] == [BETTER]
    better = [(f, NewChoice("x") if isinstance(w, NewChoice) else w) for f, w in STORY]
    assert [said(row["chosen"]) for row in rows_of(
        record(tmp_path / "c", better), "dpo", tmp_path / "3")] == ["x", "x"]  # fmt: skip


def test_golden_new_choice_makes_a_pair(tmp_path: Path) -> None:
    (row,) = rows_of(golden("new-choice", tmp_path), "dpo", tmp_path)
    assert said(row["chosen"]) == "Nobody." and row["rejected_heard"] == "This is a very"


def test_parquet_has_the_sound_of_each_line(tmp_path: Path) -> None:
    here = [record(tmp_path / "a", FLAGGED), record(tmp_path / "b", audio=False)]
    exported(here, "parquet", tmp_path)
    file = tmp_path / "exchanges.parquet"
    table = parquet.read_table(file)
    assert table.num_rows == 7 and set(COLUMNS) < set(table.column_names)
    first, _, third, *_ = table.to_pylist()
    assert (first["actor_text"], first["intent"], first["new_choices"]) == (SAID, "grief", 1)
    assert (first["actor_start_s"], first["partner_end_s"]) == (0.4, 73_442 / 16_000)
    assert third["partner_text"] == BETTER and third["partner_audio"] is None
    with wave.open(io.BytesIO(first["actor_audio"]["bytes"])) as clip:
        assert clip.getparams()[:4] == (1, 2, 16_000, 50 * 320)
        heard = np.frombuffer(clip.readframes(50 * 320), "<i2")
    assert (heard == np.arange(20, 70).repeat(320)).all()
    with wave.open(io.BytesIO(first["partner_audio"]["bytes"])) as clip:
        heard = np.frombuffer(clip.readframes(clip.getnframes()), "<i2")
    assert len(heard) == 12_001 and (heard == HUM).all()


def test_datasets_knows_which_columns_sound(tmp_path: Path) -> None:
    here = [record(tmp_path / "a"), record(tmp_path / "b", audio=False)]
    exported(here, "parquet", tmp_path)
    file, cache = str(tmp_path / "exchanges.parquet"), str(tmp_path / "cache")
    found = Dataset.from_parquet(file, cache_dir=cache)
    assert isinstance(found, Dataset)
    assert isinstance(found.features["actor_audio"], Audio)
    assert found.features["actor_audio"].sampling_rate == 16_000
    assert found.features["intensity"].dtype == "int32"
    raw = found.cast_column("actor_audio", Audio(decode=False))
    sounds = [row["bytes"] if row else None for row in raw["actor_audio"]]
    assert [bool(sound) for sound in sounds] == [True] * 3 + [False] * 3
    assert sounds[0][:4] == b"RIFF"


def test_sets_of_many_or_no_exchanges(tmp_path: Path) -> None:
    empty = record(tmp_path / "a", [])
    for name in ("parquet", "dpo", "kto", "sft", "datasheet"):
        done = exported([empty], name, tmp_path / "out")
        assert done.refused == [] and len(done.sessions) == 1
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == ["datasheet.md", "export-datasheet.json"], "a set of nothing is no set"


def test_a_datasheet_says_what_is_there(tmp_path: Path) -> None:
    here = [record(tmp_path / "a|b", FLAGGED), golden("partner-begins", tmp_path)]
    exported(here, "datasheet", tmp_path / "out")
    text = (tmp_path / "out/datasheet.md").read_text("utf-8")
    for heading in ("Motivation", "Composition", "Collection", "Uses", "Maintenance"):
        assert f"\n## {heading}" in text
    assert "\nSessions: 2. Minutes: 0.4. Tags: `improv-16/1`.\n" in text
    for row in ("| new choices | 2 |", "| grief | 1 |", "| model: tiny-model | 1 |"):
        assert row in text
    assert "| a\\|b | c-" in text
