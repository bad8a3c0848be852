#!/usr/bin/env python3
"""Draw what was measured in one line of speech: for the eye, to see whether it is right.

    .venv/bin/python scripts/plot_tone.py CLIP [PICTURE.png]

Needs the extra "plot". CLIP: any sound file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # a file, not a window
import matplotlib.pyplot as plt
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from improv_partner.crew import acoustics, sound_file
from improv_partner.crew.pitch import HIGHEST_HZ, HOP_S, LOWEST_HZ
from improv_partner.crew.tone import Baseline, hear, judge_level


def main(clip: str, picture: str = "tone.png") -> None:
    pcm = sound_file.read(Path(clip))
    of = acoustics.curves(pcm)
    tone = hear(pcm, Baseline())
    times_s = (np.arange(len(of.f0_hz)) + 0.5) * HOP_S
    figure, (wave, level, pitch) = plt.subplots(3, 1, sharex=True, figsize=(11, 7))

    samples = np.frombuffer(pcm, "<i2") / 32768
    wave.plot(np.arange(len(samples)) / 16_000, samples, lw=0.3, color="0.4")
    wave.fill_between(times_s, -1, 1, where=of.is_speech, alpha=0.15, label="speech")
    wave.set_title(f"{Path(clip).name}: {tone.words or '(nothing striking)'}")

    level.plot(times_s, of.level_db, color="0.6", label="level")
    level.plot(times_s, of.vowel_db, label="vowels' band")
    nuclei = of.nuclei()
    level.plot(times_s[nuclei], of.vowel_db[nuclei], "v", label=f"{len(nuclei)} syllables")
    level.set_ylabel("dB of full scale")
    level.set_ylim(-90, 0)

    voiced = of.f0_hz > 0
    pitch.semilogy(times_s[voiced], of.f0_hz[voiced], ".", ms=4, label="F0")
    slope = tone.features.slope_st_s
    if slope is not None:
        last = np.flatnonzero(voiced & of.is_speech)[-1]
        x_s = np.linspace(times_s[last] - acoustics.END_S, times_s[last], 20)
        inside = voiced & (times_s >= x_s[0]) & (times_s <= x_s[-1])
        middle_st = float(np.median(12 * np.log2(of.f0_hz[inside]) - slope * times_s[inside]))
        line_hz = 2 ** ((middle_st + slope * x_s) / 12)
        pitch.semilogy(x_s, line_hz, color="red", label=f"{slope:.0f} semitones/s")
    pitch.set_ylim(LOWEST_HZ, HIGHEST_HZ)
    pitch.set_yticks(
        [60, 80, 100, 150, 200, 300, 500], ["60", "80", "100", "150", "200", "300", "500"]
    )
    pitch.minorticks_off()
    pitch.set_ylabel("Hz")
    pitch.set_xlabel(f"s      level: {judge_level(pcm).verdict}")
    for part in (wave, level, pitch):
        part.legend(loc="upper right")
    figure.tight_layout()
    figure.savefig(picture, dpi=80)
    print(picture, tone.features.numbers())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
