"""A hushed loudspeaker: the fade to the sample, on odd devices, and as a microphone hears it."""

from __future__ import annotations

import asyncio
import json
from array import array
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from improv_partner import virtual
from improv_partner.crew import Output
from improv_partner.crew.hush import Hush, slope
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.speaker import DeviceSpeaker

from .fake_sound import FakeSound, install
from .pulse import pulse
from .speaker_stories import FADE, joined, noise, same_but_for_the_fades
from .test_sound_device import heard_share, samples, voice


def flat(samples: int, value: int = 16_000) -> bytes:
    return array("h", [value] * samples).tobytes()


def test_the_slope_goes_straight_and_every_channel_alike() -> None:
    assert list(array("h", slope(flat(4), (1.0, 0.0)))) == [16_000, 12_000, 8_000, 4_000]
    assert list(array("h", slope(flat(4, -8), (0.0, 1.0), 2))) == [0, 0, -4, -4]
    assert slope(flat(4), (1.0, 1.0)) == flat(4)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
def test_the_fade_takes_10_ms_in_whatever_pieces(rate_hz: int) -> None:
    for piece in (1, 7, 37, 10_000):
        gate, passed = Hush(), 0
        gate.turn(True, flows=True)
        levels = [1.0]
        while room := gate.room(rate_hz, piece):
            begin, end = gate.step(rate_hz, room)
            assert begin == levels[-1] and end < begin
            levels.append(end)
            passed += room
        assert levels[-1] == 0.0 and passed == rate_hz // 100
        gate.turn(False, flows=True)
        while gate.room(rate_hz, 10_000) < 10_000:
            passed -= gate.room(rate_hz, piece)
            gate.step(rate_hz, gate.room(rate_hz, piece))
        assert passed == 0 and gate.step(rate_hz, 5) == (1.0, 1.0)


def test_a_pretended_hush_is_exact_to_the_sample() -> None:
    async def story() -> None:
        speaker, sound = PretendSpeaker(), noise(1.0, 1)
        await asyncio.sleep(0.5)
        speaker.play(sound)
        await asyncio.sleep(0.1)
        speaker.hush(True)
        await asyncio.sleep(0.3)
        (before,) = speaker.played()
        assert before.at_s == 0.5 and len(before.pcm) // 2 == 1600 + FADE
        speaker.play(sound[:3200])
        await asyncio.sleep(0.3)
        speaker.hush(False)
        await asyncio.sleep(1.5)
        (after,) = speaker.played()
        assert after.at_s == pytest.approx(1.2)
        same_but_for_the_fades(before.pcm + after.pcm, sound + sound[:3200], 1600 + FADE)

    virtual.run(story())


def test_back_in_mid_fade_goes_on_from_the_level_it_had() -> None:
    async def story() -> None:
        speaker = PretendSpeaker()
        speaker.play(flat(16_000))
        await asyncio.sleep(0.1)
        speaker.hush(True)
        await asyncio.sleep(0.005)
        speaker.hush(False)
        await asyncio.sleep(1.0)
        (output,) = speaker.played()  # one sound: it was never silent
        heard = np.frombuffer(output.pcm, "<i2").astype(int)
        assert len(heard) == 16_000 and heard.min() == pytest.approx(8000, abs=101)
        assert np.abs(np.diff(heard)).max() <= 101  # a hundredth of the whole way: no click
        assert (heard[: 1600 + 1] == 16_000).all() and (heard[1600 + FADE :] == 16_000).all()

    virtual.run(story())


def test_a_sound_that_ends_in_mid_fade_leaves_the_next_one_waiting_and_whole() -> None:
    async def story() -> None:
        speaker = PretendSpeaker()
        speaker.play(flat(1680))
        await asyncio.sleep(0.1)
        speaker.hush(True)
        await asyncio.sleep(0.1)
        assert len(joined(speaker.played())) // 2 == 1680
        speaker.play(flat(1000))
        await asyncio.sleep(0.1)
        assert speaker.played() == []
        speaker.hush(False)
        await asyncio.sleep(0.1)
        assert joined(speaker.played()) == flat(1000)

    virtual.run(story())


def test_a_sound_that_had_not_begun_waits_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = install(monkeypatch, lambda sound: sound.plug(0, "Plain", inputs=0, outputs=1))

    async def story() -> None:
        for speaker in (DeviceSpeaker(), PretendSpeaker()):
            speaker.play(flat(480))
            speaker.hush(True)
            await asyncio.sleep(0.1)
            assert sound.opened[-1].take(160) == flat(160, 0) and speaker.played() == []
            speaker.hush(False)
            await asyncio.sleep(0.1)
            for _ in range(3):
                sound.opened[-1].take(160)
            assert joined(speaker.played()) == flat(480)
            await speaker.close()

    virtual.run(story())


