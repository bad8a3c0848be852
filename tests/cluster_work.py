"""Work that other processes do in the tests of research/cluster; and a run of it on a real Ray."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path


def doubled(what: tuple[str, int]) -> int:
    """Notes in the folder that this number was worked on, and by which process."""
    folder, number = what
    with (Path(folder) / str(number)).open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    return 2 * number


def deadly(what: tuple[str, int]) -> int:
    """As doubled; 3 kills its process the first time, 5 each time."""
    folder, number = what
    known = Path(folder) / str(number)
    first = not known.exists()
    out = doubled(what)
    if number == 5 or (number == 3 and first):
        os.kill(os.getpid(), signal.SIGKILL)
    return out


def slow(what: tuple[str, int]) -> int:
    """As doubled; takes so long that somebody can kill its worker meanwhile."""
    out = doubled(what)
    time.sleep(0.2)
    return out


def wrong(what: tuple[str, int]) -> int:
    raise LookupError(f"a fault in the work on {what[1]}")


def attempts(folder: Path) -> dict[int, list[int]]:
    """By number, the processes that worked on it."""
    return {
        int(path.name): [int(pid) for pid in path.read_text("utf-8").split()]
        for path in folder.iterdir()
        if path.name.isdigit()
    }


def main() -> None:
    """On a Ray of two workers; a worker is killed when the first result is there."""
    from improv_partner.research.cluster import Task
    from improv_partner.research.cluster.across import Across
    from improv_partner.research.cluster.kept import Kept, over

    folder = Path(sys.argv[1])
    engine, kept = Across("local", 2), Kept(folder / "kept")
    tasks = [Task(f"task {n}", (str(folder), n)) for n in range(12)]
    found, killed = [], 0
    for result in over(engine, slow, tasks, kept):
        found.append(result)
        if not killed:
            busy = [pids[-1] for n, pids in attempts(folder).items() if f"task {n}" not in kept]
            killed = busy[-1]
            os.kill(killed, signal.SIGKILL)
    engine.close()
    tried = sum(len(pids) for pids in attempts(folder).values())
    workers = {pid for pids in attempts(folder).values() for pid in pids}
    told = {"found": found, "tried": tried, "killed": killed, "workers": sorted(workers)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
