"""The pitch tracker on sounds of known pitch, and on spoken clips without octave jumps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improv_partner.crew import pitch, sound_file
from improv_partner.crew.pitch import HIGHEST_HZ, HOP_S, LOWEST_HZ, Floats
from improv_partner.events import RATE_HZ

SPEECH = Path(__file__).parent / "speech"
VOICES = {  # median Hz as Praat's autocorrelation gives it (60-500 Hz), for the five clips
    "1-slt": 178, "2-awb": 129, "3-rms": 103, "4-kal16": 89, "5-slt": 173,
}  # fmt: skip


def voice(
    f0_hz: Floats | float, length_s: float = 1.0, lowest: int = 1, tilt: float = 1.0
) -> Floats:
    """A buzz with harmonics from number `lowest` to 3.5 kHz; f0_hz: one, or one for each sample."""
    each_hz = np.broadcast_to(f0_hz, int(length_s * RATE_HZ))
    phase = 2 * np.pi * np.cumsum(each_hz) / RATE_HZ
    numbers = range(lowest, max(lowest, int(3500 / each_hz.max())) + 1)
    sound = sum((np.sin(n * phase + n) / n**tilt for n in numbers), np.zeros(len(phase)))
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def tracked(sound: Floats) -> Floats:
    return pitch.track(pitch.frames(sound))


def semitones(found: Floats, true_hz: Floats | float) -> Floats:
    return 12 * np.log2(found / true_hz)


@pytest.mark.parametrize("f0_hz", [65, 80, 110, 147, 196, 262, 350, 440, 480])
@pytest.mark.parametrize("lowest", [1, 2])
def test_a_steady_voice_is_heard_to_a_twentieth_of_a_semitone(f0_hz: float, lowest: int) -> None:
    """Also without its fundamental, as through a small loudspeaker or a telephone."""
    found = tracked(voice(f0_hz, lowest=lowest))[5:-5]
    assert np.all(found > 0)
    assert np.max(np.abs(semitones(found, f0_hz))) < 0.05


@pytest.mark.parametrize("f0_hz", [70, 130, 250, 450])
def test_a_pure_tone_too(f0_hz: float) -> None:
    tone = 0.1 * np.sin(2 * np.pi * f0_hz * np.arange(RATE_HZ) / RATE_HZ)
    assert np.max(np.abs(semitones(tracked(tone.astype(np.float32))[5:-5], f0_hz))) < 0.1


@pytest.mark.parametrize(("from_hz", "to_hz"), [(90, 220), (400, 160), (120, 60)])
def test_a_glide_is_followed(from_hz: float, to_hz: float) -> None:
    """In one second; the frames in the middle are on the curve."""
    f0_hz = np.geomspace(from_hz, to_hz, RATE_HZ)
    found = tracked(voice(f0_hz))
    centres = ((np.arange(len(found)) + 0.5) * HOP_S * RATE_HZ).astype(int)
    off = semitones(found[5:-8], f0_hz[centres][5:-8])
    assert np.max(np.abs(off)) < 0.2


@settings(deadline=None, max_examples=25)
@given(
    st.floats(LOWEST_HZ * 1.05, HIGHEST_HZ * 0.95),
    st.floats(0.5, 2.0),
    st.floats(0.0, 0.03),
    st.integers(0, 99),
)
def test_no_octave_errors_whatever_the_voice_and_a_little_noise(
    f0_hz: float, tilt: float, noise: float, seed: int
) -> None:
    room = noise * np.random.default_rng(seed).standard_normal(RATE_HZ)
    found = tracked(voice(f0_hz, tilt=tilt) + room.astype(np.float32))[5:-5]
    heard = found[found > 0]
    assert len(heard) > 0.9 * len(found)
    assert np.mean(np.abs(semitones(heard, f0_hz)) > 6) <= 0.02


def test_hiss_silence_and_a_click_have_no_pitch() -> None:
    hiss = 0.1 * np.random.default_rng(1).standard_normal(2 * RATE_HZ).astype(np.float32)
    assert np.mean(tracked(hiss) > 0) < 0.02
    assert not tracked(np.zeros(RATE_HZ, np.float32)).any()
    click = np.zeros(RATE_HZ, np.float32)
    click[8000] = 1
    assert not tracked(click).any()


def test_a_voice_is_found_where_it_is() -> None:
    """Half a second of voice in silence: begins and ends within 30 ms."""
    sound = np.concatenate([np.zeros(8000), voice(150, 0.5), np.zeros(8000)]).astype(np.float32)
    voiced = np.flatnonzero(tracked(sound))
    assert abs(voiced[0] * HOP_S - 0.5) <= 0.03 and abs(voiced[-1] * HOP_S - 1.0) <= 0.03
    assert len(voiced) == voiced[-1] - voiced[0] + 1


@pytest.mark.parametrize("samples", [0, 1, 159, 160, 161, 719, 1000])
def test_short_sounds_have_a_value_for_each_whole_10_ms(samples: int) -> None:
    assert len(tracked(np.full(samples, 0.1, np.float32))) == samples // 160


@pytest.mark.parametrize("clip", VOICES)
def test_spoken_clips_have_their_speakers_pitch_and_no_octave_jumps(clip: str) -> None:
    pcm = sound_file.read(SPEECH / f"{clip}.flac")
    found = tracked(np.frombuffer(pcm, np.int16).astype(np.float32) / 32768)
    heard = found[found > 0]
    assert abs(semitones(np.median(heard), VOICES[clip])) < 0.3
    both = (found[1:] > 0) & (found[:-1] > 0)
    leaps = np.abs(semitones(found[1:][both], found[:-1][both])) > 6
    assert leaps.sum() <= 2


def test_the_level_in_a_band() -> None:
    """A tone of amplitude 0.1 has -23 dB of full scale (RMS), in its own band only."""
    tone = 0.1 * np.sin(2 * np.pi * 1000 * np.arange(RATE_HZ) / RATE_HZ)
    spectra = pitch.frames(tone.astype(np.float32))
    assert np.allclose(spectra.band_db(300, 2500)[5:-5], -23.0, atol=0.1)
    assert np.all(spectra.band_db(3000, 6000)[5:-5] < -60)
