"""Real PortAudio on a virtual sound card: what goes in comes out, and a device may die."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .pulse import Pulse, pulse

pytestmark = pytest.mark.sound

Samples = np.ndarray[Any, np.dtype[np.float64]]


@pytest.fixture
def sound() -> Iterator[Pulse]:
    with pulse() as daemon:
        yield daemon


def voice(seconds: float) -> bytes:
    """Noise that rises and falls like syllables: every piece of it is like no other; no zeros."""
    chance = np.random.default_rng(11)
    t = np.arange(int(16_000 * seconds)) / 16_000
    loud = 0.3 + 0.7 * np.sin(2 * np.pi * 2.5 * t) ** 2
    noise = (chance.standard_normal(len(t)) * loud * 3000).clip(-32767, 32767).astype("<i2")
    noise[noise == 0] = 1
    return noise.tobytes()


def samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(float)


def place(needle: Samples, hay: Samples) -> tuple[int, float]:
    """Where the one begins in the other, and their correlation there (1 = the same)."""
    size = 1 << (len(hay) + len(needle)).bit_length()
    spectrum = np.fft.rfft(hay, size) * np.conj(np.fft.rfft(needle, size))
    at = int(np.fft.irfft(spectrum)[: len(hay)].argmax())
    part = hay[at : at + len(needle)]
    return at, float(np.corrcoef(part, needle[: len(part)])[0, 1]) if part.any() else 0.0


def heard_share(spoken: bytes, heard: Samples) -> float:
    """How much of it was heard, in order, in pieces of 100 ms with a correlation above 0.95.

    On a machine with too much to do any sound card drops a piece now and then: not all, then.
    """
    pieces = np.array_split(samples(spoken), len(spoken) // 3200)
    places = [at for at, fit in (place(piece, heard) for piece in pieces) if fit > 0.95]
    assert places == sorted(places)
    return len(places) / len(pieces)


def next_fact(child: subprocess.Popen[bytes], key: str) -> dict[str, Any]:
    """The next line of the child that tells this."""
    assert child.stdout and child.stderr
    for line in child.stdout:
        facts: dict[str, Any] = json.loads(line)
        if key in facts:
            return facts
    raise AssertionError(f"the child ended without {key}: {child.stderr.read().decode()}")


def end(child: subprocess.Popen[bytes]) -> dict[str, Any]:
    out, errors = child.communicate(b"\n")
    assert child.returncode == 0, errors.decode()
    last: dict[str, Any] = json.loads(out.decode().splitlines()[-1])
    return last


def test_a_voice_in_the_room_comes_out_of_the_microphone(sound: Pulse, tmp_path: Path) -> None:
    child = sound.start("tests.sound_child", "listen", str(tmp_path / "heard"))
    next_fact(child, "name")
    spoken = voice(1.5)
    sound.speak(spoken)
    facts = end(child)
    heard = samples((tmp_path / "heard").read_bytes())
    assert len(heard) == facts["frames"] * 320
    assert heard_share(spoken, heard) > 0.8
    assert 0 <= facts["age_s"] - facts["frames"] * 0.02 < 0.3  # the frames keep to the clock


def test_what_is_played_is_heard_and_told(sound: Pulse, tmp_path: Path) -> None:
    said, told = tmp_path / "said", tmp_path / "told"
    said.write_bytes(voice(1.0))
    recorder = sound.record()
    sound.run("tests.sound_child", "play", str(said), str(told), "0")
    heard = samples(sound.heard(recorder))
    assert told.read_bytes() == said.read_bytes()
    assert heard_share(said.read_bytes(), heard) > 0.8
    assert np.count_nonzero(heard) == 16_000  # nothing twice, nothing beside it


def test_a_stop_is_heard_within_150_ms_and_what_was_heard_is_told(
    sound: Pulse, tmp_path: Path
) -> None:
    said, told = tmp_path / "said", tmp_path / "told"
    said.write_bytes(voice(3.0))
    recorder = sound.record()
    out = sound.run("tests.sound_child", "play", str(said), str(told), "0.6")
    heard = samples(sound.heard(recorder))
    assert heard_share(told.read_bytes(), heard) > 0.8
    assert said.read_bytes().startswith(told.read_bytes())
    assert np.count_nonzero(heard) == len(told.read_bytes()) // 2
    sounding = np.nonzero(heard)[0]
    rows = [json.loads(line) for line in out.splitlines()]
    begin_s = next(row["at_s"] for row in rows if "at_s" in row)
    silent_s = begin_s + (sounding[-1] - sounding[0]) / 16_000
    assert silent_s - rows[-1]["stopped_s"] < 0.15


def test_a_dead_microphone_is_silence_and_comes_back(sound: Pulse, tmp_path: Path) -> None:
    child = sound.start("tests.sound_child", "listen", str(tmp_path / "heard"))
    next_fact(child, "name")
    sound.down()
    lost = next_fact(child, "trouble")
    assert "is gone; looking for it or another" in lost["trouble"]
    sound.up()
    back = next_fact(child, "trouble")
    assert back["trouble"].startswith("microphone back: ")
    assert back["frame"] >= lost["frame"]
    spoken = voice(1.0)
    sound.speak(spoken)
    facts = end(child)
    heard = samples((tmp_path / "heard").read_bytes())
    assert heard_share(spoken, heard) > 0.8
    assert 0 <= facts["age_s"] - facts["frames"] * 0.02 < 0.4


def test_a_dead_loudspeaker_is_told_and_comes_back(sound: Pulse) -> None:
    child = sound.start("tests.sound_child", "lose_speaker")
    next_fact(child, "ready")
    sound.down()
    assert "is gone" in next_fact(child, "told")["told"]
    sound.up()
    facts = end(child)
    assert facts["samples"] == 1600
