"""The partner's voice in the microphone: placed, taken out or shut out, and what is chosen when."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from improv_partner import echo_choice, virtual
from improv_partner.crew import Mic, Output
from improv_partner.crew.devices import Device
from improv_partner.crew.echo import HOLD_S, EchoCanceller, EchoFreeMic, FarEnd, TappedSpeaker
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.voice_start import QuickVad
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Trouble
from improv_partner.settings import AudioSettings, Settings, Turns

from . import speech
from .echo_room import EchoRoom, Loudspeaker
from .pulse import Pulse, pulse

FRAME = 2 * FRAME_SAMPLES
VOICE, ACTOR = (b"".join(speech.frames(file)) for file in ("1-slt.flac", "3-rms.flac"))
with_livekit = pytest.mark.skipif(
    importlib.util.find_spec("livekit") is None, reason="needs livekit, the extra echo"
)


def ramp(begin: int, samples: int) -> bytes:
    """Samples that tell which they are."""
    return np.arange(begin, begin + samples).astype("<i2").tobytes()


def level_db(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, "<i2").astype(float) / 32768
    return float(10 * np.log10(np.mean(samples**2) + 1e-10))


def voiced(pcm: bytes) -> int:
    """How many of its frames the detector of barge-ins takes for a voice."""
    return sum(stretches(pcm))


def stretches(pcm: bytes) -> list[int]:
    """How many frames each of the voices in it lasts; 8 in a row are a barge-in."""
    detector, found = QuickVad(), [0]
    for at in range(0, len(pcm) - FRAME + 1, FRAME):
        if detector.voiced(pcm[at : at + FRAME]):
            found[-1] += 1
        elif found[-1]:
            found.append(0)
    return found


# What left the loudspeaker, on the microphone's clock


def test_what_was_played_lies_where_it_left() -> None:
    far = FarEnd()
    assert far.put(1000, ramp(1000, 500)) == 0
    assert far.take(0, 1000) == bytes(2000)
    assert far.take(1000, 600) == ramp(1000, 500) + bytes(200)


def test_sound_that_goes_on_is_joined_to_the_sample() -> None:
    far = FarEnd()
    far.put(100, ramp(1, 320))
    far.put(423, ramp(321, 320))  # a clock that is 3 samples wrong
    assert far.take(100, 640) == ramp(1, 640)


def test_sound_that_comes_too_late_is_told_and_kept_for_a_while() -> None:
    far = FarEnd()
    far.take(0, 1000)
    assert far.put(900, ramp(1, 300)) == 100
    assert far.take(900, 300) == ramp(1, 300)
    far.take(20_000, 320)
    far.put(0, ramp(1, 320))  # long over
    assert far.take(20_320, 320) == bytes(640)


@dataclass
class Mirror:
    """An EchoCanceller that takes nothing out; keeps what it was given."""

    name: str = "mirror"
    far: bytearray = field(default_factory=bytearray)

    def clean(self, near: bytes, far: bytes) -> bytes:
        assert len(near) == len(far) == FRAME
        self.far += far
        return near


async def heard(mic: Mic) -> bytes:
    """All frames of it."""
    return b"".join([frame async for frame in mic.frames() if isinstance(frame, bytes)])


def in_the_room(
    canceller: EchoCanceller, gain: float = 1.0, actor: bytes = b"", delay_s: float = 0.03
) -> bytes:
    """What is heard in a room while VOICE is played from its second 1 on."""

    async def story() -> bytes:
        speaker = Loudspeaker()
        tapped = TappedSpeaker(speaker)
        room = EchoRoom(speaker, gain, delay_s, 2.0 + len(VOICE) / 2 / RATE_HZ, actor)
        asyncio.get_running_loop().call_later(1.0, tapped.play, VOICE)
        mic = EchoFreeMic(room, tapped, canceller)
        pcm = await heard(mic)
        assert mic.name == "laptop" and mic.origin_s == room.origin_s
        assert b"".join(output.pcm for output in tapped.played()) == VOICE
        return pcm

    return virtual.run(story())


def test_a_canceller_gets_the_sound_a_little_before_its_echo() -> None:
    mirror = Mirror()
    near = np.frombuffer(in_the_room(mirror), "<i2").astype(float)
    far = np.frombuffer(bytes(mirror.far), "<i2").astype(float)
    assert len(near) == len(far) and bytes(mirror.far).count(VOICE[9000:20000]) == 1
    size = 1 << (2 * len(near)).bit_length()
    alike = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(far, size)), size)
    assert int(alike.argmax()) == pytest.approx(0.05 * RATE_HZ, abs=2)  # 30 ms and the lead


def test_a_device_so_quick_that_there_is_no_lead() -> None:
    """Its frames come at once: what will have left 20 ms later cannot be known yet."""

    class Quick(EchoRoom):
        async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
            loop = asyncio.get_running_loop()
            self.origin_s = loop.time()
            while loop.time() < self.origin_s + 2.5:
                await asyncio.sleep(FRAME_S)
                yield bytes(FRAME)

    async def story() -> bytes:
        speaker, mirror = Loudspeaker(), Mirror()
        tapped = TappedSpeaker(speaker)
        asyncio.get_running_loop().call_later(0.5, tapped.play, VOICE)
        await heard(EchoFreeMic(Quick(speaker, 1.0, 0.0, 0.0), tapped, mirror))
        return bytes(mirror.far)

    assert VOICE[2000:40_000] in virtual.run(story())


def test_without_a_canceller_the_microphone_is_shut_while_the_partner_speaks() -> None:
    shutter = echo_choice.against("half-duplex")
    assert shutter
    alone, shut = in_the_room(Mirror(), 0.0, ACTOR), in_the_room(shutter, 0.0, ACTOR)
    sounding = np.flatnonzero(np.abs(np.frombuffer(VOICE, "<i2")) > 100)
    begins_s, ends_s = 1 + sounding[0] / RATE_HZ, 1 + sounding[-1] / RATE_HZ
    silent = [not any(shut[at : at + FRAME]) for at in range(0, len(shut), FRAME)]
    first, last = silent.index(True), len(silent) - 1 - silent[::-1].index(True)
    assert first * FRAME_S == pytest.approx(begins_s, abs=0.05) and all(silent[first : last + 1])
    assert last * FRAME_S == pytest.approx(ends_s + HOLD_S, abs=0.05)
    assert shut[: first * FRAME] == alone[: first * FRAME]
    assert shut[(last + 1) * FRAME :] == alone[(last + 1) * FRAME :]


def test_the_partner_does_not_hear_itself_half_duplex() -> None:
    shutter = echo_choice.against("half-duplex")
    assert shutter and voiced(in_the_room(Mirror())) > 50 and voiced(in_the_room(shutter)) == 0


# A loudspeaker that two listen to


def test_a_lost_loudspeaker_is_told_once_and_after_what_was_heard_before() -> None:
    class Lost(PretendSpeaker):
        asked = 0

        def played(self) -> list[Output]:
            self.asked += 1
            if self.asked == 2:
                raise CrewError('loudspeaker "laptop" is gone')
            return [Output(1.0, b"ab")] if self.asked == 1 else []

    tapped = TappedSpeaker(Lost())
    assert tapped.left() == [Output(1.0, b"ab")]
    assert tapped.left() == []  # the loss is not told here
    assert tapped.played() == [Output(1.0, b"ab")]
    with pytest.raises(CrewError, match="is gone"):
        tapped.played()
    assert tapped.played() == []


def test_a_trouble_of_the_microphone_goes_through() -> None:
    class Troubled(EchoRoom):
        async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
            yield Trouble("mic", "it is gone")
            yield bytes(FRAME)

    async def story() -> list[bytes | Trouble]:
        speaker = Loudspeaker()
        room = Troubled(speaker, 0.0, 0.0, 0.0)
        free = EchoFreeMic(room, TappedSpeaker(speaker), Mirror())
        return [frame async for frame in free.frames()]

    assert virtual.run(story()) == [Trouble("mic", "it is gone"), bytes(FRAME)]


# The canceller


@with_livekit
@pytest.mark.parametrize("gain", [1.0, 0.3])
@pytest.mark.parametrize("delay_s", [0.0, 0.25])
def test_the_canceller_takes_the_partner_out(gain: float, delay_s: float) -> None:
    canceller = echo_choice.against("cancel")
    assert canceller and "WebRTC (livekit" in canceller.name
    echo, clean = in_the_room(Mirror(), gain), in_the_room(canceller, gain, delay_s=delay_s)
    assert level_db(echo) - level_db(clean) > 25
    assert max(stretches(echo)) >= 8 > max(stretches(clean)) and voiced(clean) < 10


@with_livekit
def test_the_actor_is_heard_over_the_partner() -> None:
    canceller = echo_choice.against("cancel")
    assert canceller
    late = bytes(2 * round(1.8 * RATE_HZ))
    alone, over = (
        in_the_room(Mirror(), 0.0, late + ACTOR),
        in_the_room(canceller, 0.5, late + ACTOR),
    )
    assert voiced(over) > 0.4 * voiced(alone) and max(stretches(over)) >= 8


@with_livekit
def test_a_lone_voice_is_kept_and_no_frame_is_lost() -> None:
    canceller = echo_choice.against("cancel")
    assert canceller
    pcm = b"".join(
        canceller.clean(ACTOR[at : at + FRAME], bytes(FRAME))
        for at in range(0, len(ACTOR) - FRAME + 1, FRAME)
    )
    assert len(pcm) == len(ACTOR) // FRAME * FRAME
    assert level_db(pcm) == pytest.approx(level_db(ACTOR), abs=1.0)


@with_livekit
@pytest.mark.parametrize(
    ("near", "far"), [(639, 640), (640, 641), (0, 640), (640, 320), (960, 960)]
)
def test_a_wrong_length_never_reaches_the_library(near: int, far: int) -> None:
    """It would end the whole process."""
    canceller = echo_choice.against("cancel")
    assert canceller
    with pytest.raises(CrewError, match=f"got {near} and {far} bytes; both must be 640"):
        canceller.clean(bytes(near), bytes(far))


# What is chosen


def loudspeaker(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    found = Device(1, name, 0, 2, False, True, 48_000)
    monkeypatch.setattr("improv_partner.crew.devices.chosen", lambda text, kind: found)


def wishing(echo: str = "auto", barge_in_s: float = 0.2) -> Settings:
    return Settings(turns=Turns(barge_in_s=barge_in_s), audio=AudioSettings(echo=echo))


@pytest.mark.parametrize(
    ("echo", "barge_in_s", "device", "installed", "mode", "said"),
    [
        ("auto", 0.2, "Built-in Audio", True, "cancel", "taken out by WebRTC"),
        ("auto", 0.2, "Built-in Audio", False, "half-duplex", "pip install livekit"),
        ("auto", 0.2, "External Headphones", False, "headphones", '"External Headphones"'),
        ("auto", 0.0, "Built-in Audio", True, "half-duplex", "as you wish"),
        ("cancel", 0.2, "USB Headset", True, "cancel", "audio.echo=headphones"),
        ("headphones", 0.0, "Built-in Audio", True, "headphones", "you wear headphones"),
        ("half-duplex", 0.2, "USB Headset", True, "half-duplex", "microphone is closed"),
    ],
)
def test_the_choice(
    monkeypatch: pytest.MonkeyPatch,
    echo: str,
    barge_in_s: float,
    device: str,
    installed: bool,
    mode: str,
    said: str,
) -> None:
    loudspeaker(monkeypatch, device)
    if not installed:
        monkeypatch.setitem(sys.modules, "livekit", None)
    elif importlib.util.find_spec("livekit") is None:
        pytest.skip("needs livekit, the extra echo")
    lines: list[str] = []
    settings = echo_choice.decided(wishing(echo, barge_in_s), lines.append)
    assert settings.audio.echo == mode and said in lines[0] and len(lines) == 1
    assert settings.turns.barge_in_s == (0.0 if mode == "half-duplex" else barge_in_s)


def test_a_canceller_that_is_asked_for_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit", None)
    with pytest.raises(CrewError, match=r"livekit is missing .*; pip install livekit"):
        echo_choice.choose(wishing("cancel"))


def test_with_headphones_nothing_stands_between() -> None:
    speaker = Loudspeaker()
    room = EchoRoom(speaker, 0.0, 0.0, 0.0)
    assert echo_choice.echo_free("headphones", room, speaker) == (room, speaker)


# Real PortAudio, in a room whose microphone hears its loudspeaker


def with_echo(sound: Pulse, delay_ms: int) -> None:
    loop = ("module-loopback", "source=speaker.monitor", "sink=mic_in", f"latency_msec={delay_ms}")
    subprocess.run(["pactl", "load-module", *loop], env=sound.env, check=True, capture_output=True)


@with_livekit
@pytest.mark.sound
def test_a_real_loudspeaker_is_taken_out_of_a_real_microphone(tmp_path: Path) -> None:
    (tmp_path / "voice").write_bytes(VOICE)
    with pulse() as sound:
        with_echo(sound, 40)
        sound.run("tests.echo_child", str(tmp_path / "voice"), str(tmp_path))
    near, far, clear = ((tmp_path / side).read_bytes() for side in ("near", "far", "clear"))
    assert voiced(far) > 50 and voiced(near) > 50, "else there was no echo"
    print(f"echo {level_db(near):.0f} dB, {level_db(clear):.0f} dB of it are left")
    assert level_db(near) - level_db(clear) > 20
    assert max(stretches(clear)) < 8
