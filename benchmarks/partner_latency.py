#!/usr/bin/env python3
"""How soon the partner is heard: from the acoustic end of the actor's line to the first audible
sample, with every real part and a server of fixed delay, side by side with pipecat in one run.

    python benchmarks/partner_latency.py --setup            # once: pipecat, 800 MB, in the cache
    python benchmarks/partner_latency.py [--quick] [--json OUT]

Both get the same clips at real pace, Silero, recogniser, server and voice. pipecat comes twice:
with its default end of turn (Smart Turn v3) and with its timer. Look at the ratios: a time on one
machine says nothing on another. The full run takes about 25 minutes, in which it wants to be alone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1])
)  # also runs from a checkout not installed

from benchmarks.latency import install, overhead, report
from benchmarks.latency.job import Heard, Job
from benchmarks.latency.lines import Spoken, lines
from benchmarks.latency.server import Server
from improv_partner import scene

ROOT = Path(__file__).resolve().parents[1]
EARS = ROOT / "tests" / "models" / "tiny-whisper"
DELAYS_S = (0.0, 0.15, 0.4)
QUICK_DELAYS_S, QUICK_LINES, QUICK_OVERHEADS, OVERHEADS = (0.15,), 4, 2, 6
LIMIT_S = 30.0  # for a line and its answer, with the start of the process


@dataclass(frozen=True, slots=True)
class Side:
    """name: in the table. python: of which environment. ending: as in Job."""

    name: str
    module: str
    variant: str
    python: Path
    ending: str = ""

    def play(self, server: Server, spoken: Sequence[Spoken], delay_s: float) -> report.Session:
        """One session. The first line is played twice, and counts the second time: all is warm.

        Raises CalledProcessError, TimeoutExpired.
        """
        server.first_token_s, server.asked = delay_s, 0
        played = [spoken[0], *spoken]
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / f"{number}.pcm" for number in range(len(played))]
            for file, line in zip(files, played, strict=True):
                file.write_bytes(line.pcm)
            job = Path(folder) / "job.json"
            names = [str(file) for file in files]
            actor = (scene.FIRST_SCENE, self.ending, names)
            Job(self.variant, server.url, str(EARS), *actor).write(job)
            told = self._run(job, LIMIT_S * len(played))
        heard = Heard(**json.loads(told.splitlines()[-1]))
        counted = report.judge(heard, played)[1:]
        steps = report.steps_s(heard, played)[1:]
        return report.Session(self.name, delay_s, counted, server.asked - 1, steps, heard.notes)

    def _run(self, job: Path, limit_s: float) -> str:
        paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        command = [str(self.python), "-m", f"benchmarks.latency.{self.module}", str(job)]
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            timeout=limit_s,
        )
        if done.returncode:
            sys.stderr.write(done.stderr)
            done.check_returncode()
        return done.stdout


def sides(folder: Path, header: bool) -> list[Side]:
    """Who plays, in this order. header: ours also with its reading before each reply."""
    here = Path(sys.executable)
    found = [Side(report.OURS, "ours", "plain", here)]
    if header:
        found.append(Side(f"{report.OURS}, its header", "ours", "header", here))
    if weights := install.smart_turn(folder):
        found.append(Side(f"{report.OURS}, Smart Turn", "ours", "plain", here, str(weights)))
    if install.is_installed(folder):
        theirs = install.python_of(folder)
        found.append(Side("pipecat, Smart Turn v3", "pipecat_side", "smart", theirs))
        found.append(Side("pipecat, timer", "pipecat_side", "silence", theirs))
    return found


def measure(options: argparse.Namespace) -> None:
    quick = options.quick
    spoken = lines(QUICK_LINES if quick else options.lines)
    overheads = {
        waits.name: overhead.overheads_s(waits, QUICK_OVERHEADS if quick else OVERHEADS)
        for waits in overhead.CASES
    }
    print(*report.overhead_rows(overheads), sep="\n", flush=True)
    sessions: list[report.Session] = []
    with Server() as server:
        for delay_s in QUICK_DELAYS_S if quick else DELAYS_S:
            header = not quick and delay_s == QUICK_DELAYS_S[0]
            playing = sides(options.venv, header)
            rows = [side.play(server, spoken, delay_s) for side in playing]
            print(*report.table(rows), *report.steps(rows), sep="\n", flush=True)
            sessions += rows
    paused = sum(line.pause_s > 0 for line in spoken)
    print(f"\n{len(spoken)} lines a session, {paused} with a pause of 0.4-0.6 s inside")
    if not install.is_installed(options.venv):
        print(f"pipecat is not in {options.venv}: run this with --setup to measure it beside us")
    if options.json:
        machine = f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} CPU"
        found = report.as_json(sessions, overheads, machine)
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--setup", action="store_true", help="make pipecat's environment, and end")
    parser.add_argument("--venv", type=Path, default=install.default_folder(), help="where it is")
    parser.add_argument("--quick", action="store_true", help="four lines, one delay: 3 minutes")
    parser.add_argument("--lines", type=int, default=0, metavar="N", help="of 12; 0 = all")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every line's figures here")
    options = parser.parse_args()
    if options.setup:
        install.install(options.venv)
    else:
        measure(options)


if __name__ == "__main__":
    main()
