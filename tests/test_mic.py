"""The microphone when its device misbehaves: late, lost, another, none; on virtual time."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable
from contextlib import aclosing

import pytest

from improv_partner.crew.mic import DeviceMic
from improv_partner.errors import CrewError
from improv_partner.events import Trouble
from improv_partner.virtual import run

from .fake_sound import FakeSound, FakeStream, install

BLOCK_S = 0.01
Told = list[tuple[float, str]]  # (loop time, trouble)


def numbered(block: int, rate_hz: int = 16_000) -> bytes:
    """Block number n holds the value n + 1: the frames tell where they come from."""
    return array("h", [block + 1] * (rate_hz // 100)).tobytes()


async def session(
    sound: FakeSound, seconds: float, late: Callable[[int], float | None], wanted: str = ""
) -> tuple[array[int], Told, DeviceMic]:
    """A device that captures block n at n * 10 ms and gives it late(n) s after that, or never."""
    loop, mic, told, pcm = asyncio.get_running_loop(), DeviceMic(wanted), Told(), bytearray()
    captured = [block for block in range(int(seconds / BLOCK_S)) if late(block) is not None]

    def give() -> None:
        if sound.opened:
            sound.opened[-1].give(numbered(captured[0]))
        captured.pop(0)  # in order, also where many come at once

    async with aclosing(mic.frames()) as frames:
        for block in captured:
            loop.call_at((block + 1) * BLOCK_S + (late(block) or 0.0), give)
        async for frame in frames:
            if isinstance(frame, Trouble):
                told.append((round(loop.time(), 3), frame.what))
            else:
                pcm += frame
                # the count keeps to the clock, within what may be late
                assert -0.03 < loop.time() - len(pcm) / 32_000 < 0.28
            if loop.time() > seconds - 0.05:
                break
    return array("h", bytes(pcm)), told, mic


def blocks(samples: array[int]) -> list[int]:
    """Which block was where, in steps of 10 ms; 0 = silence."""
    return [samples[at] for at in range(0, len(samples), 160)]


def one_mic(sound: FakeSound) -> None:
    sound.plug(0, "Built-in")


def test_all_sound_comes_in_order_and_the_origin_is_when_it_began(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)
    samples, told, mic = run(session(sound, 2.0, lambda n: 0.0))
    heard = blocks(samples)
    assert len(heard) > 180
    assert heard == list(range(1, len(heard) + 1))
    assert mic.origin_s == pytest.approx(0.0, abs=1e-6)
    assert told == []
    assert sound.opened[-1].closed


def test_190_ms_late_is_not_silence(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)
    held = lambda n: (100 + 19 - n) * BLOCK_S if 100 <= n < 119 else 0.0  # noqa: E731
    samples, told, _ = run(session(sound, 3.0, held))
    heard = blocks(samples)
    assert heard == list(range(1, len(heard) + 1))
    assert told == []


def test_later_sound_gives_way_to_the_silence_that_stood_in_for_it(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)
    held = lambda n: (100 + 60 - n) * BLOCK_S if 100 <= n < 160 else 0.0  # noqa: E731
    samples, told, mic = run(session(sound, 4.0, held))
    heard = blocks(samples)
    silent = [at for at, block in enumerate(heard) if block == 0]
    assert silent == list(range(100, 100 + len(silent)))
    assert 34 <= len(silent) <= 42  # 600 ms, less the 200 ms that may be late
    assert all(block in (0, at + 1) for at, block in enumerate(heard))  # each at its place
    assert mic.origin_s == pytest.approx(0.0, abs=0.001)
    assert told == []


def test_sound_that_never_came_leaves_a_hole_of_its_own_length(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)
    samples, told, mic = run(session(sound, 4.0, lambda n: None if 100 <= n < 160 else 0.0))
    heard = blocks(samples)
    assert heard[:100] == list(range(1, 101))
    assert heard[100:160] == [0] * 60
    assert heard[160:] == list(range(161, len(heard) + 1))
    assert mic.origin_s == pytest.approx(0.0, abs=0.001)
    assert told == []


def test_a_stream_that_falls_silent_for_3_s_is_opened_again(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)
    samples, told, _ = run(session(sound, 9.0, lambda n: None if 100 <= n < 500 else 0.0))
    assert [what for _, what in told] == [
        'microphone "Built-in" is gone; looking for it or another',
        "microphone back: Built-in",
    ]
    assert len(sound.opened) == 2
    assert sound.opened[0].closed
    assert blocks(samples)[550:] == list(range(551, len(blocks(samples)) + 1))


def test_a_lost_microphone_is_replaced_by_the_new_default_one(monkeypatch) -> None:
    def plug(sound: FakeSound) -> None:
        sound.plug(3, "Headset")
        sound.plug(5, "Webcam", rates=(16_000,))

    sound = install(monkeypatch, plug)

    async def story() -> tuple[array[int], Told, DeviceMic]:
        asyncio.get_running_loop().call_later(1.0, sound.unplug, 3)
        return await session(sound, 5.0, lambda n: 0.0, wanted="head")

    samples, told, mic = run(story())
    assert [what for _, what in told] == [
        'microphone "Headset" is gone; looking for it or another',
        "microphone back: Webcam",
    ]
    assert told[0][0] < 1.1
    assert mic.name == "Webcam"
    heard = blocks(samples)
    assert heard == list(range(1, len(heard) + 1))  # it took over at once


def test_without_any_microphone_silence_goes_on_and_the_session_ends_after_30_s(
    monkeypatch,
) -> None:
    sound = install(monkeypatch, one_mic)

    async def story() -> tuple[int, Told, float]:
        loop, frames, told = asyncio.get_running_loop(), 0, Told()
        loop.call_later(1.0, sound.unplug, 0)
        for block in range(100):
            at_s = (block + 1) * BLOCK_S
            loop.call_at(at_s, lambda n: sound.opened[0].give(numbered(n)), block)
        async for frame in DeviceMic().frames():
            if isinstance(frame, Trouble):
                told.append((loop.time(), frame.what))
            else:
                frames += 1
        return frames, told, loop.time()

    frames, told, end_s = run(story())
    assert [what for _, what in told] == [
        'microphone "Built-in" is gone; looking for it or another',
        "no microphone for 30 s; the scene ends",
    ]
    assert 31 <= end_s < 32.5
    assert end_s - 0.4 < frames * 0.02 <= end_s


def test_a_microphone_that_comes_back_is_found_within_two_seconds(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)

    async def story() -> tuple[array[int], Told, DeviceMic]:
        loop = asyncio.get_running_loop()
        loop.call_later(1.0, sound.unplug, 0)
        loop.call_later(4.5, sound.plug, 0, "Built-in")
        return await session(sound, 8.0, lambda n: 0.0)

    samples, told, _ = run(story())
    assert [what for _, what in told][-1] == "microphone back: Built-in"
    assert 4.5 < told[-1][0] < 6.5
    heard = blocks(samples)
    assert heard[150:400] == [0] * 250
    assert heard[700:] == list(range(701, len(heard) + 1))
    assert sound.restarts > 1


@pytest.mark.parametrize(("rates", "widths"), [((48_000,), (1,)), ((44_100,), (2,))])
def test_a_device_that_refuses_16_khz_is_resampled(monkeypatch, rates, widths) -> None:
    sound = install(
        monkeypatch, lambda sound: sound.plug(0, "Odd", inputs=2, rates=rates, widths=widths)
    )

    async def story() -> bytes:
        loop, pcm = asyncio.get_running_loop(), bytearray()
        block = array("h", [1000] * (rates[0] // 100 * widths[0])).tobytes()
        for n in range(200):
            loop.call_at((n + 1) * BLOCK_S, lambda: sound.opened[-1].give(block))
        async with aclosing(DeviceMic().frames()) as frames:
            async for frame in frames:
                assert isinstance(frame, bytes)
                pcm += frame
                if len(pcm) >= 32_000 * 1.9:
                    break
        return bytes(pcm)

    samples = array("h", run(story()))
    assert sound.opened[-1].asked["samplerate"] == rates[0]
    assert sound.opened[-1].asked["channels"] == widths[0]
    assert all(abs(sample - 1000) < 10 for sample in samples[200:-200])


def test_a_burst_of_overflows_is_one_trouble(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)

    async def story() -> list[str]:
        loop, told = asyncio.get_running_loop(), []

        def give(n: int) -> None:
            sound.opened[-1].give(numbered(n), overflow=100 <= n < 150 or n == 900)

        for n in range(1000):
            loop.call_at((n + 1) * BLOCK_S, give, n)
        async with aclosing(DeviceMic().frames()) as frames:
            async for frame in frames:
                if isinstance(frame, Trouble):
                    told.append(frame.what)
                if loop.time() > 9.9:
                    break
        return told

    assert run(story()) == ["the microphone's sound came too fast, some is lost"] * 2


def test_times_that_a_device_tells_wrongly_are_not_believed(monkeypatch) -> None:
    sound = install(monkeypatch, one_mic)

    async def story(late_s: float) -> float:
        loop, mic = asyncio.get_running_loop(), DeviceMic()
        for n in range(100):
            loop.call_at((n + 1) * BLOCK_S, lambda: sound.opened[-1].give(numbered(1), late_s))
        async with aclosing(mic.frames()) as frames:
            async for _ in frames:
                if loop.time() > 0.9:
                    return mic.origin_s
        raise AssertionError("the frames ended")

    begins = {late_s: run(story(late_s)) for late_s in (0.035, 0.002, -5.0, 100.0)}
    assert begins == pytest.approx({0.035: -0.025, 0.002: 0.0, -5.0: -0.01, 100.0: -0.01}, abs=1e-6)


def test_no_microphone_at_all_is_one_line(monkeypatch) -> None:
    install(monkeypatch, lambda sound: sound.plug(0, "Speakers", inputs=0, outputs=2))
    with pytest.raises(CrewError, match="no microphone found: plug one in"):
        DeviceMic()


def test_a_microphone_that_cannot_be_opened_is_one_line(monkeypatch) -> None:
    install(monkeypatch, lambda sound: sound.plug(0, "Busy one", widths=()))

    async def story() -> None:
        async for _ in DeviceMic().frames():
            raise AssertionError("a frame from nowhere")

    with pytest.raises(CrewError, match='microphone "Busy one" cannot be opened'):
        run(story())


def test_the_loudspeaker_lets_go_while_devices_are_read_anew_and_goes_on(monkeypatch) -> None:
    from improv_partner.crew.speaker import DeviceSpeaker

    def plug(sound: FakeSound) -> None:
        sound.plug(0, "Headset")
        sound.plug(1, "Speakers", inputs=0, outputs=2)

    sound = install(monkeypatch, plug)

    async def story() -> Told:
        loop, told, speaker = asyncio.get_running_loop(), Told(), DeviceSpeaker()

        def outs() -> list[FakeStream]:
            return [s for s in sound.opened if s.device == 1 and not s.closed]

        loop.call_later(0.5, sound.unplug, 0)
        loop.call_later(2.0, sound.plug, 0, "Headset")
        speaker.play(numbered(1))  # it speaks: nobody may interrupt it
        async with aclosing(DeviceMic().frames()) as frames:
            async for frame in frames:
                if isinstance(frame, Trouble):
                    told.append((loop.time(), frame.what))
                if loop.time() > 5.0 and speaker.busy():
                    assert sound.restarts == 0
                    assert outs()[0].take(160) == numbered(1)
                if len(told) == 2:
                    break
        speaker.play(numbered(7))
        assert outs()[0].take(160) == numbered(7)
        assert [output.pcm for output in speaker.played()] == [numbered(1), numbered(7)]
        await speaker.close()
        return told

    told = run(story())
    assert told[-1][1] == "microphone back: Headset"
    assert told[-1][0] > 5.0
