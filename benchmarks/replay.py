"""How fast and how true replay is: a ten-minute scene with barge-ins, verified, played again,
altered a thousand times. Prints a table, or JSON with --json. Ratios and counts only: a time on
one machine says nothing on another.

    python benchmarks/replay.py [--minutes 10] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from improv_partner import archive, casting, consent, replay, scene, virtual
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, crew
from improv_partner.events import FRAME_S, Curtain, Cut
from improv_partner.ledger import Ledger
from improv_partner.live import Show
from improv_partner.perform import Plan
from improv_partner.perform import perform as perform_scene
from improv_partner.recording import LOG, Entry, Recording, read
from improv_partner.reperform import NoScreen, Series
from improv_partner.research.items import Wishes
from improv_partner.research.parent import load
from improv_partner.settings import Settings

SPEECH = "This is a long answer that gives you every reason to interrupt me before its end."
GOALS = {
    "verify, times real time": (">=", 5000),
    "again, times real time": (">=", 500),
    "re-perform locked, times": (">=", 20),
    "re-perform free, times": (">=", 20),
    "identical runs of 20": (">=", 20),
    "barge-ins at another frame": ("<=", 0),
    "altered lines of 1000 found": (">=", 1000),
}


def perform(folder: Path, minutes: float, seed: int = 1) -> tuple[dict[str, Any], list[Entry]]:
    """A scene with pauses, short answers and interruptions, with understudies."""
    rng = random.Random(seed)
    speech, t, n = [], 2.0, 0
    while t < minutes * 60:
        length = rng.choice([0.6, 1.2, 2.4, 4.0])
        n += 1
        speech.append((round(t, 2), length, f"line {n} of the evening"))
        t += length + rng.choice([0.46, 1.6, 3.0, 6.0])
    header = {"scene": {"covers": ["Hm."]}, "settings": Settings().as_dict(), "consent": YES}
    recording, ledger = Recording(folder, header), Ledger(folder)
    answers = [[SPEECH], ["Yes.", "And then?"], ["I know."]] * len(speech)
    parts = crew(ScriptedActor(speech, t), ScriptedMind(answers, 0.2, 0.05), PretendSpeaker())
    virtual.run(Show(replay.stage_of(header), parts, recording, ledger.watch).run())
    ledger.close()
    recording.close()
    header, entries = read(folder)
    return header, list(entries)


YES = {"answer": "yes", "performer": "simulated"}


def times_real(seconds: float, work: Callable[[], object]) -> float:
    """How many times faster than the scene: the median of three runs."""
    runs = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        runs.append(time.perf_counter() - began)
    return seconds / sorted(runs)[1]


def altered(folder: Path, rng: random.Random, count: int) -> int:
    """How many of `count` copies of the log with one line changed or taken out are found."""
    log = folder / LOG
    whole = log.read_bytes()
    found = 0
    for number in range(count):
        lines = whole.splitlines(keepends=True)
        at = rng.randrange(1, len(lines))
        if number % 2:
            del lines[at]
        else:
            place = rng.randrange(len(lines[at]) - 1)
            other = (lines[at][place] + rng.randrange(1, 255)) % 255
            if bytes([other]) in b"\r\n":
                other += 1
            lines[at] = lines[at][:place] + bytes([other]) + lines[at][place + 1 :]
        log.write_bytes(b"".join(lines))
        found += bool(replay.verify(folder))
    log.write_bytes(whole)
    return found


def reperformed(out: Path) -> dict[str, float]:
    """A rehearsal with real detectors, recogniser and voice, played again with understudies."""
    played = scene.load(scene.FIRST_SCENE)
    settings = Settings().with_values({"ears.model": "sphinx"}, "benchmark")
    told = consent.terms(settings.mind, out, True, "simulated").record("simulated", asked=False)
    source = casting.Source("rehearsal")
    plan = Plan(played, settings, source, False, out / "rehearsal", True, 1, True, told)
    parent = load(perform_scene(plan, lambda scene, link: NoScreen(), lambda text: None))
    results = {}
    for mode in ("locked", "free"):
        wishes = Wishes({"understudy": {"mind.model": ""}}, locked=mode == "locked", times=3)
        series = Series([parent], wishes, out / mode)
        outcomes = [series.play(item, lambda text: None) for item in series.todo]
        assert [outcome.state for outcome in outcomes] == ["done"] * 3
        speeds = sorted(outcome.scene_s / outcome.real_s for outcome in outcomes)
        results[f"re-perform {mode}, times"] = speeds[1]
    return results


def cuts(entries: Sequence[Entry]) -> list[int]:
    return [e.frame for e in entries if isinstance(e.what, Cut) and e.what.why == "barge-in"]


def measure(minutes: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        header, entries = perform(out / "scene", minutes)
        assert isinstance(entries[-2].what, Curtain)
        length_s = entries[-1].frame * FRAME_S
        fresh = iter(range(99))
        results = {"barge-ins in the scene": float(len(cuts(entries)))}
        assert archive.to_flac(out / "scene") == ""
        results["verify, times real time"] = times_real(
            length_s, lambda: replay.verify(out / "scene", listen=False)
        )
        results["verify and decode, times"] = times_real(
            length_s, lambda: replay.verify(out / "scene")
        )
        results["again, times real time"] = times_real(
            length_s, lambda: replay.again(header, entries, {}, out / f"again-{next(fresh)}")
        )
        once = list(read(out / "again-0")[1])
        results |= reperformed(out)
        results["barge-ins at another frame"] = float(len(set(cuts(once)) ^ set(cuts(entries))))
        logs = set()
        for n in range(20):
            replay.again(header, entries, {"turns.patience_s": 0.5}, out / f"run-{n}")
            logs.add((out / f"run-{n}" / LOG).read_bytes())
        results["identical runs of 20"] = 21.0 - len(logs)
        short = out / "short"
        perform(short, minutes=1)
        results["altered lines of 1000 found"] = float(altered(short, random.Random(7), 1000))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the scene")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    results = measure(options.minutes)
    if options.json:
        json.dump(results, sys.stdout, indent=2)
        return
    for name, value in results.items():
        sign, goal = GOALS.get(name, ("", ""))
        print(f"{name:<30}{value:>10,.0f}   {sign} {goal}")


if __name__ == "__main__":
    main()
