"""The sound of several performers, without a network: one clock, no drift, nobody is clipped."""

from __future__ import annotations

import asyncio
import time

import numpy as np
import pytest

from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ
from improv_partner.house.metronome import Metronome
from improv_partner.house.mix import FULL, SILENCE, minus, pressed
from improv_partner.house.placing import LATE_PACKETS, Placing, stretched
from improv_partner.house.timeline import HELD, Timeline

LOUD = np.full(FRAME_SAMPLES, 20_000, "<i2").tobytes()
SOFT = np.full(FRAME_SAMPLES, 100, "<i2").tobytes()


def samples(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    return np.frombuffer(pcm, np.int16)


def test_sound_is_taken_where_it_was_placed_and_silence_elsewhere() -> None:
    line = Timeline()
    line.place(330, SOFT)
    assert line.take(320) == bytes(640)
    assert line.take(320) == bytes(20) + SOFT[:620]
    line.place(600, SOFT)  # its first 40 samples come too late
    assert (line.late, line.at) == (40, 640)
    assert samples(line.take(320))[:280].min() == 100
    line.place(line.at + HELD, LOUD)  # a time that cannot be
    assert not any(line.take(HELD)) and not any(line.take(320))


def send(place: Placing, seconds: float, ppm: float) -> None:
    """A sound card that is so much too quick sends clicks, one each second by its own count."""
    dice = np.random.default_rng(5)
    for number in range(round(seconds / FRAME_S)):
        true_s = number * FRAME_S / (1 + ppm / 1e6)
        pcm = np.zeros(FRAME_SAMPLES, "<i2")
        if number % 50 == 10:
            pcm[:8] = 30_000
        came_s = 100.0 + true_s + float(dice.exponential(0.004))
        place.heard(pcm.tobytes(), 5_000_000 + number * FRAME_SAMPLES, FRAME_SAMPLES, came_s)


@pytest.mark.parametrize("ppm", [-150, 0, 150])
def test_no_track_drifts_however_wrong_a_sound_card_is(ppm: int) -> None:
    """Two minutes: 18 ms of drift if nothing were done."""
    taken = bytearray()

    class Whole(Timeline):
        """All of it is kept, one second behind."""

        def place(self, at: int, pcm: bytes) -> None:
            super().place(at, pcm)
            taken.extend(self.take(max(at + len(pcm) // 2 - self.at - RATE_HZ, 0)))

    line = Whole()
    place = Placing(line, 100.0)
    send(place, 120.0, ppm)
    taken.extend(line.take(RATE_HZ))
    whole = samples(bytes(taken))
    clicks = np.flatnonzero((whole[1:] > 10_000) & (whole[:-1] <= 10_000)) + 1
    true = np.arange(len(clicks)) / (1 + ppm / 1e6) + 0.2
    off_ms = 1000 * (clicks / RATE_HZ - true)
    assert len(clicks) == 120
    assert np.abs(off_ms[3:]).max() < 5.0, off_ms
    assert place.lost == 0


def test_a_way_that_was_thought_too_long_does_not_stay_in_the_clock() -> None:
    """A page that is still busy answers after 40 ms; soon it is known better."""
    line = Timeline()
    place = Placing(line, 100.0)
    for number in range(100):
        pcm = LOUD if number == 90 else SOFT
        way_s = 0.02 if number < 10 else 0.001
        came_s = 100.0 + number * FRAME_S + 0.001
        place.heard(pcm, number * FRAME_SAMPLES, FRAME_SAMPLES, came_s, way_s)
    begins = int(np.flatnonzero(samples(line.take(2 * RATE_HZ)) > 5_000)[0])
    assert abs(begins - 90 * FRAME_SAMPLES) <= 16  # 1 ms


def test_a_lost_packet_leaves_its_place_empty() -> None:
    line = Timeline()
    place = Placing(line, 0.0)
    for number in (7, 8, 10):
        place.heard(SOFT, number * 320, 320, (number - 7) * FRAME_S)
    assert place.lost == 1
    assert line.take(4 * 320) == SOFT * 2 + bytes(640) + SOFT


def test_a_network_that_becomes_slower_is_followed_after_some_packets() -> None:
    line = Timeline()
    place = Placing(line, 0.0)
    place.heard(SOFT, 0, 320, 0.0)
    line.take(RATE_HZ)  # what comes now at its old place is too late
    for number in range(1, LATE_PACKETS + 10):
        place.heard(SOFT, number * 320, 320, 1.0 + number * FRAME_S)
    assert any(line.take(20 * 320))


def test_stretching_adds_or_drops_a_sample_and_keeps_the_sound() -> None:
    wave = (8000 * np.sin(np.arange(320) / 10)).astype("<i2")
    for by in (1, -1):
        out = samples(stretched(wave.tobytes(), by))
        assert len(out) == 320 + by
        assert np.abs(out[:319].astype(int) - wave[:319]).max() < 900
    assert stretched(b"", 1) == b""


def test_each_hears_all_others_and_never_itself() -> None:
    frames = {"actor": SOFT, "p2": LOUD, "p3": SILENCE}
    partner = np.full(FRAME_SAMPLES, 7, "<i2").tobytes()
    heard = {who: samples(pcm).tolist() for who, pcm in minus(frames, partner).items()}
    assert heard == {who: [of] * 320 for who, of in zip(frames, (20_007, 107, 20_107), strict=True)}
    assert minus({"actor": LOUD}, SILENCE) == {"actor": SILENCE}
    assert minus({"p2": SILENCE, "p3": SILENCE}, SILENCE) == {"p2": SILENCE, "p3": SILENCE}
    whole = np.full(FRAME_SAMPLES, -32_768, "<i2").tobytes()  # a single voice is left as it is
    assert minus({"actor": SOFT, "p2": whole}, SILENCE) == {"actor": whole, "p2": SOFT}
    assert minus({"actor": SILENCE, "p2": SILENCE}, whole) == {"actor": whole, "p2": whole}


def test_many_loud_voices_are_pressed_together_and_do_not_wrap_round() -> None:
    full = np.full(FRAME_SAMPLES, FULL, "<i2").tobytes()
    six = {f"p{number}": full for number in range(6)}
    for pcm in minus(six | {"p7": SILENCE}, SILENCE).values():
        assert samples(pcm).min() > 0.95 * FULL and samples(pcm).max() <= FULL
    sweep = np.linspace(-60_000, 60_000, 3201, dtype=np.int32)
    out = samples(pressed(sweep)).astype(int)
    assert (np.diff(out) >= 0).all() and np.abs(out).max() <= FULL
    soft = np.abs(sweep) < 0.7 * FULL
    assert (out[soft] == sweep[soft]).all()


def test_the_clock_gives_every_frame_once_and_only_of_those_who_are_ready() -> None:
    async def story() -> None:
        clock = Metronome(0.02, ("actor", "p2"))
        given: list[tuple[int, dict[str, bytes]]] = []
        ada, ben = clock.seats["actor"], clock.seats["p2"]
        heard = ada.stream()
        clock.start()
        clock.start()
        assert await anext(heard) == SILENCE  # before the scene nobody is heard
        ada.ready = True
        clock.begin(lambda number, frames: given.append((number, frames)))
        sound = []
        for number in range(12):
            ben.heard(LOUD, number * 320, 320)
            ben.ready = number >= 5
            sound.append(await anext(heard))  # 20 ms later
        time.sleep(0.1)  # noqa: ASYNC251  (the loop stalls: what was missed is made good)
        sound += [await anext(heard) for _ in range(7)]
        clock.end()
        assert [n for n, _ in given] == list(range(given[0][0], given[0][0] + len(given)))
        first = next(n for n, (_, frames) in enumerate(given) if "p2" in frames)
        assert first >= 3 and all(set(frames) == {"actor"} for _, frames in given[:first])
        assert any(any(frames["p2"]) for _, frames in given[first:])
        assert any(any(pcm) for pcm in sound)  # Ada hears Ben

    asyncio.run(story())
