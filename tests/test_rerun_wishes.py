"""What rerun is asked for: names that do not change, whose consent it needs, and which server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from improv_partner import settings
from improv_partner.errors import RecordingError
from improv_partner.recording import LOG
from improv_partner.reperform import Series, inherited, minds, new_host
from improv_partner.replay import verify
from improv_partner.research.items import Item, Wishes
from improv_partner.research.parent import Parent, load
from improv_partner.scene import Silence
from improv_partner.settings import MindSettings

from .rerun_stories import RULES, hums, parent, play


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parent]:
    with hums():
        yield parent(tmp_path_factory.mktemp("parent"), 1, 1)


def test_the_same_wishes_have_the_same_name_and_others_another(first: Parent) -> None:
    def name(take: int = 1, **wishes: Any) -> str:
        wishes = {"models": RULES, **wishes}
        return Item(first, Wishes(**wishes), next(iter(wishes["models"])), take).name

    assert name() == name() == name(ears="recorded", values={"turns.patience_s": 0.7})
    assert name().startswith(f"{first.name}--locked-understudy-") and name().endswith("-1")
    others = [
        *(name(take=2), name(locked=False), name(ears="sphinx"), name(voice="en-us+f3")),
        *(name(seed=9), name(real_time=True), name(values={"turns.patience_s": 0.8})),
        name(models={"an/other model": {"mind.model": "an/other model"}}),
    ]
    assert len({name(), *others}) == 9
    assert "/" not in others[-1] and " " not in others[-1]
    assert Item(first, Wishes(RULES), "understudy", 2).seed == 4, "each take has a seed of its own"


def refused(first: Parent, folder: Path, **changes: Any) -> str:
    """What is said of this session with other words in its header."""
    shutil.copytree(first.folder, folder)
    head, rest = (folder / LOG).read_text().split("\n", 1)
    (folder / LOG).write_text(json.dumps({**json.loads(head), **changes}) + "\n" + rest)
    with pytest.raises(RecordingError) as error:
        load(folder)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_without_a_yes_or_without_sound_nothing_is_played_again(
    first: Parent, tmp_path: Path
) -> None:
    assert "nobody agreed" in refused(first, tmp_path / "a", consent={})
    assert "nobody agreed" in refused(first, tmp_path / "b", consent={"answer": "no"})
    assert "without sound" in refused(first, tmp_path / "c", audio=False)


def test_a_server_that_was_not_agreed_to_is_told_and_noted(first: Parent, tmp_path: Path) -> None:
    far = minds(["big"], "https://far.example/v1", MindSettings())
    series = Series([first], Wishes(far), tmp_path)
    assert any("far.example" in row for row in series.leaves)
    (item,) = series.todo
    told = inherited(item)
    assert told["added"]["hosts"] == ["far.example"] and "far.example" not in told["hosts"]
    here = minds(["big"], "http://localhost:9/v1", MindSettings())
    assert new_host(Item(first, Wishes(here), "big", 1)) == ""
    agreed = replace(first, header={**first.header, "consent": {"hosts": ["far.example"]}})
    assert new_host(Item(agreed, Wishes(far), "big", 1)) == ""


def test_a_model_without_a_server_is_looked_for_where_this_place_has_one() -> None:
    here = settings.Settings().with_values({"mind.base_url": "http://here:1/v1"}, "test").mind
    assert minds([], "", here) == {"same": {}}
    assert minds(["understudy"], "", here) == RULES
    assert minds(["m"], "", here)["m"]["mind.base_url"] == "http://here:1/v1"
    assert minds(["m"], "http://there:2/v1", here)["m"]["mind.base_url"] == "http://there:2/v1"


def test_a_locked_rerun_is_proven_also_where_the_scene_would_break_a_silence(
    first: Parent, tmp_path: Path
) -> None:
    """Between its lines the floor is open for longer than this scene bears; its header says why."""
    impatient = replace(first, scene=replace(first.scene, silence=Silence(0.2, "act")))
    (done,) = play([impatient], tmp_path)
    assert done.state == "done" and verify(done.folder) == []
    assert load(done.folder).scene.silence == Silence(0.0, "wait")
