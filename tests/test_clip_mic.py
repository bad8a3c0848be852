"""The simulated actor: clips at their moments, on the floor of a partner that answers."""

from __future__ import annotations

import asyncio
import time
from array import array

import pytest

from improv_partner import virtual
from improv_partner.crew.clip_mic import Clip, ClipMic
from improv_partner.events import FRAME_S, Event, Intent

ANGER, GRIEF = Intent("anger"), Intent("grief", 3)


def sound(seconds: float, value: int) -> bytes:
    return array("h", [value] * int(seconds * 16_000)).tobytes()


class Floor:
    """Who has it: the clip's frames and a plan of what follows each clip's end.

    plan: for each clip in turn, (seconds after its end, floor) changes.
    """

    def __init__(self, *plans: list[tuple[float, str]], first: str = "open") -> None:
        self.now = first
        self._plans = list(plans)
        self._since: int | None = None
        self._plan: list[tuple[float, str]] = []
        self.frames: list[int] = []  # the value of each frame, 0 = silence
        self.told: list[tuple[int, Event]] = []  # frame, what

    def tell(self, event: Event) -> None:
        self.told.append((len(self.frames), event))

    def hear(self, frame: bytes) -> None:
        value = array("h", frame)[0]
        if value:
            self.now, self._since = "actor", None
        elif self.frames and self.frames[-1]:
            self._since = len(self.frames)
            self._plan = self._plans.pop(0) if self._plans else [(0.7, "open")]
        self.frames.append(value)
        for after_s, floor in self._plan:
            if self._since is not None and (len(self.frames) - self._since) * FRAME_S >= after_s:
                self.now = floor

    def starts_s(self) -> dict[int, float]:
        """When each clip began, by its value."""
        return {v: self.frames.index(v) * FRAME_S for v in dict.fromkeys(self.frames) if v}


ANSWERED = [(0.7, "thinking"), (1.0, "partner"), (3.0, "open")]


async def perform(floor: Floor, *clips: Clip) -> float:
    mic = ClipMic("simulated actor", clips, lambda: floor.now, floor.tell)
    async for frame in mic.frames():
        assert isinstance(frame, bytes)
        assert len(frame) == 640
        floor.hear(frame)
    return len(floor.frames) * FRAME_S


def test_a_clip_waits_for_the_open_floor_and_the_last_answer_is_heard_out() -> None:
    floor = Floor(ANSWERED, ANSWERED)
    end_s = virtual.run(
        perform(floor, Clip(sound(1.0, 1), "open", 0.4, ANGER), Clip(sound(0.5, 2), "open", 0.6))
    )
    # 0.4 open, 1.0 sound, 3.0 until the answer is over, 0.6 open, 0.5 sound, 3.0 answer, 1.5 open
    assert floor.starts_s() == pytest.approx({1: 0.4, 2: 5.0}, abs=0.05)
    assert end_s == pytest.approx(5.5 + 3.0 + 1.5, abs=0.05)
    assert floor.told == [(20, ANGER)]


def test_now_needs_nobody() -> None:
    floor = Floor([(0.0, "thinking")], [(0.1, "open")])
    virtual.run(perform(floor, Clip(sound(1.0, 1), "now", 0.0), Clip(sound(1.0, 2), "now", 0.3)))
    assert floor.starts_s() == pytest.approx({1: 0.0, 2: 1.3}, abs=1e-6)


def test_a_barge_in_comes_while_the_partner_speaks() -> None:
    floor = Floor(ANSWERED)
    virtual.run(
        perform(
            floor,
            Clip(sound(1.0, 1), "now", 0.0, GRIEF),
            Clip(sound(0.4, 2), "partner", 0.5, ANGER),
        )
    )
    assert floor.starts_s()[2] == pytest.approx(1.0 + 1.0 + 0.5, abs=0.05)
    assert [event for _, event in floor.told] == [GRIEF, ANGER]


@pytest.mark.parametrize(
    ("plan", "start_s"),
    [
        ([(0.7, "thinking"), (1.0, "partner"), (1.3, "open")], 2.3 + 0.5),  # too short an answer
        ([(0.7, "open")], 1.7 + 0.5),  # no answer at all
    ],
)
def test_a_barge_in_that_missed_its_moment_waits_for_the_open_floor(plan, start_s) -> None:
    floor = Floor(plan)
    clips = (Clip(sound(1.0, 1), "now", 0.0), Clip(sound(0.4, 2), "partner", 0.5))
    virtual.run(perform(floor, *clips))
    assert floor.starts_s()[2] == pytest.approx(start_s, abs=0.05)


def test_a_clip_that_nobody_hears_ends_the_scene_after_3_s() -> None:
    async def story() -> float:
        loop = asyncio.get_running_loop()
        clip = Clip(sound(1.0, 1), "now", 0.0)
        async for _ in ClipMic("actor", [clip], lambda: "open", lambda _: None).frames():
            pass
        return loop.time()

    assert virtual.run(story()) == pytest.approx(1.0 + 3.0, abs=0.05)


@pytest.mark.parametrize(("stuck", "for_s"), [("actor", 30), ("thinking", 90)])
def test_a_floor_that_never_changes_does_not_hold_the_rehearsal_for_ever(stuck, for_s) -> None:
    floor = Floor([(0.02, stuck)], [(0.02, stuck)])
    clips = (Clip(sound(1.0, 1), "now", 0.0), Clip(sound(1.0, 2), "open", 0.5))
    end_s = virtual.run(perform(floor, *clips))
    assert floor.starts_s()[2] == pytest.approx(1.0 + for_s, abs=0.1)
    assert end_s == pytest.approx(2.0 + 2 * for_s, abs=0.1)


def test_the_sound_is_whole_and_filled_up_to_a_frame() -> None:
    floor, heard = Floor(), bytearray()

    async def story() -> None:
        mic = ClipMic("actor", [Clip(sound(0.05, 7), "now", 0.1)], lambda: floor.now, floor.tell)
        async for frame in mic.frames():
            assert isinstance(frame, bytes)
            heard.extend(frame)
            floor.hear(frame)

    virtual.run(story())
    samples = array("h", bytes(heard))
    assert samples[1600 : 1600 + 800].tobytes() == sound(0.05, 7)
    assert not any(samples[:1600]) and not any(samples[2400:])


def test_no_clips_is_a_short_silence() -> None:
    assert virtual.run(perform(Floor())) == pytest.approx(3.0, abs=0.05)


def test_frames_come_at_their_time_and_a_stall_is_caught_up_with() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(1.234)
        mic = ClipMic("actor", [Clip(sound(3.0, 1), "now", 0.0)], lambda: "open", lambda _: None)
        count = 0
        async for _ in mic.frames():
            count += 1
            assert mic.origin_s == pytest.approx(1.234)
            due_s = mic.origin_s + count * FRAME_S
            if count < 50 or count > 90:
                assert loop.time() == pytest.approx(due_s, abs=1e-6)
            if count == 50:
                await asyncio.sleep(0.7)  # the loop was busy

    virtual.run(story())


def test_in_real_time_too() -> None:
    async def story() -> float:
        began_s = time.monotonic()
        mic = ClipMic("actor", [Clip(sound(0.2, 1), "now", 0.0)], lambda: "open", lambda _: None)
        frames = mic.frames()
        for _ in range(20):
            await anext(frames)
        await frames.aclose()
        return time.monotonic() - began_s

    assert asyncio.run(story()) >= 0.4
