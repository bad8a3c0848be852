#!/usr/bin/env python3
"""When would the partner take the floor, and would it be right? The real stage hears human turns.

    python benchmarks/floor.py [--timelines FILE.csv] [--audio DIR [--ending MODEL.onnx]]
                               --json OUT [--plot OUT.svg]

Without --timelines: talks that are made up, as people talk on the telephone. See docs/floor.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from benchmarks.floor import figures, made, policies, report, sound, timelines
from benchmarks.floor.ends import Delays, Sounds
from benchmarks.floor.plot import plot
from improv_partner.errors import ImprovError


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    usual = Delays()
    of = argparse.ArgumentParser(description="How often the partner cuts in, and how late it is.")
    of.add_argument("--timelines", type=Path, help="stretches of speech; else they are made up")
    of.add_argument("--talks", type=int, default=60, help="how many to make up, 6.4 min each")
    of.add_argument("--seed", type=int, default=1, help="of what is made up")
    of.add_argument("--write", type=Path, help="write what is made up to this file, and stop")
    of.add_argument("--audio", type=Path, help="folder of the talks' sound")
    of.add_argument("--ending", type=Path, help="weights of Smart Turn, with --audio")
    of.add_argument("--ears", type=float, default=usual.ears_s, help="s until the final words")
    of.add_argument("--mind", type=float, default=usual.mind_s, help="s until the first clause")
    of.add_argument("--voice", type=float, default=usual.voice_s, help="s until its first sound")
    of.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    of.add_argument("--json", type=Path, default=Path("floor.json"))
    of.add_argument("--plot", type=Path)
    return of.parse_args(given)


def main(args: argparse.Namespace) -> None:
    if args.timelines:
        talks = timelines.read(args.timelines)
    else:
        talks = list(made.talks(args.talks, seed=args.seed))
    if args.write:
        timelines.write(args.write, [one for talk in talks for one in talk])
        return
    heard: Sounds = {}
    if args.audio:
        heard = sound.sounds(talks, args.audio, args.ending, args.json.with_suffix(".sounds.json"))
    delays = Delays(args.ears, args.mind, args.voice)
    has_ending = bool(args.audio and args.ending)
    wanted = [*policies.policies(bool(heard), has_ending), policies.default(bool(heard))]
    counted = figures.measure(talks, wanted, delays, heard, args.processes)
    over = figures.yields(talks, wanted[-1].turns, delays)  # patience has no say in it
    rows = [
        {"policy": one.name, "patience_s": one.turns.patience_s, **counts.figures(), **over}
        for one, counts in counted
    ]
    about = {
        "timelines": args.timelines.name if args.timelines else f"made up, seed {args.seed}",
        "talks": len(talks),
        "hours": round(sum(talk[-1].end_s for talk in talks) / 3600, 2),
        "long_turns": counted[-1][1].long,
        "delays_s": {"ears": args.ears, "mind": args.mind, "voice": args.voice},
    }
    found = report.report(rows[:-1], rows[-1], about)
    args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(report.table(found))
    if args.plot:
        plot(found, args.plot)


if __name__ == "__main__":
    try:
        main(arguments())
    except ImprovError as error:
        sys.exit(f"floor: {error}")
