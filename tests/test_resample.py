"""Whatever rate a sound has, at 16 kHz it is the same sound, at the same place, of right length."""

from __future__ import annotations

import array
import math
import wave
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improv_partner.crew.resample import Resampler, at_16k, file_to_16k, to_16k


def tone(rate_hz: int, seconds: float = 0.5, hz: float = 1000) -> array.array[int]:
    count = round(rate_hz * seconds)
    return array.array("h", (round(9000 * math.sin(2 * math.pi * hz * i / rate_hz))
                             for i in range(count)))  # fmt: skip


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 22_050, 44_100, 48_000])
def test_a_tone_stays_that_tone_to_the_sample(rate_hz: int) -> None:
    out = array.array("h", to_16k(tone(rate_hz).tobytes(), rate_hz))
    wanted = tone(16_000)
    assert len(out) == len(wanted)
    middle = range(800, len(wanted) - 800)
    wrong = sum((out[i] - wanted[i]) ** 2 for i in middle) / sum(wanted[i] ** 2 for i in middle)
    assert 10 * math.log10(wrong + 1e-12) < -60  # dB


@settings(max_examples=25)
@given(st.integers(0, 3000), st.sampled_from([8000, 11_025, 22_050, 44_100]))
def test_the_length_is_right_to_the_sample(samples: int, rate_hz: int) -> None:
    out = to_16k(bytes(2 * samples), rate_hz)
    assert len(out) == 2 * at_16k(samples, rate_hz)


def test_a_stream_in_pieces_is_the_sound_in_one() -> None:
    pcm = tone(48_000).tobytes()
    stream = Resampler(48_000)
    parts = [stream.feed(pcm[i : i + 962]) for i in range(0, len(pcm), 962)]
    assert b"".join(parts) + stream.flush() == to_16k(pcm, 48_000)
    assert stream.feed(pcm[:960])  # after the end it begins anew


def test_two_channels_are_averaged_and_more_refused() -> None:
    stream = Resampler(48_000, channels=2)
    pcm = array.array("h", [1000, 3000] * 4800).tobytes()
    out = array.array("h", stream.feed(pcm) + stream.flush())
    assert len(out) == 1600
    assert out[800] == pytest.approx(2000, abs=2)
    with pytest.raises(ValueError, match="4 channels"):
        Resampler(48_000, channels=4)


@pytest.mark.parametrize("kind", ["wav", "aiff"])
def test_sound_files_of_other_engines_are_read(kind: str) -> None:
    import av
    from av.audio.frame import AudioFrame

    pcm, file = tone(22_050).tobytes(), BytesIO()
    if kind == "wav":
        with wave.open(file, "wb") as out:
            out.setparams((1, 2, 22_050, 0, "NONE", ""))
            out.writeframes(pcm)
    else:
        with av.open(file, "w", format="aiff") as made:
            stream = made.add_stream("pcm_s16be", rate=22_050, layout="mono")
            frame = AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
            frame.sample_rate = 22_050
            frame.planes[0].update(pcm)
            made.mux(stream.encode(frame))
            made.mux(stream.encode(None))
    sound = file_to_16k(file.getvalue())
    assert len(sound) == pytest.approx(len(to_16k(pcm, 22_050)), abs=4)
    assert sound[2000:2200] == to_16k(pcm, 22_050)[2000:2200]


@pytest.mark.parametrize("data", [b"", b"no sound at all" * 50])
def test_what_is_no_sound_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a sound file"):
        file_to_16k(data)
