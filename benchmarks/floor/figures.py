"""All talks under one policy, in numbers that add up over talks and processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from improv_partner.events import FRAME_S
from improv_partner.settings import Turns

from .ends import Delays, Sounds, hear
from .policies import Policy
from .timelines import Stretch, overlaps, turns
from .yields import speak_over

LONG_S = 2.0  # turns from this length on are counted for cut-ins
INTERRUPTS_S = 1.0  # a voice over the partner's that is longer, and no backchannel, must stop it

Talks = Sequence[Sequence[Stretch]]


@dataclass(slots=True)
class Counts:
    """gaps: how many turns had each, in frames. long, cut: turns of LONG_S, and those cut into."""

    long: int = 0
    cut: int = 0
    wasted: int = 0
    speech_s: float = 0.0
    gaps: Counter[int] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        self.long, self.cut = self.long + other.long, self.cut + other.cut
        self.wasted, self.speech_s = self.wasted + other.wasted, self.speech_s + other.speech_s
        self.gaps += other.gaps

    def figures(self) -> dict[str, float | None]:
        """As in the report; None where there was nothing to count."""
        gaps_s = np.sort(np.fromiter(self.gaps.elements(), float)) * FRAME_S
        if not len(gaps_s) or not self.long:
            return dict.fromkeys(ENDS)
        middle_s, late_s = np.percentile(gaps_s, [50, 95])
        per_min = self.wasted / (self.speech_s / 60)
        values = (self.cut / self.long, middle_s, gaps_s.mean(), late_s, per_min)
        return {name: round(float(value), 3) for name, value in zip(ENDS, values, strict=True)}


ENDS = ("cut_in_share", "gap_median_s", "gap_mean_s", "gap_p95_s", "wasted_per_min")


def count(talks: Talks, policy: Policy, delays: Delays, sounds: Sounds) -> Counts:
    """Every turn of every talk. wasted_per_min is of the minutes of human turns."""
    counts = Counts()
    for talk in talks:
        own_s: dict[str, list[float]] = {}
        for turn in turns(talk):
            speaker = turn.stretches[0].speaker
            heard = hear(turn, policy, delays, own_s.setdefault(speaker, []), sounds)
            counts.gaps[round(heard.gap_s / FRAME_S)] += 1
            counts.wasted += heard.wasted
            counts.speech_s += turn.seconds
            if turn.seconds >= LONG_S:
                counts.long += 1
                counts.cut += heard.cuts > 0
    return counts


@dataclass(frozen=True, slots=True)
class Work:
    """What one process is given."""

    talks: Talks
    policy: Policy
    delays: Delays
    sounds: Sounds

    def count(self) -> Counts:
        return count(self.talks, self.policy, self.delays, self.sounds)


def measure(
    talks: Talks, policies: Iterable[Policy], delays: Delays, sounds: Sounds, processes: int
) -> list[tuple[Policy, Counts]]:
    """Each policy over all talks, on so many processes."""
    wanted = list(policies)
    pieces = [talks[n::processes] for n in range(processes) if talks[n::processes]]
    work = [Work(piece, policy, delays, sounds) for policy in wanted for piece in pieces]
    if processes == 1:
        counted = [one.count() for one in work]
    else:
        with ProcessPoolExecutor(processes) as pool:
            counted = list(pool.map(Work.count, work, chunksize=1))
    out = []
    for n, policy in enumerate(wanted):
        whole = Counts()
        for part in counted[n * len(pieces) : (n + 1) * len(pieces)]:
            whole.add(part)
        out.append((policy, whole))
    return out


def yields(talks: Talks, turns: Turns, delays: Delays) -> dict[str, float | None]:
    """What the partner does about a voice over its own. Stretches without a text are left out.

    dip_median_s: how long it was silent for a backchannel, where it was; dip_share: how often.
    quiet_p95_s: from the start of an interruption to its silence.
    """
    said = [one for talk in talks for one in overlaps(talk) if one.text]
    back = [speak_over(one, turns, delays) for one in said if one.backchannel]
    long = [one for one in said if not one.backchannel and one.end_s - one.start_s > INTERRUPTS_S]
    real = [speak_over(one, turns, delays) for one in long]
    dips_s = [one.dip_s for one in back if one.dip_s]
    quiet_s = [one.quiet_s for one in real if one.quiet_s is not None]
    return {
        "yield_rate": _share([one.stopped for one in real]),
        "backchannel_selectivity": _share([not one.stopped for one in back]),
        "dip_median_s": round(float(np.median(dips_s)), 2) if dips_s else None,
        "dip_share": _share([one.dip_s > 0 for one in back]),
        "quiet_p95_s": round(float(np.percentile(quiet_s, 95)), 2) if quiet_s else None,
        "interruptions": len(real),
        "backchannels": len(back),
    }


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 3) if found else None
