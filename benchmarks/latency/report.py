"""From what was heard to figures: delays and cut-ins of each session, ratios, and a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from .heard import RATE_HZ
from .job import Heard
from .lines import Spoken

# Smart Turn waits 3 s for a line that it takes for unfinished, as it does with many of these, by
# synthetic voices: its median then says little, and its least delay is what it can do. Ours 2 s.
WAITED_OUT_S = 2.0
GOAL_RATIO, GOAL_OVERHEAD_MS = 0.6, 60.0
OURS = "improv-partner"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the actor. delay_s: from its acoustic end to the first audible sample after it,
    None if nothing came. cut_in: the partner was heard before it ended.
    """

    name: str
    pause_s: float
    delay_s: float | None
    cut_in: bool


@dataclass(frozen=True, slots=True)
class Session:
    """side: as the table names it. asked: requests to the server, for the counted lines.

    steps_s: of each line's answer, seconds from the acoustic end, where they are known.
    """

    side: str
    first_token_s: float
    lines: list[Line]
    asked: int
    steps_s: list[dict[str, float]] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def delays_s(self) -> list[float]:
        """Of lines that were let end."""
        return [x.delay_s for x in self.lines if x.delay_s is not None and not x.cut_in]

    @property
    def cut_ins(self) -> int:
        return sum(line.cut_in for line in self.lines)

    @property
    def unanswered(self) -> int:
        return sum(line.delay_s is None for line in self.lines)


def judge(heard: Heard, spoken: Sequence[Spoken]) -> list[Line]:
    """Line by line. Sound that begins inside a line is a cut-in."""
    begun = [*heard.begun, 1 << 62]
    found = []
    for number, line in enumerate(spoken):
        begin, end = begun[number] + line.begin, begun[number] + line.end
        starts = [first for first, _ in heard.audible if begin <= first < begun[number + 1]]
        after = [first for first in starts if first >= end]
        delay_s = (after[0] - end) / RATE_HZ if after else None
        found.append(Line(line.name, line.pause_s, delay_s, any(s < end for s in starts)))
    return found


def steps_s(heard: Heard, spoken: Sequence[Spoken]) -> list[dict[str, float]]:
    """When each step of the answer came that was heard first after each line's acoustic end."""
    begun_s = [begun / RATE_HZ for begun in [*heard.begun, 1 << 62]]
    found = []
    for number, line in enumerate(spoken):
        end_s = begun_s[number] + line.end / RATE_HZ
        steps: dict[str, float] = {}
        for name, at_s in heard.steps:
            if begun_s[number] <= at_s < begun_s[number + 1] and "playing" not in steps:
                if name != "drafted" or "drafted" not in steps:  # its first clause
                    steps[name] = at_s - end_s
                if name == "finish":  # what was prepared before is forgotten
                    steps = {name: at_s - end_s}
                if name == "playing" and at_s < end_s:
                    steps = {}
        found.append(steps)
    return found


def steps(rows: Sequence[Session]) -> Iterable[str]:
    """Where our time goes: medians of the steps after the acoustic end."""
    for row in rows:
        names = list(dict.fromkeys(name for steps in row.steps_s for name in steps))
        medians = [
            f"{name} {percentile([s[name] for s in row.steps_s if name in s], 50):.2f}"
            for name in names
        ]
        if medians:
            yield f"  {row.side}, medians: {', '.join(medians)} s"


def percentile(values: Sequence[float], part: float) -> float:
    return float(np.percentile(values, part)) if values else float("nan")


def table(sessions: Sequence[Session]) -> Iterable[str]:
    """Per delay of the server: each side, then the ratios of ours to every other."""
    for first_token_s in dict.fromkeys(one.first_token_s for one in sessions):
        rows = [one for one in sessions if one.first_token_s == first_token_s]
        yield f"\nserver's first token after {first_token_s * 1000:.0f} ms"
        heads = "".join(f"{name:>9}" for name in ("least", "median", "p95", "cut-ins"))
        yield f"  {'':32}{heads}{'no answer':>11}{'requests':>10}"
        for row in rows:
            delays = row.delays_s()
            shown = "".join(f"{percentile(delays, part):>7.2f} s" for part in (0, 50, 95))
            counts = f"{row.cut_ins:>6}/{len(row.lines)}{row.unanswered:>11}{row.asked:>10}"
            yield f"  {row.side:32}{shown}{counts}"
        yield from (f"  {text}" for text in ratios(rows).values())
        for row in rows:
            if late := sum(delay >= WAITED_OUT_S for delay in row.delays_s()):
                yield f"  {row.side}: {late} of {len(row.lines)} lines taken for unfinished"


def ratios(rows: Sequence[Session]) -> dict[str, str]:
    """Ours against each other system, of one delay of the server."""
    out = {}
    ours = [one for one in rows if one.side.startswith(OURS)]
    others = [one for one in rows if not one.side.startswith(OURS)]
    for one in ours:
        for other in others:
            ratio = percentile(one.delays_s(), 50) / percentile(other.delays_s(), 50)
            met = ratio <= GOAL_RATIO and one.cut_ins <= other.cut_ins
            verdict = "goal met" if met else f"goal {GOAL_RATIO:g}, no more cut-ins: not met"
            name = f"{one.side} / {other.side}"
            out[name] = f"{name}: median x {ratio:.2f}, {verdict}"
    return out


def overhead_rows(overheads_s: dict[str, list[float]]) -> Iterable[str]:
    yield "\nour engine's overhead over the longest chain of fixed waits"
    every = [value for values in overheads_s.values() for value in values]
    for name, values in [*overheads_s.items(), ("all", every)]:
        p50, p95 = (1000 * percentile(values, part) for part in (50, 95))
        verdict = "" if name != "all" else f"   goal p95 <= {GOAL_OVERHEAD_MS:g} ms"
        yield f"  {name:12}{p50:>7.1f} ms{p95:>7.1f} ms p95   {len(values)} lines{verdict}"


def as_json(
    sessions: Sequence[Session], overheads_s: dict[str, list[float]], machine: str
) -> dict[str, Any]:
    return {
        "machine": machine,
        "overhead_s": overheads_s,
        "sessions": [asdict(one) for one in sessions],
    }
