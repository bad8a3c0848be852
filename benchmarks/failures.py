#!/usr/bin/env python3
"""How well improv failures finds flaws that were planted: recall and precision for each kind.

Sessions of both banks of words (tests/planted_build.py, with which the rules were built, and
tests/planted_proof.py, written afterwards) are played by understudies and judged. Exits with 1 if a
kind stays under the goals. A table, or JSON with --json.

    python benchmarks/failures.py [--seeds 3] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from tests.planted_build import BUILD
from tests.planted_proof import PROOF
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
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    rows, good = [], True
    for name, bank in (("build", BUILD), ("proof", PROOF)):
        done, count = run(bank, given.seeds)
        for kind, score in done.scores.items():
            good = good and score.recall >= RECALL and score.precision >= PRECISION
            planted = score.found + score.missed
            row = {"words": name, "sessions": count, "kind": kind, "planted": planted}
            rows.append(row | {"recall": score.recall, "precision": score.precision})
        print(*sorted(set(done.wrong)), sep="\n", file=sys.stderr)
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            shares = f"{row['recall']:.2f} {row['precision']:.2f}"
            print(f"{row['words']:6} {row['kind']:18} {row['planted']:5} {shares}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