def test_a_stop_in_mid_fade_is_the_end_of_the_hush(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = install(monkeypatch, lambda sound: sound.plug(0, "Plain", inputs=0, outputs=1))

    async def story() -> None:
        speaker = DeviceSpeaker()
        speaker.play(flat(1600))
        sound.opened[-1].take(160)
        speaker.hush(True)
        sound.opened[-1].take(80)
        speaker.stop()
        assert sound.opened[-1].take(160) == flat(160, 0)
        speaker.played()
        speaker.play(flat(160))
        assert sound.opened[-1].take(160) == flat(160)
        await speaker.close()

    virtual.run(story())


@pytest.mark.parametrize(("rate_hz", "width"), [(16_000, 1), (48_000, 1), (44_100, 2)])
def test_what_a_device_gives_out_and_what_is_told_fade_alike(
    monkeypatch: pytest.MonkeyPatch, rate_hz: int, width: int
) -> None:
    def plug(sound: FakeSound) -> None:
        sound.plug(0, "Odd", inputs=0, outputs=2, rates=(rate_hz,), widths=(width,))

    sound = install(monkeypatch, plug)
    whole = flat(8000)

    async def story() -> None:
        speaker, block = DeviceSpeaker(), rate_hz // 100
        speaker.play(whole)
        given, told = b"", list[Output]()
        for number in range(90):
            if number == 20:
                speaker.hush(True)
            if number == 50:
                assert speaker.busy()  # nobody restarts PortAudio under it
                speaker.hush(False)
            given += sound.opened[-1].take(block)
            if number in (19, 21, 49, 89):
                told.append(Output(number, joined(speaker.played())))
        lengths = [len(output.pcm) // 2 for output in told]
        assert lengths == [pytest.approx(n, abs=8) for n in (3200, 160, 0, 4640)]
        assert sum(lengths) == 8000  # nothing lost, nothing twice
        claimed = np.frombuffer(joined(told), "<i2").astype(int)
        assert (claimed[:3200] == 16_000).all() and (claimed[3530:] == 16_000).all()
        assert claimed.min() == 0 and np.abs(np.diff(claimed)).max() <= 102
        heard = np.frombuffer(given, "<i2").reshape(-1, width).astype(int)
        assert (heard[:, 0] == heard[:, -1]).all()
        middle = heard[2 * block : 70 * block, 0]
        assert (middle[19 * block : 48 * block] == 0).all()
        assert np.abs(np.diff(middle)).max() <= 16_000 / block + 40  # the resampler's ripple
        assert (np.abs(middle[: 18 * block] - 16_000) < 40).all()
        assert (np.abs(middle[49 * block :] - 16_000) < 40).all()
        await speaker.close()

    virtual.run(story())


@pytest.mark.sound
def test_a_hush_as_it_is_heard(tmp_path: Path) -> None:
    said, told = tmp_path / "said", tmp_path / "told"
    said.write_bytes(voice(1.5))
    with pulse() as sound, ThreadPoolExecutor(1) as ear:
        recorder = sound.record()
        assert recorder.stdout
        everything = ear.submit(recorder.stdout.read)  # all the while: a pipe holds 2 s only
        out = sound.run("tests.sound_child", "hush", str(said), str(told), "0.5", "0.5")
        recorder.terminate()
        heard = samples(everything.result())
    facts = [json.loads(line) for line in out.splitlines()]
    hushed_s, back_s = [fact["asked_s"] for fact in facts if "hush" in fact]
    begin_s = next(fact["at_s"] for fact in facts if "at_s" in fact)
    sounding = np.nonzero(heard)[0]
    last = int(np.diff(sounding).argmax())  # before the pause
    _, pause, _ = np.split(heard, sounding[last : last + 2])
    silent_s = begin_s + (sounding[last] - sounding[0]) / 16_000
    assert silent_s - hushed_s < 0.15  # 20 ms of it are ours, the rest is the sound card's
    assert len(pause) / 16_000 == pytest.approx(back_s - hushed_s, abs=0.1)
    # Nothing is lost and nothing is twice: what was told is what was said, and is what was heard.
    claimed = np.frombuffer(told.read_bytes(), "<i2")
    seam = sum(fact["samples"] for fact in facts if fact.get("at_s", back_s) < back_s)
    same_but_for_the_fades(told.read_bytes(), said.read_bytes(), seam)
    assert heard_share(told.read_bytes(), heard) > 0.8
    assert np.count_nonzero(heard) == np.count_nonzero(claimed)
