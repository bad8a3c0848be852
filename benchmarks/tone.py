#!/usr/bin/env python3
"""What the tone of a line costs: time for each rehearsal clip, as a share of the clip's length.

.venv/bin/python benchmarks/tone.py [CLIP ...]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from improv_partner import scene
from improv_partner.crew import sound_file
from improv_partner.crew.tone import Baseline, hear
from improv_partner.events import RATE_HZ

TEN_S = 10 * RATE_HZ * 2  # bytes


def cost_s(pcm: bytes, usual: Baseline) -> float:
    """The shortest of five: what it costs when nothing else runs."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        hear(pcm, usual)
        times.append(time.perf_counter() - start)
    return min(times)


def main(clips: list[Path]) -> None:
    sounds = [sound_file.read(clip) for clip in clips]
    usual = Baseline()
    hear(sounds[0], usual)  # numpy's first FFT is slow
    shares = [cost_s(pcm, usual) * RATE_HZ * 2 / len(pcm) for pcm in sounds]
    print(f"{len(clips)} clips, {sum(map(len, sounds)) / RATE_HZ / 2:.0f} s")
    print(f"share of real time: mean {sum(shares) / len(shares):.2%}, most {max(shares):.2%}")
    long = (b"".join(sounds) * 10)[:TEN_S]
    print(f"a line of 10 s: {cost_s(long, usual) * 1000:.1f} ms after its last sound")


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:]]
    main(given or [line.clip for one in scene.find() for line in one.rehearsal])
