"""A session shown again: jumps, holds and speeds, to the frame, on virtual time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from improv_partner.desk.clock import Clock, LoopClock, NoClock, SoundClock
from improv_partner.desk.tape import Tape
from improv_partner.events import FRAME_S

from .replay_room import (
    ANSWERED,
    FIRST,
    LENGTH_S,
    RATE,
    SECOND,
    SPOKEN,
    STORY,
    THIRD,
    Device,
    assert_shown,
    line,
    noise,
    session,
    watch,
)


@pytest.fixture(params=["silent", "sound"])
def clock(request: pytest.FixtureRequest, tmp_path: Path) -> Clock:
    if request.param == "silent":
        return LoopClock()
    return SoundClock(Tape(session(tmp_path / "s"), pytest.fail), Device())


def test_everything_is_shown_at_its_time(clock: Clock) -> None:
    watcher, took_s = watch(line(), clock)
    assert_shown(watcher, lambda t: t)
    assert [entry.n for _, entry, _ in watcher.shown] == list(range(1, len(STORY) + 1))
    assert took_s == pytest.approx(LENGTH_S, abs=2 * FRAME_S)


@pytest.mark.parametrize("speed", [0.5, 1.25, 2.0])
def test_speed_stretches_the_times(speed: float) -> None:
    watcher, took_s = watch(line(), LoopClock(), speed=speed)
    assert_shown(watcher, lambda t: t / speed)
    assert took_s == pytest.approx(LENGTH_S / speed, abs=2 * FRAME_S)


def test_jumps_go_to_exchanges_and_forget_what_was_shown(clock: Clock) -> None:
    # At 1 s to the second, 0.5 s later back to the first, at 3 s twice back within the first.
    watcher, took_s = watch(line(), clock, [(1.0, "n"), (1.5, "left"), (3.0, "p"), (3.5, "p")])
    assert [at_s for at_s, _, _ in watcher.jumps] == [0.0, 1.0, 1.5, 3.0, 3.5]
    assert [place.exchange for _, place, _ in watcher.jumps] == [1, 2, 1, 1, 1]
    begins = [FIRST, SECOND, FIRST, FIRST, FIRST]
    assert [place.at_s for _, place, _ in watcher.jumps] == pytest.approx(begins)
    entries_before_5_s = len(SPOKEN) + 1 + len(ANSWERED)
    assert [past for _, _, past in watcher.jumps] == [0, entries_before_5_s, 0, 0, 0]
    last = {entry.t: at_s for at_s, entry, _ in watcher.shown}
    assert last[5.06] - 3.5 == pytest.approx(5.06, abs=FRAME_S + 1e-6)
    assert took_s == pytest.approx(3.5 + LENGTH_S, abs=3 * FRAME_S)


def test_back_within_an_exchange_is_its_beginning_and_on_after_the_last_is_nothing() -> None:
    keys = [(0.5, "right"), (1.0, "right"), (1.5, "right"), (3.6, "left")]
    watcher, _ = watch(line(), LoopClock(), keys)
    assert [place.exchange for _, place, _ in watcher.jumps] == [1, 2, 3, 3]


def test_hold_stops_time_and_a_jump_meanwhile_waits(clock: Clock) -> None:
    watcher, _ = watch(line(), clock, [(2.0, " "), (5.0, " "), (6.0, " "), (7.0, "n"), (9.0, " ")])
    times = watcher.times()
    assert times[2.02] == pytest.approx(5.02, abs=FRAME_S + 1e-6), "3 s were held"
    assert times[5.06] == pytest.approx(9.0 + 5.06 - SECOND, abs=2 * FRAME_S)
    held = [place for at_s, place in watcher.places if 2.03 < at_s < 4.99]
    assert {place.held for place in held} == {True} and len({place.at_s for place in held}) == 1
    assert not [at_s for at_s, _, _ in watcher.shown if 2.03 < at_s < 4.99]


def test_speed_changes_on_the_way_within_bounds() -> None:
    keys = [(1.0, "+"), (1.0, "="), (1.0, "+"), (1.0, "+"), (1.0, "+"), (2.0, "-")]
    watcher, _ = watch(line(), LoopClock(), keys)
    assert [watcher.places[n][1].speed for n in (0, 60, 110)] == [1.0, 2.0, 1.75]
    assert watcher.times()[5.06] == pytest.approx(2.0 + (5.06 - 3.0) / 1.75, abs=0.04)
    slow, _ = watch(line(), LoopClock(), [(0.1, "-")] * 9 + [(3.0, "q")])
    assert slow.places[-1][1].speed == 0.5


def test_q_ends_it_and_other_keys_mean_nothing(clock: Clock) -> None:
    watcher, took_s = watch(line(), clock, [(1.0, "x"), (1.1, "up"), (1.5, "q"), (1.6, "n")])
    assert took_s == pytest.approx(1.5, abs=2 * FRAME_S)
    assert max(watcher.times()) <= 1.5 and len(watcher.jumps) == 1


def test_it_may_begin_anywhere(clock: Clock) -> None:
    watcher, took_s = watch(line(), clock, from_s=6.5)
    assert_shown(watcher, lambda t: t - 6.5, since_s=6.5)
    assert min(watcher.times()) == 7.0 and took_s == pytest.approx(5.5, abs=2 * FRAME_S)


def test_chosen_stretches_are_played_and_what_lies_between_is_not(tmp_path: Path) -> None:
    device, timeline = Device(), line()
    clock = SoundClock(Tape(session(tmp_path / "s"), pytest.fail), device)
    chosen = [timeline.spans[0], timeline.spans[2]]
    watcher, took_s = watch(timeline, clock, chosen=chosen)
    assert took_s == pytest.approx(SECOND + LENGTH_S - THIRD, abs=4 * FRAME_S)
    assert not [t for t in watcher.times() if SECOND < t < THIRD]
    heard = np.frombuffer(bytes(device.heard_pcm), np.int16)[::2]
    actor = np.frombuffer(noise(1), np.int16)
    parts = [actor[: round(SECOND * RATE)], actor[round(THIRD * RATE) :]]
    assert (heard == np.concatenate(parts)).all(), "to the sample"
    jumped, _ = watch(timeline, LoopClock(), [(1.0, "n")], chosen=chosen)
    assert [place.exchange for _, place, _ in jumped.jumps] == [1, 3]
    late, _ = watch(timeline, LoopClock(), from_s=6.0, chosen=chosen)
    assert late.jumps[0][1].at_s == pytest.approx(THIRD), "6 s are not among them"


def test_without_a_clock_it_is_over_at_once() -> None:
    watcher, took_s = watch(line(), NoClock(), chosen=[line().spans[0], line().spans[2]])
    assert took_s < 0.1 and len(watcher.shown) == len(STORY) - 7
