"""The format for others: the schema accepts all we write, the page says what the code says."""

from __future__ import annotations

import hashlib
import json
import runpy
import typing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from typer.testing import CliRunner

from improv_partner import casting, cli, event_json, perform, scene, schema
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, crew
from improv_partner.event_json import Unknown
from improv_partner.recording import LOG, Recording, read_header
from improv_partner.settings import Settings
from tests.test_golden import GOLDEN

ROOT = Path(__file__).resolve().parents[1]
VALIDATOR = Draft202012Validator(schema.schema())
SUM = "0123456789ab"


def valid(row: Any) -> bool:
    return bool(VALIDATOR.is_valid(row))


def logged(what: Any) -> Any:
    """A line as it is read from a log."""
    return json.loads(
        json.dumps({"n": 1, "frame": 0, "t": 0.0, **event_json.to_json(what), "sum": SUM})
    )


def test_the_schema_is_one_and_is_printed() -> None:
    Draft202012Validator.check_schema(schema.schema())
    done = CliRunner().invoke(cli.app, ["schema"])
    assert done.exit_code == 0 and json.loads(done.output) == schema.schema()


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: str(folder.name))
def test_every_golden_line_is_valid(folder: Path) -> None:
    for line in (folder / LOG).read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            VALIDATOR.validate(json.loads(line))


LOGGED = [st.from_type(kind) for kind in schema.LOGGED.values()]


@given(st.one_of(LOGGED))
def test_whatever_can_be_logged_is_valid(what: Any) -> None:
    row = logged(what)
    VALIDATOR.validate(row)
    VALIDATOR.validate(row | {"a field of a newer program": [1, None]})


@given(st.one_of(LOGGED), st.data())
def test_a_wrong_type_or_a_missing_field_is_not(what: Any, data: st.DataObject) -> None:
    row = logged(what)
    names = [f.name for f in fields(what)]
    name = data.draw(st.sampled_from([*names, "n", "frame", "t", "is", "sum"]))
    assert not valid(row | {name: {"an": "object"}})
    needed = {f.name for f in fields(what) if not schema._has_default(f)}
    short = {key: value for key, value in row.items() if key != name}
    assert valid(short) == (name in names and name not in needed)


def test_unknown_kinds_are_valid_and_frames_are_as_it_were_unknown() -> None:
    assert valid(logged(Unknown("applause", {"loud": 5, "line": "not a number here"})))
    assert "frame" not in schema.LOGGED and len(schema.LOGGED) == len(event_json.KINDS) - 1


def test_a_fresh_header_is_valid_and_a_wrong_one_is_not(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "s", {"scene": {"title": "test"}, "anything": 1})
    recording.close()
    header = read_header(tmp_path / "s" / LOG)
    VALIDATOR.validate(header)
    wrong: list[dict[str, Any]] = [
        {"format": 99},
        {"sum": "none"},
        {"audio": "yes"},
        {"scene": {"title": 1}},
        {"settings": {"turns": {"patience_s": "long"}}},
    ]
    for change in wrong:
        with pytest.raises(ValidationError):
            VALIDATOR.validate(header | change)


def test_the_header_of_a_performance_has_no_field_that_is_not_described(tmp_path: Path) -> None:
    played = scene.load(scene.FIRST_SCENE)
    source = casting.Source("rehearsal")
    plan = perform.Plan(
        played, Settings(), source, False, tmp_path, True, 7, True, {"answer": "yes"}
    )
    understudies = crew(ScriptedActor([], 1.0), ScriptedMind([]), PretendSpeaker())
    Recording(tmp_path / "s", perform._header(plan, understudies)).close()
    header = read_header(tmp_path / "s" / LOG)
    VALIDATOR.validate(header)
    of_others = {"parent", "again", "rerun", "usual", "lost"}  # of replays, and of the house
    assert set(header) == set(schema.HEADER) - of_others


def test_every_type_of_a_field_has_a_name_in_json() -> None:
    for kind in schema.LOGGED.values():
        hints = typing.get_type_hints(kind)
        assert list(schema.of_class(kind)["properties"]) == list(hints)


def test_the_page_is_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make_format_doc.py"))
    page = (ROOT / "docs" / "recording-format.md").read_text("utf-8")
    assert page == script["text"](), "run scripts/make_format_doc.py"
    for name in schema.LOGGED:
        assert page.count(f"### `{name}`\n") == 1
    assert "$" not in page


def test_the_sum_is_as_the_page_says() -> None:
    page = (ROOT / "docs" / "recording-format.md").read_text("utf-8")
    recipe = compile(page.partition("```python\n")[2].partition("```")[0], "the page", "exec")
    names: dict[str, Any] = {"before": b"", "hashlib": hashlib}
    for line in (GOLDEN[0] / LOG).read_bytes().splitlines(keepends=True):
        names["line"] = line
        exec(recipe, names)
