"""The contract Engine on Ray: an own one on this machine, or a cluster that is there.

Ray does a task again elsewhere when its worker or its machine is lost. Each machine needs the same
improv-partner, and must reach the sessions: on a disk that all share, or by their address.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from ...errors import ImprovError
from . import AHEAD, Done, Lost, Task

LOCAL = "local"  # in place of an address
ANSWERS_S = 5.0  # a cluster that is there takes a connection within that
RETRIES = 3  # of a task whose worker was lost


class Across:
    """See Engine. Closing it leaves a cluster as it was; an own one is stopped."""

    def __init__(self, address: str, workers: int = 0) -> None:
        """workers: of an own Ray; 0 = as many as there are processors. Raises ImprovError."""
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
        # Ray is to leave the environment as it is when it finds no accelerator.
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            import ray
        except ImportError as error:
            raise ImprovError('--cluster needs Ray: pip install "improv-partner[cluster]"') from (
                error
            )
        self._ray: Any = ray
        self._ours = not self._ray.is_initialized()
        own = {"num_cpus": workers or None, "include_dashboard": False} if address == LOCAL else {}
        try:
            _knock(address)
            if self._ours:
                self._ray.init(
                    address="local" if address == LOCAL else address,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                    **own,
                )
        except (ConnectionError, OSError, ValueError, RuntimeError) as error:
            why = (str(error).splitlines() or [type(error).__name__])[0]
            raise ImprovError(
                f'--cluster {address}: no Ray there: {why}; "ray start --head" starts one'
            ) from error
        self.workers = workers or int(self._ray.cluster_resources().get("CPU", 1))

    def each(self, work: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        """See Engine."""
        ray = self._ray
        do = ray.remote(max_retries=RETRIES, retry_exceptions=False)(work)
        waiting = iter(tasks)
        flying = {do.remote(t.what): t for t in islice(waiting, self.workers * AHEAD)}
        try:
            while flying:
                (ready, *_), _ = ray.wait(list(flying), num_returns=1)
                task = flying.pop(ready)
                yield task, self._result(ready)
                flying |= {do.remote(t.what): t for t in islice(waiting, 1)}
        finally:
            for reference in flying:
                ray.cancel(reference, force=True)

    def close(self) -> None:
        if self._ours:
            self._ray.shutdown()

    def _result(self, reference: Any) -> Any:
        lost = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except (lost.WorkerCrashedError, lost.NodeDiedError, lost.ObjectLostError) as error:
            return Lost(f"its worker was lost, {RETRIES + 1} times: {str(error).splitlines()[0]}")
        except lost.OutOfMemoryError:
            return Lost("its machine had not enough memory")


def _knock(address: str) -> None:
    """Raises OSError if nobody is at HOST:PORT or ray://HOST:PORT: Ray would try for minutes."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    if parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), ANSWERS_S).close()
