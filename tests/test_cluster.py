"""Work on many sessions: processes that die, runs that are stopped, and re-runs by workers."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from improv_partner.errors import ImprovError, SettingsError
from improv_partner.reruns import PART, Played, plan, play_all
from improv_partner.research.cluster import Alone, Lost, Task, engine
from improv_partner.research.cluster.kept import FILE, Kept, over
from improv_partner.research.cluster.processes import Processes
from improv_partner.research.items import Wishes

from .cluster_work import attempts, deadly, doubled, wrong
from .commands import improv, is_one_line
from .rerun_stories import RULES, hums, parent

ROOT = Path(__file__).resolve().parent.parent


def tasks(folder: Path, count: int = 8) -> list[Task]:
    return [Task(f"task {number}", (str(folder), number)) for number in range(count)]


def test_a_killed_process_takes_no_result_with_it(tmp_path: Path) -> None:
    found = dict(Processes(2).each(deadly, tasks(tmp_path, 20)))
    results = {task.what[1]: result for task, result in found.items()}
    lost = results.pop(5)
    assert isinstance(lost, Lost) and "died" in lost.why
    assert results == {n: 2 * n for n in range(20) if n != 5}
    tried = attempts(tmp_path)
    assert len(tried[3]) > 1 and len(tried[5]) >= 2
    assert os.getpid() not in {pid for pids in tried.values() for pid in pids}


def test_what_work_raises_is_raised(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="a fault in the work on 0"):
        list(Processes(1).each(wrong, tasks(tmp_path, 1)))


def test_tasks_are_taken_as_they_are_needed(tmp_path: Path) -> None:
    taken: list[int] = []

    def more() -> Iterator[Task]:
        for task in tasks(tmp_path, 40):
            taken.append(task.what[1])
            yield task

    coming = Processes(1).each(doubled, more())
    next(coming)
    assert len(taken) < 10, "thousands of tasks do not wait in memory"
    coming.close()  # type: ignore[attr-defined]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    work, folder = tmp_path / "work", tmp_path / "kept"
    work.mkdir()
    kept = Kept(folder)
    coming = over(Alone(), doubled, tasks(work), kept)
    assert [next(coming) for _ in range(3)] == [0, 2, 4]
    kept.close()  # killed here, while it was writing the fourth
    with (folder / FILE).open("ab") as file:
        file.write(b'{"key": "task 3", "res')
    again = Kept(folder)
    assert len(again) == 3
    assert list(over(Alone(), doubled, tasks(work), again)) == [0, 2, 4, 6, 8, 10, 12, 14]
    again.close()
    assert all(len(pids) == 1 for pids in attempts(work).values()), "nothing is done twice"
    lines = (folder / FILE).read_text("utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == [f"task {n}" for n in range(8)]


def test_results_come_in_the_order_of_the_tasks_whoever_is_first(tmp_path: Path) -> None:
    class Backwards(Alone):
        def each(self, work: Callable[..., object], tasks: object) -> Iterator[tuple[Task, object]]:
            yield from reversed(list(super().each(work, tasks)))  # type: ignore[arg-type]

    kept = Kept()
    assert list(over(Backwards(), doubled, tasks(tmp_path, 5), kept)) == [0, 2, 4, 6, 8]
    kept.close()


def test_a_lost_task_is_told_but_tried_again_by_the_next_run(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put("a", Lost("its worker died"))
    assert kept.get("a") == Lost("its worker died")
    kept.close()
    again = Kept(tmp_path)
    assert "a" not in again
    again.close()


def test_which_engine() -> None:
    assert isinstance(engine(3), Alone), "few tasks are done sooner here"
    assert isinstance(engine(100, jobs=2), Processes)
    with pytest.raises(SettingsError, match="--jobs"):
        engine(3, jobs=-1)


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_it_is_told_how_to_get_it() -> None:
    with pytest.raises(ImprovError, match=r"improv-partner\[cluster\]"):
        engine(3, cluster="local")


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")
def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
    ran = improv("failures", str(tmp_path), "--cluster", address)
    is_one_line(ran, f"--cluster {address}: no Ray there", "ray start")


@pytest.mark.parts
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")
def test_ray_loses_a_worker_and_no_result(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.cluster_work", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["found"] == [2 * n for n in range(12)]
    assert told["killed"] in told["workers"] and len(told["workers"]) >= 3, "another took its place"
    assert told["tried"] > 12
    assert len((tmp_path / "kept" / FILE).read_text("utf-8").splitlines()) == 12


def test_reruns_by_workers_are_as_those_of_one_process(tmp_path: Path) -> None:
    with hums():
        one = parent(tmp_path, 1, 2)
        wishes = Wishes(models=RULES, times=2)
        todo = plan([str(one.folder), str(tmp_path / "nothing")], wishes, agreed=False)
        assert len(todo.faults) == 1 and "nothing" in todo.faults[0]
        assert [(item.model, item.take) for item in todo.todo] == [
            ("understudy", 1),
            ("understudy", 2),
        ]
        out = tmp_path / "reruns"
        left = out / f"{PART}{todo.todo[0].name}"
        left.mkdir(parents=True)  # by a run that was killed while it wrote
        done = list(play_all(todo.todo, out, Alone()))
        again = list(play_all(todo.todo, out, Alone()))
    assert [played.state for played in done] == ["done", "done"], [one.why for one in done]
    assert [played.state for played in again] == ["was done", "was done"]
    assert {path.name for path in out.iterdir()} == {item.name for item in todo.todo}
    assert all(isinstance(played, Played) and played.scene_s > 1 for played in done)
    ran = improv("check", str(out))
    assert ran.code == 0, ran.out


def test_failures_on_processes_that_stay(tmp_path: Path) -> None:
    is_one_line(improv("failures", str(tmp_path), "--jobs", "-1"), "--jobs")
