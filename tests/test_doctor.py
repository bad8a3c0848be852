"""The doctor finds what is ill and says what to do; nothing here needs a sound card."""

from __future__ import annotations

import asyncio
import io
import shutil
from collections import namedtuple
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from improv_partner import casting, doctor, scene, virtual
from improv_partner.crew import Output, Speaker
from improv_partner.crew.devices import Device
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, ScriptedVoice
from improv_partner.errors import CrewError, ImprovError
from improv_partner.events import FRAME_SAMPLES, Trouble
from improv_partner.settings import Settings

HEADSET = Device(2, "Headset [USB]", 1, 1, True, True, 48_000)
Frames = Callable[[], bytes | Trouble]


def noise(level_db: float) -> bytes:
    """A frame of white noise at this level below full scale."""
    sound = np.random.default_rng(0).standard_normal(FRAME_SAMPLES)
    sound *= 32768 * 10 ** (level_db / 20) / sound.std()
    return sound.clip(-32768, 32767).astype("<i2").tobytes()


def microphone(monkeypatch: pytest.MonkeyPatch, frame: Frames) -> None:
    """A microphone that always hears this."""

    class Mic:
        def __init__(self, wanted: str) -> None:
            assert wanted == ""

        async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
            while True:
                yield frame()

    monkeypatch.setattr("improv_partner.crew.mic.DeviceMic", Mic)
    monkeypatch.setattr(doctor, "chosen", lambda text, kind: HEADSET)


def listened() -> str:
    return asyncio.run(doctor._mic(Settings()))


def test_a_microphone_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    microphone(monkeypatch, lambda: noise(-60))
    assert listened() == "Headset [USB], -60 dB"


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (lambda: bytes(2 * FRAME_SAMPLES), "no sound at all; is it muted, or forbidden"),
        (
            lambda: b"\xff\x7f\x00\x80" * (FRAME_SAMPLES // 2),
            "far too loud .*; lower its input level",
        ),
        (lambda: Trouble("mic", 'microphone "Headset" is gone'), "is gone"),
    ],
)
def test_a_microphone_that_is_ill(
    monkeypatch: pytest.MonkeyPatch, frame: Frames, told: str
) -> None:
    microphone(monkeypatch, frame)
    with pytest.raises(CrewError, match=told):
        listened()


def played(monkeypatch: pytest.MonkeyPatch, speaker: Speaker) -> str:
    """What the doctor says about this loudspeaker; its patience costs no real time."""
    monkeypatch.setattr(doctor, "chosen", lambda text, kind: HEADSET)
    monkeypatch.setattr(casting, "speaker", lambda wanted, there: speaker)
    return virtual.run(doctor._speaker(Settings(), noise(-20) * 50))


def test_a_loudspeaker_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert played(monkeypatch, PretendSpeaker()).startswith('Headset [USB]: played "Hello')


def test_a_loudspeaker_that_takes_no_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf(PretendSpeaker):
        def played(self) -> list[Output]:
            return []

    with pytest.raises(CrewError, match="takes no sound; choose another with --speaker"):
        played(monkeypatch, Deaf())


def test_recordings_can_be_written_and_nothing_is_left(tmp_path: Path) -> None:
    assert "can be written" in asyncio.run(doctor._recordings(tmp_path / "kept"))
    assert list((tmp_path / "kept").iterdir()) == []


def test_recordings_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ImprovError, match="--out"):
        asyncio.run(doctor._recordings(tmp_path / "file"))
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(1, 1, 5_000_000))
    with pytest.raises(CrewError, match="only 5 MB are free"):
        asyncio.run(doctor._recordings(tmp_path / "kept"))


def examined(monkeypatch: pytest.MonkeyPatch, out: Path, voice_fails: str = "") -> tuple[bool, str]:
    """The whole examination, everybody an understudy."""

    async def ears(settings: Settings, played: scene.Scene, say: Callable[[str], None]):  # type: ignore[no-untyped-def]
        say("a note on the ears")
        return ScriptedActor([(0.0, 9.0, "hello")], 9.0)

    async def mind(*words: object) -> ScriptedMind:
        return ScriptedMind([])

    async def voice(settings: Settings, played: scene.Scene) -> ScriptedVoice:
        if voice_fails:
            raise CrewError(voice_fails)
        return ScriptedVoice()

    monkeypatch.setattr(casting, "ears", ears)
    monkeypatch.setattr(casting, "mind", mind)
    monkeypatch.setattr(casting, "voice", voice)
    monkeypatch.setattr(casting, "speaker", lambda wanted, there: PretendSpeaker())
    monkeypatch.setattr(asyncio, "run", virtual.run)  # the patience costs no real time
    console = Console(file=io.StringIO(), width=100)
    healthy = doctor.examine(Settings(), out, console)
    assert isinstance(console.file, io.StringIO)
    return healthy, console.file.getvalue()


def test_a_healthy_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    microphone(monkeypatch, lambda: noise(-60))
    healthy, shown = examined(monkeypatch, tmp_path)
    assert healthy and "mend" not in shown
    assert "Headset [USB], -60 dB" in shown and 'heard "hello"' in shown
    assert "a note on the ears" in shown


def test_one_ill_part_does_not_hide_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    microphone(monkeypatch, lambda: bytes(2 * FRAME_SAMPLES))

    ill = "voice: the speech engine espeak-ng is missing; install it"
    healthy, shown = examined(monkeypatch, tmp_path, voice_fails=ill)
    assert not healthy
    assert shown.count("mend") == 2 and "no sound at all" in shown
    assert "espeak-ng is missing; install it" in " ".join(shown.split())
    assert shown.count("│ ok") == 6
