"""Typing beside the microphone, through the real detectors: what opens a line and what does not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from improv_partner.crew.clicks import MASK_FRAMES, Clicks
from improv_partner.crew.voice_end import SileroVad
from improv_partner.crew.voice_start import QuickVad
from improv_partner.events import FRAME_S, RATE_HZ, Cue, Frame, Listen
from improv_partner.stage import Stage

from .speech import BEFORE_S, SENTENCES, frames, in_frames, quiet

DOWN_UP_S = 0.09  # from the click of a key to that of its coming up
LATE_S = 0.02  # from the click to the key event


def click(seed: int, loud: float) -> np.ndarray:
    """A mechanical key: a knock of the plate (some hundred Hz) and a tick, gone in 30 ms."""
    dice = np.random.default_rng(seed)
    t = np.arange(round(0.05 * RATE_HZ)) / RATE_HZ
    knock = np.sin(2 * np.pi * dice.uniform(180, 420) * t) * np.exp(-t / 0.012)
    tick = dice.standard_normal(t.size) * np.exp(-t / 0.004)
    return loud * (knock + 0.7 * tick)


def typed(sound: list[bytes], times_s: Sequence[float], loud: float = 0.35) -> list[bytes]:
    """This sound with a key going down and up at each time."""
    pcm = np.frombuffer(b"".join(sound), "<i2").astype(np.float64) / 32768
    pcm += np.random.default_rng(9).standard_normal(pcm.size) * 0.0005  # a room is never silent
    for n, at_s in enumerate(times_s):
        for seed, at, part in ((2 * n, at_s, 1.0), (2 * n + 1, at_s + DOWN_UP_S, 0.6)):
            start = round(at * RATE_HZ)
            wave = click(seed, loud * part)[: max(pcm.size - start, 0)]
            pcm[start : start + wave.size] += wave
    return in_frames((pcm.clip(-1, 1) * 32767).astype("<i2").tobytes())


def lines(sound: list[bytes], times_s: Sequence[float]) -> list[float]:
    """When lines were opened (s), by the real detectors and the stage; keys told at these times."""
    clicks, stage = Clicks(QuickVad(), SileroVad()), Stage()
    told = sorted(times_s)
    opened: list[float] = []
    for number, pcm in enumerate(sound):
        while told and told[0] + LATE_S <= number * FRAME_S:
            told.pop(0)
            clicks.press()
        frame = Frame(clicks.quick.voiced(pcm), clicks.careful.voiced(pcm))
        cues: list[Cue] = stage.step(frame)
        opened += [number * FRAME_S for cue in cues if isinstance(cue, Listen)]
    return opened


SLOW = [0.5 + 0.7 * n for n in range(8)]
FAST = [0.5 + 0.13 * n for n in range(40)]


@pytest.mark.parametrize("times_s", [SLOW, FAST], ids=["tags", "typing"])
@pytest.mark.parametrize("loud", [0.1, 0.35, 0.8])
def test_typing_opens_no_line(times_s: list[float], loud: float) -> None:
    sound = typed(quiet(6), times_s, loud)
    assert lines(sound, times_s) == []


def test_without_the_mask_it_would() -> None:
    assert lines(typed(quiet(6), SLOW), [])
    assert lines(typed(quiet(6), FAST), [])


@pytest.mark.parametrize("file", SENTENCES)
def test_a_voice_under_typing_opens_a_line(file: str) -> None:
    sound = frames(file)
    began_s = BEFORE_S
    free = lines(typed(sound, []), [])
    typing = [0.05 + 0.13 * n for n in range(round(len(sound) * FRAME_S / 0.13))]
    under = lines(typed(sound, typing, 0.1), typing)
    assert free and under
    assert began_s - 0.1 <= under[0] <= free[0] + 0.35, "later at most by the careful one's onset"


@pytest.mark.parametrize("file", SENTENCES)
def test_a_key_in_the_middle_of_a_line_changes_nothing(file: str) -> None:
    """Not one frame of a voice that goes on is lost to a tag."""
    sound = frames(file)
    clicks, bare = Clicks(QuickVad(), SileroVad()), QuickVad()
    on = 0
    for number, pcm in enumerate(sound):
        if on >= 3 and number % 20 == 0:
            clicks.press()
        alone = bare.voiced(pcm)
        assert clicks.quick.voiced(pcm) == alone or on < 3
        on = on + 1 if alone else 0
        clicks.careful.voiced(pcm)


def test_the_mask_is_over_after_its_time() -> None:
    class Always:
        def voiced(self, pcm: bytes) -> bool:
            return True

    class Never:
        def voiced(self, pcm: bytes) -> bool:
            return False

    clicks = Clicks(Always(), Never())
    clicks.press()
    assert [clicks.quick.voiced(b"") for _ in range(9)] == [False] * MASK_FRAMES + [True, True]
    clicks.press()
    assert not clicks.quick.voiced(b""), "two frames are no voice that was going on"
    clicks = Clicks(Always(), Never())
    assert all(clicks.quick.voiced(b"") for _ in range(5)), "without keys it is as it was"
    clicks.press()
    assert clicks.quick.voiced(b"")
