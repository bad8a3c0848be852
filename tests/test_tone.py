"""How a line sounded: right numbers for sounds that are known, and plain words without feelings."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.crew import sound_file
from improv_partner.crew.acoustics import Features, measure
from improv_partner.crew.pitch import Floats
from improv_partner.crew.tone import SPREADS, Baseline, hear, judge_level, sound_check
from improv_partner.crew.tone_words import USUAL, describe
from improv_partner.event_json import to_json
from improv_partner.events import RATE_HZ, Tone
from improv_partner.mappings import FEELINGS, STANCE_WORDS
from improv_partner.scene import Look

from .voices import PLAIN, espeak_is_here, voice

SPEECH = Path(__file__).parent / "speech"
CLIPS = ["1-slt", "2-awb", "3-rms", "4-kal16", "5-slt"]


def murmur(
    syllables: int, rate_hz: float = 4.0, f0_hz: float = 120.0, slope_st_s: float = 0.0,
    loudness_db: float = -20.0,
) -> Floats:  # fmt: skip
    """A buzz that swells once for each syllable; the whole slopes from f0_hz in its middle."""
    time_s = np.arange(int(syllables / rate_hz * RATE_HZ)) / RATE_HZ
    f0 = f0_hz * 2 ** (slope_st_s * (time_s - time_s.mean()) / 12)
    phase = 2 * np.pi * np.cumsum(f0) / RATE_HZ
    numbers = range(1, int(3000 / f0.max()) + 1)
    buzz = sum((np.sin(n * phase + n) / n for n in numbers), np.zeros(len(phase)))
    sound = buzz * (0.55 - 0.45 * np.cos(2 * np.pi * rate_hz * time_s))
    wanted = 10 ** (loudness_db / 20)
    return (sound * wanted / np.sqrt(np.mean(sound**2))).astype(np.float32)


def silence(length_s: float) -> Floats:
    return np.zeros(int(length_s * RATE_HZ), np.float32)


def pcm(*parts: Floats, room_db: float = -75.0) -> bytes:
    """The parts one after the other, in a room that is never quite still."""
    whole = np.concatenate([silence(0.3), *parts, silence(0.3)])
    room = np.random.default_rng(3).standard_normal(len(whole)) * 10 ** (room_db / 20)
    return (np.clip(whole + room, -1, 32767 / 32768) * 32768).astype("<i2").tobytes()


@pytest.mark.parametrize("f0_hz", [75, 110, 180, 240, 400])
@pytest.mark.parametrize("loudness_db", [-45, -30, -15])
def test_pitch_and_loudness_within_five_percent(f0_hz: float, loudness_db: float) -> None:
    found = measure(pcm(murmur(10, f0_hz=f0_hz, loudness_db=loudness_db)))
    assert found.pitch_hz == pytest.approx(f0_hz, rel=0.01)
    assert found.loudness_db == pytest.approx(loudness_db, abs=0.5)
    assert found.range_st is not None and found.range_st < 0.3
    assert found.voiced_share is not None and found.voiced_share > 0.9


@pytest.mark.parametrize("rate_hz", [2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
def test_every_syllable_is_counted(rate_hz: float) -> None:
    found = measure(pcm(murmur(14, rate_hz=rate_hz)))
    assert found.rate_hz == pytest.approx(rate_hz, rel=0.05)
    assert found.speech_s == pytest.approx(14 / rate_hz, rel=0.05)


@pytest.mark.parametrize("slope_st_s", [-20, -10, 8, 15])
def test_a_voice_that_slopes(slope_st_s: float) -> None:
    found = measure(pcm(murmur(6, f0_hz=160, slope_st_s=slope_st_s)))
    assert found.slope_st_s == pytest.approx(slope_st_s, rel=0.05)
    assert found.range_st == pytest.approx(abs(slope_st_s) * 1.5 * 0.9, rel=0.05)


def test_pauses_are_counted_and_placed() -> None:
    found = measure(pcm(murmur(8), silence(0.4), murmur(4), silence(1.0), murmur(2)))
    assert found.pauses == 2
    assert found.longest_pause_s == pytest.approx(1.0, rel=0.05)
    assert found.pause_end_s == pytest.approx(0.3 + 2 + 0.4 + 1 + 1, rel=0.05)
    assert found.pause_at == pytest.approx(4.4 / 4.9, rel=0.05)
    assert found.pause_share == pytest.approx(1.4 / 4.9, rel=0.05)
    assert found.speech_s == pytest.approx(3.5, rel=0.05)


def test_a_short_closure_is_no_pause_and_has_no_place() -> None:
    found = measure(pcm(murmur(8), silence(0.15), murmur(4)))
    assert found.pauses == 0 and found.pause_at is None and found.pause_end_s is None


def test_the_room_before_and_after_changes_nothing() -> None:
    sound = murmur(8, slope_st_s=-6)
    short, long = measure(pcm(sound)), measure(pcm(silence(1), sound, silence(2)))
    assert long.silent_s == pytest.approx(short.silent_s + 2, abs=0.01)
    alike = [{k: v for k, v in one.numbers().items() if k != "silent_s"} for one in (short, long)]
    assert alike[1] == pytest.approx(alike[0], rel=0.02)


def test_noise_and_hum_do_little_harm() -> None:
    still = measure(pcm(murmur(8), silence(0.8), murmur(6)))
    loud = measure(pcm(murmur(8), silence(0.8), murmur(6), room_db=-40))
    for name in ("pitch_hz", "loudness_db", "rate_hz", "longest_pause_s", "speech_s"):
        assert loud.numbers()[name] == pytest.approx(still.numbers()[name], rel=0.06), name


@pytest.mark.parametrize(
    "sound",
    [b"", b"\1", b"\0" * 31, b"\0" * 64_000, b"\xff\x7f" * 16_000, b"\1\x80" * 100],
    ids=["nothing", "half", "a few", "silence", "full scale", "short"],
)
def test_what_is_no_speech_has_no_tone(sound: bytes) -> None:
    assert measure(sound) == Features()
    assert hear(sound, Baseline()).words == "" and hear(sound, Baseline()).z == {}
    assert judge_level(sound).verdict == "no voice"


@given(st.binary(max_size=4000), st.integers(1, 40))
def test_no_sound_at_all_is_an_error(piece: bytes, times: int) -> None:
    found = measure(piece * times)
    assert all(np.isfinite(value) for value in found.numbers().values())
    assert judge_level(piece * times).words
    json.dumps(found.numbers(), allow_nan=False)


def line(rate_hz: float = 4, f0_hz: float = 120, loudness_db: float = -25) -> Floats:
    """As the actor of `usual` speaks; a faster line slopes more, over the same range."""
    return murmur(10, rate_hz, f0_hz, -rate_hz, loudness_db)


def usual(lines: int = 6) -> Baseline:
    """An actor who speaks at 120 Hz, -25 dB, 4 syllables a second, a little different each time."""
    baseline = Baseline()
    for n in range(lines):
        odd = (-1) ** n
        sound = line(4 + 0.2 * odd, 120 + 3 * odd, -25.0 + odd)
        baseline = baseline.update(measure(pcm(sound)))
    return baseline


def test_the_usual_grows_from_the_lines_and_one_outburst_does_not_move_it() -> None:
    assert not usual(2).known and usual(2).usual("pitch_st") is None
    before = usual()
    assert before.known
    after = before.update(measure(pcm(murmur(10, 6, 300, 20, -5))))
    for name in SPREADS:
        old, new = before.usual(name), after.usual(name)
        assert old and new and abs(new[0] - old[0]) < SPREADS[name], name
    assert usual().lines == before.lines, "update changes nothing in place"


def test_a_cough_teaches_nothing() -> None:
    before = usual()
    assert before.update(measure(pcm(silence(1)))) == before
    assert before.update(Features(speech_s=0.1, pitch_hz=200.0)) == before


def test_only_the_last_lines_count() -> None:
    found = measure(pcm(murmur(6)))
    baseline = Baseline()
    for _ in range(70):
        baseline = baseline.update(found)
    assert len(baseline.lines) == 60


def test_a_sound_check_settles_the_usual() -> None:
    talk = [part for n in range(6) for part in (murmur(11, f0_hz=118 + n), silence(0.5))]
    baseline = sound_check(pcm(*talk))
    assert baseline.known and baseline.settled and len(baseline.lines) == 6
    pitch_st, spread_st = baseline.usual("pitch_st") or (0, 0)
    assert pitch_st == pytest.approx(12 * np.log2(1.205), abs=0.1) and 0.5 < spread_st < 1.6
    assert baseline.update(measure(pcm(murmur(10, f0_hz=300)))) == baseline
    assert set(baseline.as_dict()) == set(SPREADS) and json.dumps(baseline.as_dict())
    assert not sound_check(pcm(murmur(3))).known, "that was too little"
    assert not sound_check(b"").settled


@pytest.mark.parametrize(
    ("sound", "words", "measure_name", "sign"),
    [
        (line(loudness_db=-12), "much louder than usual", "loudness_db", 1),
        (line(loudness_db=-31), "quieter than usual", "loudness_db", -1),
        (line(f0_hz=150), "higher than usual", "pitch_st", 1),
        (line(f0_hz=185, loudness_db=-18), "louder and much higher than usual", "z", 0),
        (line(rate_hz=2.9), "slow", "rate_hz", -1),
        (line(rate_hz=6.5), "very fast", "rate_hz", 1),
        (line(), USUAL, "z", 0),
    ],
)
def test_a_line_against_the_usual(sound: Floats, words: str, measure_name: str, sign: int) -> None:
    tone = hear(pcm(sound), usual())
    assert tone.words == words
    if sign:
        assert tone.z[measure_name] * sign > 1.5
        assert all(abs(z) < 1.6 for name, z in tone.z.items() if name != measure_name), tone.z


def test_the_end_and_the_pause_are_heard_without_knowing_the_actor() -> None:
    falling = murmur(3, f0_hz=180, slope_st_s=-18)
    sound = pcm(murmur(6, f0_hz=180), silence(1.3), falling)
    assert hear(sound, Baseline()).words == "voice falls at the end, long pause near the end"
    words = [("I'm", 0.35, 0.9), ("really", 0.9, 1.8), ("Fine.", 3.05, 3.6)]
    assert hear(sound, Baseline(), words).words.endswith("long pause before 'fine'")
    far = [("fine", 9.0, 9.5)]
    assert hear(sound, Baseline(), far).words.endswith("near the end"), "the times are of no use"
    rising = pcm(murmur(6, f0_hz=180, slope_st_s=16))
    assert hear(rising, Baseline()).words == "voice rises at the end"


def test_an_ending_that_is_usual_is_not_told() -> None:
    numbers = {"slope_st_s": -20.0}
    assert describe(numbers, {}) == "voice falls at the end"
    assert describe(numbers, {"slope_st_s": -2.0}) == USUAL
    assert describe(numbers, {"slope_st_s": -9.0}) == "voice falls at the end"


def test_melody_and_breath() -> None:
    assert describe({"range_st": 3.0}, {"range_st": 0.4}) == "flat"
    assert describe({"range_st": 12.0}, {"range_st": 1.8}) == "the melody moves a lot"
    assert describe({"range_st": 1.0}, {"range_st": 0.5}) == USUAL, "too small to hear"
    assert describe({}, {"voiced_share": -0.4}) == "more breath than voice"


def test_nothing_is_said_of_an_unknown_actor_whose_line_is_plain() -> None:
    assert describe({"longest_pause_s": 0.3, "slope_st_s": 2.0}, {}) == ""


def test_no_word_names_a_feeling() -> None:
    said = set()
    for db, st_, rate, span, slope, pause_s, voiced in product(
        (-12, -5, 0, 7, 12), (-5, -2, 0, 4, 8), (0.5, 0.75, 1, 1.3, 2), (0.3, 1, 2),
        (-20, 0, 20), (0, 0.7, 2), (-0.5, 0),
    ):  # fmt: skip
        numbers = {"range_st": 8.0 * span, "slope_st_s": slope, "longest_pause_s": pause_s}
        shift = {"loudness_db": db, "pitch_st": st_, "rate_hz": rate, "range_st": span}
        text = describe(numbers, {**shift, "voiced_share": voiced})
        assert text == text.strip(" ,") and len(text) < 160
        said |= set(re.findall("[a-z]+", text))
    assert {"quieter", "higher", "slow", "flat", "breath", "pause"} <= said
    assert not said & (set(FEELINGS) | set(STANCE_WORDS))


def test_it_fits_into_the_event() -> None:
    tone = hear(pcm(murmur(10, loudness_db=-10)), usual())
    event = Tone(1, tone.words, tone.features.numbers(), tone.z)
    assert json.loads(json.dumps(to_json(event), allow_nan=False))["numbers"]["pitch_hz"] > 119
    assert set(tone.z) == set(SPREADS)


@pytest.mark.parametrize("clip", CLIPS)
def test_spoken_clips_are_measured_sensibly(clip: str) -> None:
    """Five short sentences of 6 to 9 syllables, with 0.4 s of room before and 0.5 s after."""
    sound = sound_file.read(SPEECH / f"{clip}.flac")
    found = measure(sound)
    assert 2.5 < (found.rate_hz or 0) < 7 and found.pauses == 0
    assert 0.6 < (found.voiced_share or 0) < 0.95
    assert len(sound) / 32_000 - 1.2 < found.speech_s < len(sound) / 32_000 - 0.8
    assert judge_level(sound).verdict == "ok"
    louder = np.frombuffer(sound, "<i2") // 4
    quiet = measure(louder.astype("<i2").tobytes())
    assert quiet.loudness_db == pytest.approx((found.loudness_db or 0) - 12.04, abs=0.3)
    same = replace(quiet, loudness_db=found.loudness_db).numbers()
    assert same == pytest.approx(found.numbers(), rel=0.1, abs=1.0)


@pytest.mark.parts
@pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1")
def test_a_voice_told_to_be_faster_and_higher_is_heard_so() -> None:
    text = "You kept the ring all these years, and you never told me about the letter."

    async def spoken(look: Look) -> Features:
        async with voice(look) as made:
            return measure(b"".join([sound.pcm async for sound in made.speak(text, PLAIN)]))

    plain, fast, high = (
        asyncio.run(spoken(look)) for look in (Look(), Look(rate_wpm=260), Look(pitch=80))
    )
    assert (fast.rate_hz or 0) > 1.25 * (plain.rate_hz or 9)
    assert (high.pitch_hz or 0) > 1.15 * (plain.pitch_hz or 999)
    assert high.rate_hz == pytest.approx(plain.rate_hz, rel=0.15)


def test_the_sound_check_judges_the_level() -> None:
    def judged(loudness_db: float, room_db: float = -75.0, clip: float = 1.0) -> str:
        sound = np.clip(murmur(12, loudness_db=loudness_db), -clip, clip)
        return judge_level(pcm(sound, silence(0.5), sound, room_db=room_db)).verdict

    assert judged(-20) == "ok" and judged(-40) == "ok"
    assert judged(-3) == "clipping"
    assert judged(-50, room_db=-85) == "too quiet"
    assert judged(-30, room_db=-38) == "noisy"
    level = judge_level(pcm(murmur(12), silence(1.0)))
    assert level.speech_db == pytest.approx(-20, abs=0.5)
    assert level.room_db == pytest.approx(-75, abs=3)
    assert level.clipped_share == 0


def test_one_flat_top_in_a_long_talk_is_forgiven() -> None:
    talk = np.concatenate([murmur(40), murmur(40)])
    talk[50_000:50_010] = 1.0
    level = judge_level(pcm(talk))
    assert level.verdict == "ok" and level.clipped_share > 0
