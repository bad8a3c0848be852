"""Work on many sessions: by one process, by several of this machine, or by a cluster of machines.

An engine does the work; kept.py writes each result to the disk as it comes. What is done to one
session is a function of the caller's, at the top of its file: another process has to find it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ...errors import SettingsError

FEW = 8  # tasks that are done sooner than other processes are started (0.5 s)
AHEAD = 4  # tasks for each worker that wait for it: no worker waits, and memory does not grow


@dataclass(frozen=True, slots=True)
class Task:
    """key: of its result, the same for the same work. what: what the work is given (picklable)."""

    key: str
    what: Any


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no result: every worker that had this task died. why: one line."""

    why: str


Done = tuple[Task, Any]  # the result, or Lost


class Engine(Protocol):
    """Where work is done. workers: how many tasks at a time."""

    workers: int

    def each(self, work: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        """work(task.what) of every task, in the order in which they are done.

        Tasks are taken as they are needed. What work raises is raised here.
        """

    def close(self) -> None: ...


class Alone:
    """The contract Engine in this process, one task after the other."""

    workers = 1

    def each(self, work: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        for task in tasks:
            yield task, work(task.what)

    def close(self) -> None:
        pass


def engine(count: int, jobs: int = 0, cluster: str = "") -> Engine:
    """The engine for so many tasks. Raises SettingsError, ImprovError (no Ray, no such cluster).

    jobs: processes of this machine, 0 = as many as it has processors if that is worth it.
    cluster: "" = none, "local" = a Ray of this machine alone, or the address of one ("auto").
    """
    if jobs < 0:
        raise SettingsError("--jobs is a number of processes, from 1 on")
    if cluster:
        from .across import Across

        return Across(cluster, jobs)
    jobs = jobs or (min(os.cpu_count() or 1, count) if count > FEW else 1)
    if jobs == 1:
        return Alone()
    from .processes import Processes

    return Processes(jobs)
