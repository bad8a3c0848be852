"""Sound between browser and scene: packets in order, frames without gaps, what was really sent."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import aclosing
from dataclasses import dataclass

import pytest
from aiortc import RTCPeerConnection

from improv_partner.crew import Speaker
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_SAMPLES, Trouble
from improv_partner.house import mic as mic_file
from improv_partner.house.mic import RTCMic
from improv_partner.house.packets import Packets
from improv_partner.house.peer import _hurry
from improv_partner.house.speaker import RTCSpeaker, track

from .speaker_stories import STORIES, Story, noise, perform

LOUD = b"\x10\x10" * FRAME_SAMPLES


@dataclass
class Packet:
    sequence_number: int
    timestamp: int = 0
    _data: bytes = b""


def order(numbers: list[int]) -> list[int]:
    """Which packets are decoded, in which order, when these come."""
    out: list[int] = []
    packets = Packets(lambda packet, frame: out.append(frame.timestamp))
    for number in numbers:
        _, frame = packets.add(Packet(number % 65536, number, b""))
        out += [frame.timestamp] if frame else []
    return out


def test_packets_go_on_at_once_and_in_order() -> None:
    assert order([7, 8, 9, 10]) == [7, 8, 9, 10]
    assert order([65535, 65536, 65537]) == [65535, 65536, 65537]  # round the corner
    assert order([1, 3, 2, 4, 5]) == [1, 2, 3, 4, 5]  # one overtook another
    assert order([1, 3, 4]) == [1]  # one is missing: two others are waited for
    assert order([1, 3, 4, 5, 6]) == [1, 3, 4, 5, 6]  # it is lost: the others go on together
    assert order([1, 2, 1, 2, 3, 0]) == [1, 2, 3]  # twice, or too late
    assert order([1, 2, 5000, 5001]) == [1, 2, 5000, 5001]  # a new stream


def test_the_receiver_still_has_the_buffer_that_is_replaced() -> None:
    async def story() -> None:
        connection = RTCPeerConnection()
        receiver = connection.addTransceiver("audio").receiver
        name = "_RTCRtpReceiver__jitter_buffer"
        assert hasattr(getattr(receiver, name), "add")
        assert isinstance(receiver._RTCRtpReceiver__codecs, dict)
        assert hasattr(receiver._RTCRtpReceiver__decoder_queue, "put")
        assert hasattr(receiver._RTCRtpReceiver__timestamp_mapper, "map")
        _hurry(receiver)
        assert isinstance(getattr(receiver, name), Packets)
        await connection.close()

    asyncio.run(story())


async def hear(mic: RTCMic, frames: int) -> list[bytes | Trouble]:
    out: list[bytes | Trouble] = []
    async with aclosing(mic.frames()) as source:
        async for frame in source:
            out.append(frame)
            if len(out) == frames:
                break
    return out


async def send(mic: RTCMic, numbers: range, step_s: float = 0.02) -> None:
    """Packets with these numbers, in time."""
    for number in numbers:
        mic.heard(LOUD, number * FRAME_SAMPLES, FRAME_SAMPLES)
        await asyncio.sleep(step_s)


def test_a_lost_packet_is_silence_and_nothing_moves() -> None:
    async def story() -> list[bytes | Trouble]:
        mic = RTCMic()
        mic.connected()
        hearing = asyncio.create_task(hear(mic, 40))
        await asyncio.sleep(0)
        await send(mic, range(1000, 1010))
        mic.heard(LOUD, 1012 * FRAME_SAMPLES, FRAME_SAMPLES)  # 1010 and 1011 are lost
        await asyncio.sleep(0.06)
        await send(mic, range(1013, 1043))
        assert mic.lost_packets == 1
        return await hearing

    frames = asyncio.run(story())
    sound = b"".join(frame for frame in frames if isinstance(frame, bytes)).strip(b"\0")
    begin = sound.index(bytes(1280))
    end = sound.index(LOUD, begin)
    assert (begin, end) == (10 * 640, 12 * 640)
    assert sound[end : end + 20 * 640] == LOUD * 20


def test_a_silent_network_is_silence_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mic_file, "GONE_S", 0.3)
    monkeypatch.setattr(mic_file, "GIVE_UP_S", 0.9)

    async def story() -> tuple[list[bytes | Trouble], float]:
        loop, mic = asyncio.get_running_loop(), RTCMic()
        began_s = loop.time()
        hearing = asyncio.create_task(hear(mic, 10_000))
        await asyncio.sleep(0)
        await send(mic, range(20))
        heard = await hearing
        return heard, loop.time() - began_s

    heard, took_s = asyncio.run(story())
    troubles = [one.what for one in heard if isinstance(one, Trouble)]
    assert ["nothing comes" in troubles[0], "did not come back" in troubles[1]] == [True, True]
    frames = sum(isinstance(one, bytes) for one in heard)
    assert abs(frames * 0.02 - took_s) < 0.3  # sound may come 200 ms late
    assert all(len(one) == 640 for one in heard if isinstance(one, bytes))


def test_who_comes_back_is_placed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mic_file, "GONE_S", 0.3)

    async def story() -> list[bytes | Trouble]:
        mic = RTCMic()
        hearing = asyncio.create_task(hear(mic, 100))
        await asyncio.sleep(0)
        await send(mic, range(20))
        await asyncio.sleep(0.8)
        mic.connected()  # another connection counts anew
        await send(mic, range(7000, 7060))
        return await hearing

    heard = asyncio.run(story())
    troubles = [one.what for one in heard if isinstance(one, Trouble)]
    assert len(troubles) == 2 and "is back" in troubles[1]
    sound = b"".join(one for one in heard if isinstance(one, bytes))
    gap = sound.strip(b"\0").split(LOUD * 5)[-1]
    silent = max(len(piece) for piece in sound.strip(b"\0").split(b"\x10\x10")) / 32_000
    assert gap is not None and 0.6 < silent < 1.1


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
        async with sending(speaker):
            contract.play(noise(1.0, 1))
            await asyncio.sleep(0.1)
            assert contract.played()
            here[0] = False
            with pytest.raises(CrewError, match="gone"):
                contract.played()
            contract.played()  # once is enough; what was queued is forgotten
            with pytest.raises(CrewError):
                contract.play(noise(0.1, 2))
            here[0] = True
            contract.play(noise(0.1, 2))
            await asyncio.sleep(0.2)
            assert sum(len(output.pcm) for output in contract.played()) == 3200

    asyncio.run(story())


def test_the_partner_is_sent_as_loud_as_it_speaks() -> None:
    async def story() -> None:
        speaker = RTCSpeaker(lambda: True)
        source = track(speaker)
        speaker.play(LOUD * 3)
        frames = [await source.recv() for _ in range(3)]
        both = b"".join(bytes(frame.planes[0])[: 4 * frame.samples] for frame in frames)
        assert both.strip(b"\0") == LOUD * 6  # each sample on both channels
        assert frames[0].samples > FRAME_SAMPLES == frames[1].samples  # fills the resampler
        assert frames[1].pts == frames[0].samples

    asyncio.run(story())
