"""An event loop on virtual time: when everyone waits for a timer, the clock jumps to the next one.

While a thread or the network works the clock does not jump. `charge` says whether the seconds that
really pass then count as scene time (True: as live on this machine; False: a machine of infinite
speed, so that two runs are identical).
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")
OWN_FILES = 1  # the loop's own wake-up pipe; every other open file is somebody's network


class _Jump(selectors.DefaultSelector):
    """Selector whose waiting is skipped unless real work is under way."""

    def __init__(self, charge: bool) -> None:
        super().__init__()
        self.now_s = 0.0
        self.working = 0  # jobs in threads
        self.charge = charge

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if not self.working and len(self.get_map()) <= OWN_FILES:
            if timeout is None:
                raise RuntimeError("virtual time: everyone waits and nothing will ever happen")
            self.now_s += timeout
            return []
        began = time.monotonic()
        ready = super().select(timeout if self.charge else None)
        if self.charge:
            passed = time.monotonic() - began
            self.now_s += passed if timeout is None else min(passed, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop with a clock that starts at 0 and jumps."""

    def __init__(self, charge: bool = False) -> None:
        self._jump = _Jump(charge)
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now_s

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        job = super().run_in_executor(executor, func, *args)
        self._jump.working += 1
        job.add_done_callback(self._worked)
        return job

    async def shutdown_default_executor(self, *args: Any) -> None:
        """As asyncio's own, which waits for its threads in one that nobody counts."""
        self._jump.working += 1
        try:
            await super().shutdown_default_executor(*args)
        finally:
            self._jump.working -= 1

    def _worked(self, _: object) -> None:
        self._jump.working -= 1


def run(story: Coroutine[Any, Any, T], limit_s: float = 4 * 3600, charge: bool = False) -> T:
    """asyncio.run on virtual time. Raises TimeoutError after limit_s of it."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(charge)) as runner:
        return runner.run(asyncio.wait_for(story, limit_s))
