"""The contract Engine by processes of this machine; one that is killed takes no result with it.

When a process dies nobody knows what it died of: whatever was being done is done again, each task
in a process of its own, and only what kills that one too is lost.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any

from . import AHEAD, Done, Lost, Task

ATTEMPTS = 2  # of a task alone in its process: the first may be killed by chance as well


class Processes:
    """See Engine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def each(self, work: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        """See Engine."""
        waiting = iter(tasks)
        while suspects := (yield from self._together(work, waiting)):
            for task in suspects:
                yield task, _apart(work, task)

    def close(self) -> None:
        pass

    def _together(
        self, work: Callable[[Any], Any], waiting: Iterator[Task]
    ) -> Generator[Done, None, list[Task]]:
        """Until all is done or a process has died; gives the tasks that were under way then."""
        flying: dict[Future[Any], Task] = {}
        pool = _pool(self.workers)

        def more(count: int) -> list[Task]:
            """Take so many; gives those that the pool does not."""
            for task in islice(waiting, count):
                try:
                    flying[pool.submit(work, task.what)] = task
                except BrokenProcessPool:
                    return [task]
            return []

        try:
            left = more(self.workers * AHEAD)
            while flying:
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in done:
                    task = flying.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        left.append(task)
                    else:
                        yield task, future.result()
                left += [] if left else more(len(done))
            return left
        finally:
            pool.shutdown(cancel_futures=True)


def _apart(work: Callable[[Any], Any], task: Task) -> Any:
    """The result of this task in a process of its own; Lost if it dies of it."""
    for _ in range(ATTEMPTS):
        with _pool(1) as pool:
            try:
                return pool.submit(work, task.what).result()
            except BrokenProcessPool:
                continue
    return Lost("its process died, also when it had one of its own (out of memory?)")


def _pool(workers: int) -> ProcessPoolExecutor:
    # "spawn" is the way of every system, and safe while a progress bar has a thread.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
