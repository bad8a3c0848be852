"""improv export and import-ratings as they are typed."""

from __future__ import annotations

import builtins
import json
import re
from pathlib import Path
from typing import Any

import pytest

from improv_partner.asked import asked
from improv_partner.crew import Moment
from improv_partner.crew.mind.prompt import messages
from improv_partner.research.export.formats import FORMATS
from improv_partner.research.export.permitted import PURPOSES
from improv_partner.scene import Scene
from improv_partner.transcript import Line

from .commands import here, improv, is_one_line
from .export_stories import HUMAN, golden, loaded, record
from .rerun_stories import hums, parent

__all__ = ["here"]


def test_the_formats_are_listed_with_what_they_need(here: Path) -> None:
    ran = improv("export", "--formats")
    assert ran.code == 0
    for name in FORMATS:
        assert f" {name} " in ran.out
    assert "train" in ran.out


def test_the_page_on_exports_is_up_to_date() -> None:
    page = (Path(__file__).parents[1] / "docs/exports.md").read_text("utf-8")
    rows = [row.split("|") for row in page.splitlines() if row.startswith("| `")]
    told = {row[1].strip(" `"): row[-2] for row in rows}
    for name, one in FORMATS.items():
        needs = set(re.findall(r"`(\w+)`", told[name]))
        assert needs == one.needs or "all of these" in told[name], name
    assert all(f"`{purpose}`" in page for purpose in PURPOSES)


def test_sessions_are_written_in_several_formats(here: Path) -> None:
    record(here / "recordings/a")
    golden("exchange", here / "recordings")
    ran = improv("export", "recordings", "-f", "textgrid", "--format", "rttm", "-o", "out")
    assert ran.code == 0, ran.err
    assert "textgrid: 2 of 2 sessions in out" in ran.out
    assert {path.suffix for path in (here / "out").iterdir()} == {".TextGrid", ".rttm", ".json"}


def test_what_is_refused_is_told_and_the_exit_status_says_so(here: Path) -> None:
    record(here / "recordings/a")
    record(here / "recordings/b", consent=HUMAN)
    ran = improv("export", "recordings", "--format", "sft", "-o", "out")
    assert ran.code == 1
    assert "recordings/b: its consent does not say yes" in ran.flat
    assert "sft: 1 of 2 sessions in out" in ran.out
    shared = improv("export", "recordings", "--format", "rttm", "--share", "-o", "out")
    assert shared.code == 1 and "(share)" in shared.flat


def test_an_export_of_nothing_leaves_nothing_and_can_be_tried_again(here: Path) -> None:
    folder = record(here / "a", consent=HUMAN)
    for name in FORMATS:
        if FORMATS[name].needs & {"train"}:
            again = [improv("export", "a", "-f", name, "-o", "out") for _ in range(2)]
            assert [ran.code for ran in again] == [1, 1]
            assert f"{name}: 0 of 1 sessions and nothing to write" in again[1].flat
            assert "already there" not in again[1].flat and not (here / "out").exists()
    record(here / "b")
    assert improv("export", "a", "b", "-f", "sft", "-o", "out").code == 1
    assert {path.name for path in (here / "out").iterdir()} == {"sft.jsonl", "export-sft.json"}
    (here / "mine").mkdir()
    improv("export", str(folder), "-f", "label-studio", "--share", "-o", "mine")
    assert list((here / "mine").iterdir()) == [], "a folder that was there stays"


def test_what_cannot_be_is_one_line(here: Path) -> None:
    record(here / "a")
    is_one_line(improv("export", "a", "-f", "textgird"), '"textgird"', '"textgrid"')
    is_one_line(improv("export", "a"), "--formats")
    is_one_line(improv("export", "-f", "eaf"), "--formats")
    assert improv("export", "a", "-f", "eaf", "-o", "out").code == 0
    is_one_line(improv("export", "a", "-f", "eaf", "-o", "out"), "already there")
    is_one_line(improv("import-ratings", "none.json", "a"), "none.json", "cannot be read")


def test_a_library_that_is_missing_is_told_with_its_extra(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(here / "a")
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    is_one_line(improv("export", "a", "-f", "parquet"), "improv-partner[parquet]")


def test_ratings_go_out_and_come_back(here: Path) -> None:
    record(here / "a")
    assert improv("export", "a", "-f", "label-studio", "-o", "out").code == 0
    tasks = json.loads((here / "out/label-studio.json").read_text())
    answer = {"from_name": "label", "type": "choices", "value": {"choices": ["grief"]}}
    for by, task in enumerate(tasks):
        task["annotations"] = [{"completed_by": by, "result": [answer]}]
    tasks[0]["data"]["sum"] = "another one"
    (here / "back.json").write_text(json.dumps(tasks))
    ran = improv("import-ratings", "back.json", "a")
    assert ran.code == 1 and "2 ratings written" in ran.out and "no session" in ran.flat
    again = improv("import-ratings", "back.json", "a")
    assert "0 ratings written, 2 stood already" in again.out


def test_a_scene_that_was_really_played_goes_through_every_format(here: Path) -> None:
    with hums():
        folder = parent(here).folder
    rows = {"dpo": ": 0 pairs; one comes of", "kto": ": 0 rows; one", "sft": ": 1 scene; one"}
    for name in FORMATS:
        ran = improv("export", str(folder), "-f", name, "-o", f"out-{name}")
        assert ran.code == 0 and rows.get(name, "") in ran.flat, (name, ran.out + ran.err)
        assert f"{name}: 1 of 1 sessions" in ran.flat
    lines = (here / "out-rttm" / f"{folder.name}.rttm").read_text().splitlines()
    assert sum(" actor " in line for line in lines) == 5
    assert len(json.loads((here / "out-label-studio/label-studio.json").read_text())) == 5


def test_what_was_asked_is_what_the_stage_would_ask(tmp_path: Path) -> None:
    session = loaded(golden("barge-in", tmp_path))
    scene = Scene.from_dict(session.header["scene"])
    lines = [
        Line(1, "actor", "Hi."),
        Line(2, "partner", "This is a very long", cut=True),
        Line(3, "actor", "Stop!"),
    ]
    now = Moment(3, 2, lines)
    assert asked(session)[2] == messages(scene, now, header=False, tone=True)
