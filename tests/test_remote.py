"""Sessions that lie elsewhere: fetched, proven, kept, and used like any other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from improv_partner import track
from improv_partner.errors import ImprovError, RecordingError
from improv_partner.recording import LOG
from improv_partner.research import remote
from improv_partner.research.cluster import Alone
from improv_partner.research.export import permitted
from improv_partner.research.index.build import Built, build, plan
from improv_partner.research.index.parts import Parts

from .agreed import GOLDEN, Later, agreed
from .commands import improv
from .planted import Act, Planted, made

fsspec = pytest.importorskip("fsspec")
URL = "memory:///evening"  # as fsspec writes it; two slashes lead there, too
ACTS = (Act("The train leaves at nine.", "It has no driver.", "grief 2", "joy 2", "interest 2"),)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two sessions in memory, at URL; a cache of this test's own."""
    monkeypatch.setenv(remote.CACHE_ENV, str(tmp_path / "cache"))
    system = fsspec.filesystem("memory")
    put(system, made(Planted("one", ACTS), tmp_path / "one"), "one")
    put(system, agreed(tmp_path / "two", {"answer": "yes"}), "two")
    yield system
    system.rm("/evening", recursive=True)


def put(system: Any, folder: Path, name: str) -> None:
    for file in folder.iterdir():
        system.pipe_file(f"/evening/{name}/{file.name}", file.read_bytes())


def test_sessions_are_found_by_their_address(server: Any, tmp_path: Path) -> None:
    here = str(tmp_path / "one")
    assert remote.sessions([URL, here]) == [f"{URL}/one", f"{URL}/two", here]
    assert remote.sessions(["memory://evening/two"]) == [f"{URL}/two"]


def test_only_what_is_needed_is_fetched_and_only_once(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    real = server.get_file

    def counted(_: object, path: str, to: str) -> None:
        fetched.append(path)
        real(path, to)

    monkeypatch.setattr(type(server), "get_file", counted)
    folder = remote.local(f"{URL}/two")
    assert (folder / LOG).read_bytes() == server.cat_file(f"/evening/two/{LOG}")
    assert folder.name == "two" and folder == remote.folder_of(f"{URL}/two")
    assert fetched == [f"/evening/two/{LOG}"]
    folder = remote.local(f"{URL}/two", sound=True)
    assert track.pcm(folder, "actor", 0, 16_000) == track.pcm(GOLDEN, "actor", 0, 16_000)
    count = len(fetched)
    remote.local(f"{URL}/two", sound=True)
    assert len(fetched) == count and fetched.count(f"/evening/two/{LOG}") == 1


def test_what_changes_there_changes_here(server: Any) -> None:
    first, folder = remote.stamp(f"{URL}/one"), remote.local(f"{URL}/one")
    assert first == remote.stamp(f"{URL}/one") != ""
    server.pipe_file("/evening/one/notes.jsonl", b"")
    assert remote.stamp(f"{URL}/one") != first
    remote.local(f"{URL}/one")
    assert (folder / "notes.jsonl").exists()
    server.rm_file("/evening/one/notes.jsonl")
    remote.local(f"{URL}/one")
    assert not (folder / "notes.jsonl").exists()
    server.pipe_file("/evening/one/withdrawn.json", b"{}")
    assert remote.stamp(f"{URL}/one") == ""


def test_a_log_that_came_damaged_is_fetched_again(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, times = server.get_file, []

    def noisy(_: object, path: str, to: str) -> None:
        real(path, to)
        times.append(path)
        if len(times) == 1:
            whole = Path(to).read_bytes()
            Path(to).write_bytes(whole.replace(b"driver", b"dryver", 1))

    monkeypatch.setattr(type(server), "get_file", noisy)
    folder = remote.local(f"{URL}/one")
    assert len(times) == 2
    assert (folder / LOG).read_bytes() == server.cat_file(f"/evening/one/{LOG}")


def test_a_log_that_is_cut_off_each_time_is_told(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = server.get_file

    def short(_: object, path: str, to: str) -> None:
        real(path, to)
        lines = Path(to).read_bytes().splitlines(keepends=True)
        Path(to).write_bytes(b"".join(lines[:-2]))

    monkeypatch.setattr(type(server), "get_file", short)
    with pytest.raises(RecordingError, match="came damaged"):
        remote.local(f"{URL}/one")
    assert not (remote.folder_of(f"{URL}/one") / LOG).exists()


def test_a_log_that_is_damaged_there_is_read_as_far_as_it_goes(server: Any) -> None:
    whole = server.cat_file(f"/evening/one/{LOG}")
    server.pipe_file(f"/evening/one/{LOG}", whole.replace(b"driver", b"dryver", 1))
    folder = remote.local(f"{URL}/one")
    assert b"dryver" in (folder / LOG).read_bytes(), "it is no fault of the way"


def test_an_address_that_leads_nowhere_is_one_line() -> None:
    for place, words in (("nowhere://a", "no way to it"), ("memory://none/at/all", "not a sess")):
        ran = improv("failures", place)
        assert ran.code == 1 and words in ran.err and ran.err.count("\n") == 1, ran.err
    with pytest.raises(ImprovError, match="no way to it"):
        remote.sessions(["nowhere://a"])


def test_failures_of_sessions_elsewhere(server: Any) -> None:
    ran = improv("failures", URL, "--format", "jsonl")
    (row,) = [json.loads(line) for line in ran.out.splitlines() if '"misread"' in line]
    assert row["session"] == f"{URL}/one" and row["quote"] == "It has no driver."


def test_of_a_day_that_is_over_nothing_is_told_by_its_address(
    server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent = {"answer": "yes", "keep_until": datetime.now(UTC).date().isoformat()}
    put(server, made(Planted("day", ACTS, header={"consent": consent}), tmp_path / "day"), "day")
    words = ("failures", f"{URL}/day", "--keep", str(tmp_path / "kept"), "--format", "jsonl")
    assert improv(*words).out

    monkeypatch.setattr(permitted, "datetime", Later)
    ran = improv(*words)
    assert (ran.code, ran.out) == (0, "") and ran.err.startswith(f"{URL}/day: was to be kept until")


def test_an_index_of_sessions_elsewhere(server: Any, tmp_path: Path) -> None:
    index = tmp_path / "index"

    def brought(*places: str) -> Built:
        parts = Parts(index)
        return build(plan(places, parts), parts, Alone())

    assert brought(URL) == Built(read=2)
    assert brought() == Built(kept=2)
    server.rm("/evening/one", recursive=True)
    assert brought() == Built(kept=1, removed=1)
