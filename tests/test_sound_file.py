"""Files of every rate, width and format come out as the same sound at 16 kHz."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest

from improv_partner.crew.sound_file import read
from improv_partner.errors import CrewError

TONE_HZ = 440.0
LONG_S = 1.0


def tone(rate_hz: int, channels: int) -> np.ndarray:
    """Floats of half the full scale, shape (samples, channels); every channel the same."""
    t = np.arange(int(rate_hz * LONG_S)) / rate_hz
    return np.repeat(0.5 * np.sin(2 * np.pi * TONE_HZ * t)[:, None], channels, axis=1)


def wav(path: Path, rate_hz: int, channels: int, bits: int, floating: bool = False) -> Path:
    sound = tone(rate_hz, channels)
    if floating:
        data = sound.astype("<f4").tobytes()
    elif bits == 8:
        data = (sound * 127 + 128).astype("u1").tobytes()
    else:
        whole = (sound * (2 ** (bits - 1) - 1)).astype("<i4")
        data = whole.reshape(-1, 1).view("u1")[:, : bits // 8].tobytes()
    width = channels * bits // 8
    form = struct.pack(
        "<HHIIHH", 3 if floating else 1, channels, rate_hz, rate_hz * width, width, bits
    )
    chunks = (
        b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    )
    path.write_bytes(b"RIFF" + struct.pack("<I", len(chunks)) + chunks)
    return path


def coded(path: Path, codec: str, rate_hz: int) -> Path:
    """A mono file in another format."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate_hz, layout="mono")
        samples = (tone(rate_hz, 1).T * 32767).astype("<i2")
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = rate_hz
        graph = av.AudioResampler(
            format=stream.format.name, rate=rate_hz, frame_size=stream.frame_size or 1024
        )
        for part in (*graph.resample(frame), *graph.resample(None)):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return path


def is_the_tone(pcm: bytes, off_by_s: float = 0.001) -> None:
    samples = np.frombuffer(pcm, "<i2").astype(float)
    assert len(samples) / 16_000 == pytest.approx(LONG_S, abs=off_by_s)
    middle = samples[2000:-2000]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 17))
    assert spectrum.argmax() * 16_000 / (1 << 17) == pytest.approx(TONE_HZ, abs=0.5)
    assert np.sqrt((middle**2).mean()) == pytest.approx(
        0.5 * 32767 / np.sqrt(2), rel=0.06
    )  # LAME scales by 0.95


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_wav_of_any_rate(tmp_path: Path, rate_hz: int, channels: int) -> None:
    is_the_tone(read(wav(tmp_path / "tone.wav", rate_hz, channels, 16)))


@pytest.mark.parametrize(("bits", "floating"), [(8, False), (24, False), (32, False), (32, True)])
def test_wav_of_any_width(tmp_path: Path, bits: int, floating: bool) -> None:
    is_the_tone(read(wav(tmp_path / "tone.wav", 44_100, 2, bits, floating)))


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz"),
    [("a.flac", "flac", 44_100), ("a.mp3", "libmp3lame", 44_100), ("a.ogg", "libopus", 48_000)],
)
def test_other_formats(tmp_path: Path, name: str, codec: str, rate_hz: int) -> None:
    is_the_tone(read(coded(tmp_path / name, codec, rate_hz)), off_by_s=0.06)  # coders pad


def test_a_16_khz_mono_file_is_taken_as_it_is(tmp_path: Path) -> None:
    expected = (tone(16_000, 1) * 32767).astype("<i2").tobytes()
    assert read(wav(tmp_path / "tone.wav", 16_000, 1, 16)) == expected


def test_what_is_no_sound_is_one_line_and_no_noise(tmp_path: Path, capfd) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "words.mp3").write_text("not a sound, " * 500)
    (tmp_path / "noise.ogg").write_bytes(b"OggS" + bytes(range(256)) * 20)
    whole = wav(tmp_path / "short.wav", 16_000, 1, 16).read_bytes()
    (tmp_path / "short.wav").write_bytes(whole[: 44 + 400])
    (tmp_path / "header.wav").write_bytes(whole[:30])
    causes = {
        "missing.wav": "there is no such file",
        "": "it is a folder",
        "empty.wav": "it is empty",
        "words.mp3": "damaged or not an audio file",
        "noise.ogg": "damaged or not an audio file",
        "header.wav": "damaged or not an audio file",
        "short.wav": "holds 12 ms of sound, too short",
    }
    for name, cause in causes.items():
        with pytest.raises(CrewError) as caught:
            read(tmp_path / name)
        assert str(caught.value).startswith(str(tmp_path / name))
        assert cause in str(caught.value)
        assert "\n" not in str(caught.value)
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")


def test_a_picture_has_no_sound(tmp_path: Path) -> None:
    (tmp_path / "dot.bmp").write_bytes(
        b"BM" + struct.pack("<IHHI", 58, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + bytes(4)
    )  # fmt: skip
    with pytest.raises(CrewError, match="has no sound"):
        read(tmp_path / "dot.bmp")


def test_half_a_sound_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    path = coded(tmp_path / "a.flac", "flac", 16_000)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(CrewError, match="it is damaged or not an audio file"):
        read(path)
