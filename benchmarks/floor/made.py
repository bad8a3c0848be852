"""Made-up talks that pause, answer and murmur as people on the telephone do.

Drawn from published distributions: Switchboard, 2,438 two-party talks, 258.7 h (turns, pauses, gaps
and backchannels; ends of words from the word times). The same seed makes the same talks.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from .made_words import sentence
from .timelines import JOIN_S, Stretch

# Gap before an answer that is no backchannel, in seconds, at these shares of all; below 0 the
# answer overlaps. The outer ones are cut off where the published table ends.
GAP_S = ((0.0, -1.2), (0.05, -0.69), (0.25, -0.14), (0.5, 0.18), (0.75, 0.56), (0.95, 1.63),
         (0.99, 2.72), (1.0, 3.5))  # fmt: skip
# Medians and spreads (of the logarithm) that give the published quantiles.
PAUSE_S, PAUSE_SPREAD, TEMPO_SPREAD = 0.51, 0.62, 0.25  # 75 % 0.78 s, 95 % 1.56 s
TURN_S, TURN_SPREAD = 3.8, 1.4  # 90 % 23 s
STRETCH_S, STRETCH_SPREAD = 2.2, 0.8  # so that there are 2.4 pauses to a turn
LONGEST_TURN_S, SHORTEST_S = 90.0, 0.3
MURMUR_S = 6.4  # mean time between backchannels of a listener: gives 6.1 for a minute of talk
WORDS_PER_S = 3.7  # 14 words in 3.8 s
LISTENED_S = 1.0  # nobody says "uh-huh" earlier in a turn
ON_TIME = 0.4  # share of backchannels that wait for a pause; the others come over a stretch
BACKCHANNELS = ("uh-huh", "yeah", "right", "mm-hm", "okay", "oh", "yeah yeah", "oh really",
                "sure", "I see", "oh okay", "that's right", "huh", "oh my gosh",
                "well good for you")  # fmt: skip


@dataclass(slots=True)
class _Speaker:
    """tempo: how long the pauses of this one are beside those of others."""

    name: str
    dice: random.Random
    tempo: float = field(init=False)

    def __post_init__(self) -> None:
        self.tempo = math.exp(self.dice.gauss(0.0, TEMPO_SPREAD))

    def pause_s(self) -> float:
        while True:
            seconds = PAUSE_S * self.tempo * math.exp(self.dice.gauss(0.0, PAUSE_SPREAD))
            if seconds >= JOIN_S:
                return seconds


def talks(count: int, minutes: float = 6.4, seed: int = 1) -> Iterator[list[Stretch]]:
    """So many talks of this length between two speakers."""
    for number in range(count):
        dice = random.Random(f"{seed} {number}")
        yield sorted(_talk(f"made-{number:03}", minutes * 60, dice), key=lambda one: one.start_s)


def _talk(name: str, length_s: float, dice: random.Random) -> Iterator[Stretch]:
    pair = _Speaker("A", dice), _Speaker("B", dice)
    now_s, speaking = 0.5, 0
    while now_s < length_s:
        turn = list(_turn(name, pair[speaking], now_s, dice))
        yield from turn
        yield from _murmurs(pair[1 - speaking].name, turn, dice)
        length = turn[-1].end_s - turn[0].start_s
        now_s = turn[-1].end_s + max(_gap_s(dice), -0.8 * length)
        speaking = 1 - speaking


def _turn(talk: str, who: _Speaker, start_s: float, dice: random.Random) -> Iterator[Stretch]:
    """Stretches and pauses until the turn is as long as it was to be; it ends with a stretch."""
    wanted_s = TURN_S * math.exp(dice.gauss(0.0, TURN_SPREAD))
    end_s = start_s + min(max(wanted_s, SHORTEST_S), LONGEST_TURN_S)
    now_s = start_s
    while True:
        seconds = max(STRETCH_S * math.exp(dice.gauss(0.0, STRETCH_SPREAD)), SHORTEST_S)
        is_last = now_s + seconds + JOIN_S >= end_s
        if is_last:
            seconds = max(end_s - now_s, SHORTEST_S)
        words = max(round(seconds * WORDS_PER_S), 1)
        text = sentence(words, is_last, dice)
        yield Stretch(talk, who.name, now_s, now_s + seconds, text)
        if is_last:
            return
        now_s += seconds + who.pause_s()


def _murmurs(listener: str, turn: list[Stretch], dice: random.Random) -> Iterator[Stretch]:
    """The backchannels of the one who listens."""
    now_s = turn[0].start_s + LISTENED_S + dice.expovariate(1 / MURMUR_S)
    while now_s < turn[-1].end_s - SHORTEST_S:
        at_s = now_s
        if dice.random() < ON_TIME:
            at_s = min((one.end_s for one in turn if one.end_s >= now_s), default=now_s) + 0.05
        text = dice.choice(BACKCHANNELS)
        end_s = at_s + dice.uniform(0.2, 0.35) * (1 + text.count(" ") / 2)
        yield Stretch(turn[0].talk, listener, at_s, end_s, text, True)
        now_s = end_s + 0.5 + dice.expovariate(1 / MURMUR_S)


def _gap_s(dice: random.Random) -> float:
    """From the table, straight lines between its points."""
    share = dice.random()
    for (low, low_s), (high, high_s) in pairwise(GAP_S):
        if share <= high:
            return low_s + (high_s - low_s) * (share - low) / (high - low)
    return GAP_S[-1][1]
