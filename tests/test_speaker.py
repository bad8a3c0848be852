"""The loudspeakers beyond their contract: exact virtual time, odd devices, lost devices."""

from __future__ import annotations

import asyncio
from array import array

import numpy as np
import pytest

from improv_partner import virtual
from improv_partner.crew import Output
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.speaker import DeviceSpeaker
from improv_partner.errors import CrewError
from improv_partner.virtual import run

from .fake_sound import FakeSound, install
from .speaker_stories import noise


def test_pretended_sound_leaves_to_the_sample() -> None:
    async def story() -> None:
        loop, speaker, sound = asyncio.get_running_loop(), PretendSpeaker(), noise(1.0, 1)
        await asyncio.sleep(0.7)
        speaker.play(sound)
        await asyncio.sleep(0.1)
        assert speaker.played() == [Output(0.7, sound[:3200])]
        for step in range(20):
            await asyncio.sleep(0.02)
            begin = 3200 + 640 * step
            (output,) = speaker.played()
            assert output.pcm == sound[begin : begin + 640]
            assert output.at_s == pytest.approx(0.7 + begin / 32_000)
        speaker.play(sound[:320])  # behind what is queued
        await asyncio.sleep(0.3)
        speaker.stop()
        assert speaker.played() == [Output(pytest.approx(1.2), sound[16_000:25_600])]
        assert loop.time() == pytest.approx(1.5)

    virtual.run(story())


def test_two_runs_on_virtual_time_are_the_same() -> None:
    async def story() -> list[Output]:
        speaker, outputs = PretendSpeaker(), []
        for n in range(40):
            speaker.play(noise(0.001 * n, n))
            await asyncio.sleep(0.0137)
            if n % 7 == 3:
                speaker.stop()
            if n % 3 == 0:
                outputs += speaker.played()
        return outputs

    assert virtual.run(story()) == virtual.run(story())


def speakers(sound: FakeSound) -> None:
    sound.plug(4, "Speakers", inputs=0, outputs=2)


@pytest.mark.parametrize(("rate_hz", "width"), [(48_000, 1), (44_100, 2)])
def test_a_device_that_refuses_16_khz_tells_the_16_khz_that_left(
    monkeypatch, rate_hz: int, width: int
) -> None:
    sound = install(
        monkeypatch,
        lambda sound: sound.plug(0, "Odd", inputs=0, outputs=2, rates=(rate_hz,), widths=(width,)),
    )
    t = np.arange(8000) / 16_000
    tone = (8000 * np.sin(2 * np.pi * 440 * t)).astype("<i2").tobytes()

    async def story() -> None:
        speaker, given, told = DeviceSpeaker(), b"", []
        for at in range(0, len(tone), 1000):  # in pieces of 31 ms
            speaker.play(tone[at : at + 1000])
        for _ in range(60):
            given += sound.opened[-1].take(rate_hz // 100)
            told += speaker.played()
            share = len(b"".join(output.pcm for output in told)) / len(tone)
            assert share == pytest.approx(
                min(1.0, len(given) / 2 / width / rate_hz / 0.5), abs=0.01
            )
        assert b"".join(output.pcm for output in told) == tone
        heard = np.frombuffer(given, "<i2").reshape(-1, width).astype(float)
        assert (heard[:, 0] == heard[:, -1]).all()
        middle = heard[rate_hz // 20 : rate_hz * 9 // 20, 0]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 17))
        assert spectrum.argmax() * rate_hz / (1 << 17) == pytest.approx(440, abs=1)
        assert np.abs(middle).max() == pytest.approx(8000, rel=0.02)
        await speaker.close()

    run(story())


def test_the_time_of_a_sound_is_when_it_is_heard_and_an_underflow_begins_anew(monkeypatch) -> None:
    sound = install(monkeypatch, speakers)

    async def story() -> None:
        loop, speaker = asyncio.get_running_loop(), DeviceSpeaker()
        speaker.play(noise(0.03, 1))
        before_s = loop.time()
        sound.opened[-1].take(160)
        sound.opened[-1].take(160)
        sound.opened[-1].take(160, underflow=True)
        first, second = speaker.played()
        assert (len(first.pcm), len(second.pcm)) == (640, 320)
        assert 0.03 <= first.at_s - before_s < 0.2  # the fake device is 30 ms behind
        await speaker.close()

    asyncio.run(story())


def test_a_lost_device_is_told_once_and_looked_for_by_the_next_sound(monkeypatch) -> None:
    sound = install(monkeypatch, speakers)

    async def story() -> None:
        speaker, pcm = DeviceSpeaker(), array("h", [5] * 320).tobytes()
        speaker.play(pcm)
        sound.opened[-1].take(160)
        sound.unplug(4)
        with pytest.raises(CrewError, match='loudspeaker "Speakers" is gone'):
            speaker.played()
        (output,) = speaker.played()  # the half that was heard
        assert output.pcm == pcm[:320]
        with pytest.raises(CrewError, match="no loudspeaker found"):
            speaker.play(pcm)
        with pytest.raises(CrewError, match="looked for every second"):
            speaker.play(pcm)
        sound.plug(9, "Headphones", inputs=0, outputs=2)
        await asyncio.sleep(1.0)  # not looked for more often
        speaker.play(pcm)
        assert speaker.name == "Headphones"
        assert sound.opened[-1].take(160) == pcm[:320]  # nothing of the old queue
        assert [output.pcm for output in speaker.played()] == [pcm[:320]]
        await speaker.close()
        await speaker.close()
        assert all(stream.closed for stream in sound.opened)

    asyncio.run(story())


def test_no_loudspeaker_is_one_line(monkeypatch) -> None:
    install(monkeypatch, lambda sound: sound.plug(0, "Microphone"))
    with pytest.raises(CrewError, match="no loudspeaker found"):
        DeviceSpeaker()
