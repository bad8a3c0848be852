"""The time of sample 0, told by witnesses that are late, for hours."""

from __future__ import annotations

import random

import pytest

from improv_partner.crew.capture import STEP_S, Capture, Origin
from improv_partner.events import RATE_HZ

BLOCK = 320


def witnesses(hours: float, drift_ppm: float, seed: int):
    """(sample, true time, told time): some ms of jitter, and bursts of up to 200 ms lateness."""
    chance = random.Random(seed)
    burst_until_s, late_s = 0.0, 0.0
    for sample in range(0, int(hours * 3600 * RATE_HZ), BLOCK):
        true_s = 1000 + sample / RATE_HZ * (1 + drift_ppm * 1e-6)
        if true_s >= burst_until_s:
            late_s = 0.0
            if chance.random() < 0.005:
                late_s = chance.uniform(0.05, 0.2)
                burst_until_s = true_s + chance.uniform(0.1, 1.5)
        yield sample, true_s, true_s + chance.uniform(0, 0.003) + late_s * chance.random()


@pytest.mark.parametrize("drift_ppm", [-200, 0, 200])
def test_the_origin_follows_a_drifting_clock_within_5_ms_for_hours(drift_ppm: float) -> None:
    origin, worst_s, furthest_step_s = Origin(), 0.0, 0.0
    for sample, true_s, told_s in witnesses(2.0, drift_ppm, seed=7):
        before_s = origin.at_s
        origin.heard(sample, told_s)
        if sample > 3 * RATE_HZ:  # after the first seconds
            worst_s = max(worst_s, abs(origin.at_s + sample / RATE_HZ - true_s))
            furthest_step_s = max(furthest_step_s, abs(origin.at_s - before_s))
    assert worst_s < 0.005
    assert furthest_step_s <= STEP_S + 1e-9  # it never jumps


def test_one_wrong_witness_moves_nothing() -> None:
    origin = Origin()
    for sample in range(0, 20 * RATE_HZ, BLOCK):
        wrong_s = -0.3 if sample == 10 * RATE_HZ else 0.0
        origin.heard(sample, 5.0 + sample / RATE_HZ + wrong_s)
    assert origin.at_s == pytest.approx(5.0, abs=1e-9)


def test_frames_are_the_blocks_cut_anew_whatever_their_lengths() -> None:
    capture, chance, at = Capture(), random.Random(3), 0
    sound = chance.randbytes(2 * RATE_HZ * 2)
    frames = []
    while at < len(sound):
        block = sound[at : at + 2 * chance.randint(1, 700)]
        capture.hear(block, 9.0 + at / 2 / RATE_HZ)
        frames += list(capture.take())
        at += len(block)
    assert b"".join(frames) == sound[: len(frames) * 640]
    assert len(sound) - len(frames) * 640 < 640
    assert capture.origin.at_s == pytest.approx(9.0)
