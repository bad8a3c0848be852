"""Re-runs on several processes or machines: what reperform.Series does, spread over an engine.

A worker performs into a folder of its own and hands the session over; it is put in its place here,
at once and whole. So no disk has to be shared, and a lost worker loses only what it was playing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from .errors import ImprovError, RecordingError, SettingsError
from .reperform import Series
from .research.cluster import Engine, Lost, Task
from .research.export.permitted import Ended
from .research.items import Wishes, clear, is_done, items
from .research.parent import Parent, load
from .research.remote import local
from .sending import no_sending

PART = ".part-"  # in front of a session's name while its files are written


@dataclass(frozen=True, slots=True)
class Performance:
    """One to be done: all that a worker has to know. place: of the parent. name: of the result."""

    place: str
    name: str
    model: str
    take: int
    wishes: Wishes

    @property
    def parent(self) -> PurePosixPath:
        """Has its name."""
        return PurePosixPath(self.place)


@dataclass(frozen=True, slots=True)
class Played:
    """As reperform.Outcome, of a Performance."""

    item: Performance
    folder: Path
    state: str
    why: str = ""
    scene_s: float = 0.0
    real_s: float = 0.0


@dataclass(slots=True)
class Plan:
    """todo: every performance. leaves: what leaves this place. faults: what cannot be played.

    ended: why not, by place, of sessions that were withdrawn or are past their day.
    """

    todo: list[Performance] = field(default_factory=list)
    leaves: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)


def plan(places: Iterable[str], wishes: Wishes, agreed: bool) -> Plan:
    """One parent at a time is in memory. Raises SettingsError as Series and may_play() do."""
    out = Plan()
    for place in places:
        try:
            parent = load(local(place))
            may_play(parent, wishes, agreed)
        except SettingsError:
            raise
        except Ended as error:
            out.ended[place] = str(error)
            continue
        except ImprovError as error:
            out.faults.append(str(error))
            continue
        series = Series([parent], wishes, Path())
        out.leaves.update(series.leaves)
        for item in series.todo:
            out.todo.append(Performance(place, item.name, item.model, item.take, wishes))
    return out


def may_play(parent: Parent, wishes: Wishes, agreed: bool) -> None:
    """Raises RecordingError if a performer does not permit that the servers get the words.

    agreed: see no_sending(). Raises SettingsError if only this yes is missing.
    """
    for item in items([parent], wishes):
        mind, voice = item.settings.mind, item.settings.voice
        if why := no_sending(parent.folder, parent.header, mind, agreed, voice):
            raise RecordingError(why)


def play_all(todo: Iterable[Performance], out: Path, engine: Engine) -> Iterator[Played]:
    """Every performance that is not there yet, as they are done. Raises RecordingError."""
    tasks = []
    for item in todo:
        if is_done(out / item.name):
            yield Played(item, out / item.name, "was done")
        else:
            tasks.append(Task(item.name, item))
    for task, result in engine.each(performed, tasks):
        folder = out / task.what.name
        if isinstance(result, Lost):
            yield Played(task.what, folder, "failed", result.why)
            continue
        files = result.pop("files")
        if files:
            _put(folder, files)
        yield Played(task.what, folder, **result)


def performed(what: Performance) -> dict[str, Any]:
    """The work: fields of Played, and the session's files. On whatever machine it is done."""
    try:
        parent = load(local(what.place, sound=True))
    except ImprovError as error:
        return {"state": "failed", "why": str(error), "files": {}}
    with tempfile.TemporaryDirectory() as scratch:
        series = Series([parent], what.wishes, Path(scratch))
        item = next(i for i in series.todo if (i.model, i.take) == (what.model, what.take))
        done = series.play(item, lambda text: None)
        there = sorted(done.folder.iterdir()) if done.folder.is_dir() else []
        files = {path.name: path.read_bytes() for path in there}
    why = done.why.replace(f"{scratch}/", "")
    times = {"scene_s": done.scene_s, "real_s": done.real_s}
    return {"state": done.state, "why": why, "files": files, **times}


def _put(folder: Path, files: dict[str, bytes]) -> None:
    """The session is in its place with all its files, or not at all. Raises RecordingError."""
    part = folder.with_name(f"{PART}{folder.name}")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, content in files.items():
            (part / name).write_bytes(content)
        clear(folder)
        part.rename(folder)
    except OSError as error:
        raise RecordingError(f"{folder}: cannot be written: {error}") from error
