#!/usr/bin/env python3
"""How well improv failures finds flaws that were planted: recall and precision for each kind.

Sessions of every bank of words (tests/planted_banks.py says which were seen while the rules were
made, and how the rules did on the others when they first met them) are played by understudies and
judged. Exits with 1 if a kind stays under the goals in a bank that the rules were mended by; the
blind one says how far to trust them. A table, or JSON with --json.

    python benchmarks/failures.py [--seeds 3] [--bank NAME ...] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from tests.planted_banks import KEPT
from tests.planted_score import Proof, proof
from tests.planted_stories import Troupe
from tests.planted_words import Bank

RECALL, PRECISION = 0.90, 0.85  # goals of each kind


def run(bank: Bank, seeds: int) -> tuple[Proof, int]:
    """All stories of this bank with so many seeds, and their number."""
    stories = [story for seed in range(100, 100 + seeds) for story in Troupe(bank, seed).stories()]
    with tempfile.TemporaryDirectory() as folder:
        return proof(stories, Path(folder)), len(stories)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--bank", action="append", choices=list(KEPT), help="only this one")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    rows, good = [], True
    for name in given.bank or KEPT:
        kept = KEPT[name]
        met = {kind: figures for kind, *figures in kept.first}
        done, count = run(kept.bank, given.seeds)
        for kind, score in done.scores.items():
            fine = score.recall >= RECALL and score.precision >= PRECISION
            good = good and (fine or kept.role == "blind")
            planted = score.found + score.missed
            row = {"words": name, "role": kept.role, "sessions": count, "kind": kind}
            row |= {"planted": planted, "recall": score.recall, "precision": score.precision}
            rows.append(row | {"first": met.get(kind)})
        print(*sorted(set(done.wrong)), sep="\n", file=sys.stderr)
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            shares = f"{row['recall']:.2f} {row['precision']:.2f}"
            first = " first {:.2f} {:.2f}".format(*row["first"]) if row["first"] else ""
            print(f"{row['words']:9} {row['kind']:18} {row['planted']:5} {shares}{first}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
