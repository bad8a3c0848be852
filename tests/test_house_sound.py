"""Sound between browser and scene: packets in order, frames without gaps, what was really sent."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterable, Iterable
from contextlib import aclosing
from dataclasses import dataclass

import numpy as np
import pytest
from aiortc import RTCPeerConnection
from aiortc.mediastreams import MediaStreamError

from improv_partner.crew import Speaker
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Trouble
from improv_partner.house import mic as mic_file
from improv_partner.house.mic import RTCMic
from improv_partner.house.opus import Decoder, Encoder
from improv_partner.house.packets import Packets
from improv_partner.house.peer import _listen
from improv_partner.house.speaker import RTCSpeaker, track

from .speaker_stories import STORIES, Story, noise, perform

LOUD = b"\x10\x10" * FRAME_SAMPLES


@dataclass
class Packet:
    sequence_number: int
    timestamp: int = 0
    _data: bytes = b""


def order(numbers: list[int]) -> list[int]:
    """Which packets go on, in which order, when these come."""
    out: list[int] = []
    packets = Packets(lambda data, ticks: out.append(int(data)))
    for number in numbers:
        assert packets.add(Packet(number % 65536, number, b"%d" % number)) == (False, None)
    return out


def test_packets_go_on_at_once_and_in_order() -> None:
    assert order([7, 8, 9, 10]) == [7, 8, 9, 10]
    assert order([65535, 65536, 65537]) == [65535, 65536, 65537]  # round the corner
    assert order([1, 3, 2, 4, 5]) == [1, 2, 3, 4, 5]  # one overtook another
    assert order([1, 3, 4]) == [1]  # one is missing: two others are waited for
    assert order([1, 3, 4, 5, 6]) == [1, 3, 4, 5, 6]  # it is lost: the others go on together
    assert order([1, 2, 1, 2, 3, 0]) == [1, 2, 3]  # twice, or too late
    assert order([1, 2, 5000, 5001]) == [1, 2, 5000, 5001]  # a new stream


def test_a_packet_s_time_is_counted_on_when_it_goes_round() -> None:
    out: list[int] = []
    packets = Packets(lambda data, ticks: out.append(ticks))
    for number, stamp in enumerate([2**32 - 960, 0, 960, 5760, 4800]):
        packets.add(Packet(number, stamp))
    assert out == [0, 960, 1920, 6720, 5760]


def test_the_receiver_still_has_the_buffer_that_is_replaced() -> None:
    async def story() -> None:
        connection = RTCPeerConnection()
        transceiver = connection.addTransceiver("audio")
        name = "_RTCRtpReceiver__jitter_buffer"
        assert hasattr(getattr(transceiver.receiver, name), "add")
        _listen(transceiver, lambda data, ticks: None)
        assert isinstance(getattr(transceiver.receiver, name), Packets)
        offer = (await connection.createOffer()).sdp
        assert "opus/48000" in offer and "PCMU" not in offer  # what cannot be decoded here
        await connection.close()

    asyncio.run(story())


def tones(samples: int) -> bytes:
    """A sweep up to 6.4 kHz: what is voice."""
    at = np.arange(samples) / RATE_HZ
    wave = 9000 * np.sin(2 * np.pi * 800 * at * (1 + 3.5 * at / at[-1]))
    return bytes(wave.astype("<i2"))


def test_what_is_sent_is_heard_as_loud_and_as_clear() -> None:
    pcm, encoder, decoder = tones(RATE_HZ), Encoder(), Decoder()
    sent = [encoder.packet(pcm[at : at + 640]) for at in range(0, len(pcm), 640)]
    assert [packet.pts for packet in sent] == [960 * number for number in range(50)]
    got = [decoder.sound(bytes(packet)) for packet in sent]
    assert {samples for _, samples in got} == {FRAME_SAMPLES}
    heard = np.frombuffer(b"".join(sound for sound, _ in got), "<i2").astype(float)
    said = np.frombuffer(pcm, "<i2").astype(float)[: len(heard)]
    lag = int(np.argmax(np.correlate(heard, said[: -RATE_HZ // 2], "valid")[:400]))
    assert 32 <= lag <= 64  # 2.5 ms of Opus, 1 ms of the resampler
    heard, said = heard[lag:], said[: len(heard) - lag]
    error = heard - said * (heard @ said) / (said @ said)
    assert 0.97 < np.sqrt((heard @ heard) / (said @ said)) < 1.03
    assert 10 * np.log10((said @ said) / (error @ error)) > 15


def test_a_broken_packet_is_no_sound_and_the_next_one_is() -> None:
    encoder, decoder = Encoder(), Decoder()
    good = bytes(encoder.packet(LOUD))
    for bad in (b"", b"\xff\xff", b"\x03"):
        assert decoder.sound(bad) == (b"", 0)
        assert decoder.sound(good)[1] == FRAME_SAMPLES


Heard = list[bytes | Trouble]


async def hear(source: AsyncIterable[bytes | Trouble], heard: Heard, frames: int = 100_000) -> None:
    """So many frames more, up to the next trouble or the end."""
    enough = len(heard) + frames
    async for one in source:
        heard.append(one)
        if isinstance(one, Trouble) or len(heard) == enough:
            break


async def send(mic: RTCMic, numbers: Iterable[int], step_s: float = 0.02) -> float:
    """Packets with these numbers, in time; when the last of them went."""
    at_s = 0.0
    for number in numbers:
        at_s = time.monotonic()
        mic.heard(LOUD, number * FRAME_SAMPLES, FRAME_SAMPLES)
        await asyncio.sleep(step_s)
    return at_s


def troubles(heard: Heard) -> list[str]:
    return [one.what for one in heard if isinstance(one, Trouble)]


def sound(heard: Heard) -> bytes:
    """Without the silence before and behind."""
    return b"".join(one for one in heard if isinstance(one, bytes)).strip(b"\0")


def test_a_lost_packet_is_silence_and_nothing_moves() -> None:
    async def story() -> Heard:
        mic, heard = RTCMic(), Heard()
        mic.connected()
        numbers = [*range(1000, 1010), *range(1012, 1043)]  # 1010 and 1011 are lost
        async with aclosing(mic.frames()) as source:
            sending = asyncio.create_task(send(mic, numbers, 0))
            await hear(source, heard, 40)
            await sending
        assert mic.lost_packets == 1
        return heard

    pcm = sound(asyncio.run(story()))
    begin = pcm.index(bytes(1280))
    end = pcm.index(LOUD, begin)
    assert (begin, end) == (10 * 640, 12 * 640)
    assert pcm[end : end + 20 * 640] == LOUD * 20


def test_a_silent_network_is_silence_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mic_file, "GONE_S", 0.2)
    monkeypatch.setattr(mic_file, "GIVE_UP_S", 0.6)

    async def story() -> tuple[Heard, float]:
        mic, heard, began_s = RTCMic(), Heard(), time.monotonic()
        async with aclosing(mic.frames()) as source:
            sending = asyncio.create_task(send(mic, range(5)))
            await hear(source, heard)
            await hear(source, heard)
            assert [one async for one in source] == []
            await sending
        return heard, time.monotonic() - began_s

    heard, took_s = asyncio.run(story())
    what = troubles(heard)
    assert ["nothing comes" in what[0], "did not come back" in what[1]] == [True, True]
    frames = sum(isinstance(one, bytes) for one in heard)
    assert abs(frames * 0.02 - took_s) < 0.3  # sound may come 200 ms late
    assert all(len(one) == 640 for one in heard if isinstance(one, bytes))


def test_who_comes_back_is_placed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mic_file, "GONE_S", 0.3)

    async def story() -> tuple[Heard, float]:
        mic, heard = RTCMic(), Heard()
        async with aclosing(mic.frames()) as source:
            sending = asyncio.create_task(send(mic, range(10)))
            await hear(source, heard)
            gone_s = time.monotonic() - await sending
            mic.connected()  # another connection counts anew
            sending = asyncio.create_task(send(mic, range(7000, 7020)))
            await hear(source, heard)
            await sending
            while sound(heard).count(LOUD) < 20:
                await hear(source, heard, 1)
        return heard, gone_s

    heard, gone_s = asyncio.run(story())
    assert len(troubles(heard)) == 2 and "is back" in troubles(heard)[1]
    silent_s = max(map(len, sound(heard).split(LOUD[:2]))) / 32_000
    assert abs(silent_s - gone_s) < 0.1


@contextlib.asynccontextmanager
async def sending(speaker: RTCSpeaker):  # type: ignore[no-untyped-def]
    """As WebRTC does it: asks for the next 20 ms, again and again."""
    source = track(speaker)

    async def pull() -> None:
        while True:
            await source.recv()

    task = asyncio.create_task(pull())
    try:
        yield
    finally:
        task.cancel()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_the_stories_of_every_loudspeaker(story: Story) -> None:
    async def told() -> None:
        speaker = RTCSpeaker(lambda: True)
        async with sending(speaker):
            await perform(story, speaker)

    asyncio.run(told())


def test_a_browser_that_is_gone_is_a_lost_loudspeaker() -> None:
    async def story() -> None:
        here = [True]
        speaker = RTCSpeaker(lambda: here[0])
        contract: Speaker = speaker
        contract.play(noise(1.0, 1))
        speaker.take(0.0)
        assert contract.played()
        here[0] = False
        with pytest.raises(CrewError, match="gone"):
            contract.played()
        contract.played()  # once is enough; what was queued is forgotten
        with pytest.raises(CrewError):
            contract.play(noise(0.1, 2))
        here[0] = True
        contract.play(noise(0.1, 2))
        for number in range(6):
            speaker.take(number * FRAME_S)
        assert sum(len(output.pcm) for output in contract.played()) == 3200

    asyncio.run(story())


def test_the_partner_is_sent_from_its_first_sample_on() -> None:
    async def story() -> None:
        speaker, decoder = RTCSpeaker(lambda: True), Decoder()
        source = track(speaker)
        speaker.play(tones(3 * FRAME_SAMPLES))
        packets = [await source.recv() for _ in range(3)]
        assert [packet.pts for packet in packets] == [0, 960, 1920]
        heard = b"".join(decoder.sound(bytes(packet))[0] for packet in packets)
        assert len(heard) >= 2 * 2 * FRAME_SAMPLES
        assert np.abs(np.frombuffer(heard, "<i2")[:FRAME_SAMPLES].astype(int)).max() > 6000
        source.stop()
        with pytest.raises(MediaStreamError):
            await source.recv()

    asyncio.run(story())
