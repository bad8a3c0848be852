"""How soon the words of a line are there, and how good they are: our ears beside other ways.

    python benchmarks/ears.py [--model FOLDER] [--lengths 2,5,10,20,30] [--lines 3]
                              [--final-window 30] [--like base.en] [--json OUT]

Lines of known length are played at the pace of a microphone on virtual time, where a decode takes
as long as it really takes on this machine. The model is the tests' tiny one, which costs little and
knows these sentences; --like lets each decode take as long as one of a real model on one core of a
small machine (measured with models of the same shape). Seconds of different machines say little:
the JSON has the ratios to the first way, of the same run, as well.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from benchmarks.ears_lines import Score, SpokenLine, plain, spoken_line
from benchmarks.ears_rivals import Growing
from improv_partner import virtual
from improv_partner.crew import Ears
from improv_partner.crew.ears.line_ears import Decoder, LineEars
from improv_partner.crew.ears.whisper import Whisper, load
from improv_partner.crew.voice_end import SileroVad
from improv_partner.events import FRAME_S, FRAME_SAMPLES
from improv_partner.settings import EarsSettings, Turns
from tests.speech import TINY

# Seconds for an encoder window of so many seconds, and for a token: int8, one core.
PRICES = {
    "tiny.en": ({5: 0.012, 10: 0.028, 15: 0.052, 30: 0.235}, 0.0035),
    "base.en": ({5: 0.027, 10: 0.061, 15: 0.108, 30: 0.551}, 0.007),
    "small.en": ({5: 0.091, 10: 0.205, 15: 0.368, 30: 1.59}, 0.020),
}
TOKENS_A_WORD = 1.3
SOFT_FRAMES = round(Turns().soft_end_s / FRAME_S)
HARD_FRAMES = round(Turns().patience_s / FRAME_S)
STARTS_FRAMES = round(Turns().starts_s / FRAME_S)


@dataclass
class Timed:
    """A decoder that notes what it costs. like: takes at least as long as this model would."""

    model: Any
    decoder: Decoder
    like: str = ""
    seconds: list[float] = field(default_factory=list)

    def words(self, pcm: bytes, quick: bool) -> str:
        began, cpu = time.monotonic(), time.process_time()
        text = self.decoder.words(pcm, quick)
        if not self.like:
            self.seconds.append(time.process_time() - cpu)
            return text
        windows = 1 + int(len(pcm) / 2 / FRAME_SAMPLES * FRAME_S / 30)
        price = windows * encoder_s(self.like, self.model.window_s)
        price += PRICES[self.like][1] * TOKENS_A_WORD * len(plain(text))
        self.seconds.append(price)
        time.sleep(max(0.0, began + price - time.monotonic()))
        return text


def encoder_s(like: str, window_s: float) -> float:
    """Between the windows that were measured, along straight lines."""
    points = sorted(PRICES[like][0].items())
    for (a, cost_a), (b, cost_b) in pairwise(points):
        if window_s <= b:
            return cost_a + (cost_b - cost_a) * (window_s - a) / (b - a)
    return points[-1][1]


WAYS: dict[str, Callable[[Decoder], Ears]] = {
    "whole line at its end": lambda decoder: Growing(decoder, looks=False, agree=False),
    "every look shown": lambda decoder: Growing(decoder, looks=True, agree=False),
    "ufal (simulated)": lambda decoder: Growing(decoder, looks=True, agree=True),
    "our ears": lambda decoder: LineEars(decoder, SileroVad(), "ours", EarsSettings().partial_s),
}


async def listen(ears: Ears, line: SpokenLine, score: Score) -> None:
    """Play one line as a scene does: words so far, finals at each soft end, until the hard end."""
    loop = asyncio.get_running_loop()
    texts: list[tuple[float, str]] = []
    ready: list[float] = []  # when the newest final was there

    async def watch() -> None:
        async with aclosing(ears.partials()) as partials:
            async for text in partials:
                texts.append((loop.time(), text))

    async def finish() -> None:
        ready.clear()
        text = await ears.finish()
        ready.append(loop.time())
        texts.append((loop.time(), text))

    vad, silent, speech = SileroVad(), 0, 0
    ears.open(0)
    job = asyncio.create_task(watch())
    finishing, hard_s = False, 0.0
    for n, pcm in enumerate(line.sound):
        await asyncio.sleep(max(0.0, (n + 1) * FRAME_S - loop.time()))
        ears.feed(pcm)
        heard = vad.voiced(pcm)
        silent, speech = (0, speech + 1) if heard else (silent + 1, 0)
        if speech == STARTS_FRAMES if finishing else silent == SOFT_FRAMES:
            finishing = not finishing and n * FRAME_S > line.words[0][1]
            job.cancel()
            job = asyncio.create_task(finish() if finishing else watch())
        if silent == HARD_FRAMES:
            hard_s = loop.time()
    await job
    await ears.close()
    score.after_end_s.append(ready[0] - line.end_s)
    score.late_s.append(max(0.0, ready[0] - hard_s))
    score.sound_s += line.end_s
    score.add_words(line, texts)


def measure(options: argparse.Namespace) -> dict[str, dict[str, dict[str, float]]]:
    """Figures by length and way. The same lines for each way, one way after another."""
    settings = EarsSettings(final_window_s=options.final_window)
    model = load(str(options.model), settings)
    results: dict[str, dict[str, dict[str, float]]] = {}
    for length in options.lengths:
        lines = [spoken_line(length, random.Random(n)) for n in range(options.lines)]
        for way, make in WAYS.items():
            score = Score()
            for line in lines:
                decoder = Timed(model, Whisper(model, settings), options.like)
                virtual.run(listen(make(decoder), line, score), charge=True)
                score.busy_s += sum(decoder.seconds)
                score.longest_s = max(score.longest_s, *decoder.seconds)
            results.setdefault(f"{length:g} s", {})[way] = score.figures()
    return results


def ratios(results: dict[str, dict[str, dict[str, float]]]) -> dict[str, dict[str, float | None]]:
    """Each way's delay and CPU share, as times those of the first way."""
    out: dict[str, dict[str, float | None]] = {}
    for length, ways in results.items():
        first = ways[next(iter(WAYS))]
        for way, figures in ways.items():
            of = ("final after end, s", "CPU share", "longest look, s")
            out.setdefault(way, {}).update({f"{length}: {k}": figures[k] / first[k] for k in of})
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--model", type=Path, default=TINY, help="folder of the model")
    parser.add_argument("--lengths", default="2,5,10,20,30", help="seconds of each kind of line")
    parser.add_argument("--lines", type=int, default=3, help="of each length")
    parser.add_argument("--final-window", type=float, default=EarsSettings().final_window_s)
    parser.add_argument("--like", default="", choices=["", *PRICES], help="costs of this model")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    options.lengths = [float(length) for length in options.lengths.split(",")]
    results = measure(options)
    columns = list(next(iter(next(iter(results.values())).values())))
    print(f"{'':31}" + "".join(f"{name:>21}" for name in columns))
    for length, ways in results.items():
        for way, figures in ways.items():
            cells = "".join(
                f"{figures[name]:>21.1%}" if name.endswith(("changed", "wrong", "share"))
                else f"{figures[name]:>21.2f}" for name in columns
            )  # fmt: skip
            print(f"{length:>7}  {way:<22}{cells}")
    if options.json:
        about = {"like": options.like, "final_window_s": options.final_window}
        report = {**about, "figures": results, "ratios": ratios(results)}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
