#!/usr/bin/env python3
"""Thousands of sessions: how fast and with how much memory they are judged, indexed and asked.

Sessions of tests/planted_build.py are copied with names of their own. Each figure is of a program
of its own; memory is its peak, and that of its largest worker (never less than what the program had
when it started it).

    python benchmarks/bench_scale.py [--sessions 1000 10000] [--jobs 1 2] [--long 20] [--json]

--long: so many sessions of each hundred are ten times as long. Takes some 3 minutes for 10,000.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from tests.planted import Planted, made
from tests.planted_build import BUILD
from tests.planted_stories import Troupe

ROOT = Path(__file__).resolve().parents[1]
SEEDS = 40  # different sessions that are copied
CHANGED = 0.01  # of the sessions get a note before the index is brought up to date
SQL = """select kind, count(*), median(gap_s) from failures join exchanges using (session, exchange)
join sessions using (session) where audio = false group by kind order by 2 desc"""


def seeds(folder: Path, long: int) -> list[Path]:
    """Sessions that differ; `long` of each hundred are ten stories in one."""
    stories = [story for story in Troupe(BUILD, 7).stories() if story.acts]
    plain = [one for one in stories if not one.whole and not one.turns and not one.header]
    out = []
    for number in range(SEEDS):
        acts = list(plain[number % len(plain)].acts)
        if number * 100 < long * SEEDS:
            acts = [act for one in range(10) for act in plain[(number + one) % len(plain)].acts]
        out.append(made(Planted(f"seed {number}", acts), folder / f"seed-{number}"))
    return out


def copied(sources: list[Path], folder: Path, count: int) -> float:
    """So many sessions under a hundred folders; gives their MB."""
    size = 0
    for number in range(count):
        source = sources[number % len(sources)]
        to = folder / f"evening-{number % 100:02}" / f"session-{number:06}"
        to.mkdir(parents=True)
        for file in source.iterdir():
            shutil.copyfile(file, to / file.name)
            size += file.stat().st_size
    return size / 1e6


def timed(words: list[str]) -> dict[str, float]:
    """Seconds and peak memory (MB) of this command line of improv, in a program of its own."""
    child = (
        f"import sys, resource; sys.argv = {['improv', *words]!r}\n"
        "from improv_partner.cli import main\n"
        "code = 0\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code or 0\n"
        "own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(own, workers, code, file=sys.stderr)\n"
    )
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", child],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    took_s = time.monotonic() - began
    own, workers, code = ran.stderr.splitlines()[-1].split()
    if code not in ("0", "None"):
        raise SystemExit(ran.stderr[-2000:])
    kb = 1024 if sys.platform == "linux" else 1024 * 1024
    return {"took_s": took_s, "mb": int(own) / kb, "worker_mb": int(workers) / kb}


def noted(folder: Path, count: int) -> None:
    """The first of them get a correction."""
    from improv_partner.intents import Meant
    from improv_partner.notes import Notes, Rater

    for log in sorted(folder.rglob("session.jsonl"))[:count]:
        Notes(log.parent, Rater()).tag(1, 1, Meant("relief", 1), corrects=True)


def measured(count: int, jobs: list[int], long: int) -> list[dict[str, Any]]:
    """All figures of so many sessions."""
    rows: list[dict[str, Any]] = []

    def add(what: str, workers: int, words: list[str]) -> None:
        found = timed(words)
        row = {"sessions": count, "what": what, "workers": workers, **found}
        rows.append(row | {"per_s": count / found["took_s"]})

    with tempfile.TemporaryDirectory() as scratch:
        place, index = Path(scratch) / "sessions", Path(scratch) / "index"
        size_mb = copied(seeds(Path(scratch) / "seeds", long), place, count)
        here, into = str(place), ["--index", str(index)]
        for workers in jobs:
            some = ["--jobs", str(workers)]
            add("failures", workers, ["failures", here, "--format", "jsonl", *some])
            shutil.rmtree(index, ignore_errors=True)
            add("index, all", workers, ["index", here, *into, *some])
        add("index, nothing new", jobs[-1], ["index", here, *into])
        noted(place, round(count * CHANGED))
        add(f"index, {CHANGED:.0%} new", jobs[-1], ["index", here, *into])
        add("query", 1, ["query", SQL, *into])
        index_mb = sum(file.stat().st_size for file in index.rglob("*.parquet")) / 1e6
        rows.append(
            {"sessions": count, "what": "on disk", "logs_mb": size_mb, "index_mb": index_mb}
        )
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sessions", type=int, nargs="+", default=[1000, 10_000])
    options.add_argument("--jobs", type=int, nargs="+", default=[1, os.cpu_count() or 1])
    options.add_argument("--long", type=int, default=20)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    rows = [row for count in given.sessions for row in measured(count, given.jobs, given.long)]
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    print(
        f"{'sessions':>8} {'':20} {'workers':>7} {'s':>7} {'per s':>7} {'MB':>6} {'worker MB':>9}"
    )
    for row in rows:
        if row["what"] == "on disk":
            sizes = f"{row['logs_mb']:.0f} MB of sessions, {row['index_mb']:.1f} MB of index"
            print(f"{row['sessions']:8} {sizes}")
            continue
        figures = (
            f"{row['took_s']:7.1f} {row['per_s']:7.0f} {row['mb']:6.0f} {row['worker_mb']:9.0f}"
        )
        print(f"{row['sessions']:8} {row['what']:20} {row['workers']:7} {figures}")


if __name__ == "__main__":
    main()
