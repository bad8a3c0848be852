"""The script that makes the rehearsal clips: trims, levels, stores, and repeats itself exactly."""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
from pathlib import Path
from types import ModuleType

import av
import numpy as np
import pytest

from improv_partner import scene
from improv_partner.events import RATE_HZ

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "make_rehearsal.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("make_rehearsal", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def decoded(clip: bytes) -> np.ndarray:
    with av.open(io.BytesIO(clip), "r") as file:
        return np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])


def test_silence_is_cut_and_the_level_is_set(script: ModuleType) -> None:
    tone = np.round(3000 * np.sin(np.arange(8000))).astype(np.int16)
    long = np.concatenate([np.zeros(20_000, np.int16), tone, np.zeros(500, np.int16)])
    clip = script.trimmed(long)
    assert abs(len(clip) - (8000 + 2 * 1600)) < 10
    assert np.abs(clip).max() == 16384
    assert not clip[:1590].any() and not clip[-1590:].any()


def test_a_stored_clip_is_lossless_and_always_the_same(script: ModuleType) -> None:
    tone = script.trimmed(np.round(3000 * np.sin(np.arange(8000))).astype(np.int16))
    clip = script.flac(tone, "A line.", "slt")
    assert np.array_equal(decoded(clip), tone)
    assert clip == script.flac(tone, "A line.", "slt")


def test_without_flite_it_says_so(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="flite is not installed"):
        script.main()


@pytest.mark.parts
@pytest.mark.skipif(shutil.which("flite") is None, reason="needs flite")
def test_flite_speaks_at_the_rate_of_everything(script: ModuleType) -> None:
    line = scene.load(scene.FIRST_SCENE).rehearsal[0]
    voice = script.voice_for(scene.FIRST_SCENE)
    clip = script.trimmed(script.spoken(line.text, voice))
    shipped = decoded(line.clip.read_bytes())
    assert abs(len(clip) - len(shipped)) < 0.2 * RATE_HZ  # another version may differ a little
