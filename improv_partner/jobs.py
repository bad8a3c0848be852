"""One job for each crew member; a failing job becomes an event, never an exception in the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from .errors import ImprovError, RecordingError
from .events import Event, Trouble

log = logging.getLogger(__name__)
Work = Coroutine[None, None, None]


class Jobs:
    """tell: where the Trouble of a failed job goes."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self._jobs: dict[str, asyncio.Task[None]] = {}

    def start(
        self, who: str, work: Work, line: int = 0, revision: int = 0, then: Event | None = None
    ) -> None:
        """Set this member to work; a new job of the same name replaces the old one.

        who: its first word is the member that a Trouble names: "ears of ben" are ears.

        line, revision: what a Trouble of it belongs to. then: told when the work ends or fails.
        """
        self.stop(who)
        job = asyncio.create_task(self._guard(who, work, line, revision, then))
        job.add_done_callback(lambda _: work.close())  # it may be stopped before it has begun
        self._jobs[who] = job

    def stop(self, who: str) -> None:
        if job := self._jobs.pop(who, None):
            job.cancel()

    async def close(self) -> None:
        """Stop everybody and wait until they have stopped."""
        jobs = list(self._jobs.values())
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _guard(
        self, who: str, work: Work, line: int, revision: int, then: Event | None
    ) -> None:
        try:
            await work
        except RecordingError as error:
            self._tell(Trouble("recording", str(error)))
        except ImprovError as error:
            self._tell(Trouble(who.split()[0], str(error), line, revision))
        except Exception as error:  # the boundary: no bug of a part may stop the scene
            log.exception("%s failed", who)
            what = f"{type(error).__name__}: {error}"
            self._tell(Trouble(who.split()[0], what, line, revision))
        if then is not None:
            self._tell(then)
